package dev.baksh.script.compile

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.api.SourceRedactor
import dev.baksh.script.session.ScriptFixture
import dev.baksh.script.session.ScriptRunner
import groovy.lang.Binding
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.util.function.Predicate

class ScriptCacheSpec extends Specification {
    @TempDir
    Path folder

    Path cacheFolder

    def setup() {
        cacheFolder = folder.resolve('compiled')
        Files.createDirectories(folder.resolve('lib'))
    }

    def "a second process compiles nothing and gets the same result"() {
        given:
        String text = 'def twice = { it * 2 }\nclass Pair { int a }\n[1, 2].collect(twice) + new Pair(a: 3).a'

        when:
        def first = createProcess().compile('drill.groovy', text)
        def second = createProcess().compile('drill.groovy', text)

        then:
        !(first.classLoader instanceof CachedClassLoader)
        second.classLoader instanceof CachedClassLoader
        runCompiled(first) == [2, 4, 3]
        runCompiled(second) == [2, 4, 3]
    }

    def "an error in a cached script has its line, also in closures and methods"() {
        given:
        String text = "def f() {\n  [1].each {\n    throw new IllegalStateException('no')\n  }\n}\nf()"
        createProcess().compile('drill.groovy', text)

        when:
        ScriptCompiler second = createProcess()
        new ScriptRunner(second, new ErrorTranslator(second, [])).run('drill.groovy', text, new Binding())

        then:
        ScriptException e = thrown()
        e.message.contains('no')
        e.location() == 'drill.groovy:3'
        Files.list(cacheFolder).withCloseable { it.count() } == 1
    }

    def "#what is compiled again"() {
        given:
        createProcess().compile('drill.groovy', '1')

        when:
        def second = new ScriptCompiler(getClass().classLoader, base, [], new ScriptCache(cacheFolder, build)).compile(name, text)

        then:
        !(second.classLoader instanceof CachedClassLoader)

        where:
        what                 | name           | text | build  | base
        'another text'       | 'drill.groovy' | '2'  | 'one'  | ScriptFixture.FixtureScript
        'another name'       | 'other.groovy' | '1'  | 'one'  | ScriptFixture.FixtureScript
        'another build'      | 'drill.groovy' | '1'  | 'two'  | ScriptFixture.FixtureScript
        'another base class' | 'drill.groovy' | '1'  | 'one'  | Script
    }

    def "a library class is cached with its script and is loaded once"() {
        given:
        writeLibrary('Report', 'class Report { static int n = 0\n int next() { n += 1; new Other().plus(n) } }')
        writeLibrary('Other', 'class Other { int plus(int n) { n + 10 } }')
        String text = '[new Report().next(), new Report().next(), Class.forName("Report", true, getClass().classLoader).n]'
        runCompiled(createProcess().compile('drill.groovy', text))

        when:
        def second = createProcess().compile('drill.groovy', text)

        then:
        second.classLoader instanceof CachedClassLoader
        runCompiled(second) == [11, 12, 2]
    }

    def "changed and new library files are detected"() {
        given:
        writeLibrary('Report', 'class Report { int n() { 1 } }')
        createProcess().compile('drill.groovy', 'new Report().n()')

        when:
        writeLibrary('Report', 'class Report { int n() { 2 } }')

        then:
        runCompiled(createProcess().compile('drill.groovy', 'new Report().n()')) == 2

        when:
        String openLibraryText = 'try { Late.n() } catch (MissingPropertyException e) { "none" }'
        Object valueBefore = runCompiled(createProcess().compile('drill.groovy', openLibraryText))
        writeLibrary('Late', 'class Late { static int n() { 3 } }')

        then:
        valueBefore == 'none'
        runCompiled(createProcess().compile('drill.groovy', openLibraryText)) == 3
    }

    def "a library file that other users can write is rejected, cached or not"() {
        given:
        Path file = writeLibrary('Report', 'class Report { }')
        createProcess().compile('drill.groovy', 'new Report()')
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rw-rw-rw-'))

        when:
        createProcess().compile('drill.groovy', 'new Report()')

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.REFUSED
        e.message == "$file can be changed by other users of this machine (mode rw-rw-rw-)"
    }

    def "a script that may contain a secret is not cached: #text"() {
        when:
        createProcess().compile('drill.groovy', text)

        then:
        !Files.exists(cacheFolder)

        where:
        text << [
            'def m = [password: "a"]', "def m = ['api_key': 'x']", 'def t = [accessToken: "x"]', 'title "x"; def secret = "x"'
        ]
    }

