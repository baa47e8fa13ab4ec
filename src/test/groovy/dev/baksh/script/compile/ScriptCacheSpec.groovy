package dev.baksh.script.compile

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.script.runbook.OutlineCache
import dev.baksh.script.runbook.OutlineCodec
import dev.baksh.script.runbook.OutlineParser
import dev.baksh.script.runbook.RunbookOutline
import dev.baksh.script.session.ScriptFixture
import dev.baksh.script.session.ScriptRunner
import groovy.lang.Binding
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

class ScriptCacheSpec extends Specification {
    @TempDir
    Path folder

    Path kept

    def setup() {
        kept = folder.resolve('compiled')
        Files.createDirectories(folder.resolve('lib'))
    }

    def "a second process compiles nothing, and gets the same"() {
        given:
        String text = 'def twice = { it * 2 }\nclass Pair { int a }\n[1, 2].collect(twice) + new Pair(a: 3).a'

        when:
        def first = process().compile('drill.groovy', text)
        def second = process().compile('drill.groovy', text)

        then:
        !(first.classLoader instanceof CachedClassLoader)
        second.classLoader instanceof CachedClassLoader
        value(first) == [2, 4, 3]
        value(second) == [2, 4, 3]
    }

    def "an error in a stored text has its line, in closures and methods too"() {
        given:
        String text = "def f() {\n  [1].each {\n    throw new IllegalStateException('no')\n  }\n}\nf()"
        process().compile('drill.groovy', text)

        when:
        ScriptCompiler second = process()
        new ScriptRunner(second, new ErrorTranslator(second, [])).run('drill.groovy', text, new Binding())

        then:
        ScriptException e = thrown()
        e.message.contains('no')
        e.location() == 'drill.groovy:3'
        Files.list(kept).withCloseable { it.count() } == 1
    }

    def "#what is compiled anew"() {
        given:
        process().compile('drill.groovy', '1')

        when:
        def second = new ScriptCompiler(getClass().classLoader, base, [], new ScriptCache(kept, build)).compile(name, text)

        then:
        !(second.classLoader instanceof CachedClassLoader)

        where:
        what                 | name           | text | build  | base
        'another text'       | 'drill.groovy' | '2'  | 'one'  | ScriptFixture.StageScript
        'another name'       | 'other.groovy' | '1'  | 'one'  | ScriptFixture.StageScript
        'another build'      | 'drill.groovy' | '1'  | 'two'  | ScriptFixture.StageScript
        'another base class' | 'drill.groovy' | '1'  | 'one'  | Script
    }

    def "a library class is stored with its text, and exists once"() {
        given:
        library('Report', 'class Report { static int n = 0\n int next() { n += 1; new Other().plus(n) } }')
        library('Other', 'class Other { int plus(int n) { n + 10 } }')
        String text = '[new Report().next(), new Report().next(), Class.forName("Report", true, getClass().classLoader).n]'
        value(process().compile('drill.groovy', text))

        when:
        def second = process().compile('drill.groovy', text)

        then:
        second.classLoader instanceof CachedClassLoader
        value(second) == [11, 12, 2]
    }

    def "a changed library file is seen, and a new one"() {
        given:
        library('Report', 'class Report { int n() { 1 } }')
        process().compile('drill.groovy', 'new Report().n()')

        when:
        library('Report', 'class Report { int n() { 2 } }')

        then:
        value(process().compile('drill.groovy', 'new Report().n()')) == 2

        when:
        String lax = 'try { Late.n() } catch (MissingPropertyException e) { "none" }'
        Object before = value(process().compile('drill.groovy', lax))
        library('Late', 'class Late { static int n() { 3 } }')

        then:
        before == 'none'
        value(process().compile('drill.groovy', lax)) == 3
    }

    def "a library file that others can change is refused, stored or not"() {
        given:
        Path file = library('Report', 'class Report { }')
        process().compile('drill.groovy', 'new Report()')
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rw-rw-rw-'))

        when:
        process().compile('drill.groovy', 'new Report()')

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.REFUSED
        e.message == "$file can be changed by other users of this machine (mode rw-rw-rw-)"
    }

    def "a text that may hold a secret is not written: #text"() {
        when:
        process().compile('drill.groovy', text)

        then:
        !Files.exists(kept)

        where:
        text << [
            'def m = [password: "a"]', "def m = ['api_key': 'x']", 'def t = [accessToken: "x"]', 'title "x"; def secret = "x"'
        ]
    }

