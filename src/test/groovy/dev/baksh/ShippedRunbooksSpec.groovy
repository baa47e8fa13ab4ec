package dev.baksh

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxHarnessSpec
import dev.baksh.sandbox.server.Fault

import java.nio.file.Files

/** The recipes of scripts/ that are runbooks, carried out. */
class ShippedRunbooksSpec extends SandboxHarnessSpec {
    static final String DRILL = 'scripts/failover-drill.groovy'
    static final String REVIEW = 'scripts/access-review.groovy'
    static final String DECOMMISSION = 'scripts/decommission-user.groovy'
    static final String ROTATE = 'scripts/rotate-schedule.groovy'
    static final String RESTORE = 'scripts/restore-test.groovy'
    static final List<String> SCRIPTS = [DRILL, REVIEW, DECOMMISSION, ROTATE, RESTORE]

    def "a failover is tested, approved, run, and timed"() {
        when:
        SandboxHarness.Ended drill = start('--yes', DRILL, '--scenario', 'failover')

        then:
        drill.code == 0
        lab.writes()*.body() == ['{"backup_id":268,"dry_run_only":true}', '{"backup_id":268,"dry_run_only":false}']
        lab.start(['report', 'last']).out =~ /\\* RTO clock: \d+s, from the last approval to the end of the last step/
    }

    def "a failover that nobody approves is not run, and can be gone on with"() {
        when:
        SandboxHarness.Ended drill = start(DRILL, '--scenario', 'failover')

        then:
        drill.code == 3
        lab.writes()*.body() == ['{"backup_id":268,"dry_run_only":true}']

        when:
        SandboxHarness.Ended resumed = start('--yes', 'resume', 'last')

        then:
        resumed.err.readLines().findAll { it.startsWith('baksh:') } == []
        resumed.code == 0
        lab.writes()*.body() == ['{"backup_id":268,"dry_run_only":true}', '{"backup_id":268,"dry_run_only":false}']
    }

    def "the access review saves who holds what, and the findings are in its report"() {
        when:
        SandboxHarness.Ended review = start('--yes', REVIEW, '--folder', folder.toString())

        then:
        review.code == 0
        Files.readAllLines(folder.resolve('access-px-2026-03-04.csv')).first() == 'user,px-backup-super.admin,px-backup-infra.admin,px-backup-app.admin,px-backup-app.user,test-role'
        Files.exists(folder.resolve('access-n2ws-2026-03-04.csv'))
        lab.start(['report', 'last']).out.contains('| super admin | px-backup-super.admin | carol | may do everything |')
        lab.writes() == []
    }

    def "a user who goes loses all roles; a second run has nothing to do, and what is left is told"() {
        expect:
        start('--yes', DECOMMISSION, '--user', 'alice').code == 0
        lab.writes()*.method() == ['DELETE'] * 2
        lab.start(['-e', "px.users['alice'].roles*.name", '-o', 'json']).out == '[]\n'

        and:
        start('--yes', DECOMMISSION, '--user', 'alice').out == '0 rows\n'
        start('--yes', DECOMMISSION, '--user', 'readonly').out.contains('remove readonly from the delegates')
        lab.writes().size() == 2
    }

    def "a schedule is rotated; after a failure the resume does the rest, and the undo puts it back"() {
        given:
        def before = schedules()
        lab.sandbox.n2ws().faults().injectNext('PUT', 'aws/policies/4/', Fault.status(400, 'application/json', '{"detail":"no"}'))

        when:
        SandboxHarness.Ended first = start('--yes', ROTATE, '--from', 'daily', '--to', 'hourly')
        SandboxHarness.Ended second = start('--yes', 'resume', 'last')

        then:
        first.code == 1
        second.code == 0
        lab.writes()*.path().countBy { it }.values().toSet() == [1, 2] as Set
        schedules().count { id, all -> 1 in all } == 0

        when:
        start('undo', 'last', folder.resolve('undo.groovy').toString())

        then:
        start('--yes', 'run', folder.resolve('undo.groovy').toString()).code == 0
        schedules() == before
    }

    def "a schedule of more policies than allowed is not rotated"() {
        when:
        SandboxHarness.Ended rotation = start('--yes', ROTATE, '--from', 'daily', '--to', 'hourly', '--at-most', '3')

        then:
        rotation.code == 3
        rotation.err.contains('baksh: at most 3 are allowed here, and there are 9\n')
        lab.writes() == []
    }

    def "the restore test takes the same instance for the same seed, and another for another"() {
        given:
        def picks = ['1', '1', '2', '3', '4', '5', '6', '7'].collect { seed ->
            lab.start(['--dry-run', RESTORE, '--seed', seed]).err.readLines().find { it.startsWith('seed') }.minus("seed $seed: ")
        }

        expect:
        picks[0] == picks[1]
        picks.toSet().size() > 1
        lab.start(['--dry-run', RESTORE]).err.startsWith('seed 202603: ')

        and:
        start('--yes', RESTORE, '--seed', '1').code == 0
        lab.writes().size() == 1
    }

    private SandboxHarness.Ended start(String... words) {
        lab.start(words.toList(), [BAKSH_N2WS_RECOVERED: 'S'])
    }

    private Map schedules() {
        lab.sandbox.n2ws().policies().collectEntries { [it.get('id').asInt(), it.get('schedules')*.asInt()] }
    }
}
