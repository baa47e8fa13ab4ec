package dev.baksh

import java.net.UnixDomainSocketAddress
import java.nio.ByteBuffer
import java.nio.channels.Channels
import java.nio.channels.SocketChannel
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

/** The warm process behind scripts/baksh --warm, beside a process of its own for each call. */
@Slow
class WarmIT extends Specification {
    static final Path ROOT = Path.of('').toAbsolutePath()
    static final List<String> PAGES = ['README.md', 'src/doc/getting-started.md']

    /** The time of each run at the sandbox: what is printed does not depend on when, or how fast, a call is carried out. */
    static final String NOW = '2026-12-31T23:59:59.500Z'

    /** Short, since a socket's address is. */
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

    def "the commands of the pages print the same bytes and end with the same code: #words"() {
        given:
        int before = served()
        Ended warm = baksh('--warm', *words)

        expect:
        served() == before + 1
        portless(warm) == portless(baksh(words as String[]))

        where:
        words << PAGES.collectMany { Page.blocks(it, 'shell') }.collectMany { Page.commands(it) }*.words
            .findAll { '--sandbox' in it && ('-e' in it) } + [
                ['--sandbox', '-e', 'n2ws.policies["nope"]'],
                ['--sandbox', '-e', 'px.users["alice"].unmap("px-backup-app.user")'],
                ['--sandbox', '--dry-run', '-e', 'n2ws.policies["nightly"].backup()'],
                ['--sandbox', '-o', 'table', '-e', 'n2ws.policies'],
                ['--sandbox', '-e', 'n2ws.policies['],
                ['-e', '(1..1000).toList().parallelStream().mapToInt { it }.sum()']
            ]
    }

    def "the scripts of the pages print the same bytes: #block"() {
        given:
        Path file = folder.resolve('block.groovy')
        Files.writeString(file, block.text)
        int before = served()
        Ended warm = baksh('--sandbox', '--yes', '--warm', 'run', file.toString(), 'a', '--b', 'c')

        expect:
        warm.exit == 0
        served() == before + 1
        portless(warm) == portless(baksh('--sandbox', '--yes', 'run', file.toString(), 'a', '--b', 'c'))

        where:
        block << PAGES.collectMany { Page.blocks(it, 'groovy') }.findAll { !it.text.contains('System') }
    }

    def "what reaches beyond its session is run by a process of its own: #expression"() {
        given:
        int before = served()

        expect:
        baksh([X: 'y'], '--warm', '-e', expression) == new Ended(exit, out, '')
        served() == before

        where:
        expression                                             || exit | out
        'System.getenv("X")'                                   || 0    | 'y\n'
        'System.exit(7)'                                       || 7    | ''
        'String.metaClass.shout = { -> "!" }; "a".shout()'     || 0    | '!\n'
    }

    def "another folder and another time zone are run by a process of their own"() {
        given:
        int before = served()

        expect:
        run(folder, [:], ['--warm', '-e', 'new File("x").text = "1"; 2'] as String[]) == new Ended(0, '2\n', '')
        Files.readString(folder.resolve('x')) == '1'
        baksh([TZ: 'Asia/Tokyo'], '--warm', '-e', '2') == new Ended(0, '2\n', '')
        served() == before
    }

