package dev.baksh.client.n2ws

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxSpecification
import dev.baksh.sandbox.server.Fault

/** Recovery of one instance and of a scenario, and the reported results. */
class RecoverySpec extends SandboxSpecification {
    static final Map<String, String> SUCCESS_STATUS_VARIABLES = [BAKSH_N2WS_RECOVERED: 'S']

    private SandboxHarness.Result runExpression(String text, Map<String, String> env = [:]) {
        harness.start(['--yes', '-e', text], env)
    }

    private String serverLabel() {
        "n2ws (${harness.sandbox.n2wsUrl().authority})"
    }

    def "an instance is recovered by its #kind, with changed settings"() {
        when:
        SandboxHarness.Result result = runExpression("n2ws.backups[241].recover(instance: '$given', instance_type: 't3.large').await().status", SUCCESS_STATUS_VARIABLES)

        then:
        result.err == ''
        result.out == 'S\n'
        harness.sandbox.n2ws().recoveries().last().get('resource').asText() == 'i-0abd'
        harness.writeRequests()*.body() == ['{"instance_type":"t3.large"}']

        where:
        kind   | given
        'id'   | 'i-0abd'
        'name' | 'web-2'
    }

    def "an instance that is not in the backup is an error that lists its instances"() {
        when:
        SandboxHarness.Result result = runExpression("n2ws.backups[241].recover(instance: 'i-0zzz')")

        then:
        result.err == """\
            baksh: ${serverLabel()}: backup 241 has no snapshot of instance i-0zzz
              it has: i-0abc (web-1), i-0abd (web-2), i-0dba (db-1)
              -e:1
            """.stripIndent()
        result.code == 1
        harness.writeRequests() == []
    }

    def "a recovery needs an instance and checks its arguments"() {
        expect:
        runExpression('n2ws.backups[241].recover()').err.readLines()[0] ==
            'baksh: n2ws.backups.recover takes instance: the machine to recover'
        runExpression("n2ws.backups[241].recover(instance: 'i-0abc', instanceTyp: 'x')").err.readLines()[0..1] ==
            ["baksh: n2ws.backups.recover has no field 'instanceTyp'", '  did you mean: instanceType']
        harness.writeRequests() == []
    }

    def "a second recovery of an instance is rejected while the first is in progress, but not for another instance"() {
        given:
        runExpression("n2ws.backups[241].recover(instance: 'i-0abc')")

        when:
        SandboxHarness.Result second = runExpression("n2ws.backups[241].recover(instance: 'i-0abc')")
        SandboxHarness.Result otherResult = runExpression("n2ws.backups[241].recover(instance: 'i-0abd')")
        SandboxHarness.Result meanwhileResult = runExpression("n2ws.backups[241].recover(instance: 'i-0abc', meanwhile: true)")

        then:
        second.err == """\
            baksh: ${serverLabel()}: recovery 8 from backup 241 is in progress, of i-0abc: the recovery of i-0abc was not started
              wait with n2ws.recoveries[8].await(), or add meanwhile: true to start a second recovery
              -e:1
            """.stripIndent()
        second.code == 3
        otherResult.code == 0
        meanwhileResult.code == 0
        harness.writeRequests().size() == 3
    }

    def "after a lost response a recovery is unknown, and is neither sent again nor confused with another recovery"() {
        given:
        harness.sandbox.n2ws().faults().injectNext('POST', '/api/aws/backups/241/', Fault.drop().afterExecution())

        when:
        SandboxHarness.Result result = runExpression("n2ws.backups[241].recover(instance: 'i-0abc')")

        then:
        result.err.readLines()[0] == "baksh: ${serverLabel()}: n2ws.backups.recover i-0abc from backup 241 was sent and the response " +
            'was lost: the outcome is not known; recoveries do not say who started them: check n2ws.recoveries'
        result.code == 75
        harness.writeRequests().size() == 1
    }

