package dev.baksh

import dev.baksh.sandbox.Fault
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.SandboxOptions
import java.net.UnixDomainSocketAddress
import java.nio.ByteBuffer
import java.nio.channels.Channels
import java.nio.channels.SocketChannel
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.CountDownLatch
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.Timeout
import spock.util.concurrent.PollingConditions

/** The warm process and those who call it: signals, what is kept between calls, and its end. */
@Slow
@Requires({ os.linux })
@Timeout(120)
class WarmCallerIT extends Specification {
    static final Path ROOT = Path.of('').toAbsolutePath()

    @Shared
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(SandboxOptions.defaults())

    /** Short, since a socket's address is. */
    @Shared
    Path home = Files.createTempDirectory(Path.of('/tmp'), 'baksh-warm')

    CountDownLatch arrived = new CountDownLatch(1)
    CountDownLatch held = new CountDownLatch(1)

    def setupSpec() {
        assert start('warm', 'start').waitFor() == 0
    }

    def cleanupSpec() {
        start('warm', 'stop').waitFor()
        home.toFile().deleteDir()
    }

    def cleanup() {
        held.countDown()
        sandbox.n2ws().faults().clear()
    }

    def "a read ends at once by #signal, with #code and the words of a process of its own"() {
        given:
        int before = served()
        hold('GET', '/policies/1/')
        Process process = start('--warm', '-e', "n2ws.get('aws/policies/1/')")
        arrived.await()

        when:
        send(signal, process)

        then:
        process.waitFor() == code
        held.count == 1 // The server has not answered yet.
        said('err') == (code == 130 ? 'interrupted: ending what is under way; Ctrl-C again leaves at once\n' : '') +
            "baksh: n2ws (${sandbox.n2wsUrl().authority}): interrupted\n  -e:1\n"
        said('out') == ''
        served() == before + 1

        where:
        signal || code
        'INT'  || 130
        'TERM' || 143
        'HUP'  || 129
    }

    def "a write that did happen is found when its caller is interrupted, and is on record"() {
        given:
        hold('POST', 'policies/11/backups/')
        Process process = start('--warm', '--yes', '-e', "n2ws.policies['adhoc'].backup(); n2ws.policies['adhoc'].delete()")
        arrived.await()
        // It is carried out while the one who sent it looks for it.
        sandbox.n2ws().faults().next('GET', '/backups/', Fault.meanwhile {
            held.countDown()
            while (sandbox.n2ws().backupsStarted('adhoc') == 0) Thread.onSpinWait()
        })

        when:
        send('INT', process)
        process.waitFor()

        then:
        process.exitValue() == 130
        Files.readAllLines(home.resolve('journal/journal.jsonl'))*.find(/"event":"(\w+)"/) { it[1] } == ['INTENT', 'DONE']
        sandbox.n2ws().policy('adhoc') != null
    }

    def "the second Ctrl-C leaves at once, and what it left is ended for the next caller"() {
        given:
        hold('GET', '/policies/1/')
        Process process = start('--warm', '-e', "try { n2ws.get('aws/policies/1/') } finally { sleep(1); println 1 }")
        arrived.await()

        when:
        2.times { send('INT', process) }

        then:
        process.waitFor() == 130
        held.count == 1
        new PollingConditions(timeout: 100).eventually {
            int before = served()
            assert start('--warm', '-e', '1').waitFor() == 0
            assert served() == before + 1
        }
    }

    def "a caller that has its exit code may come again at once"() {
        given:
        int before = served()

        expect:
        (1..30).collect { frames('-e', '1').endsWith('x\0\0\0\u00010') }.every()
        served() == before + 30
    }

    def "a read of the next call goes where the one before went, and a write does not"() {
        given:
        Relay relay = new Relay(sandbox.n2wsUrl().port)
        Map<String, String> there = [BAKSH_N2WS_URL: "http://127.0.0.1:$relay.port".toString()]
        Closure<Integer> read = { start(there, '--warm', '-e', 'n2ws.policies[1].name').waitFor() }
        List<Integer> codes = [read()]
        int first = relay.connections

        when:
        // What lies idle for 4 s is closed, which a busy machine needs for a call: then the next call tells.
        for (int i = 0; i < 50; i++) {
            int before = relay.connections
            codes << read()
            if (relay.connections == before) break
            first = relay.connections
        }

        then:
        codes.every { it == 0 }
        relay.connections == first

        when:
        first = relay.connections
        int code
        int written = start(there, '--warm', '--yes', '-e', 'n2ws.policies[1].backup(); 1').waitFor()

        then:
        written == 0
        relay.connections > first

        when:
        relay.hangUp()
        first = relay.connections
        code = read()

        then:
        code == 0
        said('out') == 'nightly\n'
        relay.connections == first + 1

        cleanup:
        relay.close()
    }

