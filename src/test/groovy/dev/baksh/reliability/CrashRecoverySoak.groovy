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
 * Soak T2: one step with one write of five kinds. The request meets one of fourteen faults, and the process crashes at
 * one of many points; then the run is resumed. The points are all calls of the time source during a write, and four
 * stages that the server sees: head and body of the request, execution, head of the response.
 *
 * <p>The process does not really end, see {@link CrashingTimeSource}; {@link RunbookCrashSoak} kills real processes.
 */
@CompileStatic
class CrashRecoverySoak {
    static final List<ProxyFault> FAULTS = [
        null, ProxyFault.CLOSE_AFTER, ProxyFault.RESET_AFTER, ProxyFault.STALL_AFTER, ProxyFault.FAIL_AFTER, ProxyFault.EXECUTE_LATE, ProxyFault.CLOSE_BEFORE,
        ProxyFault.FAIL_BEFORE, ProxyFault.UNAVAILABLE, ProxyFault.HTML_502, ProxyFault.TOO_MANY_REQUESTS, ProxyFault.TRUNCATE, ProxyFault.GARBAGE, ProxyFault.UNAUTHORIZED]
    static final List<String> SERVER_STAGES = ['head', 'body', 'executed', 'response head']

    static final Map<String, String> WRITE_KINDS = [
        backup: "n2ws.policies['nightly'].backup().id",
        create: "n2ws.policies.create('made') { account 'main'; generations 2 }.id",
        role  : "px.roles.create('made') { description 'soak'; viewOnly 'role' }.name",
        update: "n2ws.policies['nightly'].update { generations 5 }; 5",
        delete: "n2ws.policies['adhoc'].delete(); 0",
    ]

    /** Test every n-th point; 1 tests all points. */
    int sparse = 1
    /** Index of the first point. */
    int offset = 0

    private int runs
    private int executedOnce
    private int unknown
    private int points
    private int crashPoints
    private int crashes
    private final List<String> duplicateWrites = []
    private final List<String> lostWrites = []
    private final List<String> wrongResults = []

    SoakReport run() {
        final SoakReport report = new SoakReport("t2: every point of a write x ${FAULTS.size()} faults x ${WRITE_KINDS.size()} kinds of write" + (sparse > 1 ? ", one in $sparse from $offset" : ''))
        int caseNumber = 0
        WRITE_KINDS.keySet().each { String kind ->
            int faultlessPoints = 0
            FAULTS.each { ProxyFault fault ->
                // A sparse run takes the number of points from the run without a fault.
                final int calls = fault == null || sparse < 20 ? runPoint(kind, fault, 0, null) : faultlessPoints
                if (fault == null) faultlessPoints = calls
                points += calls + SERVER_STAGES.size()
                (1..calls).each { int crashPoint -> if (caseNumber++ % sparse == offset) runPoint(kind, fault, crashPoint, null) }
                SERVER_STAGES.each { String crashPoint -> if (caseNumber++ % sparse == offset) runPoint(kind, fault, 0, crashPoint) }
            }
        }
        report.info('points', points)
        report.info('runs', runs)
        // After a response that the server did not send, some stages are never reached.
        report.expectAtLeast('runs that crashed', crashes, (crashPoints * 3).intdiv(4).longValue())
        report.info('executed exactly once', executedOnce)
        report.info('reported as unknown and settled manually', unknown)
        report.expectAtLeast('settled without a user', runs - unknown, runs.intdiv(2).longValue())
        report.expectEqual('duplicates', duplicateWrites.size(), 0)
        duplicateWrites.take(10).each { String line -> report.detail(line) }
        report.expectEqual('lost', lostWrites.size(), 0)
        lostWrites.take(10).each { String line -> report.detail(line) }
        report.expectEqual('runs that do not end', wrongResults.size(), 0)
        wrongResults.take(10).each { String line -> report.detail(line) }
        return report
    }

