package dev.baksh.client.n2ws

import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import dev.baksh.cli.ScriptedServer
import dev.baksh.client.exchange.ManualTimeSource
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/**
 * The rule: a recovery starts only if no field is missing that could show that it is in progress already, or that it is a recovery
 * of another machine.
 */
class RecoveryGuardSpec extends Specification {
    static final Map RECOVERY = [id: 7, status: 'P', policy: 10, backup_time: '2026-03-03T22:00:00Z', recovery_scenario_id: 5].asImmutable()
    static final String RECOVER = "n2ws.backups[241].recover(instance: 'i-0abc').id"
    static final String RUN = "n2ws.scenarios['failover'].run(backup: 241).id"

    @TempDir
    Path home

    Map backup = [id: 241, name: 'nightly', policy: 10, status: 'B', start_time: '2026-03-03T22:00:00Z']
    Map scenario = [id: 5, name: 'failover', policy: 10]
    List recoveries = []
    List snapshots = [[id: 1, resource: 'i-0abc', name: 'web-1']]
    boolean honorsFilter = true
    Object answer = [id: 77, status: 'P']
    Map<String, Object> records = [:]

    @AutoCleanup
    ScriptedServer server = new ScriptedServer({ String method, String target ->
        if (method == 'POST') return answer
        if (target.contains('/snapshots/instances/')) return honorsFilter && target =~ 'resource=(?!i-0abc(&|$))' ? [] : snapshots
        if (target.startsWith('/api/aws/backups/241/')) return backup
        if (target =~ '/(records|recoveries)/\\d+/$') return records[target]
        if (target.startsWith('/api/aws/recovery_scenarios/')) return [scenario]
        target.contains('/recoveries/') ? recoveries : null
    })

    private CommandResult start(String text) {
        CommandRunner baksh = new CommandRunner(home)
        baksh.time = new ManualTimeSource()
        baksh.env.putAll(server.environment + [BAKSH_N2WS_API_KEY: 'k', BAKSH_PX_TOKEN: 'x'])
        baksh.runExpression(text, '--yes')
    }

    private int countPosts() {
        server.requestLines.count { it.startsWith('POST') }
    }

    private String label() {
        "n2ws (${server.url - 'http://'})"
    }

    def "a recovery in progress that may be of the same machine and backup is an obstacle: #description"() {
        given:
        recoveries = [change(RECOVERY)]

        when:
        CommandResult result = start(RECOVER)

        then:
        result.err() == """\
            baksh: ${label()}: recovery 7 $message: the recovery of i-0abc was not started
              wait with n2ws.recoveries[7].await(), or add meanwhile: true to start a second recovery
              -e:1
            """.stripIndent()
        result.out() == ''
        result.code() == 3
        countPosts() == 0

        when:
        CommandResult secondResult = start("n2ws.backups[241].recover(instance: 'i-0abc', meanwhile: true).id")

        then:
        secondResult.out() == '77\n'
        countPosts() == 1

        where:
        description            | change                                              || message
        'the same'             | { it }                                              || 'from backup 241 is in progress'
        'time with a fraction' | { it + [backup_time: '2026-03-03T22:00:00.900Z'] }  || 'from backup 241 is in progress'
        'time of another zone' | { it + [backup_time: '2026-03-04T00:00:00+02:00'] } || 'from backup 241 is in progress'
        'machine in any case'  | { it + [resource: 'I-0ABC'] }                       || 'from backup 241 is in progress, of I-0ABC'
        'machine as a number'  | { it + [resource: 17] }                             || 'from backup 241 is in progress, of 17'
        'machine as object'    | { it + [resource: [id: 17]] }                       || 'from backup 241 is in progress'
        'machine by name'      | { it + [resource: 'web-1'] }                        || 'from backup 241 is in progress, of web-1'
        'no policy'            | { it - [policy: 10] }                               || 'may be from backup 241 and in progress'
        'policy null'          | { it + [policy: null] }                             || 'may be from backup 241 and in progress'
        'policy as object'     | { it + [policy: [id: 10]] }                         || 'may be from backup 241 and in progress'
        'no time'              | { it.findAll { key, value -> key != 'backup_time' } } || 'may be from backup 241 and in progress'
        'time without zone'    | { it + [backup_time: '2026-03-03T22:00:00'] }       || 'may be from backup 241 and in progress'
        'local time'           | { it + [backup_time: '2026-03-04 00:00'] }          || 'may be from backup 241 and in progress'
        'no status'            | { it - [status: 'P'] }                              || 'may be from backup 241 and in progress'
        'status as object'     | { it + [status: [code: 'P']] }                      || 'may be from backup 241 and in progress'
    }

    def "a recovery that is certainly another one, or has ended, is no obstacle: #description"() {
        given:
        recoveries = [RECOVERY + change]

        expect:
        with(start(RECOVER)) {
            err() == ''
            out() == '77\n'
            code() == 0
        }

        where:
        description       | change
        'another policy'  | [policy: 11]
        'another time'    | [backup_time: '2026-03-02T22:00:00Z']
        'another machine' | [resource: 'i-0abd']
        'ended'           | [status: 'S']
    }

