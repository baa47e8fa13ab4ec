package dev.baksh.client.n2ws

import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import dev.baksh.cli.ScriptedServer
import dev.baksh.client.exchange.ManualTimeSource
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir
import spock.util.environment.RestoreSystemProperties

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.time.Instant

/**
 * The rule: a new backup counts as ours only if the response identifies the backup, or if no other writer can have started it. A
 * missing field, or one that is no plain value, is no proof: neither of a backup nor of its absence.
 */
class BackupOwnershipSpec extends Specification {
    @TempDir
    Path home

    List<Map> backups = []
    List<Map> appearing = []
    /** Backups that the server lists 5 s after the others. */
    List<Map> appearingLate = []
    Object answer = [500, [:]]
    /** Applies the filters of the server; this server ignores all of them. */
    Closure<List> filter = { List rows, String target -> rows }
    ManualTimeSource time = new ManualTimeSource()
    Duration sentAt
    Object runTimes
    Map fields = [id: 3, name: 'p', user: 1, schedules: []]

    @AutoCleanup
    ScriptedServer server = new ScriptedServer({ method, target ->
        if (method == 'POST') {
            backups.addAll(appearing)
            sentAt = time.elapsed
            return answer
        }
        if (target.contains('/run_times/')) return runTimes
        if (target =~ '/policies/3/$') return fields
        if (target.contains('/backups/')) return filter(backups + (isLateVisible() ? appearingLate : []), target)
        return target.contains('/policies/') ? [fields] : null
    })

    private boolean isLateVisible() {
        sentAt != null && time.elapsed - sentAt >= Duration.ofSeconds(5)
    }

    private CommandRunner newRunner() {
        CommandRunner baksh = new CommandRunner(home)
        baksh.time = time
        baksh.env.putAll(server.environment + [BAKSH_N2WS_API_KEY: 'k', BAKSH_PX_TOKEN: 'x'])
        baksh
    }

    CommandResult start() {
        newRunner().runExpression("n2ws.policies['p'].backup().id")
    }

    private static Map backup(int id, String start, Object user = 1) {
        [id: id, name: 'p', policy: 3, user: user, status: 'P', start_time: start, end_time: null]
    }

    /** Returns the hidden trackers 7 of the backup 10 and 6 of all others, as a server that does not show them filters. */
    static List filterByTracker(List rows, String target) {
        if (target.contains('tracker_id=7')) return rows.findAll { it.id == 10 }
        target.contains('policy=3') ? rows.findAll { it.policy == 3 } : rows
    }

    private int countPosts() {
        server.requestLines.count { it.startsWith('POST') }
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
        countPosts() == 1

        where:
        count << [60, 70, 120]
    }

    @RestoreSystemProperties
    def "without a lock that all processes of the user share, a backup is started as before, and one that is found is no proof: #response"() {
        given:
        Path file = Files.createFile(home.resolve('tmp'))
        System.setProperty('java.io.tmpdir', file.toString())
        System.setProperty('user.home', '')
        answer = response
        appearing = [backup(9, '2126-01-01T00:00:00Z')]
        String call = "${label()}: n2ws.policies.backup 'p'"

        when:
        CommandResult result = start()

        then:
        result.out() == out
        result.code() == code
        result.err().readLines().unique() == ["warning: $call: a process with another BAKSH_HOME could write to the same object at the same time: $file is not a folder"]*.toString() + (code == 0 ? [] : [
            "$call: the write was sent and the server responded with 500, which does not prove that nothing was done; looking for the result on the server for at most 180 s",
            "baksh: $call was sent and the server responded with 500, which does not prove that nothing was done: the outcome is not known; backup 9 \"p\", started at 2126-01-01T00:00:00Z is new, " +
                "but a process with another BAKSH_HOME may have started it: $file is not a folder",
            '  the write was not sent again; look at the server before you repeat it',
            "  $call: the server failed (POST ${server.url}/api/aws/policies/3/backups/ -> 500)",
            '  -e:1'])*.toString()
        countPosts() == 1

        where:
        response                                  || code | out
        [500, [:]]                                || 75   | ''
        [201, backup(9, '2126-01-01T00:00:00Z')]  || 0    | '9\n'
    }

