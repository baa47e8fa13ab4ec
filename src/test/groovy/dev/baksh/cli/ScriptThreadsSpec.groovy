package dev.baksh.cli

import dev.baksh.Scale
import dev.baksh.Scaled
import dev.baksh.cli.app.ScriptThreads
import dev.baksh.client.api.BakshException
import dev.baksh.client.exchange.WriteGuard
import dev.baksh.sandbox.server.Fault
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.util.concurrent.CountDownLatch
import java.util.concurrent.ExecutionException
import java.util.concurrent.atomic.AtomicReference

/** An error in a thread of a script is the error of the script, and a script ends after the writes of its threads. */
@Timeout(120)
class ScriptThreadsSpec extends SandboxSpecification {
    static final AtomicReference<CountDownLatch> SENT = new AtomicReference<>()
    static final String BAD_TEXT = "class BadText { String toString() { throw new LinkageError('no text') } }; new BadText()"
    static final Map<String, String> WAYS = [
        thread: 'Thread.start { BODY }.join()',
        started: 'Thread.start { BODY }',
        daemon: 'Thread.startDaemon { BODY }.join()',
        execute: 'def pool = java.util.concurrent.Executors.newFixedThreadPool(2); pool.execute { BODY }; pool.shutdown()',
        poolKept: 'java.util.concurrent.Executors.newFixedThreadPool(2).execute { BODY }',
        read: 'java.util.concurrent.Executors.newFixedThreadPool(1).submit { BODY }.get()',
        parallel: '[1].parallelStream().forEach { BODY }',
        timer: 'def t = new Timer(); t.schedule({ BODY } as TimerTask, 0); sleep 300',
        forkJoin: 'new java.util.concurrent.ForkJoinPool(2).execute { sleep 100; BODY }',
        joined: 'java.util.concurrent.CompletableFuture.runAsync { BODY }.join()',
    ]

    @Scaled
    def "an error in a thread ends the script with one line and the exit code of the error: #way, #body, #entry"() {
        given:
        String script = WAYS[way].replace('BODY', body) + "\nprintln 'end'"

        when:
        SandboxHarness.Result result = start(entry, script)

        then:
        result.code == code
        result.err.replaceAll(/127\.0\.0\.1:\d+/, 'HOST').readLines().findAll { it.startsWith('baksh: ') } == (line == null ? [] : ["baksh: $line"])
        !result.err.contains('Exception')
        !result.err.contains('\tat ')

        where:
        // 7 is prime to 10 ways, 3 entries and 5 bodies.
        [way, entry, [body, code, line]] << Scale.everyNth(7, [WAYS.keySet(), ['-e', 'run', '-'], [
            ['n2ws.policies["nope"].backup()', 1, 'n2ws (HOST): policy "nope" not found'],
            ["fail 'broken'", 1, 'broken'], ["throw new LinkageError('x')", 1, 'linkage: x'], ['exit 4', 4, null], ['[1][2].x', 1, "cannot read 'x' of null"],
        ]].combinations())
    }

    def "the first of two errors is the error of the script, and the second is named"() {
        when:
        SandboxHarness.Result result = start('run', "Thread.start { fail 'one' }.join(); Thread.start { fail 'two' }.join()")

        then:
        [result.code, result.out] == [1, '']
        result.err == 'another thread of the script failed: two\nbaksh: one\n  script.groovy:1\n'
    }

    def "the journal of a run contains the error of its thread"() {
        when:
        SandboxHarness.Result result = start('run', "step('one') { Thread.start { fail 'broken' }.join() }")
        SandboxHarness.Result runs = harness.start(['runs'])

        then:
        result.code == 1
        result.err.contains('baksh: broken\n')
        runs.out.contains('"state":"failed"')
    }

    def "an error in a thread of a cleanup block is one line, as an error in the block: #block"() {
        when:
        SandboxHarness.Result result = start('run', "title 'x'\n$block { ${thread}.start { sleep 50; fail 'broken' } }\n${block == 'onFailure' ? "fail 'first'" : 'println 1'}\n")

        then:
        result.code == code
        result.err.replaceAll(/(?m)^run .*\n/, '').replaceAll(/(?m)^  .*\n/, '') == err

        where:
        block       | thread   || code | err
        'always'    | 'Thread' || 1    | "baksh: in a block 'always': broken\n"
        'onFailure' | 'Thread' || 1    | "baksh: in a block 'on failure': broken\nbaksh: first\n"
    }

    def "the name of a thread has no meaning: its error is the error of the script, and its write is complete: #name"() {
        expect:
        start('-e', "new Thread({ fail 'broken' }, '$name').start(); sleep 50; 1").with { [it.code, it.out, it.err] } == [1, '', 'baksh: broken\n  -e:1\n']
        start('-e', "new Thread({ sleep 200; n2ws.policies['nightly'].update { description '$name' } }, '$name').start(); null").with { [it.code, it.out, it.err] } == [0, '', '']
        harness.start(['-e', "n2ws.policies['nightly'].description"]).out == "$name\n"

        where:
        name << ['baksh-nightly', 'baksh-job-1', 'baksh-reads', 'baksh-wire', 'Okio', 'OkHttpClient', 'main']
    }

    def "a timer whose task has not run when the script ends is reported: #script"() {
        expect:
        start('-e', script).with { [it.code, it.out, it.err] } == [0, 'ok\n', warning ? 'warning: a timer had tasks for a time after the end of the script, which did not run; wait for them in the script, for example with get()\n' : '']

        where:
        script                                                                                        || warning
        "new Timer().schedule({ fail 'x' } as TimerTask, 3600_000); 'ok'"                             || true
        "new Timer('baksh-timer', true).schedule({ fail 'x' } as TimerTask, 3600_000); 'ok'"          || true
        "new Timer().runAfter(3600_000) { fail 'x' }; 'ok'"                                           || true
        "def t = new Timer(); t.schedule({ } as TimerTask, 3600_000); t.cancel(); 'ok'"               || false
        "new Timer().schedule({ } as TimerTask, 0); sleep 50; 'ok'"                                   || false
    }

