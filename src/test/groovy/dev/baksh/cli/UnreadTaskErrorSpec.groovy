package dev.baksh.cli

import dev.baksh.Scale
import dev.baksh.Scaled
import spock.lang.Requires
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.Path

/** A task in another thread keeps its error until its result is read, so baksh looks for errors that the script never reads. */
@Timeout(180)
class UnreadTaskErrorSpec extends SandboxSpecification {
    static final String POOL = 'def pool = java.util.concurrent.Executors.newFixedThreadPool(2); '
    static final String SCHEDULER = 'def pool = java.util.concurrent.Executors.newScheduledThreadPool(1); '
    static final String LATCH = 'def latch = new java.util.concurrent.CountDownLatch(1); '
    static final String FUTURE = 'java.util.concurrent.CompletableFuture.'
    static final String TYPED = 'import java.util.concurrent.*\n@groovy.transform.CompileStatic '
    static final Map<String, String> UNREAD = [
        submit                  : POOL + 'pool.submit { BODY }; pool.shutdown()',
        'submit, pool stays'    : POOL + 'pool.submit { BODY }; 0',
        'submit, variable'      : POOL + 'def future = pool.submit { BODY }; pool.shutdown()',
        'submit, list'          : POOL + 'def futures = [1].collect { pool.submit { BODY } }; pool.shutdown()',
        'submit, Callable'      : POOL + 'pool.submit({ BODY } as java.util.concurrent.Callable); pool.shutdown()',
        'submit, class'         : POOL + 'pool.submit(new Runnable() { void run() { BODY } }); pool.shutdown()',
        'submit, lambda'        : POOL + 'pool.submit(() -> { BODY }); pool.shutdown()',
        'submit, method'        : 'def work() { BODY }\n' + POOL + 'pool.submit(this.&work); pool.shutdown()',
        'submit, with'          : POOL + 'pool.with { it.submit { BODY } }; pool.shutdown()',
        'submit in a task'      : POOL + 'pool.submit { pool.submit { BODY }; 1 }.get(); pool.shutdown()',
        'submit, single'        : 'java.util.concurrent.Executors.newSingleThreadExecutor().submit { BODY }; 0',
        'submit, daemon'        : 'java.util.concurrent.Executors.newFixedThreadPool(1) { r -> def t = new Thread(r); t.daemon = true; t }.submit { sleep 100; BODY }; 0',
        invokeAll               : POOL + 'pool.invokeAll([{ BODY } as java.util.concurrent.Callable]); pool.shutdown()',
        schedule                : SCHEDULER + LATCH + 'pool.schedule({ latch.countDown(); BODY }, 1, java.util.concurrent.TimeUnit.MILLISECONDS); latch.await(); pool.shutdown()',
        scheduleAtFixedRate     : SCHEDULER + LATCH + 'pool.scheduleAtFixedRate({ latch.countDown(); BODY }, 1, 1, java.util.concurrent.TimeUnit.MILLISECONDS); latch.await(); pool.shutdown()',
        runAsync                : FUTURE + 'runAsync { BODY }; 0',
        'runAsync, executor'    : POOL + FUTURE + 'runAsync({ BODY }, pool); pool.shutdown()',
        supplyAsync             : FUTURE + 'supplyAsync { BODY }; 0',
        thenApply               : FUTURE + 'supplyAsync { 1 }.thenApply { BODY }; 0',
        'thenApply, earlier'    : FUTURE + 'supplyAsync { BODY }.thenApply { 1 }; 0',
        thenRunAsync            : FUTURE + 'supplyAsync { 1 }.thenRunAsync { BODY }; 0',
        allOf                   : FUTURE + 'allOf(' + FUTURE + 'runAsync { BODY }); 0',
        'fork-join submit'      : 'new java.util.concurrent.ForkJoinPool(2).submit { BODY }; 0',
        'common pool submit'    : 'java.util.concurrent.ForkJoinPool.commonPool().submit { BODY }; 0',
        'common pool execute'   : 'java.util.concurrent.ForkJoinPool.commonPool().execute { BODY }; 0',
        'FutureTask'            : 'def task = new java.util.concurrent.FutureTask({ BODY } as java.util.concurrent.Callable); new Thread(task).start()',
        'CompletionService'     : POOL + 'new java.util.concurrent.ExecutorCompletionService(pool).submit({ BODY } as java.util.concurrent.Callable); pool.shutdown()',
        'daemon thread'         : 'Thread.startDaemon { sleep 100; BODY }; 0',
        'daemon thread, started': 'def t = new Thread({ sleep 100; BODY }); t.daemon = true; t.start(); 0',
        'daemon threads, spread': 'def ts = [1].collect { new Thread({ sleep 100; BODY }) }; ts*.setDaemon(true); ts*.start(); 0',
        'execute, daemon'       : 'java.util.concurrent.Executors.newFixedThreadPool(1) { r -> def t = new Thread(r); t.daemon = true; t }.execute { sleep 100; BODY }; 0',
        'compile-static, daemon': TYPED + 'class Work { static void go(Closure body) { Thread t = new Thread({ sleep 100; body.call() } as Runnable); t.daemon = true; t.start() } }\nWork.go { BODY }',
        'parallel stream'       : '[1].parallelStream().forEach { BODY }; 0',
        'computed name'         : POOL + "def name = 'submit'; pool.\"\$name\" { BODY }; pool.shutdown()",
        'computed name, variable': POOL + "def name = 'submit'; pool.\"\${'sub' + 'mit'}\" { BODY }; pool.shutdown()",
        'computed name, static' : "def name = 'runAsync'; java.util.concurrent.CompletableFuture.\"\$name\" { BODY }; 0",
        'method pointer'        : POOL + 'def send = pool.&submit; send { BODY }; pool.shutdown()',
        'method reference'      : POOL + '[{ BODY }].each(pool::submit); pool.shutdown()',
        'computed pointer'      : POOL + "def name = 'submit'; def send = pool.&\"\$name\"; send.call { BODY }; pool.shutdown()",
        invokeMethod            : POOL + "pool.invokeMethod('submit', { BODY }); pool.shutdown()",
        reflection              : POOL + "java.util.concurrent.ExecutorService.getMethod('submit', Runnable).invoke(pool, { BODY } as Runnable); pool.shutdown()",
        'with, implicit'        : POOL + 'pool.with { submit { BODY } }; pool.shutdown()',
        'static import'         : 'import static java.util.concurrent.CompletableFuture.runAsync\nrunAsync { BODY }; 0',
        'compile-static, submit': TYPED + 'class Work { static void go(Closure body) { def pool = Executors.newFixedThreadPool(1); pool.submit { body.call() }; pool.shutdown() } }\nWork.go { BODY }',
        'compile-static, typed' : TYPED + 'class Work { static Future go(Closure body) { ExecutorService pool = Executors.newFixedThreadPool(1); Future<?> f = pool.submit({ body.call() } as Callable); pool.shutdown(); f } }\nWork.go { BODY }; 0',
        'compile-static, runAsync': TYPED + 'class Work { static void go(Closure body) { CompletableFuture.runAsync { body.call() } } }\nWork.go { BODY }',
        'compile-static, chain' : TYPED + 'class Work { static CompletableFuture<Integer> go(Closure body) { CompletableFuture.supplyAsync { 1 }.thenApply { Integer i -> body.call(); i + 1 } } }\nWork.go { BODY }; 0',
        'compile-static, invokeAll': TYPED + 'class Work { static int go(Closure body) { def pool = Executors.newFixedThreadPool(1); List<Future<Object>> all = pool.invokeAll([{ body.call() } as Callable<Object>]); pool.shutdown(); all.size() } }\nWork.go { BODY }',
        'compile-static, static import': 'import static java.util.concurrent.CompletableFuture.runAsync\n' + TYPED + 'class Work { static void go(Closure body) { runAsync { body.call() } } }\nWork.go { BODY }',
        'compile-static, method': 'import java.util.concurrent.*\nclass Work { @groovy.transform.CompileStatic static void go(Closure body) { def pool = Executors.newFixedThreadPool(1); pool.submit { body.call() }; pool.shutdown() } }\nWork.go { BODY }',
        'compile-static, closure': TYPED + 'class Work { static void go(Closure body) { [1, 2].each { int i -> if (i == 1) CompletableFuture.runAsync { body.call() } } } }\nWork.go { BODY }',
        'compile-static, field' : TYPED + 'class Work { static Closure body; Future f = CompletableFuture.runAsync { Work.body.call() } }\nWork.body = { BODY }; new Work(); 0',
        'compile-static, inner' : TYPED + 'class Work { static void go(Closure body) { new Thread(new Runnable() { void run() { CompletableFuture.runAsync { body.call() } } }).start() } }\nWork.go { BODY }',
        'compile-dynamic'       : TYPED + 'class Work { @groovy.transform.CompileDynamic static void go(Closure body) { CompletableFuture.runAsync { body.call() } } }\nWork.go { BODY }',
        'type-checked'          : TYPED.replace('CompileStatic', 'TypeChecked') + 'class Work { static void go(Closure body) { def pool = Executors.newFixedThreadPool(1); pool.submit { body.call() }; pool.shutdown() } }\nWork.go { BODY }',
    ]
    static final List<List> BODIES = [["fail 'broken'", 1, 'baksh: broken\n'], ['exit 4', 4, '']]