    def "an end with an unknown status code is not a success"() {
        given:
        harness.sandbox.n2ws().behavior.recoveryResults.add(end)

        when:
        SandboxHarness.Result result = runExpression("n2ws.backups[241].recover(instance: 'i-0abc').await()", env)

        then:
        result.err.readLines().findAll { it.startsWith('baksh:') || it.startsWith('  n2ws') } ==
            ["baksh: ${serverLabel()}: recovery 8 $message", '  ' + hint]*.toString()
        result.code == code

        where:
        end       | env                                                || code | message                                                             | hint
        'success' | [:]                                                || 75   | 'ended with status S; whether S is success is not known here'       | 'n2ws.recoveries[8].log.text shows its log; if it succeeded, set BAKSH_N2WS_RECOVERED to S; if it failed, set BAKSH_N2WS_FAILED to S'
        'failed'  | SUCCESS_STATUS_VARIABLES                           || 75   | 'ended with status F; whether F is success is not known here'       | 'n2ws.recoveries[8].log.text shows its log; if it failed, set BAKSH_N2WS_FAILED to F'
        'failed'  | SUCCESS_STATUS_VARIABLES + [BAKSH_N2WS_FAILED: 'F'] || 1    | 'ended without success: status F (failed)'                          | 'n2ws.recoveries[8].log.text shows its log'
        'failed'  | [BAKSH_N2WS_FAILED: 'E']                            || 75   | 'ended with status F; whether F is success is not known here'       | 'n2ws.recoveries[8].log.text shows its log; if it succeeded, set BAKSH_N2WS_RECOVERED to F; if it failed, add F to BAKSH_N2WS_FAILED'
    }

    def "a recovery that does not end is not cancelled at the timeout"() {
        given:
        harness.sandbox.n2ws().behavior.recoveryResults.add('stuck')

        when:
        SandboxHarness.Result result = runExpression("n2ws.backups[241].recover(instance: 'i-0abc').await(timeout: 1.hour)", SUCCESS_STATUS_VARIABLES)

        then:
        result.err.readLines().findAll { it.startsWith('baksh:') || it.startsWith('  it') } ==
            ["baksh: ${serverLabel()}: recovery 8 has not ended within 1 h 0 min: status P (in progress)",
             '  it continues on the server; check again with n2ws.recoveries[8].await()']*.toString()
        result.code == 75
        harness.writeRequests().size() == 1
    }

    def "a dry run of a scenario uses the latest successful backup, names it and recovers nothing"() {
        when:
        SandboxHarness.Result result = runExpression("n2ws.scenarios['failover'].dryRun().await().backup_id", SUCCESS_STATUS_VARIABLES)

        then:
        result.out == '268\n'
        result.err.readLines()[0] == 'dry run of scenario "failover" with backup 268 of 2026-03-03T22:00:00Z'
        harness.writeRequests()*.body() == ['{"backup_id":268,"dry_run_only":true}']
        harness.sandbox.n2ws().recoveries().size() == 7
    }

    def "a scenario run needs a backup of its own policy"() {
        expect:
        runExpression("n2ws.scenarios['failover'].run()").err.readLines()[0] ==
            'baksh: n2ws.scenarios.run needs backup: the backup to recover from'
        runExpression("n2ws.scenarios['failover'].run(backup: n2ws.backups.latest(policy: 'partial'))").err.readLines()[0] ==
            "baksh: ${serverLabel()}: backup 272 of \"partial\" is not of the policy of scenario \"failover\""
        harness.writeRequests() == []
    }

    def "a scenario run accepts an unambiguous backup name"() {
        given:
        runExpression("n2ws.policies['nightly'].update { name 'renamed' }.backup().await(); null")
        int backup = harness.sandbox.n2ws().backups().last().get('id').asInt()

        when:
        SandboxHarness.Result result = runExpression("n2ws.scenarios['failover'].run(backup: 'renamed').await().backup_id", SUCCESS_STATUS_VARIABLES)

        then:
        result.err == ''
        result.out == "$backup\n"
        result.code == 0
        harness.writeRequests().last().body() == /{"backup_id":$backup,"dry_run_only":false}/
    }

    def "a backup can be given by name, and an ambiguous name is an error that lists the ids"() {
        given:
        harness.start(['--yes', '-e', "n2ws.policies['nightly'].backup().await()"])

        when:
        SandboxHarness.Result result = runExpression("n2ws.scenarios['failover'].run(backup: 'nightly')")
        SandboxHarness.Result missingResult = runExpression("n2ws.scenarios['failover'].run(backup: 'nightli')")

        then:
        result.code == 1
        result.err.readLines()[0] ==~ /baksh: n2ws \(.*\): \d+ backups are named "nightly"/
        result.err.readLines()[1].startsWith('  select one by its id: n2ws.backups[')
        missingResult.err.readLines()[0].endsWith('backup "nightli" not found')
        missingResult.err.readLines()[1].startsWith('  did you mean: nightly')
        harness.writeRequests().size() == 1
    }

    def "a scenario run returns its record with its recoveries"() {
        when:
        SandboxHarness.Result result = runExpression("n2ws.scenarios['failover'].run(backup: 241).await().recoveries*.status.join()", SUCCESS_STATUS_VARIABLES)

        then:
        result.out == 'SSS\n'
    }

