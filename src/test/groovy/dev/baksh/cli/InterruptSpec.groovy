package dev.baksh.cli

import dev.baksh.cli.app.AppContext
import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.api.ServerKind
import dev.baksh.client.exchange.UnknownOutcomeException
import dev.baksh.sandbox.server.Fault
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Path
import java.util.concurrent.CountDownLatch

/** Ctrl-C while a server does not answer: what the shell does is to interrupt the thread that calls. */
@Timeout(120)
class InterruptSpec extends Specification {
    @TempDir
    Path home

    SandboxHarness harness = new SandboxHarness(home)
    CountDownLatch responseReleased = new CountDownLatch(1)
    CountDownLatch requestArrived = new CountDownLatch(1)
    AppContext app

    def setup() {
        app = SandboxHarness.createContext(harness.processEnvironment())
        app.client(ServerKind.N2WS, null).resource('policies').list([:]).iterator().next()
    }

    def cleanup() {
        responseReleased.countDown()
        app.close()
        harness.close()
    }

    def "an interrupted read ends before the server responds, without any effect"() {
        given:
        holdRequest('GET')

        when:
        Result result = interruptCall { app.client(ServerKind.N2WS, null).sendRaw('GET', 'aws/policies/1/', [:], null) }

        then:
        result.failure.exit() == ExitCode.INTERRUPTED
        result.serverSilent
        !(result.failure instanceof UnknownOutcomeException)
    }

    def "an interrupted write ends before the server responds and reports its unknown outcome"() {
        given:
        holdRequest('PUT')

        when:
        Result result = interruptCall { app.client(ServerKind.N2WS, null).sendRaw('PUT', 'aws/policies/1/', [:], [enabled: false]) }

        then:
        result.failure instanceof UnknownOutcomeException
        result.failure.message.contains('the outcome is not known')
        result.serverSilent
        harness.writeRequests().size() == 1
    }

    private static class Result {
        BakshException failure
        boolean serverSilent
    }

    private void holdRequest(String method) {
        harness.sandbox.n2ws().faults().injectNext(method, 'policies', Fault.runBefore {
            requestArrived.countDown()
            try {
                responseReleased.await()
            } catch (InterruptedException ignored) {
                // The sandbox is closed while its thread still waits.
            }
        })
    }

    private Result interruptCall(Closure<?> call) {
        Result result = new Result()
        Thread caller = new Thread({
            try {
                call()
            } catch (BakshException e) {
                result.failure = e
            }
        })
        caller.start()
        requestArrived.await()
        caller.interrupt()
        caller.join()
        result.serverSilent = responseReleased.count == 1
        result
    }
}
