package dev.baksh.client.resource

import dev.baksh.client.api.BakshException
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

@Timeout(120)
class StatusWordFilterSpec extends Specification {
    @AutoCleanup
    final ClientFixture fixture = new ClientFixture()

    @AutoCleanup
    final Sandbox sandbox = Sandbox.start(new SandboxOptions(clock: fixture.time.serverClock()))

    final ServerClient client = fixture.n2wsClient(sandbox)

    List<String> filters() {
        return sandbox.requests()*.query().findAll { it.contains('status=') }*.replaceAll(/.*\bstatus=([^&]*).*/, '$1')
    }

    def "a filter by the word of a status letter is a filter by the letter"() {
        when:
        List<String> statuses = client.resource(noun).list(status: word).collect { it.get('status').toString() }

        then:
        statuses.every { it == letter }
        filters().every { it == letter }
        !filters().empty

        where:
        noun            | word                | letter
        'backups'       | 'success'           | 'B'
        'backups'       | 'SUCCESS'           | 'B'
        'backups'       | 'marked for deletion' | 'M'
        'backups'       | "${'suc'}cess"      | 'B'
        'recoveries'    | 'in progress'       | 'P'
        'azure.backups' | 'success'           | 'B'
        'backups'       | 'B'                 | 'B'
        'backups'       | 'Z'                 | 'Z'
    }

    def "a word that is no known status is refused, because it would match no row"() {
        when:
        client.resource(noun).list(status: word).iterator().hasNext()

        then:
        BakshException e = thrown()
        e.message == "n2ws.${noun}.list: the status '$word' is not known"
        e.hint() == "write a letter or its meaning: $known"
        filters().empty

        where:
        noun            | word        | known
        'backups'       | 'sucess'    | "'B' (success), 'M' (marked for deletion)"
        'backups'       | 'completed' | "'B' (success), 'M' (marked for deletion)"
        'recoveries'    | 'running'   | "'P' (in progress)"
        'azure.backups' | 'OK'        | "'B' (success), 'M' (marked for deletion)"
    }

    def "the newest backup is found by the word of its status"() {
        expect:
        ClientFixture.invoke(client, 'backups', 'latest', [named: [policy: 'linux_web', status: 'success']]).get('status') == 'B'

        when:
        ClientFixture.invoke(client, 'backups', 'latest', [named: [policy: 'linux_web', status: 'done']])

        then:
        BakshException e = thrown()
        e.message == "n2ws.backups.latest: the status 'done' is not known"
    }
}
