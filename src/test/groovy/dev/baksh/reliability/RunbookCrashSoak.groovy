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
import java.util.concurrent.Callable
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors
import java.util.concurrent.Future
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger

/**
 * T1: runbooks of ten steps against servers that misbehave, in processes that are killed at random moments and resumed.
 * What has happened is asked of the servers, never of baksh. Where baksh says that it does not know, a person would look
 * at the server: so does the proof, and counts it.
 */
@CompileStatic
class RunbookCrashSoak {
    static final int STEPS_PER_RUN = 10
    static final int TIME_FACTOR = 20
    /** Processes of one run; after so many nothing goes wrong any more, so that it ends. */
    static final int MAX_PROCESSES_PER_RUN = 40

    int steps = 300
    int kills = 50
    /** So many runs at the same time. */
    int lanes = 2
    /** 1: the server's own scheduler starts backups of one policy in each run. */
    int noise = 1
    long seed = 1
    /** Of a hundred writes, and of a hundred other requests, so many go wrong. */
    int writes = 79
    int reads = 20

    private final Path folder = Files.createTempDirectory('baksh-proof')
    private final ScaledTimeSource time = ScaledTimeSource.startingBeforeHour(Duration.ofSeconds(20), TIME_FACTOR)
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
        final SandboxOptions options = SandboxOptions.defaults().toBuilder().clock(time).extraPolicies(steps.intdiv(2) + 5).backupDuration(Duration.ofSeconds(2)).build()
        final ExecutorService pool = Executors.newFixedThreadPool(lanes)
        try {
            sandbox = Sandbox.start(options)
            n2ws = new FaultProxy(sandbox.n2wsUrl(), seed)
            px = new FaultProxy(sandbox.pxUrl(), seed + 1)
            sandbox.n2ws().setBackupVisibilityDelay(Duration.ofSeconds(2))
            prepareServers(runs)
            [n2ws, px].each { FaultProxy proxy ->
                proxy.writeFaultPercent = writes
                proxy.readFaultPercent = reads
            }
            final List<Future<?>> all = (0..<runs).collect { int run -> (Future<?>) pool.submit({ executeRun(run) } as Callable<Object>) }
            all.each { Future<?> one -> one.get() }
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
        report.info('ended with exit code', new TreeMap<>(exitCodeCounts))
        report.expectAtLeast('processes killed', killedCount.get(), kills)
        report.expectAtLeast('faults', n2ws.faultCount + px.faultCount, (long) (steps * 5 / 3))
        report.info('  kinds of faults that came up', (0..<ProxyFault.values().length).count { int i -> n2ws.faultCounts.get(i) + px.faultCounts.get(i) > 0 } + ' of ' + ProxyFault.values().length)
        report.info('writes carried out by the servers', n2ws.executedRequests.size() + px.executedRequests.size())
        if (noise) report.info('backups started by the scheduler', noiseBackups.get())
        report.info('steps carried out exactly once', exactCount)
        report.expectEqual('duplicates', duplicates, 0)
        report.expectEqual('silently lost', lostCount, 0)
        report.expectEqual('wrong adoptions', adoptedCount, 0)
        report.info('reported as unknown, and settled by a resume', reportedCount.get())
        report.info('reported as unknown, and settled by hand', unknownWrites.size())
        unknownWrites.take(12).each { String line -> report.detail(line) }
        report.expectEqual('steps that are neither once nor reported', steps - exactCount - unsettled.size() - duplicates - lostCount, 0)
        report.expectEqual('other findings', wrongReports.size(), 0)
        wrongReports.take(20).each { String line -> report.detail(line) }
    }