    def "a running scenario is not started again"() {
        given:
        runExpression("n2ws.scenarios['failover'].run(backup: 241)")

        when:
        SandboxHarness.Result second = runExpression("n2ws.scenarios['failover'].run(backup: 241)")

        then:
        second.err.readLines()[0] == "baksh: ${serverLabel()}: scenario \"failover\" is running: recovery 8 is in progress; " +
            'the scenario was not started again'
        second.code == 3
        harness.writeRequests().size() == 1
    }

    def "a dry run of baksh prints the recovery and sends nothing"() {
        when:
        SandboxHarness.Result result = harness.start(['--dry-run', '-e', "n2ws.backups[241].recover(instance: 'i-0abc') { keyPair 'drill' }"])

        then:
        result.out.contains('/api/aws/backups/241/snapshots/instances/24100/recover/')
        result.out.contains('{"key_pair":"drill"}')
        harness.writeRequests() == []
    }

    def "without --yes a recovery is rejected if no prompt is possible"() {
        when:
        SandboxHarness.Result result = harness.start(['-e', "n2ws.backups[241].recover(instance: 'i-0abc')"])

        then:
        result.code == 3
        harness.writeRequests() == []
    }

    def "an Azure machine id is case-insensitive"() {
        given:
        String id = '/SUBSCRIPTIONS/00000000-0000-4000-8000-000000000001/resourceGroups/Prod/virtualMachines/VM-vms'

        when:
        SandboxHarness.Result result = runExpression("n2ws.azure.backups[1].recover(machine: '$id', resource_group: 'test').await().recovery_type", SUCCESS_STATUS_VARIABLES)

        then:
        result.err == ''
        result.out == 'virtual_machine\n'
    }

    def "the same script works against a server of API #api"() {
        given:
        SandboxHarness otherResult = new SandboxHarness(home.resolve(api), harness.clock.now, [n2wsApiVersion: api])

        when:
        SandboxHarness.Result result = otherResult.start(['--yes', '-e', """
            def b = n2ws.policies['nightly'].backup().await()
            def r = n2ws.backups[241].recover(instance: 'i-0abc').await()
            [n2ws.identifier.cpm_name, b.status, r.status, n2ws.recoveries[7].log.text.readLines().size(), n2ws.accounts['main'].id].join(',')
            """], SUCCESS_STATUS_VARIABLES)

        then:
        result.out == 'sandbox,B,S,3,1\n'
        result.code == 0
        (otherResult.sandbox.requests().count { it.path().startsWith('/api/aws/') } == 1) == once

        cleanup:
        otherResult.close()

        where:
        api     || once
        '1.1'   || true
        '2.0.0' || false
    }

    def "with a configured server version only the paths of this version are requested, also in a dry run"() {
        given:
        SandboxHarness oldApiHarness = new SandboxHarness(home.resolve('old'), harness.clock.now, [n2wsApiVersion: '1.1'])

        when:
        SandboxHarness.Result planned = oldApiHarness.start(['--dry-run', '-e', "n2ws.post('aws/policies/', [name: 'x']); 1"], [BAKSH_N2WS_VERSION: '1.1'])
        SandboxHarness.Result result = oldApiHarness.start(['-e', "n2ws.policies['nightly'].id"], [BAKSH_N2WS_VERSION: '1.1'])

        then:
        planned.out.readLines()[0].endsWith("'${oldApiHarness.sandbox.n2wsUrl()}/api/policies/'")
        result.out == '1\n'
        !oldApiHarness.sandbox.requests().any { it.path().startsWith('/api/aws/') }

        cleanup:
        oldApiHarness.close()
    }

    def "a success status code in servers.yaml is accepted, others are not"() {
        given:
        home.resolve('servers.yaml').toFile().text = """
            ours: {kind: n2ws, url: "${harness.sandbox.n2wsUrl()}", credential: "env:KEY", recovered: $letter}
            """
        Map<String, String> env = [BAKSH_N2WS_URL: '', BAKSH_PX_URL: '', KEY: harness.sandbox.n2wsApiKey()]

        when:
        SandboxHarness.Result result = runExpression("n2ws.backups[241].recover(instance: 'i-0abc').await().status", env)

        then:
        result.code == code
        result.err.readLines().findAll { it.startsWith('baksh:') } == said

        where:
        letter || code | said
        'S'    || 0    | []
        'X'    || 75   | ["baksh: n2ws 'ours': recovery 8 ended with status S; whether S is success is not known here"]
    }
}
