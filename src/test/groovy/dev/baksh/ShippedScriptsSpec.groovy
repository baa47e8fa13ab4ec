package dev.baksh

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxSpecification
import dev.baksh.client.n2ws.RecoveryScriptsSpec

import java.nio.file.Path
import java.time.Duration

/** Each file of scripts/, on the sandbox as it is seeded and on servers of another shape. */
class ShippedScriptsSpec extends SandboxSpecification {
    static final String MORNING_CHECK = 'scripts/morning-check.groovy'
    static final String MAP_USERS = 'scripts/map-users.groovy'
    static final String RUN_POLICY = 'scripts/run-policy-and-wait.groovy'
    static final String ROLE_ONBOARDING = 'scripts/role-onboarding.groovy'

    def "the morning check reports the failures of last night and the super admins"() {
        when:
        SandboxHarness.Result check = harness.start([MORNING_CHECK], [BAKSH_N2WS_FAILED: 'F', BAKSH_N2WS_PARTIAL: 'L'])

        then:
        check.out == '''\
            Failed in the last 24 hours
             id  name     status               start_time            end_time
            272  partial  L (partial success)  2026-03-03T22:00:00Z  2026-03-03T22:09:52Z
            273  failing  F (failed)           2026-03-03T22:00:00Z  2026-03-03T22:11:03Z
            2 rows

            what      backup 272 of "partial"
            status    L (partial success)
            summary   The backup of 2026-03-03T22:00:00Z succeeded only partially at 2026-03-03T22:09:52Z.
            failures  what: target legacy-1 (i-0bad), reason: no snapshot in this backup
            notes     the API of N2WS has no log of a backup; the console shows it
            next      n2ws.policies[7].backup().await()

            what      backup 273 of "failing"
            status    F (failed)
            summary   The backup of 2026-03-03T22:00:00Z ended without success at 2026-03-03T22:11:03Z.
            alerts    time: 2026-03-03T22:11:03Z, severity: alert, message: Backup of policy failing failed
            failures  what: target legacy-2 (i-0bae), reason: no snapshot in this backup
            notes     the API of N2WS has no log of a backup; the console shows it
            next      n2ws.policies[8].backup().await()

            Stuck for more than 6 hours
             id  name   status                 start_time
            244  stuck  P (meaning not known)  2026-03-02T22:00:00Z
            1 row

            Missing
            id  policy     last_backup
             9  forgotten  2026-02-28T22:00:00Z
            1 row

            Super admins
            user
            admin
            carol
            2 rows

            WRONG: 2 failed, 1 stuck, 1 missing; super admin: admin, carol
            '''.stripIndent()
        check.err == ''
        check.code == 1
        harness.writeRequests() == []
    }

    def "the morning check needs no server except the sandbox"() {
        when:
        SandboxHarness.Result check = harness.startWithoutServers(['--sandbox', MORNING_CHECK])

        then:
        check.out.readLines().last() == 'WRONG: 2 failed, 1 stuck, 1 missing; super admin: admin, carol'
        check.err == ''
        check.code == 1
    }

    def "without a server the morning check names the missing settings"() {
        when:
        SandboxHarness.Result check = harness.startWithoutServers([MORNING_CHECK])

        then:
        check.err.readLines().take(2) == ['baksh: no n2ws server is configured', '  set BAKSH_N2WS_URL and BAKSH_N2WS_API_KEY, or try --sandbox']
        check.code == 2
    }

    def "the morning check succeeds if there is no problem"() {
        when:
        SandboxHarness.Result check = harness.start([MORNING_CHECK], [BAKSH_N2WS_API_KEY: harness.sandbox.n2wsApiKey('branch')])

        then:
        check.out.readLines().last() == 'OK: 0 failed, 0 stuck, 0 missing; super admin: admin, carol'
        check.code == 0
    }

    def "the morning check uses the given period"() {
        when:
        SandboxHarness.Result check = harness.start([MORNING_CHECK, '--hours=6', '--stuck-hours', '32'])

        then:
        check.out.readLines().last() == 'WRONG: 0 failed, 0 stuck, 1 missing; super admin: admin, carol'
    }

