package dev.baksh.client.n2ws

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxSpecification
import dev.baksh.sandbox.server.Fault

/** Drills and reports of scripts/ on the sandbox. */
class RecoveryScriptsSpec extends SandboxSpecification {
    static final Map<String, String> SUCCESS_STATUS_VARIABLES = [BAKSH_N2WS_RECOVERED: 'S', BAKSH_N2WS_FAILED: 'F']

    static final List<String> SCRIPTS =
        ['alert-count', 'protected-inventory', 'restore-drill', 'scenario-drill', 'scheduler-step', 'weekly-report'].collect { "scripts/${it}.groovy".toString() }

    private SandboxHarness.Result runScript(String script, List<String> words = [], Map<String, String> env = SUCCESS_STATUS_VARIABLES) {
        harness.start(['--yes', "scripts/${script}.groovy".toString()] + words, env)
    }

    def "a restore drill uses the last successful backup and a smaller instance, waits and saves the log"() {
        when:
        SandboxHarness.Result drill = runScript('restore-drill', ['nightly', 'web-1', '--type', 't3.micro', '--log', "$folder/log.csv".toString()])

        then:
        drill.err == ''
        drill.out == """\
            backup 268 of 2026-03-03T22:00:00Z
            id  recovery_time         status
             8  2026-03-04T05:06:07Z  S (success)
            1 row
            log: $folder/log.csv
            """.stripIndent()
        drill.code == 0
        harness.writeRequests()*.body() == ['{"instance_type":"t3.micro"}']
        folder.resolve('log.csv').toFile().readLines().last().endsWith('Recovery completed successfully')
    }

    def "a failed restore drill ends with exit code 1, and its log is saved too"() {
        given:
        harness.sandbox.n2ws().behavior.recoveryResults.add('failed')

        when:
        SandboxHarness.Result drill = runScript('restore-drill', ['nightly', 'i-0abc', '--log', "$folder/log.csv".toString()])

        then:
        drill.code == 1
        drill.err.readLines()[0].endsWith('recovery 8 ended without success: status F (failed)')
        folder.resolve('log.csv').toFile().readLines().last().contains('Recovery failed')
    }

    def "a scenario drill stops after the dry run unless --run is given"() {
        when:
        SandboxHarness.Result test = runScript('scenario-drill', ['failover'])

        then:
        test.out == 'dry run 2 with backup 268: well\n'
        harness.writeRequests()*.body() == ['{"backup_id":268,"dry_run_only":true}']

        when:
        SandboxHarness.Result realRun = runScript('scenario-drill', ['failover', '--run'])

        then:
        realRun.err == ''
        realRun.out.readLines().size() == 6
        realRun.code == 0
    }

    def "a scenario with a failed dry run is not run"() {
        given:
        harness.sandbox.n2ws().behavior.scenarioResults.add('failed')

        when:
        SandboxHarness.Result drill = runScript('scenario-drill', ['failover', '--run'])

        then:
        drill.code == 1
        harness.writeRequests().size() == 1
    }

    def "a scheduler step for #policy #words ends with #code and prints #said"() {
        given:
        if (fault) harness.sandbox.n2ws().faults().injectAlways('GET', '/aws/', Fault.html(503))

        when:
        SandboxHarness.Result stepResult = runScript('scheduler-step', [policy] + words, SUCCESS_STATUS_VARIABLES + [BAKSH_N2WS_PARTIAL: 'L'])

        then:
        stepResult.out ==~ said
        stepResult.code == code
        harness.sandbox.n2ws().startedBackupCount(policy) == started

        where:
        policy    | words               | fault || code | started | said
        'nightly' | []                  | false || 0    | 1       | /backup \d+ of nightly: B\n/
        'partial' | []                  | false || 1    | 1       | /backup \d+ of partial: L\n/
        'failing' | []                  | false || 8    | 1       | /n2ws \(.*\): backup \d+ of "failing" ended without success: status F \(failed\)\n/
        'adhoc'   | ['--last']          | false || 8    | 0       | /adhoc has no backup\n/
        'stuck'   | []                  | false || 8    | 0       | /backup \d+ of stuck is in progress: none was started\n/
        'nightly' | ['--last']          | false || 0    | 0       | /backup \d+ of nightly: B\n/
        'nightly' | []                  | true  || 16   | 0       | /n2ws \(.*\): n2ws.policies.list: .*\n/
    }

