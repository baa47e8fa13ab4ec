package dev.baksh.client.n2ws

import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import dev.baksh.cli.ScriptedServer
import dev.baksh.client.api.TimeSource
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path
import java.time.Duration
import java.time.Instant

/** The rule: after a lost response a new backup counts as ours only if no other writer can have started it. */
class BackupOwnershipSpec extends Specification {
    @TempDir
    Path home

    List<Map> backups = []
    List<Map> appearing = []
    Object runTimes
    Map fields = [id: 3, name: 'p', user: 1, schedules: []]

    @AutoCleanup
    ScriptedServer server = new ScriptedServer({ method, target ->
        if (method == 'POST') {
            backups.addAll(appearing)
            return [500, [:]]
        }
        if (target.contains('/run_times/')) return runTimes
        if (target =~ '/policies/3/$') return fields
        if (target.contains('/backups/')) return backups
        return target.contains('/policies/') ? [fields] : null
    })

    /** Time that passes only in pauses. */
    static class PausingTimeSource implements TimeSource {
        Duration elapsed = Duration.ZERO

        @Override
        Instant now() {
            Instant.parse('2026-03-04T05:06:07Z') + elapsed
        }

        @Override
        long nanos() {
            elapsed.toNanos()
        }

        @Override
        void pause(Duration duration) {
            elapsed += duration
        }
    }

    CommandResult start() {
        CommandRunner baksh = new CommandRunner(home)
        baksh.time = new PausingTimeSource()
        baksh.env.putAll(server.environment + [BAKSH_N2WS_API_KEY: 'k', BAKSH_PX_TOKEN: 'x'])
        baksh.runExpression("n2ws.policies['p'].backup().id")
    }

    private static Map backup(int id, String start, Object user = 1) {
        [id: id, name: 'p', policy: 3, user: user, status: 'P', start_time: start, end_time: null]
    }

    private String label() {
        "n2ws (${server.url - 'http://'})"
    }

    def "the only new backup of the policy is the result: #description"() {
        given:
        appearing = [row]

        when:
        CommandResult result = start()

        then:
        result.code() == 0
        result.out() == '9\n'
        result.err().contains('found: backup 9 "p"')

        where:
        description          | row
        'same owner'         | backup(9, '2126-01-01T00:00:00Z')
        'id as text'         | backup(9, '2126-01-01T00:00:00Z', '1')
        'no owner in record' | (backup(9, '2126-01-01T00:00:00Z') - [user: 1])
        'no start time'      | backup(9, null)
    }

    def "a server that ignores the order does not hide the new backup among #count"() {
        given:
        backups = (1..count).collect { backup(it, "2026-01-01T00:00:${String.format('%02d', it.intdiv(2))}Z") }
        appearing = [backup(count + 1, '2126-01-01T00:00:00Z')]

        when:
        CommandResult result = start()

        then:
        result.code() == 0
        result.out() == "${count + 1}\n"
        server.requestLines.count { it.startsWith('POST') } == 1

        where:
        count << [60, 70, 120]
    }

    def "a backup whose id is no number is not adopted, and the write is not sent again"() {
        given:
        appearing = [backup(9, '2126-01-01T00:00:00Z') + [id: 'b-9']]

        when:
        CommandResult result = start()

        then:
        result.code() == 75
        result.err().contains('the outcome is not known; the ids of the backups are no numbers, so none is the newest\n')
        server.requestLines.count { it.startsWith('POST') } == 1
    }

    def "a policy without the field schedules is looked up only if its run times can be read: #times"() {
        given:
        runTimes = times
        fields = [id: 3, name: 'p', user: 1]
        appearing = [backup(9, '2126-01-01T00:00:00Z')]

        when:
        CommandResult result = start()

        then:
        result.code() == code
        result.err().contains(text)
        server.requestLines.count { it.startsWith('POST') } == 1

        where:
        times                                  || code | text
        []                                     || 0    | 'found: backup 9 "p"'
        [results: ['2026-03-05T05:06:07Z']]    || 0    | 'found: backup 9 "p"'
        ['2026-03-04T05:08:00Z']               || 75   | "the policy's schedule is due at 2026-03-04T05:08:00Z"
        null                                   || 75   | "the policy's schedule cannot be read"
    }

    def "a backup that another writer may have started is not adopted: #description"() {
        given:
        appearing = rows

        when:
        CommandResult result = start()

        then:
        result.code() == 75
        result.out() == ''
        result.err().replaceAll(/server time [^)]+/, 'server time T').readLines().find { it.startsWith('baksh: ') } ==
            "baksh: ${label()}: n2ws.policies.backup 'p' was sent and the server responded with 500, which does not prove that nothing was done: the outcome is not known; $reason"
        server.requestLines.count { it.startsWith('POST') } == 1

        where:
        description        | rows                                                                      || reason
        'started before'   | [backup(9, '2020-01-01T00:00:00Z')]                                       || 'backup 9 is new, but it started at 2020-01-01T00:00:00Z, before the request was sent (server time T): another user or machine may have started it'
        'another owner'    | [backup(9, '2126-01-01T00:00:00Z', 2)]                                    || 'backup 9 is new, but it belongs to the user with the id 2, and the policy to the user with the id 1: another user or machine may have started it'
        'two new backups'  | [backup(9, '2126-01-01T00:00:00Z'), backup(10, '2126-01-01T00:00:01Z')]   || 'backups [9, 10] could each be the new backup'
    }

    def "a backup is not adopted while the same write of an earlier process may still be executed"() {
        given:
        appearing = [backup(9, '2126-01-01T00:00:00Z'), backup(10, '2126-01-01T00:00:00Z')]
        start().code() == 75
        appearing = [backup(11, '2126-01-01T00:00:02Z')]

        when:
        CommandResult result = start()

        then:
        result.code() == 75
        result.err().contains("the outcome is not known; backup 11 \"p\", started at 2126-01-01T00:00:02Z is new, but it may be the result of the same write that was sent at 2026-03-04T05:06:")
        server.requestLines.count { it.startsWith('POST') } == 2
    }
}