    @Scaled
    def "an error that is not read is the error of the script, in one line: #way, #body, #entry"() {
        when:
        SandboxHarness.Result result = start(entry, UNREAD[way].replace('BODY', body))

        then:
        [result.code, result.err.replaceAll(/(?m)^  .*\n/, '').replaceAll(/(?m)^run .*\n/, '')] == [code, err]

        where:
        [way, [body, code, err], entry] << [
            *[UNREAD.keySet(), BODIES.take(1), ['-e']].combinations(),
            *Scale.everyNth(6, [UNREAD.keySet(), BODIES.drop(1), ['-e']].combinations()),
            *[['submit', 'runAsync', 'allOf', 'submit, method'], BODIES, ['run', 'step', '-']].combinations(),
            *[['submit', 'runAsync', 'allOf', 'submit, method'], BODIES.take(1), ['shell']].combinations()]
    }

    @Requires({ Runtime.version().feature() >= 21 })
    def "an error of a virtual thread is the error of the script: #script"() {
        expect:
        start('-e', script).with { [it.code, it.err] } == [1, 'baksh: broken\n  -e:1\n']

        where:
        script << [
            "java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor().submit { Thread.yield(); fail 'broken' }; 0",
            "java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor().execute { sleep 50; fail 'broken' }; 0", "Thread.ofVirtual().unstarted { sleep 50; fail 'broken' }.start(); 0",
            "Thread.startVirtualThread { Thread.yield(); fail 'broken' }; 0", "Thread.ofVirtual().start { Thread.yield(); fail 'broken' }; 0"]
    }

