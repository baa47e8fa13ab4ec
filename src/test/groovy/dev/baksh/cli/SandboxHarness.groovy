package dev.baksh.cli

import dev.baksh.cli.app.AppContext
import dev.baksh.cli.console.CommandLineOptions
import dev.baksh.cli.console.Console
import dev.baksh.cli.console.ProcessEnvironment
import dev.baksh.client.api.TimeSource
import dev.baksh.client.http.SecretRedactor
import dev.baksh.client.recording.Tape
import dev.baksh.sandbox.ManualClock
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.RecordedRequest
import dev.baksh.sandbox.server.SandboxOptions

import java.nio.charset.StandardCharsets
import java.nio.file.Path
import java.time.Duration
import java.time.Instant

/**
 * Starts baksh in this process, again and again, against one sandbox. A wait of baksh's turns the clock of both instead of
 * passing time. {@code --sandbox} is taken out of the words, because that one would follow the machine's clock.
 */
class SandboxHarness implements AutoCloseable {
    static class Result {
        int code
        String out
        String err
    }

    final ManualClock clock = new ManualClock()
    /** Distance of the wall clock of baksh from the clock of the sandbox, as after a correction of the clock. */
    Duration wallClockOffset = Duration.ZERO
    final Sandbox sandbox
    final Path home

    SandboxHarness(Path home, Instant now = Instant.parse('2026-03-04T05:06:07Z'), Map<String, Object> options = [:]) {
        this.home = home
        clock.now = now
        sandbox = Sandbox.start(new SandboxOptions([clock: clock] + options))
    }

    Result start(List<String> args, Map<String, String> env = [:], String stdin = '') {
        run(args - '--sandbox', serverVariables() + env, stdin, timeSource())
    }

    /** As the words stand, at the machine's own time, with no server in the environment. */
    Result startWithoutServers(List<String> args) {
        run(args, [:], '', TimeSource.SYSTEM)
    }

    private Result run(List<String> args, Map<String, String> env, String stdin, TimeSource timeSource) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream()
        final ByteArrayOutputStream err = new ByteArrayOutputStream()
        final ProcessEnvironment processEnvironment = new ProcessEnvironment(
            new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8),
            [BAKSH_HOME: home.toString()] + env,
            false, false, 80, [Path.of('lib')], timeSource)
        final int code = Application.start(processEnvironment, args)
        processEnvironment.out().flush()
        processEnvironment.err().flush()
        new Result(code: code, out: out.toString(StandardCharsets.UTF_8), err: err.toString(StandardCharsets.UTF_8))
    }

    /** What baksh would be started in, for specs of its parts. */
    ProcessEnvironment processEnvironment(Map<String, String> env = [:]) {
        new ProcessEnvironment(
            new ByteArrayInputStream(new byte[0]), new PrintStream(new ByteArrayOutputStream()), new PrintStream(new ByteArrayOutputStream()),
            [BAKSH_HOME: home.toString()] + serverVariables() + env, false, false, 80, [], timeSource())
    }

    /** Creates a context without a recording and without earlier starts. */
    static AppContext createContext(ProcessEnvironment environment, CommandLineOptions options = CommandLineOptions.parse([])) {
        final SecretRedactor redactor = new SecretRedactor()
        new AppContext(environment, options, new Console(environment, options, redactor), redactor, Tape.NONE, null)
    }

    /** Returns the write requests that reached the servers, without the token requests. */
    List<RecordedRequest> writeRequests() {
        sandbox.requests().findAll { it.method() != 'GET' && !it.path().contains('/token') }
    }

    private Map<String, String> serverVariables() {
        [BAKSH_N2WS_URL: sandbox.n2wsUrl().toString(), BAKSH_N2WS_API_KEY: sandbox.n2wsApiKey(),
         BAKSH_PX_URL: sandbox.pxUrl().toString(), BAKSH_PX_GATEWAY_URL: sandbox.pxGatewayUrl().toString(),
         BAKSH_PX_GROUPS: 'keycloak', BAKSH_PX_CLIENT_ID: sandbox.pxClientId(), BAKSH_PX_CLIENT_SECRET: sandbox.pxClientSecret()]
    }

    private TimeSource timeSource() {
        final ManualClock clock = clock
        final Duration offset = wallClockOffset
        new TimeSource() {
            @Override
            Instant now() {
                clock.now + offset
            }

            @Override
            long nanos() {
                Duration.between(Instant.EPOCH, clock.now).toNanos()
            }

            @Override
            void pause(Duration duration) {
                clock.advance(duration)
            }
        }
    }

    @Override
    void close() {
        sandbox.close()
    }
}
