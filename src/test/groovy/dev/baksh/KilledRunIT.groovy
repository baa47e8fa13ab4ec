package dev.baksh

import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.util.concurrent.TimeUnit

/**
 * A runbook of twelve steps whose process is killed at random moments and resumed each time, at most eight kills a run.
 * Five runs: {@code mvn -Pslow test -Dtest=KilledRunIT -Dbaksh.rounds=5}; other moments: {@code -Dbaksh.seed=7}.
 */
@Slow
class KilledRunIT extends Specification {
    static final int KILLS = 8
    static final int ROUNDS = Integer.getInteger('baksh.rounds', 1)
    static final long SEED = Long.getLong('baksh.seed', 1L)

    static final String RUNBOOK = '''\
        title 'Twelve steps'
        params { integer 'generations', default: 4 }

        for (name in ['one', 'two', 'three']) {
            step("create $name") { n2ws.policies.create("drill_$name") { account 'main'; generations params.generations } }
        }
        for (name in ['one', 'two', 'three']) {
            def backup = step("back up $name") { n2ws.policies["drill_$name"].backup().await(every: 1.second) }
            if (backup.status != 'B') fail "backup of $name: $backup.status"
        }
        def when = step('time') { now }
        step('role') { px.roles.create('drill-viewer') { description "made ${when.epochSecond}"; viewOnly 'role' } }
        step('map') { px.users['alice'].map('drill-viewer'); null }
        step('update') { n2ws.policies['drill_one'].update { generations 7 } }
        step('two in one') {
            n2ws.policies.create('drill_four') { account 'main'; generations 1 }
            n2ws.policies['drill_four'].backup().await(every: 1.second)
        }
        step('delete') { n2ws.policies['drill_three'].delete(); null }
        '''.stripIndent()

    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions(backupDuration: Duration.ofMillis(300)))

    @TempDir
    Path folder

    def "each step is executed exactly once, however often the process is killed (round #round)"() {
        given:
        Path file = folder.resolve('twelve.groovy')
        Files.writeString(file, RUNBOOK)
        Random random = new Random(SEED * 1000 + round)
        List<String> output = []
        int kills = 0

        when:
        Integer exitCode = runProcess(['--yes', 'run', file.toString()], randomDelay(random), output)
        while (exitCode != 0 && output.size() < 4 * KILLS + 20) {
            if (exitCode == null) kills++
            // A write that was not executed needs a decision of the user: a DANGER write, or a write whose process was killed
            // between the intent and the request, since the settle window of this test is shorter than a write may take.
            String step = exitCode == 75 ? output[-1].find(/--resend '([^']+)'/) { it[1] } : null
            List<String> resumeOptions = step ? ['--resend', step] : []
            boolean started = journalFiles().any { Files.size(it) > 0 }
            List<String> args = started ? ['resume', 'last', *resumeOptions] : ['run', file.toString()]
            exitCode = runProcess(['--yes', *args], kills < KILLS ? randomDelay(random) : null, output)
        }

        then:
        println "killed $kills times, ${output.size()} processes"
        output.takeRight(1).find { exitCode != 0 } == null
        kills > 0
        policies() == ['drill_one', 'drill_two', 'drill_four']
        ['drill_one', 'drill_two', 'drill_four'].collect { sandbox.n2ws().startedBackupCount(it) } == [1, 1, 1]
        sandbox.n2ws().backups().count { it.get('name').asText() == 'drill_three' } == 1
        countPosts('/aws/policies/') == 4
        countPuts() == 1
        sandbox.n2ws().policy('drill_one').get('generations').asInt() == 7
        successfulRequests('POST').findAll { it.server() == 'px' && it.body().contains('drill-viewer') }.size() == 2 // the role, and its mapping
        countDeletes() == 1

        where:
        round << (1..ROUNDS)
    }

    private List<String> policies() {
        sandbox.n2ws().policies()*.get('name')*.asText().findAll { it.startsWith('drill_') }
    }

    private List<Path> journalFiles() {
        Path runs = folder.resolve('home/runs')
        Files.exists(runs) ? Files.list(runs).withCloseable { it.toList() }*.resolve('journal.jsonl').findAll { Files.exists(it) } : []
    }

    /** Null when it was killed. */
    private Integer runProcess(List<String> args, Integer killAfter, List<String> output) {
        String java = Path.of(System.getProperty('java.home'), 'bin', 'java')
        String classes = System.getProperty('surefire.test.class.path') ?: System.getProperty('java.class.path')
        ProcessBuilder builder = new ProcessBuilder(
            [java, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', classes, 'dev.baksh.cli.Main', *args])
        builder.environment().keySet().removeIf { it.startsWith('BAKSH_') }
        builder.environment().putAll([
            BAKSH_HOME: folder.resolve('home').toString(), BAKSH_SETTLE: '2',
            BAKSH_N2WS_URL: sandbox.n2wsUrl().toString(), BAKSH_N2WS_API_KEY: sandbox.n2wsApiKey(),
            BAKSH_PX_URL: sandbox.pxUrl().toString(), BAKSH_PX_CLIENT_ID: sandbox.pxClientId(), BAKSH_PX_CLIENT_SECRET: sandbox.pxClientSecret()])
        Path out = Files.createTempFile(folder, 'process', '.txt')
        Process runProcess = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start()
        // The moment counts from the beginning of the run: the JVM's own start is slow and of no interest.
        while (killAfter != null && Files.size(out) == 0 && !runProcess.waitFor(10, TimeUnit.MILLISECONDS)) { }
        boolean killed = killAfter != null && !runProcess.waitFor(killAfter, TimeUnit.MILLISECONDS)
        if (killed) runProcess.destroyForcibly()
        int code = runProcess.waitFor()
        output << Files.readString(out)
        killed && code == 137 ? null : code
    }

    /** Milliseconds, from at once to several steps. */
    private static int randomDelay(Random random) {
        random.nextInt(700)
    }

    private int countPosts(String pathEnding) {
        successfulRequests('POST').count { it.path().endsWith(pathEnding) }
    }

    private int countPuts() {
        successfulRequests('PUT').count { it.path().contains('policies/') }
    }

    private int countDeletes() {
        successfulRequests('DELETE').size()
    }

    private List successfulRequests(String method) {
        sandbox.requests().findAll { it.method() == method && it.status() in 200..299 && !it.path().contains('token') }
    }
}