    def "a process that was killed leaves nothing behind that the next one does not remove"() {
        given:
        ProcessHandle process = ProcessHandle.of(pid()).get()
        process.destroyForcibly()
        process.onExit().get()
        Path left = Files.createDirectory(home.resolve('warm/warm-up-1'))
        Files.writeString(left.resolve('file'), 'x')
        Process during = start('--warm', '-e', '2')
        int cold = during.waitFor()

        when:
        int code = start('warm', 'start').waitFor()

        then:
        [cold, code] == [0, 0]
        pid() != process.pid()
        new PollingConditions(timeout: 100).eventually {
            assert !Files.exists(left)
        }
    }

    def "stop comes back when the process is gone, and a new one may begin at once"() {
        given:
        long before = pid()

        when:
        Process stop = start('warm', 'stop')
        int code = stop.waitFor()

        then:
        code == 0
        said('err') == 'the warm process has ended\n'
        !ProcessHandle.of(before).filter { it.alive }.present
        !Files.exists(home.resolve('warm/socket'))
        start('warm', 'start').waitFor() == 0
        pid() != before
    }

    def "two that begin at once are one"() {
        given:
        start('warm', 'stop').waitFor()

        when:
        List<Process> both = [start('warm', 'start'), start('warm', 'start')]

        then:
        both*.waitFor() == [0, 0]
        new PollingConditions(timeout: 100).eventually {
            assert serving() == [pid()]
        }
    }

    private void hold(String method, String path) {
        sandbox.n2ws().faults().next(method, path, Fault.meanwhile {
            arrived.countDown()
            held.await()
        })
    }

    private List<Long> serving() {
        ProcessHandle.allProcesses().filter { environment(it).contains("BAKSH_HOME=$home\0") }
            .filter { it.info().arguments().orElse(new String[0]).toList().takeRight(2) == ['warm', 'serve'] }.map { it.pid() }.toList()
    }

    private static String environment(ProcessHandle process) {
        try {
            return Files.readString(Path.of('/proc', process.pid().toString(), 'environ'))
        } catch (IOException ignored) {
            return ''
        }
    }

    private static void send(String signal, Process process) {
        new ProcessBuilder('kill', "-$signal", process.pid().toString()).start().waitFor()
    }

    private long pid() {
        status()[-4] as long
    }

    private int served() {
        status()[-2] as int
    }

    private List<String> status() {
        ask('GET /status HTTP/1.1\r\n\r\n'.bytes).readLines()
    }

    private String frames(String... words) {
        List<String> variables = env().collect { "$it.key=$it.value" }
        String body = [ROOT.toString(), '80', '', variables.size().toString(), *variables, *words].collect { "$it\0" }.join()
        ask("POST /frames HTTP/1.1\r\nContent-Length: ${body.length()}\r\n\r\n$body".bytes)
    }

    private String ask(byte[] request) {
        SocketChannel.open(UnixDomainSocketAddress.of(home.resolve('warm/socket'))).withCloseable {
            it.write(ByteBuffer.wrap(request))
            Channels.newInputStream(it).text
        }
    }

    private String said(String where) {
        Files.readString(home.resolve(where))
    }

    private Map<String, String> env() {
        Map<String, String> env = System.getenv().findAll { it.key in ['HOME', 'TZ', 'LANG', 'LC_ALL', 'LC_CTYPE', 'LC_TIME', 'LC_NUMERIC', 'JAVA_HOME'] }
        env + [BAKSH_HOME: home.toString(), BAKSH_N2WS_URL: sandbox.n2wsUrl().toString(), BAKSH_N2WS_API_KEY: sandbox.n2wsApiKey()]
    }

    private Process start(Map<String, String> more = [:], String... words) {
        ProcessBuilder builder = new ProcessBuilder([ROOT.resolve('scripts/baksh').toString(), *words]).directory(ROOT.toFile())
        builder.environment().keySet().removeIf { it.startsWith('BAKSH_') }
        builder.environment().putAll(env() + more)
        builder.redirectInput(new File('/dev/null')).redirectOutput(home.resolve('out').toFile()).redirectError(home.resolve('err').toFile())
        builder.start()
    }

    /** Counts connections on their way to a server. */
    static class Relay implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName('127.0.0.1'))
        private final List<Socket> open = [].asSynchronized()
        private final int to

        Relay(int to) {
            this.to = to
            Thread.startDaemon('relay') {
                while (!listener.closed) {
                    try {
                        Socket near = listener.accept()
                        Socket far = new Socket('127.0.0.1', to)
                        open << near
                        [[near, far], [far, near]].each { Socket from, Socket into -> Thread.startDaemon('pump') { pump(from, into) } }
                    } catch (SocketException ignored) {
                        // Closed: the loop ends.
                    }
                }
            }
        }

        private static void pump(Socket from, Socket into) {
            try {
                from.inputStream.transferTo(into.outputStream)
            } catch (IOException ignored) {
                // One of both is gone, and with it the other.
            } finally {
                from.close()
                into.close()
            }
        }

        int getPort() { listener.localPort }

        int getConnections() { open.size() }

        void hangUp() { open.each { it.close() } }

        @Override
        void close() {
            listener.close()
            hangUp()
        }
    }
}
