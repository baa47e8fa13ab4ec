package dev.baksh.client.n2ws

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxHarnessSpec
import dev.baksh.sandbox.server.Fault

/** The drills and reports of scripts/ on the sandbox. */
class RecoveryScriptsSpec extends SandboxHarnessSpec {
    static final Map<String, String> KNOWN = [BAKSH_N2WS_RECOVERED: 'S']

    static final List<String> SCRIPTS =
        ['alert-count', 'protected-inventory', 'restore-drill', 'scenario-drill', 'scheduler-step', 'weekly-report'].collect { "scripts/${it}.groovy".toString() }

    private SandboxHarness.Ended run(String script, List<String> words = [], Map<String, String> env = KNOWN) {
        lab.start(['--yes', "scripts/${script}.groovy".toString()] + words, env)
    }

    def "a restore drill takes the last good backup, recovers smaller, waits, and saves the log"() {
        when:
        SandboxHarness.Ended drill = run('restore-drill', ['nightly', 'web-1', '--type', 't3.micro', '--log', "$folder/log.csv".toString()])

        then:
        drill.err == ''
        drill.out == """\
            backup 268 of 2026-03-03T22:00:00Z
            id  recovery_time                   status
             8  2026-03-04 05:06:07Z (5 s ago)  S
            1 row
            $folder/log.csv
            """.stripIndent()
        drill.code == 0
        lab.writes()*.body() == ['{"instance_type":"t3.micro"}']
        folder.resolve('log.csv').toFile().readLines().last().endsWith('Recovery completed successfully')
    }

    def "a restore drill that fails ends with 1, and its log is saved as well"() {
        given:
        lab.sandbox.n2ws().setNextRecoveryResult('failed')

        when:
        SandboxHarness.Ended drill = run('restore-drill', ['nightly', 'i-0abc', '--log', "$folder/log.csv".toString()])

        then:
        drill.code == 1
        drill.err.readLines()[0].endsWith('recovery 8 ended without success: status F')
        folder.resolve('log.csv').toFile().readLines().last().contains('Recovery failed')
    }

    def "a scenario drill stops after the dry run unless the run is asked for"() {
        when:
        SandboxHarness.Ended test = run('scenario-drill', ['failover'])

        then:
        test.out == 'dry run 2 with backup 268: well\n'
        lab.writes()*.body() == ['{"backup_id":268,"dry_run_only":true}']

        when:
        SandboxHarness.Ended real = run('scenario-drill', ['failover', '--run'])

        then:
        real.err == ''
        real.out.readLines().size() == 6
        real.code == 0
    }

    def "a scenario whose dry run fails is not run"() {
        given:
        lab.sandbox.n2ws().setNextScenarioResult('failed')

        when:
        SandboxHarness.Ended drill = run('scenario-drill', ['failover', '--run'])

        then:
        drill.code == 1
        lab.writes().size() == 1
    }

    def "a step of a scheduler on #policy #words ends with #code and says #said"() {
        given:
        if (fault) lab.sandbox.n2ws().faults().injectAlways('GET', '/aws/', Fault.html(503))

        when:
        SandboxHarness.Ended step = run('scheduler-step', [policy] + words, KNOWN + [BAKSH_N2WS_PARTIAL: 'L'])

        then:
        step.out ==~ said
        step.code == code
        lab.sandbox.n2ws().startedBackupCount(policy) == started

        where:
        policy    | words               | fault || code | started | said
        'nightly' | []                  | false || 0    | 1       | /backup \d+ of nightly: B\n/
        'partial' | []                  | false || 1    | 1       | /backup \d+ of partial: L\n/
        'failing' | []                  | false || 8    | 1       | /n2ws \(.*\): backup \d+ of "failing" ended without success: status F\n/
        'adhoc'   | ['--last']          | false || 8    | 0       | /adhoc has no backup\n/
        'stuck'   | []                  | false || 8    | 0       | /backup \d+ of stuck is in progress: none was started\n/
        'nightly' | ['--last']          | false || 0    | 0       | /backup \d+ of nightly: B\n/
        'nightly' | []                  | true  || 16   | 0       | /n2ws \(.*\): n2ws.policies.list: .*\n/
    }

