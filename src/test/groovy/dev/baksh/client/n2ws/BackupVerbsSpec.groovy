package dev.baksh.client.n2ws

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.api.Row
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.UnknownOutcomeException
import dev.baksh.client.resource.ServerClient
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.n2ws.protocol.BackupResponseMode
import dev.baksh.sandbox.server.Fault
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

import java.time.Duration
import java.time.Instant
import java.time.temporal.ChronoUnit

@Timeout(120)
class BackupVerbsSpec extends Specification {
    static final String JSON = 'application/json'
    static final String BACKUPS_PATH = '/backups/'

    @AutoCleanup
    final ClientFixture fixture = new ClientFixture()

    @AutoCleanup
    final Sandbox sandbox = Sandbox.start(new SandboxOptions(clock: fixture.time.serverClock()))

    final ServerClient client = fixture.n2wsClient(sandbox)

    String authority() {
        return sandbox.n2wsUrl().authority
    }

    Row findPolicy(String name) {
        return client.resource('policies').getByName(name)
    }

    Row startBackup(String name = 'adhoc') {
        return ClientFixture.invoke(client, 'policies', 'backup', [row: findPolicy(name)]) as Row
    }

    Row awaitBackup(Row startBackup, Map named = [:]) {
        return ClientFixture.invoke(client, 'backups', 'await', [row: startBackup, named: named]) as Row
    }

    int countPosts() {
        return sandbox.requests().count { it.method() == 'POST' && it.path().endsWith(BACKUPS_PATH) }
    }

    def "backup() returns the started backup when the server responds with #answer"() {
        given:
        sandbox.n2ws().behavior.backupResponseMode = answer
        sandbox.n2ws().behavior.backupVisibilityDelay = Duration.ofSeconds(late)

        when:
        Row startBackup = startBackup('nightly')

        then:
        startBackup.get('name') == 'nightly'
        startBackup.get('id') == sandbox.n2ws().backups().last().path('id').asInt()
        sandbox.n2ws().startedBackupCount('nightly') == 1
        countPosts() == 1

        where:
        answer               | late
        BackupResponseMode.TRACKER | 0
        BackupResponseMode.RECORD  | 0
        BackupResponseMode.EMPTY   | 0
        BackupResponseMode.TRACKER | 20
        BackupResponseMode.EMPTY   | 20
    }

    def "a started backup that does not appear in the list is not reported as lost"() {
        given:
        sandbox.n2ws().behavior.backupVisibilityDelay = Duration.ofMinutes(30)

        when:
        startBackup()

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNFINISHED
        e.message ==~ /n2ws \(127\.0\.0\.1:\d+\): the backup was started \(tracker \d+\), but is not in the list of backups yet/
        e.hint() == 'do not start it again; check with n2ws.backups.latest(policy: 11)'
        countPosts() == 1
    }