    def "an error that the script reads or handles is not reported again: #script"() {
        expect:
        start('-e', script).with { [it.code, it.out, it.err] } == [0, 'ok\n', '']

        where:
        script << [
            POOL + "try { pool.submit { fail 'x' }.get() } catch (Exception e) { }; pool.shutdown(); 'ok'",
            POOL + "def f = pool.submit { fail 'x' }; pool.shutdown(); try { f.get(1, java.util.concurrent.TimeUnit.SECONDS) } catch (Exception e) { }; 'ok'",
            POOL + "def fs = pool.invokeAll([{ fail 'x' } as java.util.concurrent.Callable]); pool.shutdown(); try { fs*.get() } catch (Exception e) { }; 'ok'",
            FUTURE + "runAsync { fail 'x' }.exceptionally { null }.join(); 'ok'",
            FUTURE + "runAsync { fail 'x' }.handle { v, e -> 1 }; 'ok'",
            'def f = ' + FUTURE + "runAsync { fail 'x' }; try { " + FUTURE + "allOf(f).join() } catch (Exception e) { }; 'ok'",
            'def fs = [' + FUTURE + "runAsync { fail 'x' }]; try { " + FUTURE + "allOf(*fs).join() } catch (Exception e) { }; 'ok'",
            'def f = ' + FUTURE + "runAsync { fail 'x' }; while (!f.done) sleep 5; f.isCompletedExceptionally() ? 'ok' : 'no'",
            POOL + "def f = pool.submit { Thread.sleep 60_000 }; f.cancel(true); pool.shutdown(); 'ok'",
            POOL + "def name = 'get'; def f = pool.submit { fail 'x' }; try { f.\"\$name\"() } catch (Exception e) { }; pool.shutdown(); 'ok'",
            POOL + "def send = pool.&submit; try { send { fail 'x' }.get() } catch (Exception e) { }; pool.shutdown(); 'ok'",
            TYPED + "class Work { static String go(Closure body) { def pool = Executors.newFixedThreadPool(1); def f = pool.submit { body.call() }; pool.shutdown(); try { f.get() } catch (Exception e) { }; 'ok' } }\nWork.go { fail 'x' }",
            TYPED + "class Work { static String go(Closure body) { CompletableFuture<Void> f = CompletableFuture.runAsync { body.call() }; try { CompletableFuture.allOf(f).join() } catch (Exception e) { }; 'ok' } }\nWork.go { fail 'x' }",
            TYPED + "class Work { static String go(Closure<String> body) { CompletableFuture.supplyAsync { body.call() }.handle { String v, Throwable e -> e == null ? v : 'ok' }.join() } }\nWork.go { fail 'x' }",
            TYPED + "class Work { static String go() { def t = new Timer(); t.schedule({ } as TimerTask, 1L); t.cancel(); def m = [a: 'o']; m.get('a') + ['k'].join('') } }\nWork.go()",
            TYPED.replace('CompileStatic', 'TypeChecked') + "class Work { static String go(Closure body) { def f = CompletableFuture.runAsync { body.call() }; try { f.get() } catch (Exception e) { }; 'ok' } }\nWork.go { fail 'x' }",
            "class Own { def start() { 'o' }; def execute(Closure x) { x() } }; new Own().start() + new Own().execute { 'k' }",
            "def pool = java.util.concurrent.Executors.newFixedThreadPool(1) { r -> def t = new Thread(r); t.daemon = true; t.uncaughtExceptionHandler = { x, e -> } as Thread.UncaughtExceptionHandler; t }; pool.execute { fail 'x' }; 'ok'",
            SCHEDULER + "pool.scheduleAtFixedRate({ }, 1, 1, java.util.concurrent.TimeUnit.HOURS); 'ok'",
            "class Own { def get() { 'o' }; def join() { 'k' }; def submit(x) { x } }; def own = new Own(); own.submit(own.get()) + own.join()",
            "[['o', 'k'].join(''), [a: 1].get('a')][0]",
        ]
    }

