package dev.baksh.client.n2ws

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.ScriptedServer
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/**
 * Responses of writes of which only the status code is known (n2ws-api 2.3, 2.5, 2.6), and rows with missing fields.
 */
class ResponseShapesSpec extends Specification {
    @TempDir
    Path home

    @AutoCleanup
    SandboxHarness harness

    Map policy = [id: 10, name: 'nightly', enabled: true, generations: 7, account: 2, schedules: [1]]
    List policies = [policy]
    List backups = [[id: 241, name: 'nightly', policy: 10, status: 'B', start_time: '2026-03-03T05:06:07Z']]
    Object writtenBody

    @AutoCleanup
    ScriptedServer server = new ScriptedServer({ String method, String target ->
        if (target.contains('/recover/')) return writtenBody
        if (method == 'POST') policies << [id: 11, name: 'weekly', enabled: true]
        if (method == 'PUT') policy.enabled = false
        if (method != 'GET') return writtenBody
        if (target.startsWith('/api/aws/policies/10/')) return policy
        if (target.startsWith('/api/aws/policies/')) return policies
        if (target.contains('/snapshots/instances/')) return [[id: 1, resource: 'i-0abc']]
        if (target.startsWith('/api/aws/backups/241/')) return backups[0]
        if (target.startsWith('/api/aws/backups/')) return backups
        if (target.startsWith('/api/aws/recovery_scenarios/')) return [[id: 5, name: 'failover', policy: 10]]
        target.contains('/recoveries/') ? [] : null
    })

    def setup() {
        harness = new SandboxHarness(home)
    }

    private SandboxHarness.Result runExpression(String text) {
        harness.start(['--yes', '-e', text], server.environment)
    }

    private List<String> writeLines() {
        server.requestLines.findAll { !it.startsWith('GET') }
    }

    def "an update is read back if the response is #answer"() {
        given:
        writtenBody = answer

        expect:
        runExpression("n2ws.policies['nightly'].update { enabled false }.enabled").out == 'false\n'
        runExpression("n2ws.policies.create('weekly') { account 2 }.id").out == '11\n'
        writeLines().size() == 2

        where:
        answer << ['', 'null', '{}', '"ok"', '[]', [tracker_id: 5], [204, '']]
    }

    def "a recovery with the response #answer is unknown and not failed"() {
        given:
        writtenBody = answer

        expect:
        runExpression(text).with {
            assert code == 75
            assert out == ''
            err.contains("$call was accepted$tracker, but the response contains no record\n  do not start it again; check n2ws.recoveries\n")
        }
        writeLines().size() == 1

        where:
        [[answer, tracker], [text, call]] << [
            [['', ''], ['"ok"', ''], ['{}', ''], ['[]', ''], [[tracker_id: 5], ' (tracker 5)']],
            [["n2ws.backups[241].recover(instance: 'i-0abc').await()", 'n2ws.backups.recover i-0abc from backup 241'],
             ["n2ws.scenarios['failover'].run(backup: 241).id", "n2ws.scenarios.run 'failover' from backup 241"]]].combinations()
    }

    def "a recovery record can be returned in a list"() {
        given:
        writtenBody = [[id: 77, status: 'P']]

        expect:
        runExpression("n2ws.backups[241].recover(instance: 'i-0abc').id").out == '77\n'
    }

    def "an update with a lost response is done if the policy has the new values"() {
        given:
        writtenBody = [502, '{}']

        expect:
        runExpression("n2ws.policies['nightly'].update { enabled false }.enabled").with {
            assert out == 'false\n'
            code == 0
        }
        writeLines().size() == 1
    }

    def "an update with a lost response is sent once more if the policy has the old values, and then unknown"() {
        given:
        writtenBody = [502, '{}']

        when:
        SandboxHarness.Result result = runExpression("n2ws.policies['nightly'].update { enabled false; generations 9 }")

        then:
        result.code == 75
        result.err.contains("n2ws.policies.update 'nightly' was sent and the server responded with 502, which does not prove that nothing was done: the outcome is not known; not found on the server within 180 s")
        writeLines().size() == 2
    }

    def "#text does not treat backups without #field as missing backups"() {
        given:
        backups[0].remove(field)
        backups[0].putAll(more)

        expect:
        runExpression(text).with {
            assert code == 1
            assert out == ''
            err.contains(message)
        }

        where:
        text                                         | field        | more                                | message
        "n2ws.backups.latest(policy: 'nightly')"     | 'policy'     | [:]                                 | 'the server\'s backups do not name their policy'
        'n2ws.policies.unprotected(since: 2.days)'   | 'policy'     | [:]                                 | 'the server\'s backups do not name their policy'
        'n2ws.policies.unprotected(since: 2.days)'   | 'start_time' | [start_time: '2026-03-04T05:00:00'] | "backup 241: the start time '2026-03-04T05:00:00' has no time zone"
    }

    def "policies without the field schedules are not treated as policies without schedules"() {
        given:
        policy.remove('schedules')

        expect:
        runExpression('n2ws.policies.withoutSchedule()').err.contains("the server's policies do not show their schedules")
    }
}
