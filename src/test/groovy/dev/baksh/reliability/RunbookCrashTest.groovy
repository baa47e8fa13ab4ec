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
class RunbookCrashTest {
    static final int STEPS_A_RUN = 10
    static final int FACTOR = 20
    /** Processes of one run; after so many nothing goes wrong any more, so that it ends. */
    static final int TRIES = 40

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
    private final ScaledTime time = ScaledTime.beforeTheHour(Duration.ofSeconds(20), FACTOR)
    private Sandbox sandbox
    private FaultProxy n2ws
    private FaultProxy px
    private final AtomicInteger killed = new AtomicInteger()
    private final AtomicInteger processes = new AtomicInteger()
    private final AtomicInteger reported = new AtomicInteger()
    private final AtomicInteger noises = new AtomicInteger()
    private final Map<Integer, Integer> ends = new ConcurrentHashMap<>()
    private final List<String> unknown = Collections.synchronizedList([])
    private final List<String> wrong = Collections.synchronizedList([])
    private final Set<String> unsettled = ConcurrentHashMap.newKeySet()
    private int exact
    private int duplicates
    private int lost
    private int adopted

    SoakReport run() {
        final int runs = steps.intdiv(STEPS_A_RUN)
        final SoakReport report = new SoakReport("t1: $steps steps in $runs runs, $kills kills, ${noise ? 'scheduler noise' : 'no scheduler noise'}, seed $seed")
        final SandboxOptions options = SandboxOptions.defaults().toBuilder().clock(time).extraPolicies(steps.intdiv(2) + 5).backupDuration(Duration.ofSeconds(2)).build()
        final ExecutorService pool = Executors.newFixedThreadPool(lanes)
        try {
            sandbox = Sandbox.start(options)
            n2ws = new FaultProxy(sandbox.n2wsUrl(), seed)
            px = new FaultProxy(sandbox.pxUrl(), seed + 1)
            sandbox.n2ws().setBackupVisibilityDelay(Duration.ofSeconds(2))
            prepare(runs)
            [n2ws, px].each { FaultProxy proxy ->
                proxy.writes = writes
                proxy.reads = reads
            }
            final List<Future<?>> all = (0..<runs).collect { int run -> (Future<?>) pool.submit({ carryOut(run) } as Callable<Object>) }
            all.each { Future<?> one -> one.get() }
            runs.times { int run -> judge(run) }
            tell(report)
        } finally {
            pool.shutdownNow()
            n2ws?.close()
            px?.close()
            sandbox?.close()
            folder.toFile().deleteDir()
        }
        return report
    }

    private void tell(SoakReport report) {
        report.says('processes', processes.get())
        report.says('ended with exit code', new TreeMap<>(ends))
        report.least('processes killed', killed.get(), kills)
        report.least('faults', n2ws.faults + px.faults, (long) (steps * 5 / 3))
        report.says('  kinds of faults that came up', (0..<ProxyFault.values().length).count { int i -> n2ws.drawn.get(i) + px.drawn.get(i) > 0 } + ' of ' + ProxyFault.values().length)
        report.says('writes carried out by the servers', n2ws.commits.size() + px.commits.size())
        if (noise) report.says('backups started by the scheduler', noises.get())
        report.says('steps carried out exactly once', exact)
        report.must('duplicates', duplicates, 0)
        report.must('silently lost', lost, 0)
        report.must('wrong adoptions', adopted, 0)
        report.says('reported as unknown, and settled by a resume', reported.get())
        report.says('reported as unknown, and settled by hand', unknown.size())
        unknown.take(12).each { String line -> report.note(line) }
        report.must('steps that are neither once nor reported', steps - exact - unsettled.size() - duplicates - lost, 0)
        report.must('other findings', wrong.size(), 0)
        wrong.take(20).each { String line -> report.note(line) }
    }

