package dev.baksh.reliability

import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import dev.baksh.cli.ScaledTimeMain
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import groovy.transform.CompileStatic

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.time.ZoneOffset
import java.util.concurrent.Callable
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors
import java.util.concurrent.Future
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger

/**
 * Soak T1: runbooks of ten steps against servers with faults, in processes that are killed at random moments and
 * resumed. The truth comes from the servers, never from baksh. If baksh reports an unknown outcome, a user would look
 * at the server: the soak does the same and counts the case.
 */
@CompileStatic
class RunbookCrashSoak {
    static final int STEPS_PER_RUN = 10
    static final int TIME_FACTOR = 20
    /** Processes of one run; after this number no process is killed, so that the run ends. */
    static final int MAX_PROCESSES_PER_RUN = 40

    int steps = 300
    int kills = 50
    /** Number of concurrent runs. */
    int lanes = 2
    /** 1: the server's scheduler starts backups of one policy in each run. */
    int noise = 1
    long seed = 1
    /** Percentages of writes and of other requests that meet a fault. */
    int writes = 79
    int reads = 20

    /**
     * Time of the servers before the full hour. The schedule is due at the full hour for the first time, and then every five
     * minutes: without a near run, the scheduler's backups would rightly count as the results of lost requests.
     */
    private static final Duration PREPARATION = Duration.ofMinutes(9)

    private final Path folder = Files.createTempDirectory('baksh-soak')
    private final ScaledTimeSource time = ScaledTimeSource.startingBeforeHour(PREPARATION, TIME_FACTOR)
    private Sandbox sandbox
    private FaultProxy n2ws
    private FaultProxy px
    private final AtomicInteger killedCount = new AtomicInteger()
    private final AtomicInteger processCount = new AtomicInteger()
    private final AtomicInteger reportedCount = new AtomicInteger()
    private final AtomicInteger noiseBackups = new AtomicInteger()
    private final Map<Integer, Integer> exitCodeCounts = new ConcurrentHashMap<>()
    private final List<String> unknownWrites = Collections.synchronizedList([])
    private final List<String> wrongReports = Collections.synchronizedList([])
    private final Set<String> unsettled = ConcurrentHashMap.newKeySet()
    private int exactCount
    private int duplicates
    private int lostCount
    private int adoptedCount

    SoakReport run() {
        final int runs = steps.intdiv(STEPS_PER_RUN)
        final SoakReport report = new SoakReport("t1: $steps steps in $runs runs, $kills kills, ${noise ? 'scheduler noise' : 'no scheduler noise'}, seed $seed")
        final SandboxOptions options = new SandboxOptions(clock: time, extraPolicies: steps.intdiv(2) + 5, backupDuration: Duration.ofSeconds(2))
        final ExecutorService pool = Executors.newFixedThreadPool(lanes)
        try {
            sandbox = Sandbox.start(options)
            n2ws = new FaultProxy(sandbox.n2wsUrl(), seed)
            px = new FaultProxy(sandbox.pxUrl(), seed + 1)
            sandbox.n2ws().behavior.backupVisibilityDelay = Duration.ofSeconds(2)
            prepareServers(runs)
            [n2ws, px].each { FaultProxy proxy ->
                proxy.writeFaultPercent = writes
                proxy.readFaultPercent = reads
            }
            final List<Future<?>> all = (0..<runs).collect { int run -> (Future<?>) pool.submit({ executeRun(run) } as Callable<Object>) }
            all.each { Future<?> future -> future.get() }
            runs.times { int run -> recordResult(run) }
            addResults(report)
        } finally {
            pool.shutdownNow()
            n2ws?.close()
            px?.close()
            sandbox?.close()
            folder.toFile().deleteDir()
        }
        return report
    }