    def "a started backup is not reported as failed when the list cannot be read"() {
        given:
        Row findPolicy = findPolicy('adhoc')
        fixture.time.onPause = { sandbox.n2ws().faults().injectAlways('GET', BACKUPS_PATH, Fault.html(503)) }
        sandbox.n2ws().behavior.backupVisibilityDelay = Duration.ofMinutes(2)

        when:
        ClientFixture.invoke(client, 'policies', 'backup', [row: findPolicy])

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNFINISHED
        e.message ==~ /n2ws \(127\.0\.0\.1:\d+\): the backup was started \(tracker \d+\), but the list of backups cannot be read/
        e.hint() ==~ /do not start it again; check with n2ws\.backups\.latest\(policy: 11\)\nn2ws .*: n2ws\.backups\.list: the server is not available .*-> 503\)/
        countPosts() == 1
    }

    def "a response lost by #fault is reconciled with the backup list"() {
        given:
        sandbox.n2ws().behavior.backupVisibilityDelay = Duration.ofSeconds(late)
        sandbox.n2ws().faults().injectNext('POST', BACKUPS_PATH, fault)

        when:
        Row startBackup = startBackup()

        then:
        startBackup.get('name') == 'adhoc'
        countPosts() == 1
        sandbox.n2ws().startedBackupCount('adhoc') == 1

        where:
        fault                                      | late
        Fault.drop().afterExecution()                  | 0
        Fault.reset().afterExecution()                 | 100
        Fault.html(502).afterExecution()               | 0
        Fault.html(504).afterExecution()               | 170
        Fault.truncate()                           | 0
        Fault.status(200, JSON, '{"id').afterExecution() | 0
        Fault.html(200).afterExecution()               | 0
    }

    def "a backup that was not started is searched for during the whole window and then sent once more"() {
        given:
        sandbox.n2ws().faults().injectNext('POST', BACKUPS_PATH, Fault.html(502))

        when:
        Row startBackup = startBackup()

        then:
        startBackup.get('name') == 'adhoc'
        fixture.notices == [
            "n2ws (${authority()}): n2ws.policies.backup 'adhoc': the write was sent and the server responded with 502, which does not prove that nothing was done; looking for the result on the server for at most 180 s",
            "n2ws (${authority()}): n2ws.policies.backup 'adhoc': the server responded with 502, which does not prove that nothing was done and the result was not found within 180 s: sending the write again"]
        fixture.time.elapsed >= Duration.ofSeconds(180)
        countPosts() == 2
        sandbox.n2ws().startedBackupCount('adhoc') == 1
        journalEvents() == ['INTENT', 'FAILED', 'INTENT', 'DONE']
    }

    def "a backup that was not started at the second attempt either is unknown"() {
        given:
        sandbox.n2ws().faults().injectNext(2, 'POST', BACKUPS_PATH, Fault.html(502))

        when:
        startBackup()

        then:
        UnknownOutcomeException e = thrown()
        e.exit() == ExitCode.UNFINISHED
        e.message == "n2ws (${authority()}): n2ws.policies.backup 'adhoc' was sent and the server responded with 502, which does not prove that nothing was done: the outcome is not known; not found on the server within 180 s"
        e.hint() == "the write was sent twice because the first result was not found; look at the server before you repeat it\nn2ws (${authority()}): n2ws.policies.backup 'adhoc': bad gateway (POST ${sandbox.n2wsUrl()}/api/aws/policies/11/backups/ -> 502)"
        fixture.time.elapsed >= Duration.ofSeconds(360)
        countPosts() == 2
        journalEvents() == ['INTENT', 'FAILED', 'INTENT', 'UNKNOWN']
    }

    def "a backup is not sent again: #what"() {
        given:
        fixture.limits = limits
        sandbox.n2ws().faults().injectNext('POST', BACKUPS_PATH, Fault.html(502))

        when:
        ClientFixture.invoke(fixture.n2wsClient(sandbox), 'policies', 'backup', [row: findPolicy('adhoc')])

        then:
        UnknownOutcomeException e = thrown()
        e.message.endsWith("; not found on the server within $window s")
        e.hint().startsWith('the write was not sent again; look at the server before you repeat it\n')
        countPosts() == 1
        journalEvents() == ['INTENT', 'UNKNOWN']

        where:
        what                                                  | limits                                         || window
        'that is turned off'                                  | ClientFixture.limitsWith(resendAllowed: false)                       || 180
        'the window is shorter than a write may take'         | ClientFixture.limitsWith(reconcileTimeout: Duration.ofSeconds(179))  || 179
    }

    private List<String> journalEvents() {
        return fixture.journalLines*.find(/"event":"(\w+)"/) { it[1] }
    }

    def "two new backups after a lost response are ambiguous and are reported immediately"() {
        given:
        ServerClient otherClient = fixture.n2wsClient(sandbox)
        Row samePolicy = findPolicy('adhoc')
        sandbox.n2ws().faults().injectNext('POST', BACKUPS_PATH, Fault.drop().afterExecution())
        boolean alreadyRun = false
        fixture.time.onPause = { if (!alreadyRun) { alreadyRun = true; ClientFixture.invoke(otherClient, 'policies', 'backup', [row: samePolicy]) } }

        when:
        startBackup()

        then:
        UnknownOutcomeException e = thrown()
        e.message ==~ /n2ws \(127.*\): n2ws\.policies\.backup 'adhoc' was sent and the response was lost: the outcome is not known; backups \[\d+, \d+\] could each be the new backup/
        fixture.time.elapsed < Duration.ofSeconds(30)
    }

    def "a due schedule makes a lost response ambiguous, and the message contains its time"() {
        given:
        fixture.time.advance(Duration.ofMinutes(30))
        sandbox.n2ws().faults().injectNext('POST', BACKUPS_PATH, Fault.drop().afterExecution())

        when:
        startBackup('linux_db')

        then:
        UnknownOutcomeException e = thrown()
        e.message == "n2ws (${authority()}): n2ws.policies.backup 'linux_db' was sent and the response was lost: the outcome is not known; the policy's schedule is due at 2026-03-04T05:40:00Z"
        countPosts() == 1
    }

    def "a rejection is an error and starts no search"() {
        given:
        ServerClient readOnlyClient = fixture.n2wsClient(sandbox, [:], 'readonly')

        when:
        ClientFixture.invoke(readOnlyClient, 'policies', 'backup', [row: findPolicy('adhoc')])

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.DENIED
        e.message == "n2ws (${authority()}): n2ws.policies.backup 'adhoc': You do not have permission to perform this action. (POST ${sandbox.n2wsUrl()}/api/aws/policies/11/backups/ -> 403)"
        e.hint() == 'this needs the permission: allow_backup_changes'
        fixture.time.elapsed == Duration.ZERO
    }

    def "await() returns when the backup ends"() {
        given:
        sandbox.n2ws().behavior.backupDuration = Duration.ofMinutes(20)

        when:
        Row finished = awaitBackup(startBackup())

        then:
        finished.get('status') == 'B'
        finished.get('end_time') != null
        fixture.time.elapsed >= Duration.ofMinutes(20)
        fixture.time.elapsed < Duration.ofMinutes(22)
        fixture.notices.last() == 'end'
        fixture.time.pauses.max() <= Duration.ofSeconds(66)
    }

    def "an end with a letter that is not known is neither success nor failure: #letter"() {
        given:
        sandbox.n2ws().behavior.backupResults.add(letter)

        when:
        awaitBackup(startBackup())

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNFINISHED
        e.message ==~ /n2ws \(127.*\): backup \d+ of "adhoc" ended with status $shown; whether $shown is success is not known here/
        e.hint() == "look at the backup in the console of N2WS; if $shown means a partial success, set BAKSH_N2WS_PARTIAL to it; if it means a failure, set BAKSH_N2WS_FAILED to it"

        where:
        letter    || shown
        'failed'  || 'F'
        'partial' || 'L'
        '7'       || '7'
        'Backup'  || 'Backup'
        'Q'       || 'Q'
        'b'       || 'b'
    }

    def "a failed backup without an end time is finished once its status code is known"() {
        given:
        sandbox.n2ws().behavior.backupResults.add('undated')
        ServerClient configuredClient = fixture.n2wsClient(sandbox, [failed: ['E', 'F']])
        Row startBackup = ClientFixture.invoke(configuredClient, 'policies', 'backup', [row: findPolicy('adhoc')]) as Row

        when:
        ClientFixture.invoke(configuredClient, 'backups', 'await', [row: startBackup])

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.FAILED
        e.message == "n2ws (${authority()}): backup ${startBackup.get('id')} of \"adhoc\" ended without success: status F (failed)"
        e.hint() == "n2ws.backups[${startBackup.get('id')}].why tells the cause"
    }

    def "a failed backup without an end time is reported when its status code changes, with the setting for the code #known"() {
        given:
        sandbox.n2ws().behavior.backupResults.add('undated')
        sandbox.n2ws().behavior.backupDuration = Duration.ofMinutes(4)
        ServerClient client = fixture.n2wsClient(sandbox, [failed: known])
        Row startBackup = ClientFixture.invoke(client, 'policies', 'backup', [row: findPolicy('adhoc')]) as Row

        when:
        ClientFixture.invoke(client, 'backups', 'await', [row: startBackup, named: [timeout: Duration.ofMinutes(7), every: Duration.ofMinutes(2)]])

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNFINISHED
        String what = "n2ws (${authority()}): backup ${startBackup.get('id')} of \"adhoc\""
        Instant since = fixture.time.now().minus(Duration.ofMinutes(3)).truncatedTo(ChronoUnit.SECONDS)
        e.message == "$what has not ended within 7 min 0 s: status F (meaning not known) since $since, and no end_time"
        e.hint() == "it may continue on the server; check again with n2ws.backups[${startBackup.get('id')}].await()\nif F means on your server that a backup ended without success, $how"
        fixture.notices == [
            "... backup ${startBackup.get('id')} of adhoc: status P (meaning not known), 0 s",
            "... backup ${startBackup.get('id')} of adhoc: status P (meaning not known), 2 min 0 s",
            'end',
            "$what: status F (meaning not known) since $since, and no end_time; the wait continues",
            "... backup ${startBackup.get('id')} of adhoc: status F (meaning not known) since $since, 4 min 0 s",
            "... backup ${startBackup.get('id')} of adhoc: status F (meaning not known) since $since, 6 min 0 s",
            'end']*.toString()

        where:
        known || how
        []    || 'set BAKSH_N2WS_FAILED to it'
        ['E'] || 'add it to BAKSH_N2WS_FAILED'
    }

    def "a configured status code for partial success is a success with a warning"() {
        given:
        sandbox.n2ws().behavior.backupResults.add('Q')
        ServerClient configuredClient = fixture.n2wsClient(sandbox, [partial: 'Q'])
        Row startBackup = ClientFixture.invoke(configuredClient, 'policies', 'backup', [row: findPolicy('adhoc')]) as Row

        when:
        Row finished = ClientFixture.invoke(configuredClient, 'backups', 'await', [row: startBackup]) as Row

        then:
        finished.get('status') == 'Q'
        fixture.notices.last() == "warning: backup ${finished.get('id')} of adhoc succeeded only partially".toString()
    }

    def "an expired wait has exit code 75 and shows the command to continue"() {
        given:
        sandbox.n2ws().behavior.backupResults.add('stuck')
        Row startBackup = startBackup()
        Instant startTime = fixture.time.now().truncatedTo(ChronoUnit.SECONDS)

        when:
        awaitBackup(startBackup, [timeout: timeout, every: Duration.ofMinutes(1)])

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNFINISHED
        e.message == "n2ws (${authority()}): backup ${startBackup.get('id')} of \"adhoc\" has not ended within $words: status P (meaning not known) since $startTime or before, and no end_time"
        e.hint() == "it may continue on the server; check again with n2ws.backups[${startBackup.get('id')}].await()\nif P means on your server that a backup ended without success, set BAKSH_N2WS_FAILED to it"

        where:
        timeout                || words
        Duration.ofHours(2)    || '2 h 0 min'
        Duration.ofSeconds(90) || '1 min 30 s'
        Duration.ofSeconds(5)  || '5 s'
        Duration.ZERO          || '0 s'
    }

    def "a wait survives a server outage of #minutes minutes with #fault"() {
        given:
        sandbox.n2ws().behavior.backupDuration = Duration.ofMinutes(30)
        Row startBackup = startBackup()
        Duration startTime = fixture.time.elapsed
        fixture.time.onPause = {
            sandbox.n2ws().faults().clear()
            Duration since = fixture.time.elapsed - startTime
            if (since > Duration.ofMinutes(14) && since < Duration.ofMinutes(14 + minutes)) sandbox.n2ws().faults().injectAlways(null, part, fault)
        }

        when:
        Row finished = awaitBackup(startBackup, every ? [every: every] : [:])

        then:
        finished.get('status') == 'B'

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

    def "a wait survives a server restart that also invalidates its tokens"() {
        given:
        sandbox.n2ws().behavior.backupDuration = Duration.ofMinutes(90)
        Row startBackup = startBackup()
        fixture.time.onPause = {
            sandbox.n2ws().faults().clear()
            if (fixture.time.elapsed > Duration.ofMinutes(58) && fixture.time.elapsed < Duration.ofMinutes(66)) sandbox.n2ws().faults().injectAlways(null, null, Fault.html(503))
        }

        when:
        Row finished = awaitBackup(startBackup)

        then:
        finished.get('status') == 'B'
    }

    def "a permanent server outage ends the wait after ten minutes"() {
        given:
        sandbox.n2ws().behavior.backupDuration = Duration.ofMinutes(30)
        Row startBackup = startBackup()
        sandbox.n2ws().faults().injectAlways(null, null, Fault.html(503))

        when:
        awaitBackup(startBackup)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.UNREACHABLE
        e.message == "n2ws (${authority()}): n2ws.backups.get '${startBackup.get('id')}': the server is not available (GET ${sandbox.n2wsUrl()}/api/aws/backups/${startBackup.get('id')}/ -> 503)"
        e.hint() == "the backup may continue on the server; check again with n2ws.backups[${startBackup.get('id')}].await()"
        fixture.time.elapsed > Duration.ofMinutes(10)
        fixture.time.elapsed < Duration.ofMinutes(12)
    }

    def "a wait accepts durations only: #named is an error"() {
        when:
        awaitBackup(findPolicy('adhoc'), named)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.FAILED
        e.message == message
        e.hint() == hint

        where:
        named                           || message                                                | hint
        [timeout: 7]                    || 'await: timeout takes a duration with a unit, not 7'   | 'write timeout: 7.seconds, 7.minutes or 7.hours'
        [timeout: 2.5]                  || 'await: timeout takes a duration with a unit, not 2.5' | 'write timeout: 2.5.seconds, 2.5.minutes or 2.5.hours'
        [every: 30L]                    || 'await: every takes a duration with a unit, not 30'    | 'write every: 30.seconds, 30.minutes or 30.hours'
        [timeout: -7]                   || 'await: timeout takes a duration, not -7'              | 'for example 2.hours or 30.seconds'
        [timeout: '5m']                 || 'await: timeout takes a duration, not 5m'              | 'for example 2.hours or 30.seconds'
        [timeout: Duration.ofHours(-1)] || 'await: timeout takes a duration, not PT-1H'           | 'for example 2.hours or 30.seconds'
        [every: Duration.ZERO]          || 'await: every takes at least 1 second, not PT0S'        | 'for example 2.hours or 30.seconds'
        [timeuot: Duration.ofHours(1)]  || 'n2ws.backups.await has no argument \'timeuot\''       | 'did you mean: timeout'
    }

    def "the newest backup costs one request if the server honors the order, and all pages otherwise: #ignored"() {
        given:
        sandbox.n2ws().behavior.maxPageSize = 20
        sandbox.n2ws().behavior.ignoredParameters = ignored as Set

        when:
        Row latest = ClientFixture.invoke(client, 'backups', 'latest', [named: named]) as Row

        then:
        latest.get('start_time').toString() == start
        (sandbox.requests().count { it.path().endsWith('/backups/') } == 1) == alreadyRun

        where:
        named                    | ignored              || start                  | alreadyRun
        [status: 'B']            | []                   || '2026-03-04T04:40:00Z' | true
        [policy: 1, status: 'B'] | []                   || '2026-03-03T22:00:00Z' | true
        [policy: 1, status: 'B'] | ['policy', 'status'] || '2026-03-03T22:00:00Z' | true
        [status: 'B']            | ['ordering']         || '2026-03-04T04:40:00Z' | false
        [policy: 1]              | ['ordering']         || '2026-03-03T22:00:00Z' | false
    }

    def "a latest backup beyond the first page is found"() {
        given:
        sandbox.n2ws().behavior.maxPageSize = 5
        sandbox.n2ws().behavior.ignoredParameters = ['policy', 'status'] as Set

        expect:
        (ClientFixture.invoke(client, 'backups', 'latest', [named: [policy: 'failing', status: 'B']]) as Row).get('start_time').toString() == '2026-02-28T22:00:00Z'
    }

    def "the newest backup matches the policy and the status code even if the server ignores filters"() {
        given:
        sandbox.n2ws().behavior.ignoredParameters = ignored as Set

        when:
        Row latest = ClientFixture.invoke(client, 'backups', 'latest', [named: named]) as Row

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
