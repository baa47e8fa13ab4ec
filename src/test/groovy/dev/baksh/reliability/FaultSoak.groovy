package dev.baksh.reliability

import dev.baksh.cli.ScaledTimeMain
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import groovy.transform.CompileStatic

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration

/**
 * Soak test: one baksh process works for a long time against servers that fail one of twenty requests and restart now
 * and then. Time is ten times as fast, so that tokens expire and are refreshed. The heap after a collection, the
 * threads and the file descriptors must not grow. This shows nothing if baksh does not work: in each quarter of the
 * time, most calls to each server must succeed.
 */
@CompileStatic
class FaultSoak {
    static final int TIME_FACTOR = 10
    /** In KiB: smaller growth between the second and the last quarter is not significant. */
    static final long MAX_HEAP_GROWTH_KIB = 2048
    /** Percentage of the calls: one of twenty requests meets a fault, and baksh repeats most of these requests. */
    static final int MIN_GOOD_PERCENT = 80
    static final int QUARTERS = 4

    int minutes = 45
    int requests = 100_000
    long seed = 1

    SoakReport run() {
        final SoakReport report = new SoakReport("calls: $minutes minutes, time x $TIME_FACTOR, 5 % faults, seed $seed")
        final Path folder = Files.createTempDirectory('baksh-soak')
        final ScaledTimeSource time = ScaledTimeSource.startingBeforeHour(Duration.ofMinutes(30), TIME_FACTOR)
        try (
            Sandbox sandbox = Sandbox.start(new SandboxOptions(clock: time, extraPolicies: 120))
            FaultProxy n2ws = new FaultProxy(sandbox.n2wsUrl(), seed)
            FaultProxy px = new FaultProxy(sandbox.pxUrl(), seed + 1)
        ) {
            [n2ws, px].each { FaultProxy proxy ->
                proxy.writeFaultPercent = 5
                proxy.readFaultPercent = 5
            }
            final Path script = folder.resolve('work.groovy')
            Files.writeString(script, scriptText())
            final Path out = folder.resolve('out')
            final Path err = folder.resolve('err')
            final Process process = JavaProcesses.javaProcess([
                BAKSH_HOME: folder.resolve('home').toString(), BAKSH_SETTLE: '30',
                BAKSH_N2WS_URL: n2ws.url.toString(), BAKSH_N2WS_API_KEY: sandbox.n2wsApiKey(),
                BAKSH_PX_URL: px.url.toString(), BAKSH_PX_USERNAME: sandbox.pxUsername(), BAKSH_PX_PASSWORD: sandbox.pxPassword()],
                ['-Xmx256m', "-Dbaksh.time=${time.startMillis},${time.startWallMillis},$TIME_FACTOR".toString(), '-Dbaksh.watch=' + Math.max(1, (minutes * 60).intdiv(90).intValue())],
                ScaledTimeMain, ['--yes', 'run', script.toString()])
                .redirectOutput(out.toFile()).redirectError(err.toFile()).start()
            final int code = process.waitFor()
            addResults(report, code, Files.readAllLines(out), Files.readAllLines(err))
            report.expectAtLeast('requests', n2ws.requestCount + px.requestCount, requests)
            report.info('faults', n2ws.faultCount + px.faultCount)
            report.info('executed writes', n2ws.executedRequests.size() + px.executedRequests.size())
            report.info('N2WS tokens: by key, by refresh', [sandbox.n2ws().obtainCount(), sandbox.n2ws().refreshCount()])
            report.info('Portworx tokens: by password, by refresh', [sandbox.px().passwordGrantCount(), sandbox.px().refreshCount()])
        } finally {
            folder.toFile().deleteDir()
        }
        return report
    }

