package dev.baksh

import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.net.UnixDomainSocketAddress
import java.nio.ByteBuffer
import java.nio.channels.Channels
import java.nio.channels.SocketChannel
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

/** Compares calls through scripts/baksh --warm with calls in a process of their own. */
@Slow
class DaemonIT extends Specification {
    static final Path ROOT = Path.of('').toAbsolutePath()
    static final List<String> PAGES = ['README.md', 'src/doc/getting-started.md']

    /** Time of the sandbox in each run, so that the output does not depend on the time and speed of a call. */
    static final String NOW = '2026-12-31T23:59:59.500Z'

    /** Below /tmp, because the path of a socket is limited to 107 bytes. */
    @Shared
    Path home = Files.createTempDirectory(Path.of('/tmp'), 'baksh-warm')

    @TempDir
    Path folder

    def setupSpec() {
        assert baksh('warm', 'start').exit == 0
    }

    def cleanupSpec() {
        baksh('warm', 'stop')
        home.toFile().deleteDir()
    }

    def "the commands of the pages have the same output and exit code with the daemon: #words"() {
        given:
        int servedBefore = servedCalls()
        Result warm = baksh('--warm', *words)

        expect:
        servedCalls() == servedBefore + 1
        maskPorts(warm) == maskPorts(baksh(words as String[]))

        where:
        words << PAGES.collectMany { MarkdownPage.blocks(it, 'shell') }.collectMany { MarkdownPage.shellCommands(it) }*.args
            .findAll { '--sandbox' in it && ('-e' in it) } + [
                ['--sandbox', '-e', 'n2ws.policies["nope"]'],
                ['--sandbox', '-e', 'px.users["alice"].unmap("px-backup-app.user")'],
                ['--sandbox', '--dry-run', '-e', 'n2ws.policies["nightly"].backup()'],
                ['--sandbox', '-o', 'table', '-e', 'n2ws.policies'],
                ['--sandbox', '-e', 'n2ws.policies['],
                ['-e', '(1..1000).toList().parallelStream().mapToInt { it }.sum()']
            ]
    }

    def "the scripts of the pages have the same output with the daemon: #block"() {
        given:
        Path file = folder.resolve('block.groovy')
        Files.writeString(file, block.text)
        int servedBefore = servedCalls()
        Result warm = baksh('--sandbox', '--yes', '--warm', 'run', file.toString(), 'a', '--b', 'c')

        expect:
        warm.exit == 0
        servedCalls() == servedBefore + 1
        maskPorts(warm) == maskPorts(baksh('--sandbox', '--yes', 'run', file.toString(), 'a', '--b', 'c'))

        where:
        block << PAGES.collectMany { MarkdownPage.blocks(it, 'groovy') }.findAll { !it.text.contains('System') }
    }

    def "an expression that is not isolated runs in its own process: #expression"() {
        given:
        int servedBefore = servedCalls()

        expect:
        baksh([X: 'y'], '--warm', '-e', expression) == new Result(exit, out, '')
        servedCalls() == servedBefore

        where:
        expression                                             || exit | out
        'System.getenv("X")'                                   || 0    | 'y\n'
        'System.exit(7)'                                       || 7    | ''
        'String.metaClass.shout = { -> "!" }; "a".shout()'     || 0    | '!\n'
    }