    /** A schedule that is due every few minutes, a policy of it for each run, and a role to give away. */
    private void prepareServers(int runs) {
        final CommandRunner runner = new CommandRunner(folder.resolve('prepare'))
        Files.createDirectories(runner.home)
        runner.useSandbox(sandbox)
        runner.time = time
        final CommandResult reportedValue = runner.runStandardInput("""
            n2ws.schedules.create('often') { every_unit 'M'; every_how_many 5 }
            for (int i in 0..<$runs) { n2ws.policies.create("noisy_\$i") { account 'main'; generations 2; schedules 'often' } }
            """, '--yes')
        if (reportedValue.code != 0) throw new IllegalStateException(reportedValue.err)
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
            put 'role', step('role') { px.roles.create('role-$run') { description 'proof'; viewOnly 'role' }.name }
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
            // So that all kills are used: those that are left over the runs that are left.
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
            // A plain resume settles what it can; what it cannot is for a person.
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

    /** baksh says that it does not know: the server is looked at, as a person would, once it has come to rest. */
    private List<String> resolveManually(int run, String step, String text) {
        final String key = "$run $step"
        TimeUnit.MILLISECONDS.sleep(2L * n2ws.lateMillis)
        unknownWrites << key + ': ' + text.readLines().findAll { String line -> line && !line.startsWith('did ') && line != 'begun' }.takeRight(3).join(' / ')
        unsettled << key
        if (executionCount(run, step) > 0) return ['--skip', step]
        return ['--resend', step]
    }

    /** Null when it was killed. */
    private Integer runProcess(Path home, List<String> args, Integer killAfter) {
        final Path out = home.resolve('out')
        final ProcessBuilder builder = JavaProcesses.javaProcess([
            BAKSH_HOME: home.resolve('home').toString(), BAKSH_SETTLE: '80',
            BAKSH_N2WS_URL: n2ws.url.toString(), BAKSH_N2WS_API_KEY: sandbox.n2wsApiKey(),
            BAKSH_PX_URL: px.url.toString(), BAKSH_PX_CLIENT_ID: sandbox.pxClientId(), BAKSH_PX_CLIENT_SECRET: sandbox.pxClientSecret()],
            ["-Dbaksh.time=${time.startMillis},${time.startWallMillis},$TIME_FACTOR".toString()], ScaledTimeMain, ['--yes', *args])
        final Process runProcess = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start()
        processCount.incrementAndGet()
        // The moment counts from the beginning of the run: the JVM's own start is slow and of no interest.
        while (killAfter != null && Files.size(out) == 0 && !runProcess.waitFor(10, TimeUnit.MILLISECONDS)) { }
        final boolean killedProcess = killAfter != null && !runProcess.waitFor(killAfter, TimeUnit.MILLISECONDS)
        if (killedProcess) runProcess.destroyForcibly()
        final int code = runProcess.waitFor()
        if (killedProcess && code == 137) {
            killedCount.incrementAndGet()
            return null
        }
        if (killAfter != null) killsUsed.decrementAndGet() // It was faster.
        return code
    }

    /** The server's own scheduler: it asks nobody, and its records look like any other. */
    private void runScheduler(int run, int first) {
        TimeUnit.MILLISECONDS.sleep(first)
        final CommandRunner runner = new CommandRunner(folder.resolve("scheduler-$run"))
        Files.createDirectories(runner.home)
        runner.useSandbox(sandbox)
        runner.time = time
        2.times {
            final CommandResult reportedValue = runner.runExpression("n2ws.policies['noisy_$run'].backup().id", '--yes')
            if (reportedValue.code == 0) noiseBackups.incrementAndGet()
            TimeUnit.MILLISECONDS.sleep(700)
        }
    }

    private List<FaultProxy.ExecutedRequest> executedRequests(int run, String step) {
        final List<FaultProxy.ExecutedRequest> all = []
        [n2ws, px].each { FaultProxy proxy -> synchronized (proxy.executedRequests) { all.addAll(proxy.executedRequests) } }
        return all.findAll { FaultProxy.ExecutedRequest commit -> belongsToStep(commit, run, step) }
    }

    private boolean belongsToStep(FaultProxy.ExecutedRequest commit, int run, String step) {
        switch (step) {
            case 'create': return commit.method == 'POST' && commit.path.endsWith('/policies/') && commit.body.contains("\"made_$run\"")
            case 'role': return commit.method == 'POST' && commit.body.contains("\"role-$run\"")
            case 'update': return commit.method == 'PUT' && commit.path.contains("/policies/${createdPolicyId(run)}/")
            case 'delete': return commit.method == 'DELETE' && commit.path.contains("/policies/${createdPolicyId(run)}/")
            default: return commit.method == 'POST' && commit.path.endsWith("/policies/${loadPolicyIds()[policyName(run, step)]}/backups/")
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
        final FaultProxy.ExecutedRequest commit = executedRequests(run, 'create').find()
        return commit == null ? 'none' : commit.response.find(/"id": ?(\d+)/) { List<String> it -> it[1] }
    }

    private int executionCount(int run, String step) {
        return executedRequests(run, step).size()
    }

    private static List<String> stepNames() { ['backup1', 'backup2', 'backup3', 'backup4', 'backup5', 'noisy', 'create', 'role', 'update', 'delete'] }

    private void recordResult(int run) {
        stepNames().each { String step ->
            final int times = executionCount(run, step)
            final String reportedValue = reportedValues[run]?.get(step)
            final boolean reportedCount = unsettled.contains("$run $step".toString())
            // What sets a state by PUT may be set again; more than once is no harm.
            if (times == 1 || step == 'update' && times > 1) {
                if (!reportedCount) exactCount++
            } else if (times > 1) {
                duplicates++
                wrongReports << "run $run, step $step: $times times".toString()
            } else if (reportedValue != null && !reportedCount) {
                lostCount++
                wrongReports << "run $run, step $step: said $reportedValue, and never carried out".toString()
            }
            final boolean backup = step.startsWith('backup') || step == 'noisy'
            if (backup && reportedValue != null && reportedValue != 'null' && times == 1 && reportedValue != backupIdOf(executedRequests(run, step)[0])) {
                adoptedCount++
                wrongReports << "run $run, step $step: said $reportedValue, is ${backupIdOf(executedRequests(run, step)[0])}".toString()
            }
        }
    }

    /** The id of the record that this request made. */
    private String backupIdOf(FaultProxy.ExecutedRequest commit) {
        final String tracker = commit.response.find(/"tracker_id": ?(\d+)/) { List<String> it -> it[1] }
        return sandbox.n2ws().backups().find { it.get('tracker_id')?.asText() == tracker }?.get('id')?.asText()
    }
}
