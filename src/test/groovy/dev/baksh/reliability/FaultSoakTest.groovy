package dev.baksh.reliability

import dev.baksh.cli.ScaledTimeMain
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import groovy.transform.CompileStatic

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration

/**
 * The soak: one process of baksh works for a long time against servers of which one request in twenty goes wrong and
 * which restart now and then, while time goes ten times as fast, so that tokens end and are renewed. Its memory after a
 * collection, its threads and its descriptors must not grow.
 */
@CompileStatic
class FaultSoakTest {
    static final int FACTOR = 10
    /** In KiB: growth below this between the second quarter and the last is none. */
    static final long GROWTH = 2048

    int minutes = 45
    int requests = 100_000
    long seed = 1

    SoakReport run() {
        final SoakReport report = new SoakReport("calls: $minutes minutes, time x $FACTOR, 5 % faults, seed $seed")
        final Path folder = Files.createTempDirectory('baksh-proof')
        final ScaledTime time = ScaledTime.beforeTheHour(Duration.ofMinutes(30), FACTOR)
        try (
            Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().toBuilder().clock(time).extraPolicies(120).build())
            FaultProxy n2ws = new FaultProxy(sandbox.n2wsUrl(), seed)
            FaultProxy px = new FaultProxy(sandbox.pxUrl(), seed + 1)
        ) {
            [n2ws, px].each { FaultProxy proxy ->
                proxy.writes = 5
                proxy.reads = 5
            }
            final Path script = folder.resolve('work.groovy')
            Files.writeString(script, work())
            final Path out = folder.resolve('out')
            final Path err = folder.resolve('err')
            final Process process = ChildProcesses.java([
                BAKSH_HOME: folder.resolve('home').toString(), BAKSH_SETTLE: '30',
                BAKSH_N2WS_URL: n2ws.url.toString(), BAKSH_N2WS_API_KEY: sandbox.n2wsApiKey(),
                BAKSH_PX_URL: px.url.toString(), BAKSH_PX_USERNAME: sandbox.pxUsername(), BAKSH_PX_PASSWORD: sandbox.pxPassword()],
                ['-Xmx256m', "-Dbaksh.time=${time.zero},${time.wall},$FACTOR".toString(), '-Dbaksh.watch=' + Math.max(1, (minutes * 60).intdiv(90).intValue())],
                ScaledTimeMain, ['--yes', 'run', script.toString()])
                .redirectOutput(out.toFile()).redirectError(err.toFile()).start()
            final int code = process.waitFor()
            tell(report, code, Files.readAllLines(out), Files.readAllLines(err))
            report.least('requests that the servers were asked', n2ws.requests + px.requests, requests)
            report.says('faults', n2ws.faults + px.faults)
            report.says('writes carried out', n2ws.commits.size() + px.commits.size())
            report.says('N2WS tokens: by key, by refresh', [sandbox.n2ws().obtainCount(), sandbox.n2ws().refreshCount()])
            report.says('Portworx tokens: by password, by refresh', [sandbox.px().passwordGrantCount(), sandbox.px().refreshCount()])
        } finally {
            folder.toFile().deleteDir()
        }
        return report
    }

    private String work() {
        return """\
            def until = System.nanoTime() + ${minutes}L * 60_000_000_000L
            def ends = new TreeMap()
            def loops = 0
            def work = { what ->
                try { what(); ends.merge('good', 1) { a, b -> a + b } }
                catch (e) { ends.merge(e.exit().toString(), 1) { a, b -> a + b } }
            }
            while (System.nanoTime() < until) {
                loops++
                work { n2ws.policies.count() }
                work { n2ws.policies['nightly'].id }
                work { n2ws.backups.latest(policy: 'nightly') }
                work { px.roles.count() }
                work { px.users['alice'] }
                if (loops % 50 == 0) work { n2ws.policies[String.format('extra_%06d', loops.intdiv(50) % 120 + 1)].backup() }
                if (loops % 50 == 25) work { px.roles['px-backup-app.user'].id }
                Thread.sleep(20)
            }
            println "loops \$loops"
            println ends
            """.stripIndent()
    }

    private static void tell(SoakReport report, int code, List<String> out, List<String> err) {
        report.must('exit code', code, 0)
        report.says('what became of the calls', out.takeRight(1))
        final List<List<Long>> watched = err.findAll { String line -> line.startsWith('watch ') }
            .collect { String line -> line.split(' ').drop(1).collect { String number -> number as long } }
        if (code != 0) err.findAll { String line -> !line.startsWith('watch ') }.takeRight(5).each { String line -> report.note(line) }
        report.least('looks at its memory', watched.size(), 8)
        if (watched.size() < 8) return
        final List<List<Long>> early = watched.subList(watched.size().intdiv(4), watched.size().intdiv(2))
        final List<List<Long>> late = watched.subList((watched.size() * 3).intdiv(4).intValue(), watched.size())
        ['heap after a collection, KiB', 'threads', 'descriptors'].eachWithIndex { String what, int i ->
            report.says(what + ': second quarter, last quarter, most', [mean(early, i), mean(late, i), watched*.get(i).max()])
        }
        report.must('heap grows by less than 2 MiB', mean(late, 0) - mean(early, 0) < GROWTH, true)
        report.must('threads grow by less than 3', mean(late, 1) - mean(early, 1) < 3, true)
        report.must('descriptors grow by less than 5', mean(late, 2) - mean(early, 2) < 5, true)
    }

    private static long mean(List<List<Long>> rows, int column) {
        return (rows.sum(0L) { List<Long> row -> row[column] } as long).intdiv(rows.size()).longValue()
    }
}