    def "no state of one call is visible to the next: #change"() {
        given:
        String before = baksh('--warm', '-e', read).out

        when:
        Result changed = baksh('--warm', '-e', change)
        int servedBefore = servedCalls()
        Result after = baksh('--warm', '-e', read)

        then:
        changed.exit == 0
        after == new Result(0, before, '')
        servedCalls() == servedBefore + 1

        where:
        change                                                                                       | read
        'Locale.setDefault(Locale.JAPAN)'                                                            | 'Locale.default'
        'TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"))'                                    | 'TimeZone.default.ID'
        'String.metaClass.toUpperCase = { -> "!" }'                                                  | '"a".toUpperCase()'
        'def m = "meta" + "Class"; ""[m].toUpperCase = { -> "!" }'                                   | '"a".toUpperCase()'
        'def (a, b) = ["cl" + "ass", "meta" + "Class"]; ""[a][b].toUpperCase = { -> "!" }; 1'        | '"a".toUpperCase()'
        'Locale["def" + "ault"] = Locale.JAPAN; 1'                                                   | 'Locale.default'
        'System.setProperty("line.separator", "x")'                                                  | 'System.lineSeparator()'
        'System.setOut(new PrintStream(new ByteArrayOutputStream())); 1'                             | 'println "seen"; System.out.print "out"'
        'java.security.Security.setProperty("jdk.tls.disabledAlgorithms", "")'                       | '1'
        'def x = new File("warm-test"); x.deleteOnExit(); x.text = "1"; 1'                           | 'new File("warm-test").exists()'
        'Thread.setDefaultUncaughtExceptionHandler { t, e -> }; 1'                                   | '2'
        'addShutdownHook { new File("/tmp/none/x").text = "1" }; 1'                                  | '3'
        'class Count { static int n = 0 }; ++Count.n'                                                | 'class Count { static int n = 0 }; ++Count.n'
        '@groovy.transform.Field static int n = 0; ++n'                                              | '@groovy.transform.Field static int n = 0; ++n'
        'Thread.start { sleep 60000 }; System.exit(0)'                                               | '4'
        'total = 7; binding.setVariable("other", 8); 1'                                              | '5'
    }

    def "a call with another folder or time zone runs in its own process"() {
        given:
        int servedBefore = servedCalls()

        expect:
        run(folder, [:], ['--warm', '-e', 'new File("x").text = "1"; 2'] as String[]) == new Result(0, '2\n', '')
        Files.readString(folder.resolve('x')) == '1'
        baksh([TZ: 'Asia/Tokyo'], '--warm', '-e', '2') == new Result(0, '2\n', '')
        servedCalls() == servedBefore
    }

    def "a call with other options of Java or another language runs in its own process"() {
        given:
        int servedBefore = servedCalls()
        String options = '-Duser.timezone=Europe/Berlin'

        expect:
        baksh([JAVA_TOOL_OPTIONS: options], '--warm', '-e', 'TimeZone.default.ID') ==
            new Result(0, 'Europe/Berlin\n', "Picked up JAVA_TOOL_OPTIONS: $options\n")
        baksh([LC_MESSAGES: 'tr_TR.UTF-8'], '--warm', '-e', "'title'.toUpperCase()") ==
            baksh([LC_MESSAGES: 'tr_TR.UTF-8'], '-e', "'title'.toUpperCase()")
        servedCalls() == servedBefore
    }