    def "a backup whose id is no number is not adopted, and the write is not sent again"() {
        given:
        appearing = [backup(9, '2126-01-01T00:00:00Z') + [id: 'b-9']]

        when:
        CommandResult result = start()

        then:
        result.code() == 75
        result.err().contains('the outcome is not known; the ids of the backups are no numbers, so none is the newest\n')
        countPosts() == 1
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
        countPosts() == 1

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
        countPosts() == 1

        where:
        description        | rows                                                                      || reason
        'started before'   | [backup(9, '2020-01-01T00:00:00Z')]                                       || 'backup 9 is new, but it started at 2020-01-01T00:00:00Z, before the request was sent (server time T): another user or machine may have started it'
        'another owner'    | [backup(9, '2126-01-01T00:00:00Z', 2)]                                    || 'backup 9 is new, but it belongs to the user with the id 2, and the policy to the user with the id 1: another user or machine may have started it'
        'two new backups'  | [backup(9, '2126-01-01T00:00:00Z'), backup(10, '2126-01-01T00:00:01Z')]   || 'backups [9, 10] could each be the new backup'
    }

    def "a lost response and backups that do not name their policy or their start are an unknown outcome: #description"() {
        given:
        backups = [change(backup(8, '2026-03-01T00:00:00Z'))]
        appearing = [change(backup(9, '2126-01-01T00:00:00Z'))]

        when:
        CommandResult result = start()

        then:
        result.code() == 75
        result.out() == ''
        result.err() == """\
            ${label()}: n2ws.policies.backup 'p': the write was sent and the server responded with 500, which does not prove that nothing was done; looking for the result on the server for at most 180 s
            baksh: ${label()}: n2ws.policies.backup 'p' was sent and the server responded with 500, which does not prove that nothing was done: the outcome is not known; backup 9 is new, but $doubt: another user or machine may have started it
              the write was not sent again; look at the server before you repeat it
              ${label()}: n2ws.policies.backup 'p': the server failed (POST ${server.url}/api/aws/policies/3/backups/ -> 500)
              -e:1
            """.stripIndent()
        countPosts() == 1

        where:
        description         | change                                               || doubt
        'no policy'         | { it.findAll { key, value -> key != 'policy' } }     || 'it does not name its policy by id'
        'policy null'       | { it + [policy: null] }                              || 'it does not name its policy by id'
        'policy as object'  | { it + [policy: [id: 3, name: 'p']] }                || 'it does not name its policy by id'
        'policy as list'    | { it + [policy: [3]] }                               || 'it does not name its policy by id'
        'policy by name'    | { it + [policy: 'p'] }                               || 'it does not name its policy by id'
        'no start'          | { it.findAll { key, value -> key != 'start_time' } } || 'it is not known whether it started after the request was sent'
        'start without zone'| { it + [start_time: '2126-01-01T00:00:00'] }         || 'it is not known whether it started after the request was sent'
        'start as object'   | { it + [start_time: [date: '2126-01-01']] }          || 'it is not known whether it started after the request was sent'
    }

    def "without an answer that names the backup, a new backup must stay the only one for some seconds: #status"() {
        given:
        answer = [status, [:]]
        appearing = [backup(9, '2126-01-01T00:00:00Z')]
        appearingLate = late

        when:
        CommandResult result = start()
        String call = "${label()}: n2ws.policies.backup 'p'"
        String problem = "the server responded with $status, which does not prove that nothing was done"

        then:
        result.err().replace('for at most 59 s', 'for at most 60 s') == "$call: the write was sent and $problem; looking for the result on the server for at most $seconds s\n" + (late ?
            "baksh: $call was sent and $problem: the outcome is not known; backups [9, 10] could each be the new backup\n" +
            '  the write was not sent again; look at the server before you repeat it\n' +
            "  $call: $error (POST ${server.url}/api/aws/policies/3/backups/ -> $status)\n  -e:1\n" :
            "$call: found: backup 9 \"p\", started at 2126-01-01T00:00:00Z; the write was not sent again\n")
        result.out() == (late ? '' : '9\n')
        result.code() == (late ? 75 : 0)
        time.elapsed - sentAt >= Duration.ofSeconds(5)
        countPosts() == 1

        where:
        [[status, seconds, error], late] << [
            [[500, 180, 'the server failed'], [503, 180, 'the server is not available'], [401, 5, 'not authenticated'], [429, 60, 'too many requests']],
            [[], [backup(10, '2126-01-01T00:00:00Z')]]].combinations()
    }

    def "a resumed run watches a new backup too"() {
        given:
        CommandRunner baksh = newRunner()
        baksh.env.BAKSH_SETTLE = '0'
        Path script = baksh.writeFile('book.groovy', "title 'One backup'\nprintln step('it') { n2ws.policies['p'].backup().id }\n")
        baksh.start('run', script.toString()).code() == 75
        backups = [backup(9, Instant.now().toString())]
        appearingLate = late

        when:
        CommandResult result = baksh.start('resume', 'last')

        then:
        result.code() == (late ? 75 : 0)
        result.out() == (late ? '' : '9\n')
        result.err().contains(late ? 'the outcome is not known: backups [9, 10] could each be the new backup\n' : 'found: backup 9 "p", started at ')
        countPosts() == 1

        where:
        late << [[], [backup(10, Instant.now().toString())]]
    }