    def "nobody else can reach it, and its environment holds no credential"() {
        given:
        String pid = (baksh('warm', 'status').out =~ /"pid":(\d+)/)[0][1]

        expect:
        PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve('warm'))) == 'rwx------'
        PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve('warm/socket'))) == 'rw-------'
        !new File("/proc/$pid/environ").exists() || !new File("/proc/$pid/environ").text.contains('SECRET')
    }

    def "where there is no Perl curl asks it, and all is the same: #words"() {
        given:
        for (String program : ['bash', 'curl', 'rm']) {
            Path there = System.getenv('PATH').split(':').collect { Path.of(it, program) }.find { Files.isExecutable(it) }
            Files.createSymbolicLink(folder.resolve(program), there)
        }
        int before = served()
        Ended byCurl = baksh([PATH: folder.toString()], '--warm', *words)

        expect:
        served() == before + 1
        byCurl == baksh('--warm', *words)
        byCurl == new Ended(exit, out, err)

        where:
        words                                        || exit | out     | err
        ['-e', 'println 1; fail "x"']                || 1    | '1\n'   | 'baksh: x\n  -e:1\n'
        ['-e', 'print "a${(char) 0}b\u00e9"; exit 7']      || 7    | 'a\0bé\n' | ''
    }

    def "where Perl does not know the system's numbers curl asks it"() {
        given:
        int before = served()

        expect:
        baksh([BAKSH_HANDED_BACK: 'curl'], '--warm', '-e', '6 * 7') == new Ended(0, '42\n', '')
        served() == before + 1
        baksh([BAKSH_HANDED_BACK: '1'], '--warm', '-e', '6 * 7') == new Ended(0, '42\n', '')
        served() == before + 1
    }

    def "a reader that goes away is no error, and what nobody waits for ends"() {
        given:
        int before = served()
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
        served() == before + 1
    }

    def "variables that servers.yaml names are the caller's"() {
        given:
        Path file = Files.writeString(home.resolve('servers.yaml'),
            'eu: {kind: n2ws, url: "http://127.0.0.1:9", credential: "env:EU_KEY"}\nus: {kind: n2ws, url: "http://127.0.0.1:9", credential: "env:US_KEY"}')
        baksh('--warm', '-e', '1') // Ends the process, since the file is new.
        baksh('warm', 'start')
        int before = served()
        Ended there = baksh([EU_KEY: 'k' * 40], '--warm', '--server', 'eu', '-e', 'n2ws.token')
        Ended lacking = baksh('--warm', '--server', 'eu', '-e', 'n2ws.token')

        expect:
        served() == before + 2
        there == baksh([EU_KEY: 'k' * 40], '--server', 'eu', '-e', 'n2ws.token')
        lacking == baksh('--server', 'eu', '-e', 'n2ws.token')
        there != lacking

        cleanup:
        Files.delete(file)
    }

    def "without a warm process everything is as ever"() {
        expect:
        run(ROOT, [BAKSH_HOME: folder.toString(), BAKSH_WARM: '1'], '-e', '1 + 1') == new Ended(0, '2\n', '')
        run(ROOT, [BAKSH_HOME: folder.toString()], 'warm', 'status') == new Ended(1, '', 'baksh: no warm process is there\n  baksh warm start\n')
    }

    /** Asked without a process: there are many calls. */
    private int served() {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(home.resolve('warm/socket')))
        channel.withCloseable {
            it.write(ByteBuffer.wrap('GET /status HTTP/1.1\r\n\r\n'.bytes))
            Channels.newInputStream(it).text.readLines()[-2] as int
        }
    }

    /** Ports differ from one sandbox to the next. */
    private static Ended portless(Ended ended) {
        new Ended(ended.exit, portless(ended.out), portless(ended.err))
    }

    private static String portless(String text) {
        text.replaceAll(/127\.0\.0\.1:\d+/, 'HOST')
    }

    private Ended baksh(Map<String, String> env = [:], String... args) {
        run(ROOT, env, args)
    }

    private Ended run(Path where, Map<String, String> env, String... args) {
        ProcessBuilder builder = new ProcessBuilder([ROOT.resolve('scripts/baksh').toString(), *args]).directory(where.toFile())
        builder.environment().keySet().removeIf { it.startsWith('BAKSH_') }
        builder.environment().putAll([BAKSH_HOME: home.toString(), BAKSH_PX_CLIENT_SECRET: 'SECRET', COLUMNS: '80', BAKSH_SANDBOX_NOW: NOW] + env)
        Process process = builder.start()
        process.outputStream.close()
        StringBuilder out = new StringBuilder()
        StringBuilder err = new StringBuilder()
        process.waitForProcessOutput(out, err)
        new Ended(process.exitValue(), out.toString(), err.toString())
    }

    record Ended(int exit, String out, String err) {}
}
