package dev.baksh.reliability

import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.Fault
import dev.baksh.sandbox.server.SandboxOptions
import groovy.transform.CompileStatic

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger

/**
 * Soak for shared tokens: several processes with several threads share the tokens of one server with single-use refresh
 * tokens, and processes are killed. Every second process is killed at a random moment, the others during a refresh:
 * then the server has used up the old refresh token and no process has the new one.
 */
@CompileStatic
class SharedTokenSoak {
    int processes = 16
    int threads = 8
    int expiries = 100
    int kills = 50
    /** Lifetime of an access token in seconds; many times longer than a call on a busy machine. */
    int life = 10
    long seed = 1

    private final Path folder = Files.createTempDirectory('baksh-soak')
    private final List<Process> processList = []
    private final List<Path> outputFiles = []
    private final AtomicInteger killedCount = new AtomicInteger()
    private int startedCount
    private int killedLockHolders

    SoakReport run() {
        final SoakReport report = new SoakReport("tokens: $processes processes x $threads threads, $expiries expiries of single-use tokens of $life s, $kills kills, seed $seed")
        final Random random = new Random(seed)
        try (Sandbox sandbox = Sandbox.start(new SandboxOptions(pxAccessLifetime: Duration.ofSeconds(life)))) {
            sandbox.px().behavior.refreshTokenRotation = true
            processes.times { startProcess(sandbox) }
            outputFiles.each { Path out -> while (Files.size(out) == 0) pause(System.nanoTime() + 50_000_000) }
            final long startNanos = System.nanoTime()
            for (int kill = 0; kill < kills; kill++) {
                final long killTime = (long) (nanos() * expiries * (kill + 0.2 + random.nextDouble() * 0.6) / kills)
                pause(startNanos + killTime)
                if (kill % 2 == 0) killAndRestart(sandbox, processList[random.nextInt(processes)])
                else {
                    sandbox.px().faults().injectNext('POST', '/protocol/openid-connect/token', Fault.runBefore { killLockHolder(sandbox) })
                }
            }
            pause(startNanos + nanos() * expiries)
            // A kill that waits for a refresh happens at the next one.
            for (int i = 0; i < 40 && sandbox.px().faults().remainingCount() > 0; i++) pause(System.nanoTime() + nanos().intdiv(10))
            sandbox.px().faults().clear()
            final List<Integer> calls = stopAndCountCalls()
            final List<String> failures = outputFiles.collectMany { Path file -> Files.readAllLines(file) }.findAll { String line -> !line.startsWith('calls ') && line != 'ready' }
            report.expectEqual('failed callers', failures.size(), 0)
            failures.take(5).each { String line -> report.detail(line) }
            report.expectEqual('surviving processes that counted their calls', calls.size(), processes)
            // A process in which all threads wait fails no caller: the threads must call.
            report.expectAtLeast('calls of the surviving processes', calls.sum(0) as int, (long) (processes * threads * expiries / 10))
            report.expectEqual('processes killed', killedCount.get(), kills)
            report.expectAtLeast('  of them during a refresh', killedLockHolders, kills.intdiv(4).longValue())
            report.info('refreshes', sandbox.px().refreshCount())
            report.info('logins by password', sandbox.px().passwordGrantCount())
            // One refresh for each lifetime and one for each kill are unavoidable; the margin comes from lifetimes in whole
            // seconds.
            final int refreshes = sandbox.px().refreshCount() + sandbox.px().passwordGrantCount()
            report.expectEqual('refreshes within 2 per lifetime and 2 per kill', refreshes <= 2 * expiries + 2 * kills + 2, true)
            report.expectAtLeast('refreshes and logins', refreshes, expiries.intdiv(2).longValue())
        } finally {
            processList*.destroyForcibly()
            folder.toFile().deleteDir()
        }
        return report
    }

    private long nanos() { Duration.ofSeconds(life).toNanos() }

    private void startProcess(Sandbox sandbox) {
        final Path out = folder.resolve("out-${startedCount}")
        outputFiles << out
        processList << JavaProcesses.javaProcess([:], [], TokenClientProcess, [sandbox.pxUrl(), sandbox.pxPassword(), folder, threads, seed * 1000 + startedCount]*.toString())
            .redirectErrorStream(true).redirectOutput(out.toFile()).start()
        startedCount++
    }

    private void killAndRestart(Sandbox sandbox, Process process) {
        synchronized (processList) {
            if (!processList.contains(process)) process = processList[0]
            process.destroyForcibly().waitFor()
            processList.remove(process)
            killedCount.incrementAndGet()
            startProcess(sandbox)
        }
    }

    /** Kills the process that holds the lock, which is the sender of this token request. */
    private void killLockHolder(Sandbox sandbox) {
        final Process lockHolder = lockHolder()
        if (lockHolder != null) killedLockHolders++
        killAndRestart(sandbox, lockHolder ?: processList[0])
    }

    private Process lockHolder() {
        final Path lock = Files.list(folder.resolve('tokens')).withCloseable { it.toList() }.find { Path file -> file.toString().endsWith('.lock') }
        if (lock == null) return null
        final String inode = ':' + Files.getAttribute(lock, 'unix:ino')
        final String line = Files.readAllLines(Path.of('/proc/locks')).find { String line -> line.contains(inode + ' ') && !line.contains('->') }
        if (line == null) return null
        final long pid = line.trim().split(/\s+/)[4] as long
        return processList.find { Process process -> process.pid() == pid }
    }

    /** Returns the number of calls of each process that ends by itself. */
    private List<Integer> stopAndCountCalls() {
        synchronized (processList) {
            processList.each { Process process -> process.outputStream.close() }
            processList.each { Process process -> process.waitFor(120, TimeUnit.SECONDS) }
        }
        return outputFiles.collectMany { Path file -> Files.readAllLines(file) }
            .findAll { String line -> line.startsWith('calls ') }.collect { String line -> line.substring(6) as int }
    }

    private static void pause(long deadline) {
        final long remaining = deadline - System.nanoTime()
        if (remaining > 0) TimeUnit.NANOSECONDS.sleep(remaining)
    }
}