    def "what is damaged, cut off or open to others is compiled anew, in silence"() {
        given:
        process().compile('drill.groovy', '1 + 1')
        Path entry = Files.list(kept).withCloseable { it.toList() }[0]
        byte[] whole = Files.readAllBytes(entry)

        when:
        damage(entry, whole)
        def second = process().compile('drill.groovy', '1 + 1')

        then:
        !(second.classLoader instanceof CachedClassLoader)
        value(second) == 2

        where:
        damage << [
            { Path file, byte[] bytes -> Files.write(file, bytes[0..<bytes.length - 20] as byte[]) },
            { Path file, byte[] bytes -> bytes[40] ^= 1; Files.write(file, bytes) },
            { Path file, byte[] bytes -> Files.write(file, new byte[0]) },
            { Path file, byte[] bytes -> Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rw-rw-rw-')) },
            { Path file, byte[] bytes -> Files.setPosixFilePermissions(file.parent, PosixFilePermissions.fromString('rwxrwxrwx')) }
        ]
    }

    def "the folder and its files are the user's alone"() {
        when:
        process().compile('drill.groovy', '1')

        then:
        PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)) == 'rwx------'
        Files.list(kept).withCloseable { it.toList() }.every {
            PosixFilePermissions.toString(Files.getPosixFilePermissions(it)) == 'rw-------'
        }
    }

    def "the folder does not grow without end"() {
        given:
        ScriptCache cache = new ScriptCache(kept, 'one')

        when:
        405.times { cache.write('k' + it, new byte[1]) }

        then:
        Files.list(kept).withCloseable { it.count() } < 400
        cache.read('k404') != null
    }

    def "an outline comes back from its bytes as it was: #text"() {
        given:
        RunbookOutline outline = OutlineParser.parse('drill.groovy', text)

        expect:
        OutlineCodec.decode(OutlineCodec.encode(outline)) == outline

        where:
        text << [
            '1', 'title "x"\nstep("a") { 1 }\nfor (n in 1..2) step("b$n") { 2 }',
            '''params { string 'a', required: true, help: 'h'; integer 'b', default: 3; number 'c', default: 2.5
                duration 'd', default: 2.hours; time 'e', default: now; list 'f', default: ['x', 'y']
                choice 'g', choices: ['p', 'q'], default: 'p'; flag 'h'; flag 'i', default: true; time 'j', default: 7.days.ago }''',
            *new File('scripts').listFiles().findAll { it.name.endsWith('.groovy') }*.text
        ]
    }

    def "an outline is read from the text once, then from its bytes"() {
        given:
        OutlineCache first = new OutlineCache(new ScriptCache(kept, 'one'))

        expect:
        first.get('drill.groovy', 'step("a") { 1 }').steps()*.name() == ['a']
        Files.list(kept).withCloseable { it.count() } == 1
        new OutlineCache(new ScriptCache(kept, 'one')).get('drill.groovy', 'step("a") { 1 }').steps()*.name() == ['a']
        Files.list(kept).withCloseable { it.count() } == 1
    }

    def "a process that runs several texts loads one that keeps nothing once"() {
        given:
        LoadedScripts loaded = new LoadedScripts()
        String text = 'def all = [3, 1].collect { it * 2 }; "${all.sort()}".toString()'
        warm(loaded).compile('-e', text)

        when:
        def first = warm(loaded).compile('-e', text)
        def second = warm(loaded).compile('-e', text)

        then:
        first.is(second)
        value(second) == '[2, 6]'
    }

    def "what may keep something from one run to the next is loaded anew: #text"() {
        given:
        library('Tenants', 'class Tenants { static int count = 0 }')
        LoadedScripts loaded = new LoadedScripts()
        warm(loaded).compile('-e', text)

        expect:
        value(warm(loaded).compile('-e', text)) == 1
        value(warm(loaded).compile('-e', text)) == 1

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

    def "a text that was loaded before counts from the time of its own run"() {
        given:
        LoadedScripts loaded = new LoadedScripts()
        String text = 'static when() { java.time.Duration.ofDays(1).ago }\nwhen().toString()'
        List<String> days = ['2026-01-02', '2026-01-03', '2026-01-04'].collect { day ->
            ScriptCompiler compiler = warm(loaded)
            compiler.setClock { java.time.Instant.parse(day + 'T00:00:00Z') }
            value(compiler.compile('-e', text))
        }

        expect:
        days == ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z']
    }

    private ScriptCompiler warm(LoadedScripts loaded) {
        new ScriptCompiler(getClass().classLoader, ScriptFixture.StageScript, [folder.resolve('lib')], new ScriptCache(kept, 'one', loaded))
    }

    private ScriptCompiler process() {
        new ScriptCompiler(getClass().classLoader, ScriptFixture.StageScript, [folder.resolve('lib')], new ScriptCache(kept, 'one'))
    }

    private Path library(String name, String text) {
        Path file = folder.resolve('lib').resolve(name + '.groovy')
        Files.writeString(file, text)
        file
    }

    private static Object value(Class<? extends Script> script) {
        script.getDeclaredConstructor().newInstance().run()
    }
}
