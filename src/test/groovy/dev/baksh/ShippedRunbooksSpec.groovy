package dev.baksh

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxSpecification
import dev.baksh.sandbox.server.Fault

import java.nio.file.Files
import java.nio.file.attribute.PosixFilePermissions

/** The recipes of scripts/ that are runbooks, carried out. */
class ShippedRunbooksSpec extends SandboxSpecification {
    static final String FAILOVER_DRILL = 'scripts/failover-drill.groovy'
    static final String ACCESS_REVIEW = 'scripts/access-review.groovy'
    static final String DECOMMISSION_USER = 'scripts/decommission-user.groovy'
    static final String ROTATE_SCHEDULE = 'scripts/rotate-schedule.groovy'
    static final String RESTORE_TEST = 'scripts/restore-test.groovy'
    static final List<String> SCRIPTS = [FAILOVER_DRILL, ACCESS_REVIEW, DECOMMISSION_USER, ROTATE_SCHEDULE, RESTORE_TEST]

    def "a failover is tested, approved, run and timed"() {
        when:
        SandboxHarness.Result drill = start('--yes', FAILOVER_DRILL, '--scenario', 'failover')

        then:
        drill.code == 0
        harness.writeRequests()*.body() == ['{"backup_id":268,"dry_run_only":true}', '{"backup_id":268,"dry_run_only":false}']
        harness.start(['report', 'last']).out =~ /\\* RTO clock: \d+s, from the last approval to the end of the last step/
    }

    def "a failover without approval is not run and can be resumed"() {
        when:
        SandboxHarness.Result drill = start(FAILOVER_DRILL, '--scenario', 'failover')

        then:
        drill.code == 3
        harness.writeRequests()*.body() == ['{"backup_id":268,"dry_run_only":true}']

        when:
        SandboxHarness.Result resumed = start('--yes', 'resume', 'last')

        then:
        resumed.err.readLines().findAll { it.startsWith('baksh:') } == []
        resumed.code == 0
        harness.writeRequests()*.body() == ['{"backup_id":268,"dry_run_only":true}', '{"backup_id":268,"dry_run_only":false}']
    }

    def "the access review saves the roles of all users, and its report contains the findings"() {
        when:
        SandboxHarness.Result review = start('--yes', ACCESS_REVIEW, '--folder', folder.toString())

        then:
        review.code == 0
        Files.readAllLines(folder.resolve('access-px-2026-03-04.csv')).first() == 'user,px-backup-super.admin,px-backup-infra.admin,px-backup-app.admin,px-backup-app.user,test-role'
        Files.exists(folder.resolve('access-n2ws-2026-03-04.csv'))
        ['px', 'n2ws'].every { PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("access-$it-2026-03-04.csv"))) == 'rw-------' }
        harness.start(['report', 'last']).out.contains('| super admin | px-backup-super.admin | carol | may do everything |')
        harness.writeRequests() == []
    }

    def "a decommissioned user loses all roles; a second run changes nothing and reports the remaining objects"() {
        expect:
        start('--yes', DECOMMISSION_USER, '--user', 'alice').code == 0
        harness.writeRequests()*.method() == ['DELETE'] * 2
        harness.start(['-e', "px.users['alice'].roles*.name", '-o', 'json']).out == '[]\n'

        and:
        start('--yes', DECOMMISSION_USER, '--user', 'alice').out == '0 rows\n'
        start('--yes', DECOMMISSION_USER, '--user', 'readonly').out.contains('remove readonly from the delegates')
        harness.writeRequests().size() == 2
    }

    def "a schedule is rotated; after a failure resume completes the rotation, and undo restores the schedule"() {
        given:
        def schedulesBefore = schedules()
        harness.sandbox.n2ws().faults().injectNext('PUT', 'aws/policies/4/', Fault.status(400, 'application/json', '{"detail":"no"}'))

        when:
        SandboxHarness.Result first = start('--yes', ROTATE_SCHEDULE, '--from', 'daily', '--to', 'hourly')
        SandboxHarness.Result second = start('--yes', 'resume', 'last')

        then:
        first.code == 1
        second.code == 0
        harness.writeRequests()*.path().countBy { it }.values().toSet() == [1, 2] as Set
        schedules().count { id, allRequests -> 1 in allRequests } == 0

        when:
        start('undo', 'last', folder.resolve('undo.groovy').toString())

        then:
        start('--yes', 'run', folder.resolve('undo.groovy').toString()).code == 0
        schedules() == schedulesBefore
    }

    def "a schedule with more policies than allowed is not rotated"() {
        when:
        SandboxHarness.Result rotation = start('--yes', ROTATE_SCHEDULE, '--from', 'daily', '--to', 'hourly', '--at-most', '3')

        then:
        rotation.code == 3
        rotation.err.contains('baksh: at most 3 are allowed, but there are 9\n')
        harness.writeRequests() == []
    }

    def "the restore test selects the same instance for the same seed and a different one for another seed"() {
        given:
        def selections = ['1', '1', '2', '3', '4', '5', '6', '7'].collect { seed ->
            harness.start(['--dry-run', RESTORE_TEST, '--seed', seed]).err.readLines().find { it.startsWith('seed') }.minus("seed $seed: ")
        }

        expect:
        selections[0] == selections[1]
        selections.toSet().size() > 1
        harness.start(['--dry-run', RESTORE_TEST]).err.startsWith('seed 202603: ')

        and:
        start('--yes', RESTORE_TEST, '--seed', '1').code == 0
        harness.writeRequests().size() == 1
    }

    private SandboxHarness.Result start(String... args) {
        harness.start(args.toList(), [BAKSH_N2WS_RECOVERED: 'S', BAKSH_N2WS_FAILED: 'F'])
    }

    private Map schedules() {
        harness.sandbox.n2ws().policies().collectEntries { [it.get('id').asInt(), it.get('schedules')*.asInt()] }
    }
}
