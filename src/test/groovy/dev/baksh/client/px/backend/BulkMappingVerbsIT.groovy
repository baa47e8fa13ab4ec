package dev.baksh.client.px.backend

import dev.baksh.Slow
import dev.baksh.cli.PtyProcess
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.Fault
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.CountDownLatch

/** Bulk mapping at a terminal that the user interrupts. */
@Slow
@Requires(value = { PtyProcess.isAvailable() }, reason = 'script of util-linux is not installed')
@Timeout(240)
class BulkMappingVerbsIT extends Specification {
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions())

    @TempDir
    Path home

    @AutoCleanup
    PtyProcess pty

    def "after Ctrl-C during 200 users the same command completes the mapping without duplicates"() {
        given:
        pty = new PtyProcess(home, [BAKSH_PX_URL: sandbox.pxUrl().toString(), BAKSH_PX_CLIENT_ID: sandbox.pxClientId(),
                             BAKSH_PX_CLIENT_SECRET: sandbox.pxClientSecret()])
        200.times { sandbox.px().addUser("user-$it") }
        Path csv = home.resolve('map.csv')
        Files.writeString(csv, 'user,role\n' + (0..<200).collectMany { n ->
            ['px-backup-app.user', 'px-backup-app.admin', 'test-role'].collect { "user-$n,$it" }
        }.join('\n'))
        String line = "px.users.mapAll('$csv').countBy { it.result }"
        CountDownLatch requestArrived = new CountDownLatch(1)
        CountDownLatch held = new CountDownLatch(1)
        // The response of the 60th request is late: the user interrupts while the request is in progress.
        60.times { n ->
            sandbox.px().faults().injectNext('POST', '/mapRoles/apply', Fault.runBefore { if (mappedQueries().size() == 60) requestArrived.countDown() })
        }
        sandbox.px().faults().injectNext('POST', '/mapRoles/apply', Fault.runBefore { held.await() })

        when:
        pty.start(['-e', line])
        pty.answerPrompt('give roles to 200 of 200 users', 'y\r')
        requestArrived.await()
        pty.pressCtrlC()
        pty.answerPrompt('interrupted: ending the operation', '')
        held.countDown()
        String interruptedScreen = pty.awaitExit()
        int mappedBefore = mappedQueries().size()
        pty.start(['--yes', '-e', line])
        String completedScreen = pty.awaitExit()

        then:
        interruptedScreen.contains('role "test-role": 200 to be mapped')
        interruptedScreen =~ /stopped at user \d+ of 200, "user-\d+": \d+ mapped before it; run the same line again to continue; roles that a user has are not sent/
        interruptedScreen =~ /code=(75|130)/
        mappedBefore >= 60 && mappedBefore < 70
        completedScreen.contains('code=0')
        completedScreen =~ /"?already so"?/
        (0..<200).every { sandbox.px().rolesOf("user-$it".toString()).containsAll(['px-backup-app.user', 'px-backup-app.admin', 'test-role']) }

        and: 'one call a user, but for the one that was under way'
        mappedQueries().toSet().size() == 200
        mappedQueries().size() in [200, 201]
    }

    private List<String> mappedQueries() {
        sandbox.requests().findAll { it.method() == 'POST' && it.path().endsWith('/mapRoles/apply') }.collect { it.query() }
    }
}
