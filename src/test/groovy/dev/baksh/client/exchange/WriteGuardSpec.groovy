package dev.baksh.client.exchange

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Effect
import dev.baksh.client.api.ExitCode
import dev.baksh.client.config.ServerConfig
import dev.baksh.client.n2ws.N2wsClient
import dev.baksh.client.protocol.JsonCodec
import spock.lang.AutoCleanup
import spock.lang.Specification

class WriteGuardSpec extends Specification {
    @AutoCleanup
    final FaultyHttpServer server = new FaultyHttpServer()

    @AutoCleanup
    final ClientFixture fixture = new ClientFixture()

    String serverLabel() {
        return "n2ws ($server.url.authority)"
    }

    ApiExecutor executor(Map config = [:], boolean readOnly = false, boolean dryRun = false, boolean yes = false) {
        fixture.mode = new WriteGuard.Mode(readOnly, dryRun, yes)
        return fixture.createExecutor(ClientFixture.serverConfig(config, 'n2ws', server.url), N2wsClient.dialect())
    }

    def "read-only rejects #effect, and --yes does not override read-only"() {
        when:
        executor(config, readOnly, false, yes).send(ClientFixture.writeCall('things/', effect))

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.REFUSED
        e.message == serverLabel() + ' is read-only: write things/ was not sent'
        e.hint() == (readOnly ? 'leave out --read-only' : 'set mode: read-write for this server in servers.yaml')
        server.requests.empty
        fixture.questions.empty

        where:
        [effect, config, readOnly, yes] << [[Effect.ENSURE, Effect.START, Effect.DANGER], [[:], [readOnly: true]], [true, false], [true, false]].combinations().findAll { it[1] || it[2] }
    }

    def "read-only allows reads"() {
        expect:
        executor([readOnly: true], true).send(ClientFixture.readCall('things/')) != null
    }

    def "a dry run prints writes and sends nothing, also on a read-only server"() {
        when:
        Object dryRunLine = executor([readOnly: readOnly], false, true).send(ClientFixture.writeCall('things/', Effect.DANGER))

        then:
        dryRunLine.toString() == 'planned: write things/'
        dryRunLine.get('a') == 1
        fixture.dryRunLines == ["curl -X POST --globoff -H \"Authorization: Bearer \$TOKEN\" -H 'Content-Type: application/json' --data '{\"a\":1}' '$server.url/api/things/'".toString()]
        server.requests.empty
        fixture.questions.empty

        where:
        readOnly << [true, false]
    }

    def "the curl command contains the TLS trust options"() {
        given:
        ServerConfig server = ClientFixture.serverConfig([name: 'prod', ca: ca, pin: pin], 'px', URI.create('https://px.example.com:8443'))

        expect:
        CurlCommand.format(server, ClientFixture.writeCall('x/', Effect.ENSURE, null, 'PUT'), '/backend/x/?q=a%20b', { it }) == line

        where:
        ca                                       | pin                             || line
        null                                     | null                            || 'curl -X PUT --globoff -H "Authorization: Bearer $TOKEN" \'https://px.example.com:8443/backend/x/?q=a%20b\''
        java.nio.file.Path.of("/etc/it's ca.pem") | null                           || 'curl -X PUT --globoff --cacert \'/etc/it\'\\\'\'s ca.pem\' -H "Authorization: Bearer $TOKEN" \'https://px.example.com:8443/backend/x/?q=a%20b\''
        null                                     | 'sha256/AAA=,sha256/BBB='       || 'curl -X PUT --globoff --insecure --pinnedpubkey \'sha256//AAA=;sha256//BBB=\' -H "Authorization: Bearer $TOKEN" \'https://px.example.com:8443/backend/x/?q=a%20b\''
    }

    def "the curl command is quoted correctly for a shell"() {
        given:
        ServerConfig config = ClientFixture.serverConfig('n2ws', server.url)
        Map body = [name: "a'b \"c\" \$HOME `id` \\ \n ! é"]
        String line = CurlCommand.format(config, ClientFixture.writeCall('things/', Effect.START, body), '/api/things/', { it })

        when:
        Process shell = new ProcessBuilder('sh', '-c', 'curl() { for a; do printf "%s\\0" "$a"; done; }; TOKEN=secret; ' + line).start()
        List<String> shellArgs = new String(shell.inputStream.readAllBytes(), 'UTF-8').split('\0').toList()

        then:
        shellArgs == ['-X', 'POST', '--globoff', '-H', 'Authorization: Bearer secret', '-H', 'Content-Type: application/json', '--data',
                  new String(JsonCodec.write(body), 'UTF-8'), server.url.toString() + '/api/things/']
    }