    private String scriptText() {
        return """\
            def length = ${minutes}L * 60_000_000_000L
            def until = System.nanoTime() + length
            def counts = new TreeMap()
            def loops = 0
            def work = { server, what ->
                def quarter = Math.min($QUARTERS, (int) ($QUARTERS + 1 - (until - System.nanoTime()) * $QUARTERS / length))
                def result
                try { what(); result = 'good' }
                catch (e) { result = e.exit().toString() }
                counts.merge("calls \$server \$quarter \$result".toString(), 1) { a, b -> a + b }
            }
            while (System.nanoTime() < until) {
                loops++
                work('n2ws') { n2ws.policies.count() }
                work('n2ws') { n2ws.policies['nightly'].id }
                work('n2ws') { n2ws.backups.latest(policy: 'nightly') }
                work('px') { px.roles.count() }
                work('px') { px.users['alice'] }
                if (loops % 50 == 0) work('n2ws') { n2ws.policies[String.format('extra_%06d', loops.intdiv(50) % 120 + 1)].backup() }
                if (loops % 50 == 25) work('px') { px.roles['px-backup-app.user'].name }
                Thread.sleep(20)
            }
            println "loops \$loops"
            counts.each { key, count -> println "\$key \$count" }
            """.stripIndent()
    }

    private static void addResults(SoakReport report, int code, List<String> out, List<String> err) {
        report.expectEqual('exit code', code, 0)
        addCalls(report, out)
        final List<List<Long>> resourceSamples = err.findAll { String line -> line.startsWith('watch ') }
            .collect { String line -> line.split(' ').drop(1).collect { String number -> number as long } }
        if (code != 0) err.findAll { String line -> !line.startsWith('watch ') }.takeRight(5).each { String line -> report.detail(line) }
        report.expectAtLeast('memory samples', resourceSamples.size(), 8)
        if (resourceSamples.size() < 8) return
        final List<List<Long>> earlySamples = resourceSamples.subList(resourceSamples.size().intdiv(4), resourceSamples.size().intdiv(2))
        final List<List<Long>> lateSamples = resourceSamples.subList((resourceSamples.size() * 3).intdiv(4).intValue(), resourceSamples.size())
        ['heap after a collection, KiB', 'threads', 'descriptors'].eachWithIndex { String what, int i ->
            report.info(what + ': second quarter, last quarter, maximum', [columnMean(earlySamples, i), columnMean(lateSamples, i), resourceSamples*.get(i).max()])
        }
        report.expectEqual('heap grows by less than 2 MiB', columnMean(lateSamples, 0) - columnMean(earlySamples, 0) < MAX_HEAP_GROWTH_KIB, true)
        report.expectEqual('threads grow by less than 3', columnMean(lateSamples, 1) - columnMean(earlySamples, 1) < 3, true)
        report.expectEqual('descriptors grow by less than 5', columnMean(lateSamples, 2) - columnMean(earlySamples, 2) < 5, true)
    }

    /** Adds the results of the calls, from lines like {@code calls px 2 good 100}: server, quarter, result, number. */
    static void addCalls(SoakReport report, List<String> out) {
        final List<List<String>> rows = out.findAll { String line -> line.startsWith('calls ') }.collect { String line -> line.split(' ').drop(1).toList() }
        rows.groupBy { List<String> row -> row[2] }.each { String result, List<List<String>> group -> report.info("calls with the result $result", sumCounts(group)) }
        ['n2ws', 'px'].each { String server ->
            (1..QUARTERS).each { int quarter ->
                final List<List<String>> calls = rows.findAll { List<String> row -> row[0] == server && row[1] == quarter.toString() }
                final long good = sumCounts(calls.findAll { List<String> row -> row[2] == 'good' })
                report.requireShare("good calls to $server in quarter $quarter", good, sumCounts(calls), MIN_GOOD_PERCENT)
            }
        }
    }

    private static long sumCounts(List<List<String>> rows) {
        return rows.sum(0L) { List<String> row -> row[3] as long } as long
    }

    private static long columnMean(List<List<Long>> rows, int column) {
        return (rows.sum(0L) { List<Long> row -> row[column] } as long).intdiv(rows.size()).longValue()
    }
}
