package dev.baksh.reliability

import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import groovy.transform.CompileStatic

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration

/**
 * T2: a step with one write, of five kinds, whose request meets one of fourteen faults, and whose process dies at one of
 * many points; then it is resumed. The points are all calls that baksh makes of its clock in the course of a write, and
 * four that the server sees: head and body of the request, carried out, head of the answer.
 *
 * <p>The process does not really die, see {@link CrashingTime}; real ones do in {@link RunbookCrashTest}.
 */
@CompileStatic
class CrashRecoveryTest {
    static final List<ProxyFault> FAULTS = [
        null, ProxyFault.CLOSE_AFTER, ProxyFault.RESET_AFTER, ProxyFault.STALL_AFTER, ProxyFault.FAIL_AFTER, ProxyFault.LATE, ProxyFault.CLOSE_BEFORE,
        ProxyFault.FAIL_BEFORE, ProxyFault.UNAVAILABLE, ProxyFault.HTML_502, ProxyFault.TOO_MANY, ProxyFault.TRUNCATE, ProxyFault.GARBAGE, ProxyFault.UNAUTHORIZED]
    static final List<String> SERVER = ['head', 'body', 'carried out', 'answer head']

    static final Map<String, String> KINDS = [
        backup: "n2ws.policies['nightly'].backup().id",
        create: "n2ws.policies.create('made') { account 'main'; generations 2 }.id",
        role  : "px.roles.create('made') { description 'proof'; viewOnly 'role' }.name",
        update: "n2ws.policies['nightly'].update { generations 5 }; 5",
        delete: "n2ws.policies['adhoc'].delete(); 0",
    ]

    /** One point of so many; 1 is all. */
    int sparse = 1
    /** The first of them. */
    int offset = 0

    private int runs
    private int once
    private int unknown
    private int points
    private final List<String> duplicates = []
    private final List<String> lost = []
    private final List<String> wrong = []

    SoakReport run() {
        final SoakReport report = new SoakReport("t2: every point of a write x ${FAULTS.size()} faults x ${KINDS.size()} kinds of write" + (sparse > 1 ? ", one in $sparse from $offset" : ''))
        int number = 0
        KINDS.keySet().each { String kind ->
            int plain = 0
            FAULTS.each { ProxyFault fault ->
                // A slice takes the number of points from the run in which nothing goes wrong.
                final int calls = fault == null || sparse < 20 ? one(kind, fault, 0, null) : plain
                if (fault == null) plain = calls
                points += calls + SERVER.size()
                (1..calls).each { int at -> if (number++ % sparse == offset) one(kind, fault, at, null) }
                SERVER.each { String at -> if (number++ % sparse == offset) one(kind, fault, 0, at) }
            }
        }
        report.says('points', points)
        report.says('runs', runs)
        report.says('carried out exactly once', once)
        report.says('reported as unknown, and settled by hand', unknown)
        report.must('duplicates', duplicates.size(), 0)
        duplicates.take(10).each { String line -> report.note(line) }
        report.must('lost', lost.size(), 0)
        lost.take(10).each { String line -> report.note(line) }
        report.must('runs that do not end', wrong.size(), 0)
        wrong.take(10).each { String line -> report.note(line) }
        return report
    }

    /** How often the first process asked the clock. */
    private int one(String kind, ProxyFault fault, int at, String server) {
        runs++
        final CrashingTime time = new CrashingTime()
        final Path home = Files.createTempDirectory('baksh-proof')
        try (
            Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().toBuilder().clock(time).backupDuration(Duration.ofSeconds(1)).build())
            FaultProxy n2ws = new FaultProxy(sandbox.n2wsUrl(), 1)
            FaultProxy px = new FaultProxy(sandbox.pxUrl(), 1)
        ) {
            boolean met = false
            boolean died = false
            [n2ws, px].each { FaultProxy proxy ->
                proxy.stall = 10
                proxy.later = { Closure<?> work -> time.later << work }
                proxy.scripted = { String method, String path ->
                    if (met) return null
                    met = true
                    return fault
                }
                proxy.at = { String point ->
                    if (point == server && !died) {
                        died = true
                        time.dead = true
                    }
                }
            }
            final CommandRunner typist = new CommandRunner(home)
            typist.at(sandbox)
            typist.time = time
            typist.env.BAKSH_N2WS_URL = n2ws.url.toString()
            typist.env.BAKSH_PX_URL = px.url.toString()
            typist.env.BAKSH_SETTLE = '60'
            typist.env.BAKSH_TOKEN_CACHE = 'off'
            final Path file = typist.file('book.groovy', "title 'One write'\nprintln 'did ' + step('it') { ${KINDS[kind]} }\n")
            time.live(at)
            final CommandResult first = start(typist, ['--yes', 'run', file.toString()])
            final int calls = time.calls
            final boolean byHand = settle(typist, time, first, file, [n2ws, px], "$kind, ${fault?.words ?: 'no fault'}, ${server ?: at}")
            judge(kind, byHand, [n2ws, px], "$kind, ${fault?.words ?: 'no fault'}, dies at ${server ?: at}")
            return calls
        } finally {
            home.toFile().deleteDir()
        }
    }

    /** Resumed until it ends; true when a person had to say what to do. */
    private boolean settle(CommandRunner typist, CrashingTime time, CommandResult first, Path file, List<FaultProxy> proxies, String which) {
        CommandResult said = first
        boolean byHand = false
        for (int i = 0; i < 8 && (said == null || said.code() != 0); i++) {
            time.live(0)
            while (!time.later.empty) time.later.remove(0).call()
            final Path runs = typist.home.resolve('runs')
            final boolean begun = Files.exists(runs) && Files.list(runs).withCloseable { it.toList() }.any { Path run -> Files.exists(run.resolve('journal.jsonl')) && Files.size(run.resolve('journal.jsonl')) > 0 }
            List<String> how = []
            if (said != null && said.err().contains('may have been sent at')) {
                byHand = true
                how = commits(proxies) > 0 ? ['--skip', 'it'] : ['--resend', 'it']
            }
            // The name of what was deleted leads nowhere any more: a person has to see that this is the delete's own work.
            if (said != null && said.code() == 1 && said.err().contains('"adhoc" not found') && commits(proxies) == 1) {
                byHand = true
                how = ['--skip', 'it']
            }
            said = start(typist, ['--yes', *(begun ? ['resume', 'last', *how] : ['run', file.toString()])])
        }
        if (said == null || said.code() != 0) wrong << "$which: $said".toString()
        return byHand
    }

    /** Null when the process died. */
    private static CommandResult start(CommandRunner typist, List<String> words) {
        try {
            return typist.start(words as String[])
        } catch (CrashingTime.Crash ignored) {
            return null
        }
    }

    private static int commits(List<FaultProxy> proxies) {
        return (int) proxies.sum { FaultProxy proxy -> proxy.commits.size() }
    }

    private void judge(String kind, boolean byHand, List<FaultProxy> proxies, String which) {
        final int times = commits(proxies)
        if (byHand) unknown++
        // What sets a state by PUT may be set again.
        if (times == 1 || kind == 'update' && times > 1) once++
        else if (times == 0) lost << which
        else duplicates << "$which: $times times".toString()
    }
}
