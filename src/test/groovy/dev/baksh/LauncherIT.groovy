package dev.baksh

import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardCopyOption
import java.util.jar.JarFile

/** Tests scripts/baksh as a process, with the jars of the current build. */
class LauncherIT extends Specification {
    static final Path ROOT = Path.of('').toAbsolutePath()

    @Shared
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions(extraPolicies: Scale.scaledCount(100_000), https: true))

    @TempDir
    Path home

    def "a one-liner prints its JSON and nothing else on standard output"() {
        when:
        Result result = baksh([:], '--sandbox', '-e', 'n2ws.policies.list(search: "linux")*.name', '-o', 'json')

        then:
        result == new Result(0, '["linux_web","linux_db"]\n', '')
    }

    def "the same command works with a server from the environment"() {
        when:
        Result result = baksh(serverVariables(), '-e', 'n2ws.policies.list(search: "linux")*.name', '-o', 'json')

        then:
        result == new Result(0, '["linux_web","linux_db"]\n', '')
    }

    @Scaled
    def "a hundred thousand policies at full scale are counted with 128 MB of heap"() {
        given:
        // The root user sees no policies of independent users, of which user 3 is the only one.
        int expected = sandbox.n2ws().policies().count {
            it.get('enabled').asBoolean() && it.get('user').asInt() != 3
        }

        when:
        Result result = baksh(serverVariables() + [BAKSH_JAVA_OPTS: '-Xmx128m'], '-e', 'n2ws.policies.count { it.enabled }')

        then:
        result == new Result(0, "$expected\n", '')
    }

    def "an unknown name is looked up again at once, unless the options of Java say otherwise"() {
        given:
        String expression = 'java.security.Security.getProperty("networkaddress.cache.negative.ttl")'
        Path settings = Files.writeString(home.resolve('java.security'), 'networkaddress.cache.negative.ttl=7\n')

        expect:
        baksh([:], '-e', expression) == new Result(0, '0\n', '')
        baksh([BAKSH_JAVA_OPTS: "-Djava.security.properties=$settings".toString()], '-e', expression) == new Result(0, '7\n', '')
    }

    def "the launcher works through a link and from another folder"() {
        given:
        Path link = home.resolve('baksh')
        Files.createSymbolicLink(link, ROOT.resolve('scripts/baksh'))

        when:
        Result result = run(home, [:], [link.toString(), '--sandbox', '-e', '1 + 1'])

        then:
        result == new Result(0, '2\n', '')
    }

    def "CDPATH does not lead to another installation"() {
        given:
        Path other = home.resolve('other')
        Files.createDirectories(other.resolve('scripts'))

        expect:
        run(ROOT, [CDPATH: "$other:/".toString()], ['scripts/baksh', '-e', '40 + 2']) == new Result(0, '42\n', '')
    }

    def "without a home folder, or with one that is not absolute, one message names BAKSH_HOME: #variables"() {
        given:
        Path folder = Files.createDirectories(home.resolve('work'))

        expect:
        run(folder, [BAKSH_HOME: '', XDG_STATE_HOME: '', XDG_CONFIG_HOME: ''] + variables, [ROOT.resolve('scripts/baksh').toString(), '--sandbox', '-e', '1']) ==
            new Result(2, '', "baksh: $message\n  set BAKSH_HOME to the absolute path of a folder of your own\n".toString())
        Files.list(folder).withCloseable { it.toList() } == []

        where:
        variables               || message
        [BAKSH_HOME: 'rel']     || "BAKSH_HOME 'rel' is not an absolute path"
        [HOME: '~']             || "HOME '~' is not an absolute path"
    }

    @Scaled
    def "text is UTF-8 in every locale: #locale"() {
        given:
        Path script = Files.writeString(home.resolve('prüfung.groovy'), 'println "Größe $args ${new File(args[1]).exists()}"')

        expect:
        run(ROOT, locale + [BAKSH_HOME: home.resolve('hü').toString()], ['scripts/baksh', script.toString(), 'ü', script.toString()]) ==
            new Result(0, "Größe [ü, $script] true\n", '')
        run(ROOT, locale, ['scripts/baksh', '--sandbox', '-e', "n2ws.policies['nightly'].update { description 'Größe €' }.description"]) ==
            new Result(0, 'Größe €\n', '')
        run(ROOT, locale, ['bash', '-c', 'scripts/baksh -e "$(printf "\'Gr\\xf6sse\'")"']) ==
            new Result(2, '', 'baksh: argument 2 is not UTF-8 text\n  use UTF-8, for example with LC_ALL=C.UTF-8; nothing was sent\n')

        where:
        locale << [[LC_ALL: 'C'], [LC_ALL: '', LANG: ''], [LC_ALL: 'POSIX'], [LC_ALL: '', LANG: 'POSIX'], [LC_ALL: 'C.UTF-8']].take(Scale.FACTOR < 1 ? 2 : 5)
    }

    @Requires(value = { Files.exists(Path.of('/usr/share/i18n/locales/fr_FR')) }, reason = 'the locale is not installed')
    def "the texts of system errors are in English in every locale, so a closed reader is no error"() {
        given:
        assert ['localedef', '-i', 'fr_FR', '-f', 'UTF-8', home.resolve('fr_FR.UTF-8').toString()].execute().waitFor() in [0, 1]
        Map<String, String> french = [LOCPATH: home.toString(), LC_ALL: 'fr_FR.UTF-8']

        expect:
        run(ROOT, french, ['bash', '-c', 'scripts/baksh -e "(1..200000)" | head -1; echo ${PIPESTATUS[0]}']) == new Result(0, '1\n0\n', '')
        run(ROOT, french, ['bash', '-c', 'scripts/baksh -e 1 >/dev/full']) == new Result(1, '', """\
            baksh: standard output could not be written: No space left on device
              the output is incomplete; what the call did stays done, and the journal contains its writes
            """.stripIndent())
    }

    def "a variable with control characters is refused before the JVM prints the variable: #name, #locale"() {
        expect:
        run(ROOT, [LC_ALL: locale, (name): "-Dx=$text".toString()], ['scripts/baksh', 'version']) ==
            new Result(2, '', "baksh: $name contains control characters; nothing was run\n")

        where:
        [name, locale, text] << [['BAKSH_JAVA_OPTS', 'JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS', '_JAVA_OPTIONS', 'JAVA_HOME'], ['C.UTF-8'], ['\u009b31m', '\u001b[2J', '\u202e', '\ufeff', '\u007f']].combinations()
    }

    def "a crash of the JVM writes no file"() {
        given:
        Path work = Files.createDirectories(home.resolve('work'))
        String code = '["kill", "-SEGV", "" + ProcessHandle.current().pid()].execute().waitFor(); sleep 30.seconds'

        expect:
        run(ROOT, [HOME: home.toString()], ['sh', '-c', "cd '$work'; ulimit -c unlimited; '${ROOT.resolve('scripts/baksh')}' -e '$code'".toString()]).exit() == 134
        work.toFile().list() == [] as String[]
    }

    def "each file with data of a server has mode 0600 and each folder 0700, with the umask #umask"() {
        given:
        Path work = Files.createDirectories(home.resolve('work'))
        Path book = Files.writeString(work.resolve('book.groovy'), "step('one') { n2ws.policies['nightly'].update { description 'x $umask' }; null }\n")
        String commands = "umask $umask; cd '$work'; b='${ROOT.resolve('scripts/baksh')}'; " +
            '$b --record tapes book.groovy && $b report last r.md && $b undo last u.groovy && $b -e "n2ws.reports.backups(from: 7.days.ago).saveTo(\'b.csv\')" && printf "1 + 1\\n:save s.groovy\\n" | $b'
        ['work', 'work/book.groovy', '.'].each { home.resolve(it).toFile().with { it.setWritable(false, false); it.setWritable(true, true) } }

        when:
        Result result = run(ROOT, serverVariables() + [HOME: home.toString(), BAKSH_HOME: '', XDG_CONFIG_HOME: '', XDG_STATE_HOME: '', XDG_CACHE_HOME: ''], ['sh', '-c', commands])
        Result modes = run(ROOT, [:], ['find', home.toString(), '-mindepth', '1', '!', '-name', 'work', '!', '-name', 'book.groovy', '!', '(', '-type', 'd', '-perm', '700', ')', '!', '(', '-type', 'f', '-perm', '600', ')', '-printf', '%P %m\\n'])

        then:
        result.exit() == 0
        modes == new Result(0, '', '')
        ['tapes', 'r.md', 'u.groovy', 'b.csv', 's.groovy'].every { Files.exists(work.resolve(it)) }

        where:
        umask << ['000', '022']
    }

    def "a script read from standard input ends with its own exit code"() {
        when:
        Result result = run(ROOT, [:], ['scripts/baksh', '--sandbox', '-'], 'println n2ws.policies["nightly"].id\nexit 3')

        then:
        result == new Result(3, '1\n', '')
    }

    def "baksh.jar contains no class of Groovy, and the start-up jar contains only the replacements"() {
        expect:
        classNames('baksh.jar').every { it.startsWith('dev/baksh/') }
        classNames("baksh-startup-groovy-${GroovySystem.version}.jar") as Set == [
            'org/codehaus/groovy/vmplugin/v9/ClassFinder.class',
            'org/codehaus/groovy/runtime/callsite/CallSiteGenerator.class',
            'groovy/runtime/metaclass/CustomMetaClassCreationHandle.class'
        ] as Set
    }

    def "the launcher uses the start-up jar only with the Groovy version of its name: #otherVersions"() {
        given:
        Path installation = home.resolve('installation')
        ['scripts', 'target/lib'].each { Files.createDirectories(installation.resolve(it)) }
        ['scripts/baksh', 'target/baksh.jar', "target/baksh-startup-groovy-${GroovySystem.version}.jar"].each { copyFile(it, installation) }
        ROOT.resolve('target/lib').toFile().list().each { copyFile("target/lib/$it", installation) }
        otherVersions.each { installation.resolve("target/lib/groovy-${it}.jar").toFile().bytes = new byte[0] }

        when:
        Result result = run(ROOT, [BAKSH_NO_ARCHIVE: '1'], [installation.resolve('scripts/baksh').toString(), '-e',
            'org.codehaus.groovy.vmplugin.v9.ClassFinder.protectionDomain.codeSource.location.path.split("/").last()'])

        then:
        result == new Result(0, "$usedJar\n", '')

        where:
        otherVersions || usedJar
        []            || "baksh-startup-groovy-${GroovySystem.version}.jar"
        ['9.9.9']     || "groovy-${GroovySystem.version}.jar"
    }

    private static void copyFile(String name, Path folder) {
        Files.copy(ROOT.resolve(name), folder.resolve(name), StandardCopyOption.COPY_ATTRIBUTES)
    }

    private static List<String> classNames(String jar) {
        new JarFile(ROOT.resolve('target').resolve(jar).toFile()).withCloseable { file ->
            file.entries().toList()*.name.findAll { it.endsWith('.class') }
        }
    }

    private Map<String, String> serverVariables() {
        [
            BAKSH_N2WS_URL: sandbox.n2wsUrl().toString(),
            BAKSH_N2WS_API_KEY: sandbox.n2wsApiKey(),
            BAKSH_N2WS_CA: sandbox.caFile().toString()
        ]
    }

    private Result baksh(Map<String, String> env, String... args) {
        run(ROOT, env, ['scripts/baksh', *args])
    }

    private Result run(Path folder, Map<String, String> env, List<String> command, String input = '') {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
        builder.environment().keySet().removeIf { it.startsWith('BAKSH_') }
        builder.environment().putAll([BAKSH_HOME: home.toString(), COLUMNS: '80'] + env)
        Process process = builder.start()
        process.outputStream.withCloseable { it.write(input.getBytes('UTF-8')) }
        StringBuilder out = new StringBuilder()
        StringBuilder err = new StringBuilder()
        process.waitForProcessOutput(out, err)
        new Result(process.exitValue(), out.toString(), err.toString())
    }

    record Result(int exit, String out, String err) {}
}