    /** A schedule that is due every few minutes, a policy of it for each run, and a role to give away. */
    private void prepare(int runs) {
        final CommandRunner typist = new CommandRunner(folder.resolve('prepare'))
        Files.createDirectories(typist.home)
        typist.at(sandbox)
        typist.time = time
        final CommandResult said = typist.reads("""
            n2ws.schedules.create('often') { every_unit 'M'; every_how_many 5 }
            for (int i in 0..<$runs) { n2ws.policies.create("noisy_\$i") { account 'main'; generations 2; schedules 'often' } }
            """, '--yes')
        if (said.code != 0) throw new IllegalStateException(said.err)
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

    private final Map<Integer, Map<String, String>> did = new ConcurrentHashMap<>()

    private void carryOut(int run) {
        final Random random = new Random(seed * 1_000_000 + run)
        final Path home = folder.resolve("run-$run")
        Files.createDirectories(home)
        final Path file = home.resolve('book.groovy')
        Files.writeString(file, runbook(run))
        final Thread scheduler = noise ? Thread.startDaemon("scheduler-$run") { schedule(run, random.nextInt(3000)) } : null
        List<String> how = []
        for (int attempt = 0; ; attempt++) {
            if (attempt >= 3 * TRIES) {
                wrong << ("run $run does not end: " + Files.readString(home.resolve('out')).readLines().takeRight(4).join(' / ')).toString()
                break
            }
            final boolean begun = Files.exists(home.resolve('home/runs')) && Files.list(home.resolve('home/runs')).withCloseable { it.count() } > 0
            // So that all kills are used: those that are left over the runs that are left.
            final boolean kill = attempt < TRIES && random.nextInt(1000) < 1000 * kills.doubleValue() * 2 / (kills + steps.intdiv(STEPS_A_RUN)) && take()
            final Integer end = process(home, begun ? ['resume', 'last', *how] : ['run', file.toString()], kill ? random.nextInt(1500) : null)
            how = []
            if (end == null) continue
            ends.merge(end, 1) { Integer a, Integer b -> a + b }
            final String text = Files.readString(home.resolve('out'))
            if (end == 0) {
                did[run] = text.readLines().findAll { String line -> line.startsWith('did ') }.collectEntries { String line -> [line.split(' ')[1], line.split(' ')[2]] } as Map<String, String>
                break
            }
            final String step = text.find(/--resend '([^']+)'/) { List<String> it -> it[1] }
            // A plain resume settles what it can; what it cannot is for a person.
            if (step != null && text.contains('may have been sent at')) how = byHand(run, step, text)
            else if (step != null) reported.incrementAndGet()
            else if (end == 3 || end == 74 || text.contains('baksh: unexpected: ')) {
                wrong << ("run $run ended with $end: " + text.readLines().takeRight(4).join(' / ')).toString()
                if (end == 3) break
            }
        }
        scheduler?.join()
    }

    private final AtomicInteger taken = new AtomicInteger()

    private boolean take() {
        if (taken.getAndIncrement() < kills) return true
        taken.decrementAndGet()
        return false
    }

    /** baksh says that it does not know: the server is looked at, as a person would, once it has come to rest. */
    private List<String> byHand(int run, String step, String text) {
        final String key = "$run $step"
        TimeUnit.MILLISECONDS.sleep(2L * n2ws.late)
        unknown << key + ': ' + text.readLines().findAll { String line -> line && !line.startsWith('did ') && line != 'begun' }.takeRight(3).join(' / ')
        unsettled << key
        if (truth(run, step) > 0) return ['--skip', step]
        return ['--resend', step]
    }

    /** Null when it was killed. */
    private Integer process(Path home, List<String> words, Integer kill) {
        final Path out = home.resolve('out')
        final ProcessBuilder builder = ChildProcesses.java([
            BAKSH_HOME: home.resolve('home').toString(), BAKSH_SETTLE: '80',
            BAKSH_N2WS_URL: n2ws.url.toString(), BAKSH_N2WS_API_KEY: sandbox.n2wsApiKey(),
            BAKSH_PX_URL: px.url.toString(), BAKSH_PX_CLIENT_ID: sandbox.pxClientId(), BAKSH_PX_CLIENT_SECRET: sandbox.pxClientSecret()],
            ["-Dbaksh.time=${time.zero},${time.wall},$FACTOR".toString()], ScaledTimeMain, ['--yes', *words])
        final Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start()
        processes.incrementAndGet()
        // The moment counts from the beginning of the run: the JVM's own start is slow and of no interest.
        while (kill != null && Files.size(out) == 0 && !process.waitFor(10, TimeUnit.MILLISECONDS)) { }
        final boolean late = kill != null && !process.waitFor(kill, TimeUnit.MILLISECONDS)
        if (late) process.destroyForcibly()
        final int code = process.waitFor()
        if (late && code == 137) {
            killed.incrementAndGet()
            return null
        }
        if (kill != null) taken.decrementAndGet() // It was faster.
        return code
    }

