package dev.baksh.client.n2ws

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxSpecification
import dev.baksh.cli.ScriptedServer
import spock.lang.AutoCleanup

/**
 * Responses of writes of which only the status code is known (n2ws-api 2.3, 2.5, 2.6), and rows with missing fields.
 */
class ResponseShapesSpec extends SandboxSpecification {
    Map policy = [id: 10, name: 'nightly', enabled: true, generations: 7, account: 2, schedules: [1]]
    List policies = [policy]
    List backups = [[id: 241, name: 'nightly', policy: 10, status: 'B', start_time: '2026-03-03T05:06:07Z']]
    Object writtenBody

    @AutoCleanup
    ScriptedServer server = new ScriptedServer({ String method, String target ->
        if (target.contains('/recover/')) return writtenBody
        if (method == 'POST' && target.contains('/policies/10/backups/')) backups << [id: 242, name: 'nightly', policy: 10, status: 'P', tracker_id: 5]
        else if (method == 'POST') policies << [id: 11, name: 'weekly', enabled: true]
        if (method == 'PUT') policy.enabled = false
        if (method != 'GET') return writtenBody
        if (target.startsWith('/api/aws/policies/10/')) return policy
        if (target.startsWith('/api/aws/policies/11/')) return policies[1]
        if (target.startsWith('/api/aws/recoveries/77/')) return [id: 77, status: 'P']
        if (target.startsWith('/api/aws/policies/')) return policies
        if (target.contains('/snapshots/instances/')) return [[id: 1, resource: 'i-0abc']]
        if (target.startsWith('/api/aws/backups/241/')) return backups[0]
        if (target.startsWith('/api/aws/backups/')) return backups
        if (target.startsWith('/api/aws/recovery_scenarios/')) return [[id: 5, name: 'failover', policy: 10]]
        target.contains('/recoveries/') ? [] : null
    })

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

    def "a written object is found in each form of the response: #form"() {
        when:
        writtenBody = wrap(id: 11, name: 'weekly', enabled: true)
        SandboxHarness.Result created = runExpression("n2ws.policies.create('weekly') { account 2 }.with { [it.id, it.name, it.enabled].join(' ') }")
        writtenBody = wrap(id: 10, name: 'nightly', enabled: false)
        SandboxHarness.Result updated = runExpression("n2ws.policies['nightly'].update { enabled false }.with { [it.id, it.name, it.enabled].join(' ') }")
        writtenBody = wrap(id: 242, name: 'nightly', policy: 10, status: 'P')
        SandboxHarness.Result backup = runExpression("n2ws.policies['nightly'].backup().with { [it.id, it.status].join(' ') }")
        writtenBody = wrap(id: 77, status: 'P')
        SandboxHarness.Result recovery = runExpression("n2ws.backups[241].recover(instance: 'i-0abc').id")

        then:
        [created, updated, backup, recovery]*.out == ['11 weekly true\n', '10 nightly false\n', '242 P\n', '77\n']
        [created, updated, backup, recovery]*.err == [''] * 4
        writeLines().size() == 4

        where:
        form                             | wrap
        'the object'                     | { Map row -> row }
        'a list with the object'         | { Map row -> [row] }
        'an object in data'              | { Map row -> [data: row] }
        'a list in results'              | { Map row -> [count: 1, results: [row]] }
        'an object in DATA, with a flag' | { Map row -> [SUCCESS: true, DATA: row] }
        'an object of another name'      | { Map row -> [answer: row] }
        'two wrappers'                   | { Map row -> [data: [object: [row]]] }
        'an object in object'            | { Map row -> [object: row, message: 'ok'] }
    }

    def "a response with only the id is completed by a read: #form"() {
        when:
        writtenBody = wrap(id: 11)
        SandboxHarness.Result created = runExpression("n2ws.policies.create('weekly') { account 2 }.with { [it.id, it.name, it.enabled].join(' ') }")
        writtenBody = wrap(id: 10)
        SandboxHarness.Result updated = runExpression("n2ws.policies['nightly'].update { enabled false }.with { [it.id, it.name, it.enabled].join(' ') }")
        writtenBody = wrap(id: 242)
        SandboxHarness.Result backup = runExpression("n2ws.policies['nightly'].backup().with { [it.id, it.status].join(' ') }")

        then:
        [created, updated, backup]*.out == ['11 weekly true\n', '10 nightly false\n', '242 P\n']
        [created, updated, backup]*.err == [''] * 3
        writeLines().size() == 3

        where:
        form                     | wrap
        'the object'             | { Map row -> row }
        'a list with the object' | { Map row -> [row] }
        'an object in data'      | { Map row -> [data: row] }
    }

    def "a backup is found by the tracker in each form of the response: #answer"() {
        given:
        writtenBody = answer

        expect:
        runExpression("n2ws.policies['nightly'].backup().id").out == '242\n'
        server.requestLines.any { it.contains('tracker_id=5') }
        writeLines().size() == 1

        where:
        answer << [[tracker_id: 5], [[tracker_id: 5]], [data: [tracker_id: 5]], [task: [tracker_id: 5]]]
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
            [['', ''], ['"ok"', ''], ['{}', ''], ['[]', ''], [[tracker_id: 5], ' (tracker 5)'], [[data: [tracker_id: 5]], ' (tracker 5)']],
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