    def "a failed backup without an end time does not block a scheduler step once its status code is known"() {
        given:
        harness.sandbox.n2ws().behavior.backupResults.add('undated')

        when:
        SandboxHarness.Result failed = runScript('scheduler-step', ['adhoc'], SUCCESS_STATUS_VARIABLES + [BAKSH_N2WS_FAILED: 'F'])
        SandboxHarness.Result unknown = runScript('scheduler-step', ['adhoc'], [BAKSH_N2WS_RECOVERED: 'S'])
        SandboxHarness.Result next = runScript('scheduler-step', ['adhoc'], SUCCESS_STATUS_VARIABLES + [BAKSH_N2WS_FAILED: 'F'])

        then:
        failed.out ==~ /n2ws \(.*\): backup \d+ of "adhoc" ended without success: status F \(failed\)\n/
        unknown.out ==~ /backup \d+ of adhoc is in progress: none was started\n/
        next.out ==~ /backup \d+ of adhoc: B\n/
        [failed.code, unknown.code, next.code] == [8, 8, 0]
        harness.sandbox.n2ws().startedBackupCount('adhoc') == 2
    }

    def "a dry run of the step prints the request and starts nothing"() {
        expect:
        harness.start(['--dry-run', 'scripts/scheduler-step.groovy', 'nightly']).with { [code, out.contains('/backups/')] } == [0, true]
        harness.writeRequests() == []
    }

    def "the weekly report creates three files in the folder of the server"() {
        when:
        SandboxHarness.Result report = runScript('weekly-report', ['--folder', folder.toString()])
        File serverFolder = folder.toFile().listFiles()[0]

        then:
        report.err == ''
        serverFolder.name ==~ /sandbox-[0-9a-f-]{36}/
        serverFolder.list().sort() as List == ['audit-2026-03-04.csv', 'backups-2026-03-04.csv', 'snapshots-2026-03-04.csv']
        report.out.readLines().size() == 3
    }

    def "alerts of #severity or worse are #count"() {
        when:
        SandboxHarness.Result alerts = runScript('alert-count', ['--severity', severity])

        then:
        alerts.out == "$count\n"
        alerts.code == 1

        where:
        severity || count
        'info'   || 2
        'alert'  || 1
    }

    def "without an alert the exit code is 0"() {
        expect:
        runScript('alert-count', [], [BAKSH_N2WS_API_KEY: harness.sandbox.n2wsApiKey('branch')]).with { [out, code] } == ['0\n', 0]
    }

    def "the inventory lists protected and unprotected objects"() {
        when:
        SandboxHarness.Result inventory = runScript('protected-inventory')

        then:
        inventory.err == ''
        inventory.out.contains('i-0abc')
        inventory.out.contains('forgotten')
        inventory.out.readLines().any { it.contains('adhoc') }
        inventory.code == 0
        harness.writeRequests() == []
    }

    def "the drills print their usage: #script"() {
        expect:
        runScript(script, words).with { [err.readLines()[0], code] } == [message, 1]

        where:
        script           | words              || message
        'restore-drill'  | ['nightly']        || 'baksh: which policy and which instance? POLICY INSTANCE'
        'scheduler-step' | []                 || 'baksh: which policy? scripts/scheduler-step.groovy POLICY [--timeout MINUTES] [--last]'
        'scenario-drill' | []                 || 'baksh: which scenario? scripts/scenario-drill.groovy SCENARIO [--run]'
        'alert-count'    | ['--severity', 'x'] || 'baksh: --severity takes one of info, warning, alert'
    }

    def "the drills send nothing in a dry run of baksh"() {
        expect:
        harness.start(['--dry-run', 'scripts/restore-drill.groovy', 'nightly', 'web-1']).out.contains('/recover/')
        harness.start(['--dry-run', 'scripts/scenario-drill.groovy', 'failover', '--run']).out.contains('"dry_run_only":true')
        harness.writeRequests() == []
    }
}
