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
 * Processes of many threads share the tokens of one server whose refresh tokens may be used once, and processes are
 * killed: every other one at a random moment, every other one while its renewal is on the way, when the server has
 * already used the old refresh token up and nobody has the new one.
 */
@CompileStatic
class SharedTokenTest {
    int processes = 16
    int threads = 8
    int expiries = 100
    int kills = 50
    /** Of an access token, in seconds; many times longer than a call takes on a busy machine. */
    int life = 10
    long seed = 1

    private final Path folder = Files.createTempDirectory('baksh-proof')
    private final List<Process> running = []
    private final List<Path> outputs = []
    private final AtomicInteger killed = new AtomicInteger()
    private int started
    private int holders

    SoakReport run() {
        final SoakReport report = new SoakReport("tokens: $processes processes x $threads threads, $expiries expiries of single-use tokens of $life s, $kills kills, seed $seed")
        final Random random = new Random(seed)
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().toBuilder().pxAccessLifetime(Duration.ofSeconds(life)).build())) {
            sandbox.px().setRefreshTokenRotation(true)
            processes.times { start(sandbox) }
            outputs.each { Path out -> while (Files.size(out) == 0) pause(System.nanoTime() + 50_000_000) }
            final long begin = System.nanoTime()
            for (int kill = 0; kill < kills; kill++) {
                final long at = (long) (nanos() * expiries * (kill + 0.2 + random.nextDouble() * 0.6) / kills)
                pause(begin + at)
                if (kill % 2 == 0) end(sandbox, running[random.nextInt(processes)])
                else {
                    sandbox.px().faults().injectNext('POST', '/protocol/openid-connect/token', Fault.runBefore { endHolder(sandbox) })
                }
            }
            pause(begin + nanos() * expiries)
            // A kill that waits for a renewal has its turn at the next one.
            for (int i = 0; i < 40 && sandbox.px().faults().remainingCount() > 0; i++) pause(System.nanoTime() + nanos().intdiv(10))
            sandbox.px().faults().clear()
            final int calls = stop()
            final List<String> failures = outputs.collectMany { Path file -> Files.readAllLines(file) }.findAll { String line -> !line.startsWith('calls ') && line != 'ready' }
            report.must('failed callers', failures.size(), 0)
            failures.take(5).each { String line -> report.note(line) }
            report.least('calls of the processes that lived to the end', calls, 1)
            report.must('processes killed', killed.get(), kills)
            report.says('  of them while they renewed', holders)
            report.says('renewals by refresh token', sandbox.px().refreshCount())
            report.says('logins by password', sandbox.px().passwordGrantCount())
            // One a life and one more for each kill is what cannot be avoided; the margin is that of a life in whole seconds.
            final int renewals = sandbox.px().refreshCount() + sandbox.px().passwordGrantCount()
            report.must('renewals within 2 a life and 2 a kill', renewals <= 2 * expiries + 2 * kills + 2, true)
        } finally {
            running*.destroyForcibly()
            folder.toFile().deleteDir()
        }
        return report
    }

    private long nanos() { Duration.ofSeconds(life).toNanos() }

    private void start(Sandbox sandbox) {
        final Path out = folder.resolve("out-${started}")
        outputs << out
        running << ChildProcesses.java([:], [], TokenClientProcess, [sandbox.pxUrl(), sandbox.pxPassword(), folder, threads, seed * 1000 + started]*.toString())
            .redirectErrorStream(true).redirectOutput(out.toFile()).start()
        started++
    }

    private void end(Sandbox sandbox, Process process) {
        synchronized (running) {
            if (!running.contains(process)) process = running[0]
            process.destroyForcibly().waitFor()
            running.remove(process)
            killed.incrementAndGet()
            start(sandbox)
        }
    }

    /** Kills the process that holds the lock: the one whose request for a token this is. */
    private void endHolder(Sandbox sandbox) {
        final Process holder = holder()
        if (holder != null) holders++
        end(sandbox, holder ?: running[0])
    }

    private Process holder() {
        final Path lock = Files.list(folder.resolve('tokens')).withCloseable { it.toList() }.find { Path file -> file.toString().endsWith('.lock') }
        if (lock == null) return null
        final String inode = ':' + Files.getAttribute(lock, 'unix:ino')
        final String line = Files.readAllLines(Path.of('/proc/locks')).find { String line -> line.contains(inode + ' ') && !line.contains('->') }
        if (line == null) return null
        final long pid = line.trim().split(/\s+/)[4] as long
        return running.find { Process process -> process.pid() == pid }
    }

    private int stop() {
        synchronized (running) {
            running.each { Process process -> process.outputStream.close() }
            running.each { Process process -> process.waitFor(120, TimeUnit.SECONDS) }
        }
        return (int) outputs.collectMany { Path file -> Files.readAllLines(file) }
            .findAll { String line -> line.startsWith('calls ') }.sum(0) { String line -> line.substring(6) as int }
    }

    private static void pause(long until) {
        final long left = until - System.nanoTime()
        if (left > 0) TimeUnit.NANOSECONDS.sleep(left)
    }
}
