package dev.baksh

import dev.baksh.cli.Lab
import dev.baksh.n2ws.DrillsSpec
import java.nio.file.Path
import java.time.Duration
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

/** Each file of scripts/, on the sandbox as it is seeded and on servers of another shape. */
class RecipesSpec extends Specification {
    static final String CHECK = 'scripts/morning-check.groovy'
    static final String MAP = 'scripts/map-users.groovy'
    static final String RUN = 'scripts/run-policy-and-wait.groovy'
    static final String ROLE = 'scripts/role-onboarding.groovy'

    @TempDir
    Path home

    @AutoCleanup
    Lab lab

    def setup() {
        lab = new Lab(home)
    }

    def "the morning check finds what went wrong last night and who holds super admin"() {
        when:
        Lab.Ended check = lab.start([CHECK])

        then:
        check.out == '''\
            Failed in the last 24 hours
             id  name     status  start_time            end_time
            272  partial  L       2026-03-03 22:00:00Z  2026-03-03 22:09:52Z
            273  failing  F       2026-03-03 22:00:00Z  2026-03-03 22:11:03Z
            2 rows

            Stuck for more than 6 hours
             id  name   status  start_time
            244  stuck  P       2026-03-02 22:00:00Z (31 h ago)
            1 row

            Missing
            id  policy     last_backup
             9  forgotten  2026-02-28 22:00:00Z (3 d ago)
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
        lab.writes() == []
    }

    def "the morning check needs no server except the sandbox"() {
        when:
        Lab.Ended check = lab.startAlone(['--sandbox', CHECK])

        then:
        check.out.readLines().last() == 'WRONG: 2 failed, 1 stuck, 1 missing; super admin: admin, carol'
        check.err == ''
        check.code == 1
    }

    def "without a server the morning check says what to set"() {
        when:
        Lab.Ended check = lab.startAlone([CHECK])

        then:
        check.err.readLines().take(2) == ['baksh: no n2ws server is configured', '  set BAKSH_N2WS_URL and BAKSH_N2WS_API_KEY, or try --sandbox']
        check.code == 2
    }

    def "the morning check is content where nothing is wrong"() {
        when:
        Lab.Ended check = lab.start([CHECK], [BAKSH_N2WS_API_KEY: lab.sandbox.n2wsApiKey('branch')])

        then:
        check.out.readLines().last() == 'OK: 0 failed, 0 stuck, 0 missing; super admin: admin, carol'
        check.code == 0
    }

    def "the morning check looks as far back as it is told"() {
        when:
        Lab.Ended check = lab.start([CHECK, '--hours=6', '--stuck-hours', '32'])

        then:
        check.out.readLines().last() == 'WRONG: 0 failed, 0 stuck, 1 missing; super admin: admin, carol'
    }

    def "the morning check refuses #words"() {
        when:
        Lab.Ended check = lab.start([CHECK] + words)

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

    def "who holds super admin is found where the list of users does not say it"() {
        given:
        lab.close()
        lab = new Lab(home, lab.clock.now, { it.pxUsersCarryRoles(false) })

        when:
        Lab.Ended check = lab.start([CHECK])

        then:
        check.out.readLines().last() == 'WRONG: 2 failed, 1 stuck, 1 missing; super admin: admin, carol'
    }

    def "a policy is run and its backup is shown"() {
        when:
        Lab.Ended run = lab.start([RUN, 'linux_web'])

        then:
        run.out == '''\
             id  name       status  start_time            end_time
            284  linux_web  B       2026-03-04 05:06:07Z  2026-03-04 05:06:11Z
            1 row
            '''.stripIndent()
        run.err == ''
        run.code == 0
        lab.sandbox.n2ws().backupsStarted('linux_web') == 1
    }

    def "a backup of #policy ends the script with #code"() {
        when:
        Lab.Ended run = lab.start([RUN, policy] + words)

        then:
        run.out == ''
        run.err.readLines().first() == "baksh: n2ws (${lab.sandbox.n2wsUrl().authority}): $message"
        run.code == code
        lab.writes().size() == writes

        where:
        policy    | words              || code | writes | message
        'failing' | []                 || 1    | 1      | 'backup 284 of "failing" ended without success: status F'
        'stuck'   | []                 || 75   | 1      | 'backup 284 of "stuck" has not ended within 2 h 0 min: status P since 2026-03-04T05:06:07Z or before, and no end_time'
        'stuck'   | ['--timeout', '1'] || 75   | 1      | 'backup 284 of "stuck" has not ended within 1 min 0 s: status P since 2026-03-04T05:06:07Z or before, and no end_time'
        'nihgtly' | []                 || 1    | 0      | 'policy "nihgtly" not found'
    }

    def "a run is refused without a policy: #words"() {
        when:
        Lab.Ended run = lab.start([RUN] + words)

        then:
        run.err.readLines().first() == 'baksh: which policy? scripts/run-policy-and-wait.groovy POLICY [--timeout MINUTES]'
        run.code == 1

        where:
        words << [[], ['--timeout', '5']]
    }

    def "a dry run of a policy prints the request and sends nothing"() {
        when:
        Lab.Ended run = lab.start(['--dry-run', RUN, 'linux_web'])

        then:
        run.out == "curl -X POST -H \"Authorization: Bearer \$TOKEN\" '${lab.sandbox.n2wsUrl()}/api/aws/policies/2/backups/'\n"
        run.code == 0
        lab.writes() == []
    }

    def "a role is created and given, and the second run changes nothing"() {
        when:
        Lab.Ended first = lab.start([ROLE, '--role', 'backup-viewer', '--users', 'alice,bob'])

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
        lab.writes()*.method() == ['POST'] * 3

        when:
        Lab.Ended second = lab.start([ROLE, '--role', 'backup-viewer', '--users', 'alice,bob'])

        then:
        second.out == '''\
            user   had_it  has_it
            alice  true    true
            bob    true    true
            2 rows
            2 of 2 users hold backup-viewer, 0 lacked it before
            '''.stripIndent()
        second.code == 0
        lab.writes().size() == 3
    }

    def "a role is given to those alone who lack it, where the list of users does not say who has it"() {
        given:
        lab.close()
        lab = new Lab(home, lab.clock.now, { it.pxUsersCarryRoles(false) })

        when:
        Lab.Ended onboarding = lab.start([ROLE, '--role', 'px-backup-app.user', '--users', 'alice, erin'])

        then:
        onboarding.out.readLines().last() == '2 of 2 users hold px-backup-app.user, 1 lacked it before'
        lab.writes()*.path() == ['/backend/api/pxBackup/rbac/users/mapRoles/apply']
    }

    def "a role is created for the services that are named"() {
        when:
        lab.start([ROLE, '--role', 'audit-viewer', '--users', 'erin', '--services', 'audit,role'])

        then:
        lab.start(['-e', "px.roles['audit-viewer'].rules*.services", '-o', 'json']).out == '[["audit"],["role"]]\n'
    }

    def "nothing is written when #case_"() {
        when:
        Lab.Ended onboarding = lab.start(words)

        then:
        onboarding.err.readLines()*.replace(lab.sandbox.pxUrl().authority, 'HOST').take(lines.size()) == lines
        onboarding.code == code
        lab.writes() == []

        where:
        case_                   | words                                                                  || code | lines
        'a user is misspelt'    | [ROLE, '--role', 'backup-viewer', '--users', 'alice,bbo']              || 1    | ['baksh: px (HOST): user "bbo" not found', '  did you mean: bob']
        'nobody is named'       | [ROLE, '--role', 'backup-viewer']                                      || 1    | ['baksh: which role, and whose? --role NAME --users NAME,NAME']
        'it is only rehearsed'  | ['--dry-run', ROLE, '--role', 'backup-viewer', '--users', 'alice,bob'] || 0    | []
        'the server is guarded' | ['--read-only', ROLE, '--role', 'backup-viewer', '--users', 'alice']   || 3    | ["baksh: px (HOST) is read-only: px.roles.create 'backup-viewer' was not sent"]
    }

    def "a script needs no server that it does not ask"() {
        expect:
        lab.start([RUN, 'linux_web'], [BAKSH_PX_URL: '']).code == 0
        lab.start([ROLE, '--role', 'px-backup-app.user', '--users', 'alice'], [BAKSH_N2WS_URL: '']).code == 0
    }

    def "users get the roles of a CSV file, and a second time nothing is sent"() {
        given:
        Path file = home.resolve('users.csv')
        file.toFile().text = 'user,role\nalice,test-role\nbob,test-role\nerin,px-backup-app.user\n'

        when:
        Lab.Ended asked = lab.start([MAP, '--file', file.toString()])
        Lab.Ended first = lab.start(['--yes', '-o', 'csv', MAP, '--file', file.toString()])
        int sent = lab.writes().size()
        Lab.Ended second = lab.start(['-o', 'csv', MAP, '--file', file.toString()])

        then:
        asked.code == 3
        first.out.readLines() == ['result,mappings', 'already so,1', 'mapped,2']
        sent == 2
        second.out.readLines() == ['result,mappings', 'already so,3']
        lab.writes().size() == sent
    }

    def "every script is tried here, is short, and begins by saying how it is called"() {
        given:
        List<String> scripts = new File('scripts').list().findAll { it.endsWith('.groovy') }.sort().collect { 'scripts/' + it }

        expect:
        scripts == ([MAP, CHECK, ROLE, RUN] + DrillsSpec.SCRIPTS + RunbookRecipesSpec.SCRIPTS).sort()
        scripts.every { new File(it).readLines().size() <= 40 }
        scripts.every { String script -> new File(script).readLines().take(4).any { it.startsWith('//   scripts/baksh ' + script) } }
    }
}
