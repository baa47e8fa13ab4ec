package dev.baksh.client.n2ws

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxSpecification

/** Verbs that the API does not have: reports over all policies, instances and delegates. */
class InventorySpec extends SandboxSpecification {
    private String runJson(String text) {
        final SandboxHarness.Result result = harness.start(['-o', 'json', '-e', text])
        assert result.err == ''
        result.out.trim()
    }

    def "policies without an active schedule"() {
        expect:
        runJson('n2ws.policies.withoutSchedule()*.name').replaceAll('\\s', '') == '["adhoc"]'
    }

    def "enabled policies without a successful backup since a duration or a time"() {
        expect:
        runJson("n2ws.policies.unprotected(since: $since)*.policy").replaceAll('\\s', '') == names

        where:
        since                      || names
        '2.days'                   || '["weekly_full","stuck","partial","failing","forgotten","adhoc"]'
        'now.minusSeconds(864000)' || '["stuck","partial","adhoc"]'
    }

    def "the last successful backup of each policy"() {
        when:
        String rows = runJson("n2ws.policies.lastGoodBackups().findAll { it.policy in ['nightly', 'failing', 'stuck'] }*.last_good")

        then:
        rows.replaceAll('\\s', '') == '["2026-03-03T22:00:00Z",null,"2026-02-28T22:00:00Z"]'
    }

    def "each protected instance once, with its policies"() {
        when:
        String rows = runJson("n2ws.policies.protectedInstances().findAll { it.instance == 'i-0abc' }")

        then:
        rows.replaceAll('\\s', '') ==
            '[{"instance":"i-0abc","name":"web-1","region":"us-east-1","policies":["nightly","linux_web","weekly_full"]}]'
    }

    def "permissions of each delegate"() {
        when:
        String rows = runJson("n2ws.delegates.rights().findAll { it.delegate == 'operator' }")

        then:
        rows.replaceAll('\\s', '') == '[{"delegate":"operator","recovery":false,"account_changes":false,' +
            '"backup_changes":true,"settings_changes":false}]'
    }

    def "alerts are counted by severity"() {
        expect:
        runJson('n2ws.alerts.bySeverity').replaceAll('\\s', '') == '{"alert":1,"info":1}'
    }

    def "the identifier is one row on every API version"() {
        given:
        SandboxHarness oldApiHarness = new SandboxHarness(home.resolve('old'), harness.clock.now, [n2wsApiVersion: '1.1'])

        expect:
        oldApiHarness.start(['-e', 'n2ws.identifier.cpm_name']).out == 'sandbox\n'
        harness.start(['-e', 'n2ws.identifier.cpmName']).out == 'sandbox\n'

        cleanup:
        oldApiHarness.close()
    }

    def "nouns of azure need their full name, and others are suggested"() {
        expect:
        harness.start(['-e', 'n2ws.azure.policies*.name.join()']).out == 'azure_vmsazure_web\n'
        harness.start(['-e', 'n2ws.azure.polices']).err.readLines()[0..1] ==
            ["baksh: n2ws.azure has no 'polices'", '  did you mean: policies']
        harness.start(['-e', 'n2ws.azur']).err.readLines()[0..1] == ["baksh: n2ws has no 'azur'", '  did you mean: azure']
    }

    def "an operation without a public path shows how to add the path: #said"() {
        when:
        SandboxHarness.Result result = harness.start(['-e', said])

        then:
        result.err.readLines()[0] == "baksh: $id: the path is not public"
        result.err.readLines()[1].startsWith("  look up the path in the vendor's guide and add it to lib/catalog/n2ws.json: {\"server\": \"n2ws\"")
        result.code == 1

        where:
        said                                   || id
        "n2ws.policies['nightly'].storageCost()" || 'n2ws.policies.storageCost'
        "n2ws.policies['nightly'].storageCost"   || 'n2ws.policies.storageCost'
        'n2ws.s3CleanupLogs'                   || 'n2ws.s3CleanupLogs.list'
    }
}
