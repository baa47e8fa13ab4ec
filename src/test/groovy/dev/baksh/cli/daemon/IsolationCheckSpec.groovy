package dev.baksh.cli.daemon

import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.FileTime

/** No state of one call of the warm process is visible to the next: the process runs only scripts on the allow-list. */
class IsolationCheckSpec extends Specification {
    static final String BEYOND = 'a script beyond its session: a source that cannot be analysed'
    static final Path ROOT = Path.of('').toAbsolutePath()

    @TempDir
    Path folder

    @Shared
    IsolationCheck isolationCheck = new IsolationCheck()

    def "a script that changes or reads the state of the process runs in a process of its own: #text"() {
        expect:
        find(text) == "a script beyond its session: $violation"

        where:
        text                                                                          || violation
        'System.setProperty("a", "b")'                                                || 'java.lang.System.setProperty()'
        'System.properties.a = "b"'                                                   || 'java.lang.System.properties'
        'System.clearProperty("user.name")'                                           || 'java.lang.System.clearProperty()'
        'java.lang.System.setProperty("a", "b")'                                      || 'java.lang.System.setProperty()'
        'System."set${"Property"}"("a", "b")'                                         || 'a method whose name is known only at run time'
        'import static java.lang.System.setProperty; setProperty("a", "b")'           || 'java.lang.System.setProperty'
        'import static java.lang.System.*; setProperty("a", "b")'                     || 'the class java.lang.System'
        'import java.lang.System as S; S.setProperty("a", "b")'                       || 'the class java.lang.System'
        'def s = System; s.setProperty("a", "b")'                                     || 'the class java.lang.System'
        '[System].each { it.setProperty("a", "b") }'                                  || 'the class java.lang.System'
        'System.&setProperty'                                                         || 'java.lang.System.setProperty()'
        'System::setProperty'                                                         || 'java.lang.System.setProperty()'
        'System.getenv("X")'                                                          || 'java.lang.System.getenv()'
        'System.exit(1)'                                                              || 'java.lang.System.exit()'
        'System.setOut(null)'                                                         || 'java.lang.System.setOut()'
        'System.out = new PrintStream("x")'                                           || 'an assignment to a member of java.lang.System'
        'System.in.read()'                                                            || 'java.lang.System.in'
        'Integer.getInteger("a")'                                                     || 'java.lang.Integer.getInteger()'
        'Locale.setDefault(Locale.JAPAN)'                                             || 'java.util.Locale.setDefault()'
        'Locale.default = Locale.JAPAN'                                               || 'an assignment to a member of java.util.Locale'
        'def c = Locale; c.default = Locale.JAPAN'                                    || 'default'
        'def c = Locale; c["default"] = Locale.JAPAN'                                 || 'default'
        'def c = Locale; c.setDefault(Locale.JAPAN)'                                  || 'setDefault()'
        'TimeZone.setDefault(TimeZone.getTimeZone("UTC"))'                            || 'java.util.TimeZone.setDefault()'
        'TimeZone.&setDefault'                                                        || 'java.util.TimeZone.setDefault()'
        'java.security.Security.setProperty("a", "b")'                                || 'java.security.Security.setProperty()'
        'import java.security.Security; Security.setProperty("a", "b")'               || 'the class java.security.Security'
        'import java.security.*; Security.setProperty("a", "b")'                      || 'java.security.Security.setProperty()'
        'java.security.Security.addProvider(null)'                                    || 'java.security.Security.addProvider()'
        'javax.net.ssl.HttpsURLConnection.setDefaultHostnameVerifier({ a, b -> true })' || 'javax.net.ssl.HttpsURLConnection.setDefaultHostnameVerifier()'
        'javax.net.ssl.HttpsURLConnection.defaultHostnameVerifier = { a, b -> true }' || 'an assignment to a member of javax.net.ssl.HttpsURLConnection'
        'javax.net.ssl.SSLContext.setDefault(null)'                                   || 'javax.net.ssl.SSLContext.setDefault()'
        'Authenticator.setDefault(null)'                                              || 'java.net.Authenticator.setDefault()'
        'ProxySelector.setDefault(null)'                                              || 'java.net.ProxySelector.setDefault()'
        'CookieHandler.setDefault(null)'                                              || 'java.net.CookieHandler.setDefault()'
        'ResponseCache.setDefault(null)'                                              || 'java.net.ResponseCache.setDefault()'
        'URL.setURLStreamHandlerFactory(null)'                                        || 'java.net.URL.setURLStreamHandlerFactory()'
        'HttpURLConnection.setFollowRedirects(false)'                                 || 'java.net.HttpURLConnection.setFollowRedirects()'
        '"http://h".toURL().openConnection().setDefaultUseCaches(false)'              || 'setDefaultUseCaches()'
        'URLConnection.setContentHandlerFactory(null)'                                || 'java.net.URLConnection.setContentHandlerFactory()'
        'java.util.logging.Logger.getLogger("").level = null'                         || 'java.util.logging.Logger.getLogger()'
        'java.util.logging.LogManager.logManager.reset()'                             || 'java.util.logging.LogManager.logManager'
        'String.metaClass.shout = { -> "!" }'                                         || 'java.lang.String.metaClass'
        '"".metaClass.shout = { -> "!" }'                                             || 'metaClass'
        '"".class.metaClass.shout = { -> "!" }'                                       || 'class'
        '""["metaClass"].shout = { -> "!" }'                                          || 'metaClass'
        'metaClass.shout = { -> "!" }'                                                || 'metaClass'
        'this.metaClass.shout = { -> "!" }'                                           || 'metaClass'
        'String.getMetaClass().shout = { -> "!" }'                                    || 'java.lang.String.getMetaClass()'
        'String.metaClass { shout { -> "!" } }'                                       || 'java.lang.String.metaClass()'
        'String.mixin(List)'                                                          || 'java.lang.String.mixin()'
        'GroovySystem.metaClassRegistry.removeMetaClass(String)'                      || 'removeMetaClass()'
        'ExpandoMetaClass.enableGlobally()'                                           || 'groovy.lang.ExpandoMetaClass.enableGlobally()'
        'org.codehaus.groovy.runtime.InvokerHelper.metaRegistry'                      || 'org.codehaus.groovy.runtime.InvokerHelper.metaRegistry'
        'use(Category) { 1 }'                                                         || 'use()'
        '1.with { use(String) { 1 } }'                                                || 'use()'
        'Thread.start { sleep 9000 }'                                                 || 'java.lang.Thread.start()'
        'new Thread({ sleep 9000 }).start()'                                          || 'the class java.lang.Thread'
        'class T extends Thread { }; new T().start()'                                 || 'the class java.lang.Thread'
        'Thread.currentThread().name = "x"'                                           || 'java.lang.Thread.currentThread()'
        'Thread.setDefaultUncaughtExceptionHandler(null)'                             || 'java.lang.Thread.setDefaultUncaughtExceptionHandler()'
        'Thread.defaultUncaughtExceptionHandler = null'                               || 'an assignment to a member of java.lang.Thread'
        'new Timer().runAfter(9000) { println 1 }'                                    || 'runAfter()'
        'java.util.concurrent.Executors.newFixedThreadPool(2)'                        || 'java.util.concurrent.Executors.newFixedThreadPool()'
        'java.util.concurrent.CompletableFuture.runAsync { sleep 9000 }'              || 'java.util.concurrent.CompletableFuture.runAsync()'
        'new java.util.concurrent.ForkJoinPool(2)'                                    || 'the class java.util.concurrent.ForkJoinPool'
        'new ThreadLocal().set(1)'                                                    || 'the class java.lang.ThreadLocal'
        'new InheritableThreadLocal().set(1)'                                         || 'the class java.lang.InheritableThreadLocal'
        'Runtime.runtime.addShutdownHook(null)'                                       || 'addShutdownHook()'
        'addShutdownHook { println 1 }'                                               || 'addShutdownHook()'
        '"".addShutdownHook { println 1 }'                                            || 'addShutdownHook()'
        'new File("x").deleteOnExit()'                                                || 'deleteOnExit()'
        'java.lang.management.ManagementFactory.platformMBeanServer'                  || 'java.lang.management.ManagementFactory.platformMBeanServer'
        'Class.forName("java.lang.System").setProperty("a", "b")'                     || 'setProperty()'
        '"".class.forName("java.lang.System")'                                        || 'forName()'
        '"".getClass().classLoader'                                                   || 'getClass()'
        '("java.lang.System" as Class).setProperty("a", "b")'                         || 'setProperty()'
        '"java.lang.System".asType(Class)'                                            || 'the class java.lang.Class'
        'Eval.me("1")'                                                                || 'groovy.util.Eval.me()'
        'evaluate("1")'                                                               || 'evaluate()'
        'this.evaluate("1")'                                                          || 'evaluate()'
        'def f = this.&evaluate; f("1")'                                              || 'evaluate()'
        'run(new File("x"), [] as String[])'                                          || 'run with a file'
        'new GroovyShell().evaluate("1")'                                             || 'evaluate()'
        'new GroovyClassLoader()'                                                     || 'the class groovy.lang.GroovyClassLoader'
        'binding.setVariable("a", 1)'                                                 || 'setVariable()'
        'invokeMethod("evaluate", "1")'                                               || 'invokeMethod()'
        'setProperty("metaClass", null)'                                              || 'setProperty()'
        '"ls".execute()'                                                              || 'execute()'
        '["ls"].execute().text'                                                       || 'execute()'
        'def execute() { 1 }; "ls".execute()'                                         || 'execute()'
        'new ProcessBuilder("ls").start()'                                            || 'the class java.lang.ProcessBuilder'
        'Runtime.getRuntime().exec("ls")'                                             || 'exec()'
        'ResourceBundle.clearCache()'                                                 || 'java.util.ResourceBundle.clearCache()'
        'java.beans.Introspector.beanInfoSearchPath = []'                             || 'an assignment to a member of java.beans.Introspector'
        'java.beans.PropertyEditorManager.registerEditor(String, null)'               || 'java.beans.PropertyEditorManager.registerEditor()'
        'java.time.zone.ZoneRulesProvider.registerProvider(null)'                     || 'java.time.zone.ZoneRulesProvider.registerProvider()'
        'new RandomAccessFile("x", "rw").channel.lock()'                              || 'lock()'
        'java.nio.channels.FileChannel.open(null)'                                    || 'java.nio.channels.FileChannel.open()'
        'new ServerSocket(0)'                                                         || 'the class java.net.ServerSocket'
        'new File("/proc/self/oom_score_adj").text = "500"'                           || 'a file of the process'
        'new File("/dev/stdout").text = "500"'                           || 'a file of the process'
        'ClassLoader.systemClassLoader.setDefaultAssertionStatus(true)'               || 'setDefaultAssertionStatus()'
        'Package.getPackage("java.lang")'                                             || 'java.lang.Package.getPackage()'
        'System.gc()'                                                                 || 'java.lang.System.gc()'
        'class F { void finalize() { println 1 } }; new F(); 1'                       || 'finalize'
        '@groovy.util.logging.Log class L { }; new L()'                               || '@Log may run code during compilation'
        '@Grab("a:b:1") import java.util.List'                                        || '@Grab may run code during compilation'
        'dev.baksh.client.api.SourceRedactor.containsSecret("x")'                       || 'dev.baksh.client.api.SourceRedactor.containsSecret()'
        'dev.baksh.cli.Main.main()'                                                   || 'dev.baksh.cli.Main.main()'
        'n2ws.policies.@client'                                                       || 'direct access to a field'
        'n2ws.getClass()'                                                             || 'getClass()'
        'def n = "metaClass"; "".with { delegate."$n" = null }'                       || 'a property whose name is known only at run time'
        'Thread t = null'                                                             || 'the class java.lang.Thread'
        'try { 1 } catch (ThreadDeath e) { }'                                         || 'the class java.lang.ThreadDeath'
        '1 as Thread'                                                                 || 'the class java.lang.Thread'
        '{ Thread t -> 1 }'                                                           || 'the class java.lang.Thread'
        'def f(Thread t) { 1 }; 2'                                                    || 'the class java.lang.Thread'
        'new Thread[1]'                                                               || 'the class java.lang.Thread'
        'class C { static x = System.getenv() }; C.x'                                 || 'java.lang.System.getenv()'
        'class C { { System.exit(1) } }; new C()'                                     || 'java.lang.System.exit()'
        'class C { static { System.exit(1) } }; new C()'                              || 'java.lang.System.exit()'
        'def f(x = System.exit(1)) { x }; f()'                                        || 'java.lang.System.exit()'
        'Closure.IDENTITY.delegate = 1'                                               || 'groovy.lang.Closure.IDENTITY'
        'def run() { System.exit(1) }'                                                || 'java.lang.System.exit()'
        'import groovy.transform.MapConstructor\n@MapConstructor(pre = { System.exit(1) }) class C { def a }\nnew C(a: 1)' || 'java.lang.System.exit()'
        'record R(Object a) { R { System.exit(1) } }; new R(1)'                          || 'java.lang.System.exit()'
        'def c = { x = System.exit(1) -> x }; c()'                                    || 'java.lang.System.exit()'
        'new Object() { def m() { System.exit(1) } }.m()'                             || 'java.lang.System.exit()'
        'enum E { A { def m() { System.exit(1) } }; def m() { 1 } }; E.A.m()'         || 'java.lang.System.exit()'
        '"${System.exit(1)}"'                                                         || 'java.lang.System.exit()'
        '[a: System.exit(1)]'                                                         || 'java.lang.System.exit()'
        'switch (1) { case System: 1 }'                                               || 'the class java.lang.System'
        'include "other-" + args[0]'                                                  || 'an included file that is not known'
        'include "none.groovy"'                                                       || 'an included file that is not known'
    }