    /** The server's own scheduler: it asks nobody, and its records look like any other. */
    private void schedule(int run, int first) {
        TimeUnit.MILLISECONDS.sleep(first)
        final CommandRunner typist = new CommandRunner(folder.resolve("scheduler-$run"))
        Files.createDirectories(typist.home)
        typist.at(sandbox)
        typist.time = time
        2.times {
            final CommandResult said = typist.says("n2ws.policies['noisy_$run'].backup().id", '--yes')
            if (said.code == 0) noises.incrementAndGet()
            TimeUnit.MILLISECONDS.sleep(700)
        }
    }

    private List<FaultProxy.Commit> commits(int run, String step) {
        final List<FaultProxy.Commit> all = []
        [n2ws, px].each { FaultProxy proxy -> synchronized (proxy.commits) { all.addAll(proxy.commits) } }
        return all.findAll { FaultProxy.Commit commit -> fits(commit, run, step) }
    }

    private boolean fits(FaultProxy.Commit commit, int run, String step) {
        switch (step) {
            case 'create': return commit.method == 'POST' && commit.path.endsWith('/policies/') && commit.body.contains("\"made_$run\"")
            case 'role': return commit.method == 'POST' && commit.body.contains("\"role-$run\"")
            case 'update': return commit.method == 'PUT' && commit.path.contains("/policies/${made(run)}/")
            case 'delete': return commit.method == 'DELETE' && commit.path.contains("/policies/${made(run)}/")
            default: return commit.method == 'POST' && commit.path.endsWith("/policies/${policies()[policy(run, step)]}/backups/")
        }
    }

    private static String policy(int run, String step) {
        return step == 'noisy' ? "noisy_$run" : String.format('extra_%06d', run * 5 + (step.substring(6) as int))
    }

    private Map<String, String> ids

    private synchronized Map<String, String> policies() {
        if (ids == null) ids = sandbox.n2ws().policies().collectEntries { [it.get('name').asText(), it.get('id').asText()] } as Map<String, String>
        return ids
    }

    private String made(int run) {
        final FaultProxy.Commit commit = commits(run, 'create').find()
        return commit == null ? 'none' : commit.answer.find(/"id": ?(\d+)/) { List<String> it -> it[1] }
    }

    private int truth(int run, String step) {
        return commits(run, step).size()
    }

    private static List<String> names() { ['backup1', 'backup2', 'backup3', 'backup4', 'backup5', 'noisy', 'create', 'role', 'update', 'delete'] }

    private void judge(int run) {
        names().each { String step ->
            final int times = truth(run, step)
            final String said = did[run]?.get(step)
            final boolean reported = unsettled.contains("$run $step".toString())
            // What sets a state by PUT may be set again; more than once is no harm.
            if (times == 1 || step == 'update' && times > 1) {
                if (!reported) exact++
            } else if (times > 1) {
                duplicates++
                wrong << "run $run, step $step: $times times".toString()
            } else if (said != null && !reported) {
                lost++
                wrong << "run $run, step $step: said $said, and never carried out".toString()
            }
            final boolean backup = step.startsWith('backup') || step == 'noisy'
            if (backup && said != null && said != 'null' && times == 1 && said != backupOf(commits(run, step)[0])) {
                adopted++
                wrong << "run $run, step $step: said $said, is ${backupOf(commits(run, step)[0])}".toString()
            }
        }
    }

    /** The id of the record that this request made. */
    private String backupOf(FaultProxy.Commit commit) {
        final String tracker = commit.answer.find(/"tracker_id": ?(\d+)/) { List<String> it -> it[1] }
        return sandbox.n2ws().backups().find { it.get('tracker_id')?.asText() == tracker }?.get('id')?.asText()
    }
}