    private void addResults(SoakReport report) {
        report.info('processes', processCount.get())
        report.info('exit codes', new TreeMap<>(exitCodeCounts))
        report.expectAtLeast('processes killed', killedCount.get(), kills)
        report.expectAtLeast('faults', n2ws.faultCount + px.faultCount, (long) (steps * 5 / 3))
        report.info('  kinds of faults', (0..<ProxyFault.values().length).count { int i -> n2ws.faultCounts.get(i) + px.faultCounts.get(i) > 0 } + ' of ' + ProxyFault.values().length)
        report.info('writes executed by the servers', n2ws.executedRequests.size() + px.executedRequests.size())
        if (noise) report.info('backups started by the scheduler', noiseBackups.get())
        report.info('steps executed exactly once', exactCount)
        report.expectEqual('duplicates', duplicates, 0)
        report.expectEqual('silently lost', lostCount, 0)
        report.expectEqual('wrong adoptions', adoptedCount, 0)
        report.info('reported as unknown and settled by a resume', reportedCount.get())
        report.info('reported as unknown and settled manually', unknownWrites.size())
        unknownWrites.take(12).each { String line -> report.detail(line) }
        report.expectEqual('steps neither executed exactly once nor reported', steps - exactCount - unsettled.size() - duplicates - lostCount, 0)
        report.expectEqual('other findings', wrongReports.size(), 0)
        wrongReports.take(20).each { String line -> report.detail(line) }
    }

    /** Creates a schedule with an interval of minutes, one policy with the schedule for each run, and a role. */
    private void prepareServers(int runs) {
        final CommandRunner runner = new CommandRunner(folder.resolve('prepare'))
        Files.createDirectories(runner.home)
        runner.useSandbox(sandbox)
        runner.time = time
        final CommandResult result = runner.runStandardInput("""
            n2ws.schedules.create('often') { every_unit 'M'; every_how_many 5 }
            for (int i in 0..<$runs) { n2ws.policies.create("noisy_\$i") { account 'main'; generations 2; schedules 'often' } }
            """, '--yes')
        if (result.code != 0) throw new IllegalStateException(result.err)
        // On a slow machine the preparation crosses the hour; then the next full hour must become near.
        while (time.now().atZone(ZoneOffset.UTC).minute < 51) TimeUnit.MILLISECONDS.sleep(50)
    }

    static String runbook(int run) {
        return """\
            title 'Run $run'
            def put = { name, value -> println "did \$name \$value" }
            println 'begun'
            for (int n in 1..5) {
                def policy = String.format('extra_%06d', ${run} * 5 + n)
                put "backup\$n", step("backup\$n") { n2ws.policies[policy].backup().id }
            }
            put 'noisy', step('noisy') { n2ws.policies['noisy_$run'].backup().id }
            put 'create', step('create') { n2ws.policies.create('made_$run') { account 'main'; generations 2 }.id }
            put 'role', step('role') { px.roles.create('role-$run') { description 'soak'; viewOnly 'role' }.name }
            put 'update', step('update') { n2ws.policies['made_$run'].update { generations 5 }; 5 }
            put 'delete', step('delete') { n2ws.policies['made_$run'].delete(); 0 }
            """.stripIndent()
    }

    private final Map<Integer, Map<String, String>> reportedValues = new ConcurrentHashMap<>()