    def "other users cannot reach the daemon, and its environment contains no credential"() {
        given:
        String pid = (baksh('warm', 'status').out =~ /"pid":(\d+)/)[0][1]

        expect:
        PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve('warm'))) == 'rwx------'
        PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve('warm/socket'))) == 'rw-------'
        !new File("/proc/$pid/environ").exists() || !new File("/proc/$pid/environ").text.contains('SECRET')
    }

    def "without Perl a call runs in its own process, with the same output: #words"() {
        given:
        String path = linkProgramsWithoutPerl()
        int servedBefore = servedCalls()
        Result withoutPerl = baksh([PATH: path], '--warm', *words)

        expect:
        servedCalls() == servedBefore
        withoutPerl == new Result(exit, out, err)
        withoutPerl == baksh('--warm', *words)
        servedCalls() == servedBefore + 1

        where:
        words                                        || exit | out     | err
        ['-e', 'println 1; fail "x"']                || 1    | '1\n'   | 'baksh: x\n  -e:1\n'
        ['-e', 'print "a${(char) 0}b\u00e9"; exit 7']      || 7    | 'a\0bé\n' | ''
    }

    def "without Perl the start of the daemon prints a notice"() {
        given:
        Result withoutPerl = baksh([PATH: linkProgramsWithoutPerl()], 'warm', 'start')

        expect:
        withoutPerl.exit == 0
        withoutPerl.err == '--warm needs Linux and Perl; without them each call runs in a process of its own\n'
        baksh('warm', 'start').err == ''
    }

    def "a call that the daemon has handed back runs in its own process"() {
        given:
        int servedBefore = servedCalls()

        expect:
        baksh([BAKSH_HANDED_BACK: '1'], '--warm', '-e', '6 * 7') == new Result(0, '42\n', '')
        baksh([BAKSH_HANDED_BACK: '1', BAKSH_WARM: '1'], '-e', '6 * 7') == new Result(0, '42\n', '')
        servedCalls() == servedBefore
    }

    def "a request of another version of the launcher is not executed: #target"() {
        given:
        int servedBefore = servedCalls()

        expect:
        request("POST /$target HTTP/1.1\r\nContent-Length: 2\r\n\r\nxx") == ''
        servedCalls() == servedBefore

        where:
        target << ['run?1.2', 'err?1.2', 'none']
    }

    def "the daemon names the reason when it hands a request back"() {
        given:
        String body = '/none\000080\0\00000\0-e\0001\0'

        expect:
        request("POST /frames HTTP/1.1\r\nContent-Length: ${body.length()}\r\n\r\n$body") == 'h\0\0\0\016another folder'
    }

    def "a closed reader is not an error, and the abandoned call ends"() {
        given:
        int servedBefore = servedCalls()
        String line = 'for (i in 1..1000000) println "line $i"'
        ProcessBuilder builder = new ProcessBuilder('bash', '-c', "scripts/baksh --warm -e '$line' | head -1; echo \${PIPESTATUS[0]}")
        builder.environment().put('BAKSH_HOME', home.toString())
        Process process = builder.start()
        StringBuilder out = new StringBuilder()
        StringBuilder err = new StringBuilder()
        process.waitForProcessOutput(out, err)

        expect:
        out.toString() == 'line 1\n0\n'
        err.toString() == ''
        servedCalls() == servedBefore + 1
    }

    def "output that cannot be written is the same error with the daemon: #redirection"() {
        given:
        int servedBefore = servedCalls()
        Closure<String> call = { String options ->
            String command = "scripts/baksh $options --sandbox -o csv -e 'n2ws.policies' $redirection; echo \$? >&3"
            ProcessBuilder builder = new ProcessBuilder('bash', '-c', "{ $command; } 3>&1".toString())
            builder.environment().put('BAKSH_HOME', home.toString())
            builder.start().text
        }

        expect:
        call('--warm') == """\
            baksh: standard output could not be written: $reason
              the output is incomplete; what the call did stays done, and the journal contains its writes
            1
            """.stripIndent()
        servedCalls() == servedBefore + 1
        call('') == call('--warm')

        where:
        redirection           || reason
        '2>&1 >/dev/full'     || 'No space left on device'
        '2>&1 >&-'            || 'Bad file descriptor'
    }

    def "the summary of an unattended run reports output that cannot be written, with the daemon too: #redirection"() {
        given:
        Path file = Files.writeString(folder.resolve('job.groovy'), 'println "x"; step("a") { 1 }')
        int servedBefore = servedCalls()
        Closure<List<String>> call = { String options ->
            String command = "scripts/baksh $options --sandbox --unattended --deadline 1h run $file $redirection; echo \$? >&3"
            ProcessBuilder builder = new ProcessBuilder('bash', '-c', "{ $command; } 3>&1".toString())
            builder.environment().put('BAKSH_HOME', home.toString())
            builder.start().text.replaceAll(/\d{8}T\w+-\w+/, 'RUN').replaceAll(/"began":"[^"]*"/, '"began":"TIME"').readLines()
        }
        List<String> warm = call('--warm')

        expect:
        servedCalls() == servedBefore + 1
        warm.last() == exit
        warm.any { it.contains("\"exit\":$exit,".toString()) && it.contains('"reason":' + reason) }
        warm.count { it.startsWith('baksh: ') } == (exit == '1' ? 1 : 0)
        warm == call('')

        where:
        redirection         || exit | reason
        '2>&1 >/dev/full'   || '1'  | '"standard output could not be written: No space left on device"'
        '2>&1 >&-'          || '1'  | '"standard output could not be written: Bad file descriptor"'
        '2>&1 >/dev/null'   || '0'  | 'null'
    }

    def "variables named in servers.yaml come from the caller"() {
        given:
        Path file = Files.writeString(home.resolve('servers.yaml'),
            'eu: {kind: n2ws, url: "http://127.0.0.1:9", credential: "env:EU_KEY"}\nus: {kind: n2ws, url: "http://127.0.0.1:9", credential: "env:US_KEY"}')
        baksh('--warm', '-e', '1') // Ends the daemon, because the file is new.
        baksh('warm', 'start')
        int servedBefore = servedCalls()
        Result found = baksh([EU_KEY: 'k' * 40], '--warm', '--server', 'eu', '-e', 'n2ws.token')
        Result withoutVariable = baksh('--warm', '--server', 'eu', '-e', 'n2ws.token')

        expect:
        servedCalls() == servedBefore + 2
        found == baksh([EU_KEY: 'k' * 40], '--server', 'eu', '-e', 'n2ws.token')
        withoutVariable == baksh('--server', 'eu', '-e', 'n2ws.token')
        found != withoutVariable

        cleanup:
        Files.delete(file)
    }

    def "a variable to which BAKSH_..._CREDENTIAL refers comes from the caller: #reference"() {
        given:
        baksh('--warm', '-e', '1') // Ends the daemon if another feature has changed servers.yaml.
        baksh('warm', 'start')
        Map<String, String> env = [BAKSH_N2WS_URL: 'http://127.0.0.1:9', BAKSH_N2WS_CREDENTIAL: reference, MY_KEY: 'k' * 40]
        int servedBefore = servedCalls()
        Result warm = baksh(env, '--warm', '-e', 'n2ws.token')

        expect:
        servedCalls() == servedBefore + 1
        warm.exit == 0
        warm == baksh(env, '-e', 'n2ws.token')

        where:
        reference << ['env:MY_KEY', 'env: MY_KEY']
    }

    def "without a daemon the behavior is unchanged"() {
        expect:
        run(ROOT, [BAKSH_HOME: folder.toString(), BAKSH_WARM: '1'], '-e', '1 + 1') == new Result(0, '2\n', '')
        run(ROOT, [BAKSH_HOME: folder.toString()], 'warm', 'status') == new Result(1, '', 'baksh: no warm process is running\n  baksh warm start\n')
    }

    /** Number of served calls, read from the socket, because a process for each check would take too long. */
    private int servedCalls() {
        request('GET /status HTTP/1.1\r\n\r\n').readLines()[-2] as int
    }

    private String request(String text) {
        SocketChannel.open(UnixDomainSocketAddress.of(home.resolve('warm/socket'))).withCloseable {
            it.write(ByteBuffer.wrap(text.bytes))
            Channels.newInputStream(it).text
        }
    }

    /** Fills the folder of the feature with links to the programs of the launcher, and returns the folder as a search path. */
    private String linkProgramsWithoutPerl() {
        for (String program : ['bash', 'find', 'mkdir', 'nice', 'rm', 'mv', 'stty', 'touch']) {
            Path found = System.getenv('PATH').split(':').collect { Path.of(it, program) }.find { Files.isExecutable(it) }
            Files.createSymbolicLink(folder.resolve(program), found)
        }
        folder.toString()
    }

    /** Ports differ from one sandbox to the next. */
    private static Result maskPorts(Result result) {
        new Result(result.exit, maskPorts(result.out), maskPorts(result.err))
    }

    private static String maskPorts(String text) {
        text.replaceAll(/127\.0\.0\.1:\d+/, 'HOST')
    }

    private Result baksh(Map<String, String> env = [:], String... args) {
        run(ROOT, env, args)
    }

    private Result run(Path workingFolder, Map<String, String> env, String... args) {
        ProcessBuilder builder = new ProcessBuilder([ROOT.resolve('scripts/baksh').toString(), *args]).directory(workingFolder.toFile())
        builder.environment().keySet().removeIf { it.startsWith('BAKSH_') }
        builder.environment().putAll([BAKSH_HOME: home.toString(), BAKSH_PX_CLIENT_SECRET: 'SECRET', COLUMNS: '80', BAKSH_SANDBOX_NOW: NOW] + env)
        Process process = builder.start()
        process.outputStream.close()
        StringBuilder out = new StringBuilder()
        StringBuilder err = new StringBuilder()
        process.waitForProcessOutput(out, err)
        new Result(process.exitValue(), out.toString(), err.toString())
    }

    record Result(int exit, String out, String err) {}
}