    def "an ordinary script runs in the warm process: #text"() {
        expect:
        find(text) == null

        where:
        text << ['n2ws.policies', 'n2ws.policies*.name', 'n2ws.policies.count()', "n2ws.policies['nightly'].backup()",
            'n2ws.policies.findAll { !it.enabled }.sort { it.name }', "table n2ws.policies, 'id', 'name'", 'n2ws.backups[7].await()',
            "px.users['alice'].unmap('px-backup-app.user')", "n2ws.backups.latest(policy: 'nightly', status: 'B')", 'px.access()',
            "px.roles['viewer'].update { fullAccess 'schedulepolicy' }", "n2ws.policies.create('x') { description 'new' }",
            "n2ws.get('aws/policies/1/').name", "n2ws('eu').accounts*.name", 'px("dr").roles.size()', 'csv(n2ws.users)',
            'println json(n2ws.policies[1])', 'bar(n2ws.backups.countBy { it.status })', 'timeline n2ws.backups, days: 30',
            'n2ws.backups.findAll { it.start_time > 2.days.ago }*.id', 'println "${args[0]} ${params.x ?: 1}"', 'exit 3', 'fail "no"',
            'step("a") { n2ws.policies[1].name }', 'sleep 5.seconds', 'n2ws.tags.archive(1)', 'n2ws.policies.each { println it.someFieldOfTheServer }',
            'def x = [:].withDefault { [] }; x["a"] << 1; x.a.sum()', '(1..1000).toList().parallelStream().mapToInt { it }.sum()',
            'def s = "a,b".split(",") as List; s*.toUpperCase().join("-")', 'LocalDate.parse("2026-01-31").plusMonths(1).dayOfWeek',
            'Duration.between(now - 1.day, now).toHours()', 'new File("x").text = csv(n2ws.users)', 'new File("/dev/null").text = "x"', 'new File("x").eachLine { println it }',
            'Math.max(1, 2) + Math.PI', 'Integer.parseInt("7") as BigDecimal', 'import java.time.format.DateTimeFormatter\nDateTimeFormatter.ISO_DATE.format(LocalDate.now())',
            'import java.util.regex.Pattern\nPattern.compile("a+").matcher("aa").matches()', 'String.format("%5d", 7)', '"a".with { it + owner.args }',
            'def f(List l, int n = 2) { l.take(n) }; f([1, 2, 3])', 'class P { String n; def hi() { "hi $n" } }; new P(n: "x").hi()', 'enum E { A, B }; E.values()*.name()',
            'System.currentTimeMillis() - System.nanoTime()', 'System.err.println "x"', 'System.out.print 1', 'Thread.sleep(1)',
            'try { n2ws.policies["x"] } catch (dev.baksh.client.api.BakshException e) { println e.message; exit e.exit().code() }',
            'int count = 0; n2ws.policies.each { count++ }; count', 'for (p in n2ws.policies) { if (p.enabled) continue; println p.name }',
            '["policies", "users"].collect { n2ws."$it".count() }', 'import static java.lang.Math.*; max(1, round(2.5))', 'n2ws.policies.columns("id", "name").wide',
            'new Random(7).nextInt(10)', 'UUID.randomUUID().toString()', 'Locale.default.language + TimeZone.default.ID', 'def c = { a, b -> a + b }.curry(1); c(2)',
            'import groovy.transform.Field\n@Field int total = 0\ntotal += 1', '[b: 1, a: 2].sort { it.key }.collect { Map.Entry e -> e.value }', 'this.args.size()', 'n2ws.policies[']
    }

