package dev.baksh

import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.Fault
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.Timeout
import spock.util.concurrent.PollingConditions

import java.net.UnixDomainSocketAddress
import java.nio.ByteBuffer
import java.nio.channels.Channels
import java.nio.channels.SocketChannel
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.CountDownLatch

/** Tests the warm process with its callers: signals, reuse of connections, and the end of the process. */
@Slow
@Requires({ os.linux })
@Timeout(120)
class DaemonCallerIT extends Specification {
    static final Path ROOT = Path.of('').toAbsolutePath()

    @Shared
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions())

    /** Below /tmp, because the path of a socket is limited to 107 bytes. */
    @Shared
    Path home = Files.createTempDirectory(Path.of('/tmp'), 'baksh-warm')

    CountDownLatch requestArrived = new CountDownLatch(1)
    CountDownLatch responseReleased = new CountDownLatch(1)

    def setupSpec() {
        assert start('warm', 'start').waitFor() == 0
    }

    def cleanupSpec() {
        start('warm', 'stop').waitFor()
        home.toFile().deleteDir()
    }

    def cleanup() {
        responseReleased.countDown()
        sandbox.n2ws().faults().clear()
    }

    def "#signal ends a read immediately with #code and the messages of a process without daemon"() {
        given:
        int servedBefore = servedCalls()
        holdRequest('GET', '/policies/1/')
        Process process = start('--warm', '-e', "n2ws.get('aws/policies/1/')")
        requestArrived.await()

        when:
        sendSignal(signal, process)

        then:
        process.waitFor() == code
        responseReleased.count == 1 // The server has not sent its response yet.
        readOutput('err') == (code == 130 ? 'interrupted: ending the operation; press Ctrl-C again to exit immediately\n' : '') +
            "baksh: n2ws (${sandbox.n2wsUrl().authority}): interrupted\n  -e:1\n"
        readOutput('out') == ''
        servedCalls() == servedBefore + 1

        where:
        signal || code
        'INT'  || 130
        'TERM' || 143
        'HUP'  || 129
    }

    def "an executed write is found after its caller is interrupted, and is recorded in the journal"() {
        given:
        holdRequest('POST', 'policies/11/backups/')
        Process process = start('--warm', '--yes', '-e', "n2ws.policies['adhoc'].backup(); n2ws.policies['adhoc'].delete()")
        requestArrived.await()
        // The server executes the write while baksh searches for it.
        sandbox.n2ws().faults().injectNext('GET', '/backups/', Fault.runBefore {
            responseReleased.countDown()
            while (sandbox.n2ws().startedBackupCount('adhoc') == 0) Thread.onSpinWait()
        })

        when:
        sendSignal('INT', process)
        process.waitFor()

        then:
        process.exitValue() == 130
        Files.readAllLines(home.resolve('journal/journal.jsonl'))*.find(/"event":"(\w+)"/) { it[1] } == ['INTENT', 'DONE']
        sandbox.n2ws().policy('adhoc') != null
    }

    def "the second Ctrl-C exits immediately, and the abandoned call is ended before the next caller"() {
        given:
        holdRequest('GET', '/policies/1/')
        Process process = start('--warm', '-e', "try { n2ws.get('aws/policies/1/') } finally { sleep(1); println 1 }")
        requestArrived.await()

        when:
        2.times { sendSignal('INT', process) }

        then:
        process.waitFor() == 130
        responseReleased.count == 1
        new PollingConditions(timeout: 100).eventually {
            int servedBefore = servedCalls()
            assert start('--warm', '-e', '1').waitFor() == 0
            assert servedCalls() == servedBefore + 1
        }
    }

    def "a caller with an exit code can call again immediately"() {
        given:
        int servedBefore = servedCalls()

        expect:
        (1..30).collect { requestFrames('-e', '1').endsWith('x\0\0\0\u00010') }.every()
        servedCalls() == servedBefore + 30
    }

    def "a read of the next call reuses the connection, and a write does not"() {
        given:
        Relay relay = new Relay(sandbox.n2wsUrl().port)
        Map<String, String> serverVariables = [BAKSH_N2WS_URL: "http://127.0.0.1:$relay.port".toString()]
        Closure<Integer> read = { start(serverVariables, '--warm', '-e', 'n2ws.policies[1].name').waitFor() }
        List<Integer> codes = [read()]
        int firstProcess = relay.connections

        when:
        // baksh closes a connection that is idle for 4 s; on a busy machine one call can take that long, so the check repeats.
        for (int i = 0; i < 50; i++) {
            int servedBefore = relay.connections
            codes << read()
            if (relay.connections == servedBefore) break
            firstProcess = relay.connections
        }

        then:
        codes.every { it == 0 }
        relay.connections == firstProcess

        when:
        firstProcess = relay.connections
        int code
        int written = start(serverVariables, '--warm', '--yes', '-e', 'n2ws.policies[1].backup(); 1').waitFor()

        then:
        written == 0
        relay.connections > firstProcess

        when:
        relay.hangUp()
        firstProcess = relay.connections
        code = read()

        then:
        code == 0
        readOutput('out') == 'nightly\n'
        relay.connections == firstProcess + 1

        cleanup:
        relay.close()
    }

    def "the next daemon removes all leftovers of a killed daemon"() {
        given:
        ProcessHandle process = ProcessHandle.of(pid()).get()
        process.destroyForcibly()
        process.onExit().get()
        Path staleFolder = Files.createDirectory(home.resolve('warm/warm-up-1'))
        Files.writeString(staleFolder.resolve('file'), 'x')
        Process duringCall = start('--warm', '-e', '2')
        int coldStart = duringCall.waitFor()

        when:
        int code = start('warm', 'start').waitFor()

        then:
        [coldStart, code] == [0, 0]
        pid() != process.pid()
        new PollingConditions(timeout: 100).eventually {
            assert !Files.exists(staleFolder)
        }
    }

    def "stop returns after the daemon has exited, and a new daemon can start immediately"() {
        given:
        long servedBefore = pid()

        when:
        Process stopCommand = start('warm', 'stop')
        int code = stopCommand.waitFor()

        then:
        code == 0
        readOutput('err') == 'the warm process has ended\n'
        !ProcessHandle.of(servedBefore).filter { it.alive }.present
        !Files.exists(home.resolve('warm/socket'))
        start('warm', 'start').waitFor() == 0
        pid() != servedBefore
    }

    def "two simultaneous starts result in one daemon"() {
        given:
        start('warm', 'stop').waitFor()

        when:
        List<Process> both = [start('warm', 'start'), start('warm', 'start')]

        then:
        both*.waitFor() == [0, 0]
        new PollingConditions(timeout: 100).eventually {
            assert daemonProcessIds() == [pid()]
        }
    }

    private void holdRequest(String method, String path) {
        sandbox.n2ws().faults().injectNext(method, path, Fault.runBefore {
            requestArrived.countDown()
            responseReleased.await()
        })
    }

    private List<Long> daemonProcessIds() {
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

    private static void sendSignal(String signal, Process process) {
        new ProcessBuilder('kill', "-$signal", process.pid().toString()).start().waitFor()
    }

    private long pid() {
        status()[-4] as long
    }

    private int servedCalls() {
        status()[-2] as int
    }

    private List<String> status() {
        exchangeRaw('GET /status HTTP/1.1\r\n\r\n'.bytes).readLines()
    }

    private String requestFrames(String... args) {
        String umask = Files.readAllLines(Path.of('/proc/self/status')).find { it.startsWith('Umask:') }.split(/\s+/)[1]
        List<String> variables = (env() + [BAKSH_CALLER_UMASK: umask]).collect { "$it.key=$it.value" }
        String body = [ROOT.toString(), '80', '', variables.size().toString(), *variables, *args].collect { "$it\0" }.join()
        exchangeRaw("POST /frames HTTP/1.1\r\nContent-Length: ${body.length()}\r\n\r\n$body".bytes)
    }

    private String exchangeRaw(byte[] request) {
        SocketChannel.open(UnixDomainSocketAddress.of(home.resolve('warm/socket'))).withCloseable {
            it.write(ByteBuffer.wrap(request))
            Channels.newInputStream(it).text
        }
    }

    private String readOutput(String fileName) {
        Files.readString(home.resolve(fileName))
    }

    private Map<String, String> env() {
        Map<String, String> env = System.getenv().findAll { it.key in ['HOME', 'TZ', 'LANG', 'LC_ALL', 'LC_CTYPE', 'LC_TIME', 'LC_NUMERIC', 'JAVA_HOME'] }
        env + [BAKSH_HOME: home.toString(), BAKSH_N2WS_URL: sandbox.n2wsUrl().toString(), BAKSH_N2WS_API_KEY: sandbox.n2wsApiKey()]
    }

    private Process start(Map<String, String> extraVariables = [:], String... args) {
        ProcessBuilder builder = new ProcessBuilder([*ChildSignals.RESET, ROOT.resolve('scripts/baksh').toString(), *args]).directory(ROOT.toFile())
        builder.environment().keySet().removeIf { it.startsWith('BAKSH_') }
        builder.environment().putAll(env() + extraVariables)
        builder.redirectInput(new File('/dev/null')).redirectOutput(home.resolve('out').toFile()).redirectError(home.resolve('err').toFile())
        builder.start()
    }

    /** TCP proxy that counts connections. */
    static class Relay implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName('127.0.0.1'))
        private final List<Socket> sockets = [].asSynchronized()
        private final int target

        Relay(int target) {
            this.target = target
            Thread.startDaemon('relay') {
                while (!listener.closed) {
                    try {
                        Socket client = listener.accept()
                        Socket server = new Socket('127.0.0.1', target)
                        sockets << client
                        [[client, server], [server, client]].each { Socket from, Socket destination -> Thread.startDaemon('pump') { copyStream(from, destination) } }
                    } catch (SocketException ignored) {
                        // Closed: the loop ends.
                    }
                }
            }
        }

        private static void copyStream(Socket from, Socket destination) {
            try {
                from.inputStream.transferTo(destination.outputStream)
            } catch (IOException ignored) {
                // One side is closed, so the other side is closed too.
            } finally {
                from.close()
                destination.close()
            }
        }

        int getPort() { listener.localPort }

        int getConnections() { sockets.size() }

        void hangUp() { sockets.each { it.close() } }

        @Override
        void close() {
            listener.close()
            hangUp()
        }
    }
}