    def "a new backup that the list does not show any more is no result, and the write is not sent again"() {
        given:
        appearing = [backup(9, '2126-01-01T00:00:00Z')]
        filter = { List rows, String target -> sentAt != null && time.elapsed - sentAt > Duration.ofSeconds(3) ? [] : rows }

        when:
        CommandResult result = start()

        then:
        result.code() == 75
        result.err().contains('the outcome is not known; backup 9 "p" was new, but a later lookup did not show it\n')
        countPosts() == 1
    }

    def "an owner in another form is no contradiction: #owner"() {
        given:
        appearing = [backup(9, '2126-01-01T00:00:00Z', owner)]

        expect:
        start().out() == '9\n'

        where:
        owner << [[id: 1], [1], 'root']
    }

    def "without any new backup the write is absent, whatever the fields of the earlier backups"() {
        given:
        backups = [backup(8, '2026-03-01T00:00:00Z') - [policy: 3]]

        when:
        CommandResult result = start()

        then:
        result.code() == 75
        result.err().contains('the write was sent twice because the first result was not found')
        countPosts() == 2
    }

    def "an accepted request gives the only new backup if the response is #response, and the next scheduled run is not near"() {
        given:
        fields.schedules = [1]
        runTimes = [[run_time: '2026-03-05T05:06:07Z', schedule: 1]]
        answer = response
        appearing = [backup(9, '2126-01-01T00:00:00Z')]

        when:
        CommandResult result = start()

        then:
        result.err() == ''
        result.out() == '9\n'
        result.code() == 0
        countPosts() == 1
        time.elapsed < Duration.ofSeconds(10)

        where:
        response << [[200, ''], [201, ''], [202, ''], [200, '{}'], [200, 'null'], [200, '"ok"'], [200, '[]'], [200, [message: 'The backup was started.']],
                     [201, [status: 'ok', message: 'started']], [200, [SUCCESS: true]], [200, [id: 3, name: 'p', enabled: true]]]
    }

    def "an accepted request gives the only new backup, also without #field"() {
        given:
        answer = [200, '']
        appearing = [backup(9, '2126-01-01T00:00:00Z').findAll { key, value -> key != field }]

        expect:
        start().out() == '9\n'

        where:
        field << ['start_time', 'user', 'name', 'status']
    }

    def "if the schedule cannot be read, the only new backup of an accepted request is returned after a minute"() {
        given:
        fields.schedules = [1]
        runTimes = times
        answer = [200, '']
        appearing = [backup(9, '2126-01-01T00:00:00Z')]

        when:
        CommandResult result = start()

        then:
        result.err() == "${label()}: the backup was started; backup 9 may be it; watching the list for other new backups for up to 60 s\n"
        result.out() == '9\n'
        result.code() == 0
        countPosts() == 1
        time.elapsed >= Duration.ofSeconds(60)

        where:
        times << [null, [[1], [2]], [[run_time: '2026-03-05 05:06']], [detail: 'none']]
    }

    def "an accepted request does not give a backup that another writer may have started: #description"() {
        given:
        fields.schedules = [1]
        runTimes = times
        backups = [backup(8, '2026-03-01T00:00:00Z')]
        answer = response
        appearing = rows
        appearingLate = late

        when:
        CommandResult result = start()

        then:
        result.code() == 75
        result.out() == ''
        result.err().replaceAll(/server time [^)]+/, 'server time T').readLines().dropWhile { !it.startsWith('baksh: ') } ==
            ["baksh: ${label()}: $message", "  $warning; check with n2ws.backups.latest(policy: 3)", '  -e:1']*.toString()
        countPosts() == 1

        where:
        description                  | times                                        | response                | rows                                        | late
        'scheduled now'              | ['2026-03-04T05:06:10Z']                     | [200, '']               | [backup(9, '2126-01-01T00:00:00Z')]         | []
        'scheduled in a list'        | [[schedule: 1, at: ['2026-03-04T05:08:00Z']]] | [200, '']              | [backup(9, '2126-01-01T00:00:00Z')]         | []
        'scheduled, and a tracker'   | ['2026-03-04T05:06:10Z']                     | [202, [tracker_id: 7]]  | [backup(9, '2126-01-01T00:00:00Z')]         | []
        'another backup first'       | []                                           | [200, '']               | [backup(9, '2126-01-01T00:00:00Z')]         | [backup(10, '2126-01-01T00:00:00Z')]
        'another with a tracker'     | []                                           | [202, [tracker_id: 7]]  | [backup(9, '2126-01-01T00:00:00Z') + [tracker_id: 6]] | []
        'unknown tracker, two'       | []                                           | [202, [tracker_id: 7]]  | [backup(9, '2126-01-01T00:00:00Z')]         | [backup(10, '2126-01-01T00:00:00Z')]
        'tracker as object'          | ['2026-03-04T05:06:10Z']                     | [202, [tracker_id: [id: 7]]] | [backup(9, '2126-01-01T00:00:00Z')]    | []
        'another id'                 | []                                           | [201, [id: 10]]         | [backup(9, '2126-01-01T00:00:00Z')]         | []
        'another owner'              | []                                           | [200, '']               | [backup(9, '2126-01-01T00:00:00Z', 2)]      | []
        'started before'             | []                                           | [200, '']               | [backup(9, '2020-01-01T00:00:00Z')]         | []
        'no policy'                  | []                                           | [200, '']               | [backup(9, '2126-01-01T00:00:00Z') - [policy: 3]] | []
        'an earlier backup'          | []                                           | [200, backup(8, '2026-03-01T00:00:00Z')] | [backup(9, '2126-01-01T00:00:00Z')] | []