    def "a failed backup that never gets its end holds up no step of a scheduler once its letter is known"() {
        given:
        lab.sandbox.n2ws().setNextBackupResult('undated')

        when:
        SandboxHarness.Ended failed = run('scheduler-step', ['adhoc'], KNOWN + [BAKSH_N2WS_FAILED: 'F'])
        SandboxHarness.Ended unknown = run('scheduler-step', ['adhoc'], KNOWN)
        SandboxHarness.Ended next = run('scheduler-step', ['adhoc'], KNOWN + [BAKSH_N2WS_FAILED: 'F'])

        then:
        failed.out ==~ /n2ws \(.*\): backup \d+ of "adhoc" ended without success: status F\n/
        unknown.out ==~ /backup \d+ of adhoc is in progress: none was started\n/
        next.out ==~ /backup \d+ of adhoc: B\n/
        [failed.code, unknown.code, next.code] == [8, 8, 0]
        lab.sandbox.n2ws().startedBackupCount('adhoc') == 2
    }

    def "a dry run of the step prints the request and starts nothing"() {
        expect:
        lab.start(['--dry-run', 'scripts/scheduler-step.groovy', 'nightly']).with { [code, out.contains('/backups/')] } == [0, true]
        lab.writes() == []
    }

    def "the weekly report is three files in the folder of the server"() {
        when:
        SandboxHarness.Ended report = run('weekly-report', ['--folder', folder.toString()])
        File own = folder.toFile().listFiles()[0]

        then:
        report.err == ''
        own.name ==~ /sandbox-[0-9a-f-]{36}/
        own.list().sort() as List == ['audit-2026-03-04.csv', 'backups-2026-03-04.csv', 'snapshots-2026-03-04.csv']
        report.out.readLines().size() == 3
    }

    def "alerts of #severity or worse are #count"() {
        when:
        SandboxHarness.Ended alerts = run('alert-count', ['--severity', severity])

        then:
        alerts.out == "$count\n"
        alerts.code == 1

        where:
        severity || count
        'info'   || 2
        'alert'  || 1
    }

    def "no alert is exit code 0"() {
        expect:
        run('alert-count', [], [BAKSH_N2WS_API_KEY: lab.sandbox.n2wsApiKey('branch')]).with { [out, code] } == ['0\n', 0]
    }

    def "the inventory tells what is protected, and what is not"() {
        when:
        SandboxHarness.Ended inventory = run('protected-inventory')

        then:
        inventory.err == ''
        inventory.out.contains('i-0abc')
        inventory.out.contains('forgotten')
        inventory.out.readLines().any { it.contains('adhoc') }
        inventory.code == 0
        lab.writes() == []
    }

    def "the drills say what they want: #script"() {
        expect:
        run(script, words).with { [err.readLines()[0], code] } == [message, 1]

        where:
        script           | words              || message
        'restore-drill'  | ['nightly']        || 'baksh: which policy and which instance? POLICY INSTANCE'
        'scheduler-step' | []                 || 'baksh: which policy? scripts/scheduler-step.groovy POLICY [--timeout MINUTES] [--last]'
        'scenario-drill' | []                 || 'baksh: which scenario? scripts/scenario-drill.groovy SCENARIO [--run]'
        'alert-count'    | ['--severity', 'x'] || 'baksh: --severity takes one of info, warning, alert'
    }

    def "the drills send nothing in a dry run of baksh"() {
        expect:
        lab.start(['--dry-run', 'scripts/restore-drill.groovy', 'nightly', 'web-1']).out.contains('/recover/')
        lab.start(['--dry-run', 'scripts/scenario-drill.groovy', 'failover', '--run']).out.contains('"dry_run_only":true')
        lab.writes() == []
    }
}