    def "a task that has not run when the script ends is reported: #script"() {
        expect:
        start('-e', script).with { [it.code, it.out, it.err] } == [0, 'ok\n', "warning: $warning; wait for them in the script, for example with get()\n"]

        where:
        script                                                                                           || warning
        SCHEDULER + "pool.schedule({ fail 'x' }, 1, java.util.concurrent.TimeUnit.HOURS); 'ok'"          || '1 task was scheduled for a time after the end of the script, and did not run'
        SCHEDULER + "2.times { pool.schedule({ 1 }, 1, java.util.concurrent.TimeUnit.HOURS) }; 'ok'"     || '2 tasks were scheduled for a time after the end of the script, and did not run'
        "Thread.startDaemon { sleep 60_000 }; 'ok'"                                                      || '1 task was still running when the script ended'
    }

    def "a task of typed code that baksh cannot see is refused with its line: #line"() {
        when:
        SandboxHarness.Result result = start('run', "import java.util.concurrent.*\nimport static java.util.concurrent.CompletableFuture.runAsync\n@groovy.transform.$type\nclass Work {\n  static void go(ExecutorService pool) {\n    $line\n  }\n}\nWork.go(null)\n")

        then:
        result.err.readLines().first() == "baksh: script.groovy:6: baksh cannot see an error of a task that statically typed code starts by '$name' in this form: write $instead"
        result.code != 0

        where:
        type            | line                                             | name       | instead
        'TypeChecked'   | 'runAsync { println 1 }'                         | 'runAsync' | 'CompletableFuture.runAsync'
        'CompileStatic' | '[{ println 1 } as Runnable].each(pool.&submit)' | 'submit'   | '{ pool.submit(it) }'
        'TypeChecked'   | 'def send = pool.&submit; send({ println 1 })'   | 'submit'   | '{ pool.submit(it) }'
    }

    def "a write of a task whose result is not read is complete when the script ends: #way"() {
        when:
        SandboxHarness.Result result = start('-e', script.replace('BODY', "sleep 200; n2ws.policies['nightly'].update { description 'by a task' }"))

        then:
        [result.code, result.err] == [0, '']
        harness.start(['-e', "n2ws.policies['nightly'].description"]).out == 'by a task\n'

        where:
        way << ['submit', 'submit, daemon', 'runAsync', 'daemon thread', 'daemon thread, started', 'execute, daemon', 'common pool submit']
        script = UNREAD[way] + '; null'
    }

    private SandboxHarness.Result start(String entry, String script) {
        switch (entry) {
            case '-e': return harness.start(['-e', script])
            case '-': return harness.start(['-'], [:], script)
            case 'shell': return harness.start([], [:], script.readLines().join('\n') + '\n')
            default:
                Path file = folder.resolve('script.groovy')
                Files.writeString(file, entry == 'step' ? script.replaceFirst(/(?s)^(def work.*?\n)?(.*)/) { List<String> it -> (it[1] ?: '') + "step('one') { ${it[2]}; null }" } : script)
                return harness.start([file.toString()])
        }
    }
}