    def "without the times of the backup, a recovery of its policy in progress is an obstacle"() {
        given:
        backup.remove('start_time')
        recoveries = [RECOVERY]

        expect:
        start(RECOVER).code() == 3
        countPosts() == 0
    }

    def "a running scenario is not started again: #description"() {
        given:
        recoveries = [change(RECOVERY)]

        when:
        CommandResult result = start(RUN)

        then:
        result.err() == """\
            baksh: ${label()}: $message
              wait with n2ws.recoveries[7].await(), or add meanwhile: true to start the scenario
              -e:1
            """.stripIndent()
        result.code() == 3
        countPosts() == 0

        when:
        CommandResult secondResult = start("n2ws.scenarios['failover'].run(backup: 241, meanwhile: true).id")

        then:
        secondResult.out() == '77\n'
        countPosts() == 1

        where:
        description          | change                                    || message
        'its id'             | { it }                                    || 'scenario "failover" is running: recovery 7 is in progress; the scenario was not started again'
        'no field'           | { it - [recovery_scenario_id: 5] }        || 'recovery 7 may belong to scenario "failover" and be in progress; the scenario was not started'
        'an object'          | { it + [recovery_scenario_id: [id: 5]] }  || 'recovery 7 may belong to scenario "failover" and be in progress; the scenario was not started'
        'no status'          | { it - [status: 'P'] }                    || 'recovery 7 may belong to scenario "failover" and be in progress; the scenario was not started'
    }

    def "a recovery of another scenario or of none is no obstacle for a scenario: #change"() {
        given:
        recoveries = [RECOVERY + change]

        expect:
        start(RUN).with { [out(), err(), code()] } == ['77\n', '', 0]

        where:
        change << [[recovery_scenario_id: 6], [recovery_scenario_id: null], [recovery_scenario_id: [id: 5], policy: 11], [status: 'S']]
    }

    def "a snapshot without an id is an error before the recovery: #record"() {
        given:
        snapshots = [record]

        when:
        CommandResult result = start(RECOVER)

        then:
        result.err() == """\
            baksh: ${label()}: the server returned the snapshot of instance i-0abc without 'id'
              n2ws.backups[241].instances shows the snapshots
              -e:1
            """.stripIndent()
        result.code() == 1
        countPosts() == 0

        where:
        record << [[resource: 'i-0abc'], [id: null, resource: 'i-0abc'], [id: [key: 1], resource: 'i-0abc'], [user_id: 1, resource: 'i-0abc']]
    }

    def "a snapshot that does not name its machine is that of the machine if the server filters by machine"() {
        given:
        snapshots = [[id: 1, snapshot_id: 'snap-1']]

        expect:
        start(RECOVER).with { [out(), err(), code()] } == ['77\n', '', 0]
        server.requestLines.any { it == 'POST /api/aws/backups/241/snapshots/instances/1/recover/' }
    }

    def "a snapshot that does not name its machine is not recovered if the server ignores the filter: #record"() {
        given:
        honorsFilter = false
        snapshots = [record]

        when:
        CommandResult result = start(RECOVER)

        then:
        result.err() == """\
            baksh: ${label()}: backup 241 has no snapshot that names instance i-0abc
              it has: $shown
              -e:1
            """.stripIndent()
        result.code() == 1
        countPosts() == 0

        where:
        record                               || shown
        [id: 1]                              || 'record 1'
        [id: 1, name: 'db-1']                || 'record 1'
        [id: 1, resource: [id: 'i-0abd']]    || 'record 1'
    }

    def "a response whose id is not that of a record in progress contains no record: #text, #response"() {
        given:
        answer = response
        records = ['/api/aws/recoveries/5/': [id: 5, status: 'S'], '/api/aws/recovery_scenarios/records/5/': [id: 5, status: 'S']]

        when:
        CommandResult result = start(text)

        then:
        result.err() == """\
            baksh: ${label()}: $call was accepted, but the response contains no record
              do not start it again; check n2ws.recoveries
              -e:1
            """.stripIndent()
        result.out() == ''
        result.code() == 75

        where:
        [[text, call], response] << [
            [[RECOVER, 'n2ws.backups.recover i-0abc from backup 241'], [RUN, "n2ws.scenarios.run 'failover' from backup 241"]],
            [[id: 5], [id: 5, name: 'failover'], [id: 241, policy: 10], [id: 5, status: [code: 'P']]]].combinations()
    }

    def "a response with only the id of the record in progress is the record"() {
        given:
        answer = [id: 77]
        records = ['/api/aws/recoveries/77/': [id: 77, status: 'P']]

        expect:
        start("n2ws.backups[241].recover(instance: 'i-0abc').status").out() == 'P\n'
    }

    def "a backup that names its policy in another form is accepted for a scenario: #policy"() {
        given:
        backup.policy = policy

        expect:
        start(RUN).with { [out(), err(), code()] } == ['77\n', '', 0]

        where:
        policy << [10, null, [id: 10], 'nightly']
    }
}