    def "a write of a thread of a cleanup block is complete when the script ends"() {
        when:
        SandboxHarness.Result result = start('run', "always { Thread.start { sleep 200; n2ws.policies['nightly'].update { description 'at the end' } } }\nnull")

        then:
        result.code == 0
        harness.start(['-e', "n2ws.policies['nightly'].description"]).out == 'at the end\n'
    }

    def "a write of a thread is complete when the script ends: #entry"() {
        when:
        SandboxHarness.Result result = start(entry, "Thread.start { sleep 200; n2ws.policies['nightly'].update { description 'by a thread' } }; null")

        then:
        result.code == 0
        harness.writeRequests().size() == 1
        harness.start(['-e', "n2ws.policies['nightly'].description"]).out == 'by a thread\n'

        where:
        entry << ['-e', 'run', '-']
    }

    def "after a failure of any kind the write of a thread is complete when the script ends: #failure"() {
        given:
        SENT.set(new CountDownLatch(1))
        harness.sandbox.n2ws().faults().injectNext('PUT', 'policies', Fault.runBefore { SENT.get().countDown(); sleep 300 })

        when:
        SandboxHarness.Result result = start(entry,
            "Thread.start { n2ws.policies['nightly'].update { description 'by a thread' } }\n${ScriptThreadsSpec.name}.SENT.get().await()\n$failure")

        then:
        result.code == 1
        result.err.readLines().findAll { it.startsWith('baksh: ') }.size() == 1
        harness.start(['-o', 'json', 'journal']).out.contains('"event":"DONE"')

        where:
        [failure, entry] << [['assert 1 == 2', "throw new Exception('x')", "throw new LinkageError('x')", "throw new StackOverflowError()"], ['-e', 'run', '-']].combinations()
    }

    def "a shell ends after the write of a thread, and for #wait ms at most"() {
        given:
        WriteGuard guard = new WriteGuard(new WriteGuard.Mode(false, false, false), null, { }, { 0L })
        CountDownLatch sent = new CountDownLatch(1)
        List<String> notices = []
        Thread writer = Thread.start { guard.trackWrite { sent.countDown(); sleep duration } }
        sent.await()

        when:
        String message = null
        try {
            new ScriptThreads(guard, { notices << it }, Duration.ofMillis(wait)).awaitWrites()
        } catch (BakshException e) {
            message = "${e.exit().code()} $e.message\n${e.hint()}"
        }

        then:
        notices == ["a thread is writing: waiting for the write, at most ${wait.intdiv(1000)} s; Ctrl-C ends the wait".toString()]
        message == error

        cleanup:
        writer.join()

        where:
        duration | wait   || error
        200      | 60_000 || null
        1_000    | 0      || '75 the shell ended while a thread was writing; the outcome of the write is not known\n' +
            'baksh journal names the write; wait for the threads before you leave, for example with join()'
    }

    def "after an error the handler of the process is as before"() {
        given:
        Thread.UncaughtExceptionHandler before = Thread.defaultUncaughtExceptionHandler

        when:
        new ScriptThreads(new WriteGuard(new WriteGuard.Mode(false, false, false), null, { }, { 0L }), { }, Duration.ofSeconds(1)).run { throw new AssertionError('x') }

        then:
        ExecutionException e = thrown()
        e.cause instanceof AssertionError
        Thread.defaultUncaughtExceptionHandler.is(before)
    }

    def "exit in a command of the shell ends the command only"() {
        when:
        SandboxHarness.Result result = harness.start([], [:], ':watch 1s x1 exit(3)\nprintln 2\n')

        then:
        [result.code, result.out] == [0, '2\n']
        result.err == 'exit ended this input only; :quit leaves the shell\n'
    }

    def "a value whose text cannot be made is one line: #entry"() {
        when:
        SandboxHarness.Result result = entry == '-e' ? harness.start(['-e', BAD_TEXT]) : harness.start([], [:], BAD_TEXT + '\nprintln 2\n')

        then:
        result.code == 1
        !result.err.contains('\tat ')
        result.err.startsWith(line)
        result.out == (entry == '-e' ? '' : '2\n')

        where:
        entry   || line
        '-e'    || 'baksh: unexpected error: java.lang.LinkageError: no text'
        'shell' || 'baksh: the result cannot be shown: no text'
    }

    def "idle threads of an executor and of a timer do not delay the end"() {
        expect:
        start('-e', "def p = java.util.concurrent.Executors.newFixedThreadPool(1); p.submit { 1 }.get(); new Timer().schedule({ 1 } as TimerTask, 3600_000); 2").out == '2\n'
    }

    def "in the shell an error of a thread is one line"() {
        when:
        SandboxHarness.Result result = harness.start([], [:], "Thread.start { fail 'broken' }.join(); null\nprintln 2\n")

        then:
        result.out == '2\n'
        result.err.startsWith('baksh: broken\n')
        !result.err.contains('\tat ')
    }

    private SandboxHarness.Result start(String entry, String script) {
        if (entry == '-e') return harness.start(['-e', script])
        if (entry == '-') return harness.start(['-'], [:], script)
        Path file = folder.resolve('script.groovy')
        Files.writeString(file, script)
        return harness.start([file.toString()])
    }
}