    def "each dangerous write needs a confirmation, and --yes confirms"() {
        given:
        ApiExecutor executor = executor([production: production], false, false, yes)

        when:
        2.times { executor.send(ClientFixture.writeCall('things/3/', Effect.DANGER, null, 'DELETE')) }

        then:
        fixture.questions == questions.collect { it.replace('LABEL', serverLabel()) }
        server.requests.size() == 2

        where:
        production | yes   || questions
        false      | false || ['write things/3/ on LABEL?'] * 2
        true       | false || ['write things/3/ on LABEL? [type n2ws]'] * 2
        true       | true  || []
    }

    def "Ctrl-C at a prompt is not an answer, and the error contains the interrupt"() {
        given:
        ApiExecutor executor = executor()
        executor.send(ClientFixture.writeCall('things/', Effect.START))
        fixture.promptInterrupted = true

        when:
        executor.send(ClientFixture.writeCall('things/', Effect.DANGER))

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.INTERRUPTED
        e.message == 'interrupted at the question: write things/ on ' + serverLabel() + '?'
        e.hint() == 'this write was not sent; 1 earlier write was sent: see baksh journal'
        server.requests.size() == 1
    }

    def "a declined or impossible confirmation sends nothing"() {
        given:
        fixture.promptAnswer = agrees

        when:
        executor().send(ClientFixture.writeCall('things/3/', Effect.DANGER, null, 'DELETE'))

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.REFUSED
        e.message == message + 'write things/3/ on ' + serverLabel() + '?'
        server.requests.empty

        where:
        agrees || message
        false  || 'declined: '
        null   || 'nobody to ask: '
    }

    def "five writes of an expression pass, the sixth needs a confirmation, later ones do not"() {
        given:
        ApiExecutor executor = executor()

        when:
        5.times { executor.send(ClientFixture.writeCall('things/', Effect.ENSURE)) }

        then:
        fixture.questions.empty

        when:
        5.times { executor.send(ClientFixture.writeCall('things/', Effect.START)) }

        then:
        fixture.questions == ['5 writes of this expression were sent (write things/ (5 times)); continue with write things/ and the rest on ' + serverLabel() + '?']
        server.requests.size() == 10

        when:
        fixture.guard.startExpression()
        5.times { executor.send(ClientFixture.writeCall('things/', Effect.ENSURE)) }

        then:
        fixture.questions.size() == 1
    }

    def "a query is sent as #line"() {
        when:
        executor().send(ClientFixture.readCall('things/', null, query))

        then:
        server.requestLines == ["GET /api/things/$line HTTP/1.1"]

        where:
        query                                                          || line
        [:]                                                            || ''
        [q: 'a b&c=d#e?f']                                             || '?q=a%20b%26c%3Dd%23e%3Ff'
        [q: 'a+b%20']                                                  || '?q=a%2Bb%2520'
        [q: "x\r\nHost: evil"]                                         || '?q=x%0D%0AHost:%20evil'
        ['a b': 'é']                                                   || '?a%20b=%C3%A9'
        [q: null, r: 1]                                                || '?r=1'
        [id: [1, 'x', null]]                                           || '?id=1&id=x'
        [t: java.time.Instant.parse('2019-03-17T09:51:10.987Z')]       || '?t=2019-03-17T09:51:10Z'
        [ordering: '-a,b', on: true]                                   || '?ordering=-a,b&on=true'
    }

    def "the message of a declined confirmation contains the writes sent before: #before"() {
        given:
        ApiExecutor executor = executor()
        before.times { executor.send(ClientFixture.writeCall('things/', it == 0 ? Effect.ENSURE : Effect.START)) }
        if (attended) fixture.guard.markInteractive()
        fixture.promptAnswer = false

        when:
        executor.send(ClientFixture.writeCall('things/', Effect.DANGER))

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.REFUSED
        e.message == 'declined: write things/ on ' + serverLabel() + '?'
        e.hint() == hint
        server.requests.size() == before

        when:
        fixture.guard.startExpression()
        executor.send(ClientFixture.writeCall('things/', Effect.DANGER))

        then:
        e = thrown()
        e.hint() == 'nothing was sent'

        where:
        before | attended || hint
        0      | false    || 'nothing was sent'
        1      | false    || 'this write was not sent; 1 earlier write was sent: see baksh journal'
        3      | false    || 'this write was not sent; 3 earlier writes were sent: see baksh journal'
        3      | true     || 'this write was not sent; 3 earlier writes were sent: see baksh journal'
    }

    def "the message of a declined bulk confirmation counts the writes that were sent"() {
        given:
        ApiExecutor executor = executor()
        fixture.promptAnswer = false

        when:
        6.times { executor.send(ClientFixture.writeCall('things/')) }

        then:
        BakshException e = thrown()
        e.message == 'declined: 5 writes of this expression were sent (write things/ (5 times)); continue with write things/ and the rest on ' + serverLabel() + '?'
        e.hint() == 'this write was not sent; 5 earlier writes were sent: see baksh journal'
        server.requests.size() == 5
    }
}