    def "the shipped script #file.fileName and the scripts and expressions of the pages run in the warm process"() {
        expect:
        isolationCheck.findViolation(Files.readString(file), file.parent, [file.resolveSibling('lib'), ROOT.resolve('lib')]) == null

        where:
        file << ROOT.resolve('scripts').toFile().listFiles().findAll { it.name.endsWith('.groovy') }.sort()*.toPath()
    }

    def "a library class is part of the decision, in the file and where the file uses another: #text"() {
        given:
        Files.writeString(folder.resolve('Tools.groovy'), 'class Tools { static run() { Deep.set() } }')
        Files.writeString(folder.resolve('Deep.groovy'), 'class Deep { static set() { Locale.setDefault(Locale.JAPAN) } }')
        Files.writeString(folder.resolve('Harmless.groovy'), 'class Harmless { static int count = 0; static next() { ++count } }')
        Files.createDirectories(folder.resolve('a/b'))
        Files.writeString(folder.resolve('a/b/Packed.groovy'), 'package a.b\nclass Packed { static x = System.getenv() }')

        expect:
        isolationCheck.findViolation(text, folder, [folder.resolve('none'), folder]) == (violation ? "a script beyond its session: $violation" : null)

        where:
        text                                         || violation
        'Harmless.next()'                            || null
        '1'                                          || null
        'Tools.run()'                                || 'java.util.Locale.setDefault()'
        'def f(Tools t) { 1 }'                       || 'java.util.Locale.setDefault()'
        'import a.b.Packed; Packed.x'                || 'java.lang.System.getenv()'
        'import a.b.Packed as P; P.x'                || 'java.lang.System.getenv()'
        'a.b.Packed.x'                               || 'java.lang.System.getenv()'
        'import static a.b.Packed.x; x'              || 'java.lang.System.getenv()'
        'new a.b.Packed()'                           || 'java.lang.System.getenv()'
        '[] as Tools'                                || 'java.util.Locale.setDefault()'
        'class X extends Tools { }; 1'               || 'java.util.Locale.setDefault()'
    }

