package dev.baksh.cli

import dev.baksh.client.journal.JournalEvent
import dev.baksh.client.journal.JournalLineCodec
import dev.baksh.sandbox.server.Fault

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.time.Instant

/**
 * The rule: a clock that was set after a write with a lost response does not shorten the time in which the server may still execute
 * the write.
 */
class ClockSetBeforeResumeSpec extends SandboxSpecification {
    static final Instant START = Instant.parse('2026-03-04T05:06:07Z')
    static final String BACKUP = "n2ws.policies['adhoc'].backup()"
    static final String ROLE = "px.roles.create('new-role') { viewOnly 'role' }"
    /** Path of the request, settle window, description, and true if a resume reads from the server before it looks for the result. */
    static final Map<String, List<Object>> WRITES = [
        (BACKUP)                                            : ['/backups/', 180, "n2ws.policies.backup 'adhoc'", true],
        "n2ws.policies.create('new_one') { account 'main' }": ['/policies/', 180, "n2ws.policies.create 'new_one'", true],
        (ROLE)                                              : ['/roles/create', 330, "px.roles.create 'new-role'", false],
        "px.backups.create('n-9') { clusterRef 'prod'; backupLocationRef 'main-bucket'; namespaces 'shop' }": ['/v1/backup', 330, "px.backups.create 'n-9'", true]
    ]

    /** Runs a write whose request is lost, with no look afterwards, and returns the id of the run. */
    private String loseWrite(String write, String path) {
        Path script = folder.resolve('book.groovy')
        script.toFile().text = "title 'One write'\nstep('write') { $write; null }\n"
        [harness.sandbox.n2ws(), harness.sandbox.px(), harness.sandbox.pxGateway()].each { it.faults().injectNext('POST', path, Fault.drop()) }
        assert harness.start(['--yes', 'run', script.toString()], [BAKSH_SETTLE: '0']).code == 75
        assert harness.clock.now == START
        home.resolve('runs').toFile().list()[0]
    }

    private String label(String call) {
        URI url = call.startsWith('n2ws') ? harness.sandbox.n2wsUrl() : call.startsWith('px.backups') ? harness.sandbox.pxGatewayUrl() : harness.sandbox.pxUrl()
        "${call.startsWith('n2ws') ? 'n2ws' : 'px'} ($url.authority)"
    }

    def "a resume waits until both clocks show that the window has passed: clock set by #set, #passed have passed, #write"() {
        given:
        def (String path, int window, String call, boolean isClockKnown) = WRITES[write]
        String run = loseWrite(write, path)
        harness.clock.advance(passed)
        harness.wallClockOffset = set
        long seconds = fullWindow ? window : Math.max(0, window - passed.toSeconds())

        when:
        SandboxHarness.Result result = harness.start(['--yes', 'resume', run])

        then:
        long limit = isClockKnown ? seconds : window
        result.err == "run $run\n${label(call)}: $call: may have been sent at $START by an earlier process of this run; looking for the result on the server" +
            (limit ? " for at most $limit s\n" : '\n')
        result.out == ''
        result.code == 0
        Duration.between(START + passed, harness.clock.now).toSeconds() == seconds
        harness.writeRequests()*.method() == ['POST', 'POST']

        where:
        [write, row] << [WRITES.keySet(), [
            [Duration.ofMinutes(10), Duration.ZERO, true],
            [Duration.ofDays(400), Duration.ofSeconds(60), false],
            [Duration.ZERO, Duration.ofSeconds(60), false],
            [Duration.ZERO, Duration.ofMinutes(10), false],
            [Duration.ofDays(1), Duration.ofMinutes(10), false],
            [Duration.ofHours(-1), Duration.ofMinutes(10), true]
        ]].combinations()
        set = row[0]
        passed = row[1]
        fullWindow = row[2]
    }

    def "a resume without the time of the server waits for the whole window: #write"() {
        given:
        def (String path, int window, String call) = WRITES[write]
        String run = loseWrite(write, path)
        harness.clock.advance(Duration.ofMinutes(10))
        removeServerTime(run)

        when:
        SandboxHarness.Result result = harness.start(['--yes', 'resume', run])

        then:
        result.err == "run $run\n${label(call)}: $call: may have been sent at $START by an earlier process of this run; looking for the result on the server for at most $window s\n"
        result.code == 0
        Duration.between(START + Duration.ofMinutes(10), harness.clock.now).toSeconds() == window
        harness.writeRequests()*.method() == ['POST', 'POST']

        where:
        write << [BACKUP, ROLE]
    }

    /** Writes the journal of the run as it is if the server sends no Date. */
    private void removeServerTime(String run) {
        Path journal = home.resolve('runs').resolve(run).resolve('journal.jsonl')
        String previousHash = JournalLineCodec.NO_PREVIOUS_HASH
        Files.write(journal, Files.readAllLines(journal).collect { String line ->
            JournalEvent event = JournalLineCodec.parse(line.bytes, null)
            Map data = event.data() + (event.data().baseline == null ? [:] : [baseline: event.data().baseline.findAll { it.key != 'server_time' }])
            byte[] bytes = JournalLineCodec.format(new JournalEvent(event.seq(), event.time(), event.kind(), data), previousHash)
            previousHash = JournalLineCodec.hash(bytes)
            new String(bytes)
        })
    }

    def "a backup is not adopted while the server may still execute an earlier request: clock set by #set, #passed have passed"() {
        given:
        harness.sandbox.n2ws().faults().injectNext('POST', '/backups/', Fault.drop())
        assert harness.start(['-e', BACKUP], [BAKSH_SETTLE: '0']).code == 75
        harness.sandbox.n2ws().faults().injectNext('POST', '/backups/', Fault.drop().afterExecution())
        harness.clock.advance(passed)
        harness.wallClockOffset = set

        when:
        SandboxHarness.Result result = harness.start(['-e', BACKUP + '.id'])

        then:
        String server = label('n2ws')
        String notice = "warning: $server: the same write was sent at $START and its outcome is not known; check the server for a duplicate (line 1 of baksh journal)\n" +
            "$server: n2ws.policies.backup 'adhoc': the write was sent and the response was lost; looking for the result on the server for at most 180 s\n"
        String found = "backup 284 \"adhoc\", started at ${START + passed}"
        result.err.startsWith(notice + (code == 0
            ? "$server: n2ws.policies.backup 'adhoc': found: $found; the write was not sent again\n"
            : "baksh: $server: n2ws.policies.backup 'adhoc' was sent and the response was lost: the outcome is not known; $found is new, but it may be the result of the " +
                "same write that was sent at $START\n  the write was not sent again; look at the server before you repeat it\n"))
        result.out == (code == 0 ? '284\n' : '')
        result.code == code
        harness.writeRequests().size() == 2

        where:
        set                   | passed                || code
        Duration.ofHours(1)   | Duration.ZERO         || 75
        Duration.ofHours(1)   | Duration.ofSeconds(9) || 75
        Duration.ZERO         | Duration.ofMinutes(4) || 0
        Duration.ofHours(1)   | Duration.ofMinutes(4) || 0
        Duration.ofHours(-1)  | Duration.ofMinutes(4) || 75
    }
}
