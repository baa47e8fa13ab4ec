package dev.baksh.cli

import dev.baksh.sandbox.server.Fault

import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit

/** Processes of one user share the locks of a server under each of its names and from each home. */
class ServerNameLockSpec extends SandboxSpecification {
    static final String BACKUP = "n2ws.policies['adhoc'].backup().id"

    private Map<String, String> env(String host, String homeName) {
        [BAKSH_N2WS_URL: "http://$host:${harness.sandbox.n2wsUrl().port}".toString(), BAKSH_HOME: home.resolve(homeName).toString()]
    }

    def "a write by #host from home #homeName waits for an open write by 127.0.0.1 from home a, and sends nothing"() {
        given:
        CountDownLatch sent = new CountDownLatch(1)
        CountDownLatch mayEnd = new CountDownLatch(1)
        harness.sandbox.n2ws().faults().injectNext('POST', '/backups/', Fault.runBefore {
            sent.countDown()
            mayEnd.await(60, TimeUnit.SECONDS)
        })
        SandboxHarness.Result first = null
        Thread writer = Thread.start { first = harness.start(['-e', BACKUP], env('127.0.0.1', 'a')) }
        sent.await(60, TimeUnit.SECONDS)

        when:
        SandboxHarness.Result second = harness.start(['-e', BACKUP], env(host, homeName))
        mayEnd.countDown()
        writer.join()

        then:
        second.code == 3
        second.err.contains("n2ws.policies.backup 'adhoc': nothing was sent: process ${ProcessHandle.current().pid()} on ")
        second.err.contains(' writes to the same object\n  wait until that process ends, or end it\n')
        first.code == 0
        harness.writeRequests().size() == 1

        where:
        host        | homeName
        '127.0.0.1' | 'a'
        '127.0.0.1' | 'b'
        'localhost' | 'a'
        'localhost' | 'b'
        'LOCALHOST' | 'b'
    }

    def "a token is stored once for all names of a server"() {
        when:
        ['127.0.0.1', 'localhost', 'LocalHost'].each { assert harness.start(['-e', 'n2ws.policies.count()'], env(it, 'a')).code == 0 }

        then:
        home.resolve('a/tokens').toFile().list().count { it.endsWith('.json') } == 1
        harness.sandbox.requests().count { it.path().contains('/token/obtain') } == 1
    }
}