    def "the morning check rejects #words"() {
        when:
        SandboxHarness.Result check = harness.start([MORNING_CHECK] + words)

        then:
        check.out == ''
        check.err.readLines().first() == "baksh: $message"
        check.code == 1

        where:
        words                    || message
        ['--stuck-hours', 'six'] || "--stuck-hours takes a whole number from 1, not 'six'"
        ['--stuck-hours', '0']   || "--stuck-hours takes a whole number from 1, not '0'"
        ['--hours']              || "--hours takes a whole number from 1, not 'true'"
    }

    def "super admins are found if the user list does not contain roles"() {
        given:
        harness.close()
        harness = new SandboxHarness(home, harness.clock.now, [pxUsersIncludeRoles: false])

        when:
        SandboxHarness.Result check = harness.start([MORNING_CHECK], [BAKSH_N2WS_FAILED: 'F', BAKSH_N2WS_PARTIAL: 'L'])

        then:
        check.out.readLines().last() == 'WRONG: 2 failed, 1 stuck, 1 missing; super admin: admin, carol'
    }

    def "a policy is run and its backup is printed"() {
        when:
        SandboxHarness.Result run = harness.start([RUN_POLICY, 'linux_web'])

        then:
        run.out == '''\
             id  name       status       start_time            end_time
            284  linux_web  B (success)  2026-03-04T05:06:07Z  2026-03-04T05:06:11Z
            1 row
            '''.stripIndent()
        run.err == ''
        run.code == 0
        harness.sandbox.n2ws().startedBackupCount('linux_web') == 1
    }

    def "a backup of #policy ends the script with exit code #code"() {
        when:
        SandboxHarness.Result run = harness.start([RUN_POLICY, policy] + words, [BAKSH_N2WS_FAILED: 'F'])

        then:
        run.out == ''
        run.err.readLines().first() == "baksh: n2ws (${harness.sandbox.n2wsUrl().authority}): $message"
        run.code == code
        harness.writeRequests().size() == writes

        where:
        policy    | words              || code | writes | message
        'failing' | []                 || 1    | 1      | 'backup 284 of "failing" ended without success: status F (failed)'
        'stuck'   | []                 || 75   | 1      | 'backup 284 of "stuck" has not ended within 2 h 0 min: status P (meaning not known) since 2026-03-04T05:06:07Z or before, and no end_time'
        'stuck'   | ['--timeout', '1'] || 75   | 1      | 'backup 284 of "stuck" has not ended within 1 min 0 s: status P (meaning not known) since 2026-03-04T05:06:07Z or before, and no end_time'
        'nihgtly' | []                 || 1    | 0      | 'policy "nihgtly" not found'
    }

    def "a run without a policy is rejected: #words"() {
        when:
        SandboxHarness.Result run = harness.start([RUN_POLICY] + words)

        then:
        run.err.readLines().first() == 'baksh: which policy? scripts/run-policy-and-wait.groovy POLICY [--timeout MINUTES]'
        run.code == 1

        where:
        words << [[], ['--timeout', '5']]
    }

    def "a dry run of a policy prints the request and sends nothing"() {
        when:
        SandboxHarness.Result run = harness.start(['--dry-run', RUN_POLICY, 'linux_web'])

        then:
        run.out == "curl -X POST --globoff -H \"Authorization: Bearer \$TOKEN\" '${harness.sandbox.n2wsUrl()}/api/aws/policies/2/backups/'\n"
        run.code == 0
        harness.writeRequests() == []
    }

    def "a role is created and assigned, and the second run changes nothing"() {
        when:
        SandboxHarness.Result first = harness.start([ROLE_ONBOARDING, '--role', 'backup-viewer', '--users', 'alice,bob'])

        then:
        first.out == '''\
            user   had_it  has_it
            alice  false   true
            bob    false   true
            2 rows
            2 of 2 users hold backup-viewer, 2 lacked it before
            '''.stripIndent()
        first.err == ''
        first.code == 0
        harness.writeRequests()*.method() == ['POST'] * 3

        when:
        SandboxHarness.Result second = harness.start([ROLE_ONBOARDING, '--role', 'backup-viewer', '--users', 'alice,bob'])

        then:
        second.out == '''\
            user   had_it  has_it
            alice  true    true
            bob    true    true
            2 rows
            2 of 2 users hold backup-viewer, 0 lacked it before
            '''.stripIndent()
        second.code == 0
        harness.writeRequests().size() == 3
    }