    /** Returns the number of calls that the first process made to the time source. */
    private int runPoint(String kind, ProxyFault fault, int crashPoint, String serverStage) {
        runs++
        if (crashPoint > 0 || serverStage != null) crashPoints++
        final CrashingTimeSource time = new CrashingTimeSource()
        final Path home = Files.createTempDirectory('baksh-soak')
        try (
            Sandbox sandbox = Sandbox.start(new SandboxOptions(clock: time, backupDuration: Duration.ofSeconds(1)))
            FaultProxy n2ws = new FaultProxy(sandbox.n2wsUrl(), 1)
            FaultProxy px = new FaultProxy(sandbox.pxUrl(), 1)
        ) {
            boolean faultReached = false
            boolean crashed = false
            [n2ws, px].each { FaultProxy proxy ->
                proxy.stallMillis = 10
                proxy.lateActionSink = { Closure<?> work -> time.pendingActions << work }
                proxy.writeFaultChooser = { String method, String path ->
                    if (faultReached) return null
                    faultReached = true
                    return fault
                }
                proxy.onStage = { String point ->
                    if (point == serverStage && !crashed) {
                        crashed = true
                        time.crashed = true
                    }
                }
            }
            final CommandRunner runner = new CommandRunner(home)
            runner.useSandbox(sandbox)
            runner.time = time
            runner.env.BAKSH_N2WS_URL = n2ws.url.toString()
            runner.env.BAKSH_PX_URL = px.url.toString()
            runner.env.BAKSH_SETTLE = '330'
            runner.env.BAKSH_TOKEN_CACHE = 'off'
            final Path file = runner.writeFile('book.groovy', "title 'One write'\nprintln 'did ' + step('it') { ${WRITE_KINDS[kind]} }\n")
            time.startProcess(crashPoint)
            final CommandResult first = startUnlessCrashed(runner, ['--yes', 'run', file.toString()])
            final int calls = time.callCount
            if (time.crashed) crashes++
            final boolean manuallyResolved = resumeUntilDone(runner, time, first, file, [n2ws, px], "$kind, ${fault?.description ?: 'no fault'}, ${serverStage ?: crashPoint}")
            recordResult(kind, manuallyResolved, [n2ws, px], "$kind, ${fault?.description ?: 'no fault'}, crashes at ${serverStage ?: crashPoint}")
            return calls
        } finally {
            home.toFile().deleteDir()
        }
    }

    /** Resumes the run until it ends; returns true if the user had to resolve the write. */
    private boolean resumeUntilDone(CommandRunner runner, CrashingTimeSource time, CommandResult first, Path file, List<FaultProxy> proxies, String caseName) {
        CommandResult result = first
        boolean manuallyResolved = false
        for (int i = 0; i < 8 && (result == null || result.code() != 0); i++) {
            time.startProcess(0)
            while (!time.pendingActions.empty) time.pendingActions.remove(0).call()
            final Path runs = runner.home.resolve('runs')
            final boolean started = Files.exists(runs) && Files.list(runs).withCloseable { it.toList() }.any { Path run -> Files.exists(run.resolve('journal.jsonl')) && Files.size(run.resolve('journal.jsonl')) > 0 }
            List<String> resumeOptions = []
            if (result != null && result.err().contains('may have been sent at')) {
                manuallyResolved = true
                resumeOptions = countExecuted(proxies) > 0 ? ['--skip', 'it'] : ['--resend', 'it']
            }
            // The name of the deleted object is no longer found: the user has to recognise that the run has deleted it.
            if (result != null && result.code() == 1 && result.err().contains('"adhoc" not found') && countExecuted(proxies) == 1) {
                manuallyResolved = true
                resumeOptions = ['--skip', 'it']
            }
            result = startUnlessCrashed(runner, ['--yes', *(started ? ['resume', 'last', *resumeOptions] : ['run', file.toString()])])
        }
        if (result == null || result.code() != 0) wrongResults << "$caseName: $result".toString()
        return manuallyResolved
    }

    /** Returns null if the process has crashed. */
    private static CommandResult startUnlessCrashed(CommandRunner runner, List<String> args) {
        try {
            return runner.start(args as String[])
        } catch (CrashingTimeSource.SimulatedCrash ignored) {
            return null
        }
    }

    private static int countExecuted(List<FaultProxy> proxies) {
        return (int) proxies.sum { FaultProxy proxy -> proxy.executedRequests.size() }
    }

    private void recordResult(String kind, boolean manuallyResolved, List<FaultProxy> proxies, String caseName) {
        final int times = countExecuted(proxies)
        if (manuallyResolved) unknown++
        // A PUT that sets a state is idempotent.
        if (times == 1 || kind == 'update' && times > 1) executedOnce++
        else if (times == 0) lostWrites << caseName
        else duplicateWrites << "$caseName: $times times".toString()
    }
}
