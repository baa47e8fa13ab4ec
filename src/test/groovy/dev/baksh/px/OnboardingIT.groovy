package dev.baksh.px

import dev.baksh.Slow
import dev.baksh.cli.Pty
import dev.baksh.sandbox.Fault
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.SandboxOptions
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.CountDownLatch
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

/** Many users are given roles at a terminal, and the person breaks it off. */
@Slow
@Requires(value = { Pty.there() }, reason = 'script of util-linux is not installed')
@Timeout(240)
class OnboardingIT extends Specification {
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(SandboxOptions.defaults())

    @TempDir
    Path home

    @AutoCleanup
    Pty pty

    def "Ctrl-C in the middle of 200 users, and the same line completes it with nothing doubled"() {
        given:
        pty = new Pty(home, [BAKSH_PX_URL: sandbox.pxUrl().toString(), BAKSH_PX_CLIENT_ID: sandbox.pxClientId(),
                             BAKSH_PX_CLIENT_SECRET: sandbox.pxClientSecret()])
        200.times { sandbox.px().addUser("user-$it") }
        Path csv = home.resolve('map.csv')
        Files.writeString(csv, 'user,role\n' + (0..<200).collectMany { n ->
            ['px-backup-app.user', 'px-backup-app.admin', 'test-role'].collect { "user-$n,$it" }
        }.join('\n'))
        String line = "px.users.mapAll('$csv').countBy { it.result }"
        CountDownLatch there = new CountDownLatch(1)
        CountDownLatch held = new CountDownLatch(1)
        // The 60th is carried out and its answer comes late: the person strikes while it is under way.
        60.times { n ->
            sandbox.px().faults().next('POST', '/mapRoles/apply', Fault.meanwhile { if (mapped().size() == 60) there.countDown() })
        }
        sandbox.px().faults().next('POST', '/mapRoles/apply', Fault.meanwhile { held.await() })

        when:
        pty.start(['-e', line])
        pty.type('give roles to 200 of 200 users', 'y\r')
        there.await()
        pty.interrupt()
        pty.type('interrupted: ending what is under way', '')
        held.countDown()
        String broken = pty.end()
        int before = mapped().size()
        pty.start(['--yes', '-e', line])
        String completed = pty.end()

        then:
        broken.contains('role "test-role": 200 to get it')
        broken =~ /stopped at user \d+ of 200, "user-\d+": \d+ mapped before it; the same line goes on, and sends nothing twice/
        broken =~ /code=(75|130)/
        before >= 60 && before < 70
        completed.contains('code=0')
        completed =~ /"?already so"?/
        (0..<200).every { sandbox.px().rolesOf("user-$it".toString()).containsAll(['px-backup-app.user', 'px-backup-app.admin', 'test-role']) }

        and: 'one call a user, but for the one that was under way'
        mapped().toSet().size() == 200
        mapped().size() in [200, 201]
    }

    private List<String> mapped() {
        sandbox.requests().findAll { it.method() == 'POST' && it.path().endsWith('/mapRoles/apply') }.collect { it.query() }
    }
}