    def "a decision is made again when a file changes, appears or disappears: #kind"() {
        given:
        Path file = folder.resolve(name)
        if (before) write(file, before, 1_000)
        String first = isolationCheck.findViolation(text, folder, [folder])
        if (after) write(file, after, 2_000)
        else Files.delete(file)

        expect:
        [first, isolationCheck.findViolation(text, folder, [folder])].collect { it == null } == [wasWarm, isWarm]

        where:
        kind                     | name            | text                     | before                          | after                          || wasWarm | isWarm
        'a changed class'        | 'Tools.groovy'  | 'new Tools()'            | 'class Tools { }'               | 'class Tools { Thread t }'     || true    | false
        'a repaired class'       | 'Tools.groovy'  | 'new Tools()'            | 'class Tools { Thread t }'      | 'class Tools { }'              || false   | true
        'a hidden class'         | 'Duration.groovy' | 'Duration.ofDays(1)'   | null                            | 'class Duration { Thread t }'  || true    | false
        'a removed class'        | 'Tools.groovy'  | 'new Tools()'            | 'class Tools { }'               | null                           || true    | false
        'a changed include'      | 'more.groovy'   | 'include "more.groovy"'  | 'def f() { 1 }'                 | 'System.exit(1)'               || true    | false
    }

    def "the decision about a script of #kind is made without a deep recursion"() {
        expect:
        find(text) in expected

        where:
        kind                  | text                                    || expected
        'one long word'       | 'a' * 1_000_000                         || [BEYOND]
        'a long list'         | '[' + '1, ' * 50_000 + '1].size()'      || [null]
        'many open brackets'  | '[' * 20_000                            || [null, BEYOND] // An invalid source, or too deep.
    }

    private String find(String text) {
        isolationCheck.findViolation(text, folder, [])
    }

    private static void write(Path file, String text, long time) {
        Files.writeString(file, text)
        Files.setLastModifiedTime(file, FileTime.fromMillis(time))
    }
}