    private void executeRun(int run) {
        final Random random = new Random(seed * 1_000_000 + run)
        final Path home = folder.resolve("run-$run")
        Files.createDirectories(home)
        final Path file = home.resolve('book.groovy')
        Files.writeString(file, runbook(run))
        final Thread scheduler = noise ? Thread.startDaemon("scheduler-$run") { runScheduler(run, random.nextInt(3000)) } : null
        List<String> resumeOptions = []
        for (int attempt = 0; ; attempt++) {
            if (attempt >= 3 * MAX_PROCESSES_PER_RUN) {
                wrongReports << ("run $run does not end: " + Files.readString(home.resolve('out')).readLines().takeRight(4).join(' / ')).toString()
                break
            }
            final boolean started = Files.exists(home.resolve('home/runs')) && Files.list(home.resolve('home/runs')).withCloseable { it.count() } > 0
            // Distributes the remaining kills over the remaining runs.
            final boolean killAfter = attempt < MAX_PROCESSES_PER_RUN && random.nextInt(1000) < 1000 * kills.doubleValue() * 2 / (kills + steps.intdiv(STEPS_PER_RUN)) && takeKill()
            final Integer exitCode = runProcess(home, started ? ['resume', 'last', *resumeOptions] : ['run', file.toString()], killAfter ? random.nextInt(1500) : null)
            resumeOptions = []
            if (exitCode == null) continue
            exitCodeCounts.merge(exitCode, 1) { Integer a, Integer b -> a + b }
            final String text = Files.readString(home.resolve('out'))
            if (exitCode == 0) {
                reportedValues[run] = text.readLines().findAll { String line -> line.startsWith('did ') }.collectEntries { String line -> [line.split(' ')[1], line.split(' ')[2]] } as Map<String, String>
                break
            }
            final String step = text.find(/--resend '([^']+)'/) { List<String> it -> it[1] }
            // A plain resume settles most writes; the user resolves the rest.
            if (step != null && text.contains('may have been sent at')) resumeOptions = resolveManually(run, step, text)
            else if (step != null) reportedCount.incrementAndGet()
            else if (exitCode == 3 || exitCode == 74 || text.contains('baksh: unexpected error: ')) {
                wrongReports << ("run $run ended with $exitCode: " + text.readLines().takeRight(4).join(' / ')).toString()
                if (exitCode == 3) break
            }
        }
        scheduler?.join()
    }

    private final AtomicInteger killsUsed = new AtomicInteger()

    private boolean takeKill() {
        if (killsUsed.getAndIncrement() < kills) return true
        killsUsed.decrementAndGet()
        return false
    }

    /** Resolves a write with an unknown outcome: looks at the server after all late requests, as a user would. */
    private List<String> resolveManually(int run, String step, String text) {
        final String key = "$run $step"
        TimeUnit.MILLISECONDS.sleep(2L * n2ws.lateMillis)
        unknownWrites << key + ': ' + text.readLines().findAll { String line -> line && !line.startsWith('did ') && line != 'begun' }.takeRight(3).join(' / ')
        unsettled << key
        if (executionCount(run, step) > 0) return ['--skip', step]
        return ['--resend', step]
    }

    /** Returns null if the process was killed. */
    private Integer runProcess(Path home, List<String> args, Integer killAfter) {
        final Path out = home.resolve('out')
        final ProcessBuilder builder = JavaProcesses.javaProcess([
            BAKSH_HOME: home.resolve('home').toString(), BAKSH_SETTLE: '80',
            BAKSH_N2WS_URL: n2ws.url.toString(), BAKSH_N2WS_API_KEY: sandbox.n2wsApiKey(),
            BAKSH_PX_URL: px.url.toString(), BAKSH_PX_CLIENT_ID: sandbox.pxClientId(), BAKSH_PX_CLIENT_SECRET: sandbox.pxClientSecret()],
            ["-Dbaksh.time=${time.startMillis},${time.startWallMillis},$TIME_FACTOR".toString()], ScaledTimeMain, ['--yes', *args])
        final Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start()
        processCount.incrementAndGet()
        // The delay counts from the first output: the start of the JVM is slow and not of interest.
        while (killAfter != null && Files.size(out) == 0 && !process.waitFor(10, TimeUnit.MILLISECONDS)) { }
        final boolean wasKilled = killAfter != null && !process.waitFor(killAfter, TimeUnit.MILLISECONDS)
        if (wasKilled) process.destroyForcibly()
        final int code = process.waitFor()
        if (wasKilled && code == 137) {
            killedCount.incrementAndGet()
            return null
        }
        if (killAfter != null) killsUsed.decrementAndGet() // The process ended first.
        return code
    }

    /** Emulates the server's own scheduler: independent of the run, with records that look like all others. */
    private void runScheduler(int run, int first) {
        TimeUnit.MILLISECONDS.sleep(first)
        final CommandRunner runner = new CommandRunner(folder.resolve("scheduler-$run"))
        Files.createDirectories(runner.home)
        runner.useSandbox(sandbox)
        runner.time = time
        2.times {
            final CommandResult result = runner.runExpression("n2ws.policies['noisy_$run'].backup().id", '--yes')
            if (result.code == 0) noiseBackups.incrementAndGet()
            TimeUnit.MILLISECONDS.sleep(700)
        }
    }

    private List<FaultProxy.ExecutedRequest> executedRequests(int run, String step) {
        final List<FaultProxy.ExecutedRequest> all = []
        [n2ws, px].each { FaultProxy proxy -> synchronized (proxy.executedRequests) { all.addAll(proxy.executedRequests) } }
        return all.findAll { FaultProxy.ExecutedRequest request -> belongsToStep(request, run, step) }
    }

    private boolean belongsToStep(FaultProxy.ExecutedRequest request, int run, String step) {
        switch (step) {
            case 'create': return request.method == 'POST' && request.path.endsWith('/policies/') && request.body.contains("\"made_$run\"")
            case 'role': return request.method == 'POST' && request.body.contains("\"role-$run\"")
            case 'update': return request.method == 'PUT' && request.path.contains("/policies/${createdPolicyId(run)}/")
            case 'delete': return request.method == 'DELETE' && request.path.contains("/policies/${createdPolicyId(run)}/")
            default: return request.method == 'POST' && request.path.endsWith("/policies/${loadPolicyIds()[policyName(run, step)]}/backups/")
        }
    }

    private static String policyName(int run, String step) {
        return step == 'noisy' ? "noisy_$run" : String.format('extra_%06d', run * 5 + (step.substring(6) as int))
    }

    private Map<String, String> policyIds

    private synchronized Map<String, String> loadPolicyIds() {
        if (policyIds == null) policyIds = sandbox.n2ws().policies().collectEntries { [it.get('name').asText(), it.get('id').asText()] } as Map<String, String>
        return policyIds
    }

    private String createdPolicyId(int run) {
        final FaultProxy.ExecutedRequest request = executedRequests(run, 'create').find()
        return request == null ? 'none' : request.response.find(/"id": ?(\d+)/) { List<String> it -> it[1] }
    }

    private int executionCount(int run, String step) {
        return executedRequests(run, step).size()
    }

    private static List<String> stepNames() { ['backup1', 'backup2', 'backup3', 'backup4', 'backup5', 'noisy', 'create', 'role', 'update', 'delete'] }

    private void recordResult(int run) {
        stepNames().each { String step ->
            final int times = executionCount(run, step)
            final String reportedValue = reportedValues[run]?.get(step)
            final boolean reportedUnknown = unsettled.contains("$run $step".toString())
            // A PUT that sets a state is idempotent; repetition does no harm.
            if (times == 1 || step == 'update' && times > 1) {
                if (!reportedUnknown) exactCount++
            } else if (times > 1) {
                duplicates++
                wrongReports << "run $run, step $step: $times times".toString()
            } else if (reportedValue != null && !reportedUnknown) {
                lostCount++
                wrongReports << "run $run, step $step: reported $reportedValue, but never executed".toString()
            }
            final boolean backup = step.startsWith('backup') || step == 'noisy'
            if (backup && reportedValue != null && reportedValue != 'null' && times == 1 && reportedValue != backupIdOf(executedRequests(run, step)[0])) {
                adoptedCount++
                wrongReports << "run $run, step $step: reported $reportedValue, but the id is ${backupIdOf(executedRequests(run, step)[0])}".toString()
            }
        }
    }

    /** Returns the id of the record that this request created. */
    private String backupIdOf(FaultProxy.ExecutedRequest request) {
        final String tracker = request.response.find(/"tracker_id": ?(\d+)/) { List<String> it -> it[1] }
        return sandbox.n2ws().backups().find { it.get('tracker_id')?.asText() == tracker }?.get('id')?.asText()
    }
}