        message << [
            "the backup was started, but the policy's schedule is due at 2026-03-04T05:06:10Z, and nothing in the response tells the started backup from a scheduled one",
            "the backup was started, but the policy's schedule is due at 2026-03-04T05:08:00Z, and nothing in the response tells the started backup from a scheduled one",
            "the backup was started (tracker 7), but the policy's schedule is due at 2026-03-04T05:06:10Z, and nothing in the response tells the started backup from a scheduled one",
            'the backup was started, but backups [9, 10] could each be the new backup',
            'the backup was started (tracker 7), but is not in the list of backups yet',
            'the backup was started (tracker 7), but backups [9, 10] could each be the new backup',
            "the backup was started, but the policy's schedule is due at 2026-03-04T05:06:10Z, and nothing in the response tells the started backup from a scheduled one",
            'the backup was started, but is not in the list of backups yet',
            'the backup was started, but backup 9 is new, but it belongs to the user with the id 2, and the policy to the user with the id 1: another user or machine may have started it',
            'the backup was started, but backup 9 is new, but it started at 2020-01-01T00:00:00Z, before the request was sent (server time T): another user or machine may have started it',
            'the backup was started, but backup 9 is new, but it does not name its policy by id: another user or machine may have started it',
            'the request was accepted, but its response contains backup 8, which existed before']
        warning << ['do not start it again'] * 11 + ['do not repeat it']
    }

    def "a backup that the response identifies is returned although a schedule is due: #description"() {
        given:
        fields.schedules = [1]
        runTimes = ['2026-03-04T05:06:10Z']
        backups = earlier
        answer = response
        appearing = [backup(9, '2126-01-01T00:00:00Z')]
        appearingLate = [backup(10, '2126-01-01T00:00:00Z') + shown]
        filter = serverFilter

        when:
        CommandResult result = start()

        then:
        result.out() == '10\n'
        result.code() == 0
        result.err() == notice.collect { "${label()}: $it\n" }.join()
        countPosts() == 1

        where:
        description                  | response                                     | shown           | serverFilter      | earlier
        'a tracker in the row'       | [202, [tracker_id: 7]]                       | [tracker_id: 7] | { rows, target -> rows } | []
        'the filter for the tracker' | [202, [tracker_id: 7]]                       | [:]             | BackupOwnershipSpec.&filterByTracker | [backup(8, '2026-03-01T00:00:00Z')]
        'no earlier backup'          | [202, [tracker_id: 7]]                       | [:]             | BackupOwnershipSpec.&filterByTracker | [backup(8, '2026-03-01T00:00:00Z') + [policy: 4]]
        'an id'                      | [201, [id: 10]]                              | [:]             | { rows, target -> rows } | [backup(8, '2026-03-01T00:00:00Z')]
        'an id with a status'        | [201, [id: 10, status: 'P']]                 | [:]             | { rows, target -> rows } | []
        'the backup'                 | [201, backup(10, '2126-01-01T00:00:00Z')]    | [:]             | { rows, target -> rows } | []

        notice << [['the backup was started (tracker 7), but is not in the list of backups yet; searching for up to 60 s']] * 3 +
            [['the backup was started, but is not in the list of backups yet; searching for up to 60 s']] * 2 + [[]]
    }

    def "the id of a task or of another object in the response is no id of a backup: #response"() {
        given:
        backups = [backup(8, '2026-03-01T00:00:00Z')]
        answer = [200, response]
        appearing = [backup(9, '2126-01-01T00:00:00Z')]

        expect:
        with(start()) {
            err() == ''
            out() == '9\n'
            code() == 0
        }

        where:
        response << [[id: 7, status: 'queued'], [id: 3, name: 'p'], [task: [id: 7]], [id: [backup: 8], status: 'ok']]
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
        countPosts() == 2
    }
}
