package dev.baksh.n2ws

import dev.baksh.api.BakshException
import dev.baksh.api.Exit
import dev.baksh.api.Row
import dev.baksh.exchange.Rig
import dev.baksh.exchange.Limits
import dev.baksh.exchange.UnknownOutcome
import dev.baksh.resource.Client
import dev.baksh.sandbox.BackupAnswer
import dev.baksh.sandbox.Fault
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

import java.time.Duration
import java.time.Instant
import java.time.temporal.ChronoUnit

@Timeout(120)
class BackupsSpec extends Specification {
    static final String JSON = 'application/json'
    static final String PATH = '/backups/'

    @AutoCleanup
    final Rig rig = new Rig()

    @AutoCleanup
    final Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().but().clock(rig.time.clock()).build())

    final Client client = rig.n2ws(sandbox)

    String at() {
        return sandbox.n2wsUrl().authority
    }

    Row policy(String name) {
        return client.resource('policies').named(name)
    }

    Row backup(String name = 'adhoc') {
        return Rig.say(client, 'policies', 'backup', [row: policy(name)]) as Row
    }

    Row await(Row backup, Map named = [:]) {
        return Rig.say(client, 'backups', 'await', [row: backup, named: named]) as Row
    }

    int posts() {
        return sandbox.requests().count { it.method() == 'POST' && it.path().endsWith(PATH) }
    }

    def "a run now gives the backup that it started, when the server answers with #answer"() {
        given:
        sandbox.n2ws().backupAnswer(answer)
        sandbox.n2ws().backupsAppearAfter(Duration.ofSeconds(late))

        when:
        Row backup = backup('nightly')

        then:
        backup.get('name') == 'nightly'
        backup.get('id') == sandbox.n2ws().backups().last().path('id').asInt()
        sandbox.n2ws().backupsStarted('nightly') == 1
        posts() == 1

        where:
        answer               | late
        BackupAnswer.TRACKER | 0
        BackupAnswer.RECORD  | 0
        BackupAnswer.EMPTY   | 0
        BackupAnswer.TRACKER | 20
        BackupAnswer.EMPTY   | 20
    }

    def "a started backup that does not show up is not called lost"() {
        given:
        sandbox.n2ws().backupsAppearAfter(Duration.ofMinutes(30))

        when:
        backup()

        then:
        BakshException e = thrown()
        e.exit() == Exit.UNFINISHED
        e.message ==~ /n2ws \(127\.0\.0\.1:\d+\): the backup was started \(tracker \d+\), and does not show in the list of backups yet/
        e.hint() == 'do not start it again; look with n2ws.backups.latest(policy: 11)'
        posts() == 1
    }

    def "a started backup is not called failed when the list that should show it cannot be read"() {
        given:
        Row policy = policy('adhoc')
        rig.time.during = { sandbox.n2ws().faults().always('GET', PATH, Fault.html(503)) }
        sandbox.n2ws().backupsAppearAfter(Duration.ofMinutes(2))

        when:
        Rig.say(client, 'policies', 'backup', [row: policy])

        then:
        BakshException e = thrown()
        e.exit() == Exit.UNFINISHED
        e.message ==~ /n2ws \(127\.0\.0\.1:\d+\): the backup was started \(tracker \d+\), and the list of backups cannot be read/
        e.hint() ==~ /do not start it again; look with n2ws\.backups\.latest\(policy: 11\)\nn2ws .*: n2ws\.backups\.list: the server is not available .*-> 503\)/
        posts() == 1
    }

    def "an answer that is lost by #fault is made good by what the list shows"() {
        given:
        sandbox.n2ws().backupsAppearAfter(Duration.ofSeconds(late))
        sandbox.n2ws().faults().next('POST', PATH, fault)

        when:
        Row backup = backup()

        then:
        backup.get('name') == 'adhoc'
        posts() == 1
        sandbox.n2ws().backupsStarted('adhoc') == 1

        where:
        fault                                      | late
        Fault.drop().afterwards()                  | 0
        Fault.reset().afterwards()                 | 100
        Fault.html(502).afterwards()               | 0
        Fault.html(504).afterwards()               | 170
        Fault.truncate()                           | 0
        Fault.status(200, JSON, '{"id').afterwards() | 0
        Fault.html(200).afterwards()               | 0
    }

    def "a backup that was not started is looked for through the whole window and then sent once more"() {
        given:
        sandbox.n2ws().faults().next('POST', PATH, Fault.html(502))

        when:
        Row backup = backup()

        then:
        backup.get('name') == 'adhoc'
        rig.notes == [
            "n2ws (${at()}): n2ws.policies.backup 'adhoc': it was sent and its answer was lost; looking on the server for what came of it, for 180 s at most",
            "n2ws (${at()}): n2ws.policies.backup 'adhoc': its answer was lost, and it is not there after 180 s: it is sent once more"]
        rig.time.gone >= Duration.ofSeconds(180)
        posts() == 2
        sandbox.n2ws().backupsStarted('adhoc') == 1
        journal() == ['INTENT', 'FAILED', 'INTENT', 'DONE']
    }

    def "one that was not started the second time either is unknown"() {
        given:
        sandbox.n2ws().faults().next(2, 'POST', PATH, Fault.html(502))

        when:
        backup()

        then:
        UnknownOutcome e = thrown()
        e.exit() == Exit.UNFINISHED
        e.message == "n2ws (${at()}): n2ws.policies.backup 'adhoc' was sent and its answer was lost: whether it happened is not known; looked for 180 s and did not find it"
        e.hint() == "it was sent twice, the second time because it was not there; look at the server before you do it once more\nn2ws (${at()}): n2ws.policies.backup 'adhoc': bad gateway (POST ${sandbox.n2wsUrl()}/api/aws/policies/11/backups/ -> 502)"
        rig.time.gone >= Duration.ofSeconds(360)
        posts() == 2
        journal() == ['INTENT', 'FAILED', 'INTENT', 'UNKNOWN']
    }

    def "a backup is not sent again where #what"() {
        given:
        rig.limits = limits
        sandbox.n2ws().faults().next('POST', PATH, Fault.html(502))

        when:
        Rig.say(rig.n2ws(sandbox), 'policies', 'backup', [row: policy('adhoc')])

        then:
        UnknownOutcome e = thrown()
        e.message.endsWith("; looked for $window s and did not find it")
        e.hint().startsWith('it was not sent again; look at the server before you do it once more\n')
        posts() == 1
        journal() == ['INTENT', 'UNKNOWN']

        where:
        what                                                  | limits                                         || window
        'that is turned off'                                  | Limits.N2WS.sendingOnce()                      || 180
        'the window is shorter than a write may take'         | Limits.N2WS.settling(Duration.ofSeconds(179))  || 179
    }

    private List<String> journal() {
        return rig.journal*.find(/"event":"(\w+)"/) { it[1] }
    }

    def "two new backups after a lost answer are no evidence, and known at once"() {
        given:
        Client other = rig.n2ws(sandbox)
        Row same = policy('adhoc')
        sandbox.n2ws().faults().next('POST', PATH, Fault.drop().afterwards())
        boolean once = false
        rig.time.during = { if (!once) { once = true; Rig.say(other, 'policies', 'backup', [row: same]) } }

        when:
        backup()

        then:
        UnknownOutcome e = thrown()
        e.message ==~ /n2ws \(127.*\): n2ws\.policies\.backup 'adhoc' was sent and its answer was lost: whether it happened is not known; backups \[\d+, \d+\] could each be it/
        rig.time.gone < Duration.ofSeconds(30)
    }

    def "a schedule that is due makes a lost answer unclear, and says when"() {
        given:
        rig.time.turn(Duration.ofMinutes(30))
        sandbox.n2ws().faults().next('POST', PATH, Fault.drop().afterwards())

        when:
        backup('linux_db')

        then:
        UnknownOutcome e = thrown()
        e.message == "n2ws (${at()}): n2ws.policies.backup 'linux_db' was sent and its answer was lost: whether it happened is not known; its own schedule is due at 2026-03-04T05:40:00Z"
        posts() == 1
    }

    def "a refusal is an error and nothing is looked for"() {
        given:
        Client readonly = rig.n2ws(sandbox, [:], 'readonly')

        when:
        Rig.say(readonly, 'policies', 'backup', [row: policy('adhoc')])

        then:
        BakshException e = thrown()
        e.exit() == Exit.DENIED
        e.message == "n2ws (${at()}): n2ws.policies.backup 'adhoc': You do not have permission to perform this action. (POST ${sandbox.n2wsUrl()}/api/aws/policies/11/backups/ -> 403)"
        e.hint() == 'this needs the permission: allow_backup_changes'
        rig.time.gone == Duration.ZERO
    }

    def "a wait ends with the backup"() {
        given:
        sandbox.n2ws().backupDuration(Duration.ofMinutes(20))

        when:
        Row end = await(backup())

        then:
        end.get('status') == 'B'
        end.get('end_time') != null
        rig.time.gone >= Duration.ofMinutes(20)
        rig.time.gone < Duration.ofMinutes(22)
        rig.notes.last() == 'end'
        rig.time.pauses.max() <= Duration.ofSeconds(66)
    }

    def "a backup that fails is an error with its letter"() {
        given:
        sandbox.n2ws().nextBackupEnds(letter)

        when:
        await(backup())

        then:
        BakshException e = thrown()
        e.exit() == Exit.FAILED
        e.message ==~ /n2ws \(127.*\): backup \d+ of "adhoc" ended without success: status $shown/
        e.hint() == 'if this letter means a partial success on your server, set BAKSH_N2WS_PARTIAL to it'

        where:
        letter    || shown
        'failed'  || /\w/
        'partial' || /\w/
        'Q'       || 'Q'
        'b'       || 'b'
    }

    def "a failed backup that never gets its end is over once its letter is known"() {
        given:
        sandbox.n2ws().nextBackupEnds('undated')
        Client knowing = rig.n2ws(sandbox, [failed: ['E', 'F']])
        Row backup = Rig.say(knowing, 'policies', 'backup', [row: policy('adhoc')]) as Row

        when:
        Rig.say(knowing, 'backups', 'await', [row: backup])

        then:
        BakshException e = thrown()
        e.exit() == Exit.FAILED
        e.message == "n2ws (${at()}): backup ${backup.get('id')} of \"adhoc\" ended without success: status F"
        e.hint() == null
    }

    def "a failed backup that never gets its end is told of when its letter changes, and how to name the letter #known"() {
        given:
        sandbox.n2ws().nextBackupEnds('undated')
        sandbox.n2ws().backupDuration(Duration.ofMinutes(4))
        Client client = rig.n2ws(sandbox, [failed: known])
        Row backup = Rig.say(client, 'policies', 'backup', [row: policy('adhoc')]) as Row

        when:
        Rig.say(client, 'backups', 'await', [row: backup, named: [timeout: Duration.ofMinutes(7), every: Duration.ofMinutes(2)]])

        then:
        BakshException e = thrown()
        e.exit() == Exit.UNFINISHED
        String what = "n2ws (${at()}): backup ${backup.get('id')} of \"adhoc\""
        Instant since = rig.time.now().minus(Duration.ofMinutes(3)).truncatedTo(ChronoUnit.SECONDS)
        e.message == "$what has not ended within 7 min 0 s: status F since $since, and no end_time"
        e.hint() == "it goes on by itself; look again with n2ws.backups[${backup.get('id')}].await()\nif F means on your server that a backup ended without success, $how"
        rig.notes == [
            "... backup ${backup.get('id')} of adhoc: P, 0 s",
            "... backup ${backup.get('id')} of adhoc: P, 2 min 0 s",
            'end',
            "$what: status F since $since, and no end_time: not taken for ended",
            "... backup ${backup.get('id')} of adhoc: F since $since, 4 min 0 s",
            "... backup ${backup.get('id')} of adhoc: F since $since, 6 min 0 s",
            'end']*.toString()

        where:
        known || how
        []    || 'set BAKSH_N2WS_FAILED to it'
        ['E'] || 'add it to BAKSH_N2WS_FAILED'
    }

    def "the letter of a partial success, once it is known, is a success with a warning"() {
        given:
        sandbox.n2ws().nextBackupEnds('Q')
        Client knowing = rig.n2ws(sandbox, [partial: 'Q'])
        Row backup = Rig.say(knowing, 'policies', 'backup', [row: policy('adhoc')]) as Row

        when:
        Row end = Rig.say(knowing, 'backups', 'await', [row: backup]) as Row

        then:
        end.get('status') == 'Q'
        rig.notes.last() == "warning: backup ${end.get('id')} of adhoc succeeded only in part".toString()
    }

    def "a wait that runs out is exit 75 and says how to go on"() {
        given:
        sandbox.n2ws().nextBackupEnds('stuck')
        Row backup = backup()
        Instant begin = rig.time.now().truncatedTo(ChronoUnit.SECONDS)

        when:
        await(backup, [timeout: timeout, every: Duration.ofMinutes(1)])

        then:
        BakshException e = thrown()
        e.exit() == Exit.UNFINISHED
        e.message == "n2ws (${at()}): backup ${backup.get('id')} of \"adhoc\" has not ended within $words: status P since $begin or before, and no end_time"
        e.hint() == "it goes on by itself; look again with n2ws.backups[${backup.get('id')}].await()\nif P means on your server that a backup ended without success, set BAKSH_N2WS_FAILED to it"

        where:
        timeout                || words
        Duration.ofHours(2)    || '2 h 0 min'
        Duration.ofSeconds(90) || '1 min 30 s'
        Duration.ofSeconds(5)  || '5 s'
        Duration.ZERO          || '0 s'
    }

    def "a wait outlives a server that is gone for #minutes minutes with #fault"() {
        given:
        sandbox.n2ws().backupDuration(Duration.ofMinutes(30))
        Row backup = backup()
        Duration begin = rig.time.gone
        rig.time.during = {
            sandbox.n2ws().faults().clear()
            Duration since = rig.time.gone - begin
            if (since > Duration.ofMinutes(14) && since < Duration.ofMinutes(14 + minutes)) sandbox.n2ws().faults().always(null, part, fault)
        }

        when:
        Row end = await(backup, every ? [every: every] : [:])

        then:
        end.get('status') == 'B'

        where:
        minutes | fault                                 | every                   | part
        9       | Fault.drop()                          | null | null
        9       | Fault.html(503)                       | null | null
        9       | Fault.html(502)                       | null | null
        9       | Fault.html(500)                       | null | null
        9       | Fault.html(200)                       | null | null
        9       | Fault.unauthorized()                  | Duration.ofSeconds(20) | '/aws/'
        4       | Fault.reset()                         | Duration.ofMinutes(2) | null
        3       | Fault.drop()                          | Duration.ofMinutes(15) | null
    }

    def "a wait survives a restart in which its tokens end too"() {
        given:
        sandbox.n2ws().backupDuration(Duration.ofMinutes(90))
        Row backup = backup()
        rig.time.during = {
            sandbox.n2ws().faults().clear()
            if (rig.time.gone > Duration.ofMinutes(58) && rig.time.gone < Duration.ofMinutes(66)) sandbox.n2ws().faults().always(null, null, Fault.html(503))
        }

        when:
        Row end = await(backup)

        then:
        end.get('status') == 'B'
    }

    def "a server that stays away ends the wait after ten minutes"() {
        given:
        sandbox.n2ws().backupDuration(Duration.ofMinutes(30))
        Row backup = backup()
        sandbox.n2ws().faults().always(null, null, Fault.html(503))

        when:
        await(backup)

        then:
        BakshException e = thrown()
        e.exit() == Exit.UNREACHABLE
        e.message == "n2ws (${at()}): n2ws.backups.get '${backup.get('id')}': the server is not available (GET ${sandbox.n2wsUrl()}/api/aws/backups/${backup.get('id')}/ -> 503)"
        e.hint() == "the backup goes on by itself; look again with n2ws.backups[${backup.get('id')}].await()"
        rig.time.gone > Duration.ofMinutes(10)
        rig.time.gone < Duration.ofMinutes(12)
    }

    def "a wait takes durations: #named is an error"() {
        when:
        await(policy('adhoc'), named)

        then:
        BakshException e = thrown()
        e.exit() == Exit.FAILED
        e.message == message
        e.hint() == hint

        where:
        named                           || message                                                | hint
        [timeout: 7]                    || 'await: timeout takes a duration, not 7'               | 'for example 2.hours or 30.seconds'
        [timeout: Duration.ofHours(-1)] || 'await: timeout takes a duration, not PT-1H'           | 'for example 2.hours or 30.seconds'
        [every: Duration.ZERO]          || 'await: every takes a second or more, not PT0S'        | 'for example 2.hours or 30.seconds'
        [timeuot: Duration.ofHours(1)]  || 'n2ws.backups.await has no argument \'timeuot\''       | 'did you mean: timeout'
    }

    def "the newest backup costs one call as long as the server keeps to the order, and all pages otherwise: #ignored"() {
        given:
        sandbox.n2ws().maxPageSize(20)
        sandbox.n2ws().ignoreParameters(*ignored)

        when:
        Row latest = Rig.say(client, 'backups', 'latest', [named: named]) as Row

        then:
        latest.get('start_time').toString() == start
        (sandbox.requests().count { it.path().endsWith('/backups/') } == 1) == once

        where:
        named                    | ignored              || start                  | once
        [status: 'B']            | []                   || '2026-03-04T04:40:00Z' | true
        [policy: 1, status: 'B'] | []                   || '2026-03-03T22:00:00Z' | true
        [policy: 1, status: 'B'] | ['policy', 'status'] || '2026-03-03T22:00:00Z' | true
        [status: 'B']            | ['ordering']         || '2026-03-04T04:40:00Z' | false
        [policy: 1]              | ['ordering']         || '2026-03-03T22:00:00Z' | false
    }

    def "a newest backup beyond the first page is found all the same"() {
        given:
        sandbox.n2ws().maxPageSize(5)
        sandbox.n2ws().ignoreParameters('policy', 'status')

        expect:
        (Rig.say(client, 'backups', 'latest', [named: [policy: 'failing', status: 'B']]) as Row).get('start_time').toString() == '2026-02-28T22:00:00Z'
    }

    def "the newest backup is the newest of that policy and that letter, whatever the server ignores"() {
        given:
        sandbox.n2ws().ignoreParameters(*ignored)

        when:
        Row latest = Rig.say(client, 'backups', 'latest', [named: named]) as Row

        then:
        latest?.get('name') == name
        latest?.get('start_time')?.toString() == start

        where:
        [named, name, start, ignored] << [
            [[policy: 'nightly', status: 'B'], 'nightly', '2026-03-03T22:00:00Z'],
            [[policy: 'failing', status: 'B'], 'failing', '2026-02-28T22:00:00Z'],
            [[policy: 2], 'linux_web', '2026-03-03T22:00:00Z'],
            [[policy: 'adhoc'], null, null],
            [[status: '?'], null, null],
        ].collectMany { row -> [[], ['policy'], ['status'], ['ordering'], ['policy', 'status', 'ordering', 'search']].collect { row + [it] } }
    }
}