    def "a role is assigned only to users without the role if the user list does not contain roles"() {
        given:
        harness.close()
        harness = new SandboxHarness(home, harness.clock.now, [pxUsersIncludeRoles: false])

        when:
        SandboxHarness.Result onboarding = harness.start([ROLE_ONBOARDING, '--role', 'px-backup-app.user', '--users', 'alice, erin'])

        then:
        onboarding.out.readLines().last() == '2 of 2 users hold px-backup-app.user, 1 lacked it before'
        harness.writeRequests()*.path() == ['/backend/api/pxBackup/rbac/users/mapRoles/apply']
    }

    def "a role is created for the named services"() {
        when:
        harness.start([ROLE_ONBOARDING, '--role', 'audit-viewer', '--users', 'erin', '--services', 'audit,role'])

        then:
        harness.start(['-e', "px.roles['audit-viewer'].rules*.services", '-o', 'json']).out == '[["audit"],["role"]]\n'
    }

    def "nothing is written when #case_"() {
        when:
        SandboxHarness.Result onboarding = harness.start(words)

        then:
        onboarding.err.readLines()*.replace(harness.sandbox.pxUrl().authority, 'HOST').take(lines.size()) == lines
        onboarding.code == code
        harness.writeRequests() == []

        where:
        case_                   | words                                                                  || code | lines
        'a user is misspelt'    | [ROLE_ONBOARDING, '--role', 'backup-viewer', '--users', 'alice,bbo']              || 1    | ['baksh: px (HOST): user "bbo" not found', '  did you mean: bob']
        'nobody is named'       | [ROLE_ONBOARDING, '--role', 'backup-viewer']                                      || 1    | ['baksh: which role, and whose? --role NAME --users NAME,NAME']
        'it is only rehearsed'  | ['--dry-run', ROLE_ONBOARDING, '--role', 'backup-viewer', '--users', 'alice,bob'] || 0    | []
        'the server is guarded' | ['--read-only', ROLE_ONBOARDING, '--role', 'backup-viewer', '--users', 'alice']   || 3    | ["baksh: px (HOST) is read-only: px.roles.create 'backup-viewer' was not sent"]
    }

    def "a script needs only the servers that it uses"() {
        expect:
        harness.start([RUN_POLICY, 'linux_web'], [BAKSH_PX_URL: '']).code == 0
        harness.start([ROLE_ONBOARDING, '--role', 'px-backup-app.user', '--users', 'alice'], [BAKSH_N2WS_URL: '']).code == 0
    }

    def "users get the roles of a CSV file, and a second run sends nothing"() {
        given:
        Path file = home.resolve('users.csv')
        file.toFile().text = 'user,role\nalice,test-role\nbob,test-role\nerin,px-backup-app.user\n'

        when:
        SandboxHarness.Result result = harness.start([MAP_USERS, '--file', file.toString()])
        SandboxHarness.Result first = harness.start(['--yes', '-o', 'csv', MAP_USERS, '--file', file.toString()])
        int sent = harness.writeRequests().size()
        SandboxHarness.Result second = harness.start(['-o', 'csv', MAP_USERS, '--file', file.toString()])

        then:
        result.code == 3
        first.out.readLines() == ['result,mappings', 'already so,1', 'mapped,2']
        sent == 2
        second.out.readLines() == ['result,mappings', 'already so,3']
        harness.writeRequests().size() == sent
    }

    def "every script is tested here, is short and starts with a usage comment"() {
        given:
        List<String> scripts = new File('scripts').list().findAll { it.endsWith('.groovy') }.sort().collect { 'scripts/' + it }

        expect:
        scripts == ([MAP_USERS, MORNING_CHECK, ROLE_ONBOARDING, RUN_POLICY] + RecoveryScriptsSpec.SCRIPTS + ShippedRunbooksSpec.SCRIPTS).sort()
        scripts.every { new File(it).readLines().size() <= 40 }
        scripts.every { String script -> new File(script).readLines().take(4).any { it.startsWith('//   scripts/baksh ' + script) } }
    }
}