    def "a damaged, truncated or unsafe cache entry is compiled again without a message"() {
        given:
        createProcess().compile('drill.groovy', '1 + 1')
        Path entry = Files.list(cacheFolder).withCloseable { it.toList() }[0]
        byte[] originalBytes = Files.readAllBytes(entry)

        when:
        damage(entry, originalBytes)
        def second = createProcess().compile('drill.groovy', '1 + 1')

        then:
        !(second.classLoader instanceof CachedClassLoader)
        runCompiled(second) == 2

        where:
        damage << [
            { Path file, byte[] bytes -> Files.write(file, bytes[0..<bytes.length - 20] as byte[]) },
            { Path file, byte[] bytes -> bytes[40] ^= 1; Files.write(file, bytes) },
            { Path file, byte[] bytes -> Files.write(file, new byte[0]) },
            { Path file, byte[] bytes -> Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rw-rw-rw-')) },
            { Path file, byte[] bytes -> Files.setPosixFilePermissions(file.parent, PosixFilePermissions.fromString('rwxrwxrwx')) }
        ]
    }

    def "the folder and its files are private to the user"() {
        when:
        createProcess().compile('drill.groovy', '1')

        then:
        PosixFilePermissions.toString(Files.getPosixFilePermissions(cacheFolder)) == 'rwx------'
        Files.list(cacheFolder).withCloseable { it.toList() }.every {
            PosixFilePermissions.toString(Files.getPosixFilePermissions(it)) == 'rw-------'
        }
    }

    def "a script with a secret is not stored: #what"() {
        given:
        writeLibrary('Login', "class Login { static String password = 'canary'; static String greet() { 'hi' } }")
        writeLibrary('Plain', "class Plain { static String greet() { 'hi' } }")
        ScriptCache cache = new ScriptCache(cacheFolder, 'one', null, { SourceRedactor.containsSecret(it) || it.contains('known') } as Predicate)
        ScriptCompiler compiler = new ScriptCompiler(getClass().classLoader, ScriptFixture.FixtureScript, [folder.resolve('lib')], cache)

        expect:
        runCompiled(compiler.compile('drill.groovy', text)) == 'hi'
        Files.exists(cacheFolder) == isStored

        where:
        what                       | text                                || isStored
        'no secret'                | 'Plain.greet()'                     || true
        'a secret by its name'     | "String token = 'x'; Plain.greet()" || false
        'a secret by its value'    | "String x = 'known'; Plain.greet()" || false
        'a secret of a library'    | 'Login.greet()'                     || false
    }

    def "the size of the folder is limited"() {
        given:
        ScriptCache cache = new ScriptCache(cacheFolder, 'one')

        when:
        405.times { cache.write('k' + it, new byte[1]) }

        then:
        Files.list(cacheFolder).withCloseable { it.count() } < 400
        cache.read('k404') != null
    }

    def "a process that runs several scripts loads a stateless script once"() {
        given:
        LoadedScripts loaded = new LoadedScripts()
        String text = 'def all = [3, 1].collect { it * 2 }; "${all.sort()}".toString()'
        createWarmProcess(loaded).compile('-e', text)

        when:
        def first = createWarmProcess(loaded).compile('-e', text)
        def second = createWarmProcess(loaded).compile('-e', text)

        then:
        first.is(second)
        runCompiled(second) == '[2, 6]'
    }

    def "a script that may keep state between runs is loaded again: #text"() {
        given:
        writeLibrary('Tenants', 'class Tenants { static int count = 0 }')
        LoadedScripts loaded = new LoadedScripts()
        createWarmProcess(loaded).compile('-e', text)

        expect:
        runCompiled(createWarmProcess(loaded).compile('-e', text)) == 1
        runCompiled(createWarmProcess(loaded).compile('-e', text)) == 1

        where:
        text << [
            '@groovy.transform.Field static int count = 0; ++count',
            'class Box { static int count = 0 }; ++Box.count',
            'class Box { static final List all = [] }; Box.all << 1; Box.all.size()',
            'enum Box { ONE; int count = 0 }; ++Box.ONE.count',
            '++Tenants.count',
            'Class<?> found = this.class.classLoader.loadClass("Ten" + "ants"); found.count = found.count + 1; found.count'
        ]
    }

    def "relative times of a cached script use the start time of the current run"() {
        given:
        LoadedScripts loaded = new LoadedScripts()
        String text = 'static when() { java.time.Duration.ofDays(1).ago }\nwhen().toString()'
        List<String> days = ['2026-01-02', '2026-01-03', '2026-01-04'].collect { day ->
            ScriptCompiler compiler = createWarmProcess(loaded)
            compiler.setClock { java.time.Instant.parse(day + 'T00:00:00Z') }
            runCompiled(compiler.compile('-e', text))
        }

        expect:
        days == ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z']
    }

    private ScriptCompiler createWarmProcess(LoadedScripts loaded) {
        new ScriptCompiler(getClass().classLoader, ScriptFixture.FixtureScript, [folder.resolve('lib')], new ScriptCache(cacheFolder, 'one', loaded, { SourceRedactor.containsSecret(it) } as Predicate))
    }

    private ScriptCompiler createProcess() {
        new ScriptCompiler(getClass().classLoader, ScriptFixture.FixtureScript, [folder.resolve('lib')], new ScriptCache(cacheFolder, 'one'))
    }

    private Path writeLibrary(String name, String text) {
        Path file = folder.resolve('lib').resolve(name + '.groovy')
        Files.writeString(file, text)
        file
    }

    private static Object runCompiled(Class<? extends Script> script) {
        script.getDeclaredConstructor().newInstance().run()
    }
}
