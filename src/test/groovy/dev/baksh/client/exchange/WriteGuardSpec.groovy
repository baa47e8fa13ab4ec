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
    final ClientFixture rig = new ClientFixture()

    String label() {
        return "n2ws ($server.url.authority)"
    }

    ApiExecutor exchange(Map config = [:], boolean readOnly = false, boolean dryRun = false, boolean yes = false) {
        rig.mode = new WriteGuard.Mode(readOnly, dryRun, yes)
        return rig.exchange(ClientFixture.server(config, 'n2ws', server.url), N2wsClient.dialect())
    }

    def "read-only refuses #effect, and --yes does not lift it"() {
        when:
        exchange(config, readOnly, false, yes).send(ClientFixture.write('things/', effect))

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.REFUSED
        e.message == label() + ' is read-only: write things/ was not sent'
        e.hint() == (readOnly ? 'leave out --read-only' : 'set mode: read-write for it in servers.yaml')
        server.requests.empty
        rig.questions.empty

        where:
        [effect, config, readOnly, yes] << [[Effect.ENSURE, Effect.START, Effect.DANGER], [[:], [readOnly: true]], [true, false], [true, false]].combinations().findAll { it[1] || it[2] }
    }

    def "read-only lets reads pass"() {
        expect:
        exchange([readOnly: true], true).send(ClientFixture.read('things/')) != null
    }

    def "a dry run prints and sends nothing, on a read-only server too"() {
        when:
        Object planned = exchange([readOnly: readOnly], false, true).send(ClientFixture.write('things/', Effect.DANGER))

        then:
        planned.toString() == 'planned: write things/'
        planned.get('a') == 1
        rig.plan == ["curl -X POST -H \"Authorization: Bearer \$TOKEN\" -H 'Content-Type: application/json' --data '{\"a\":1}' '$server.url/api/things/'".toString()]
        server.requests.empty
        rig.questions.empty

        where:
        readOnly << [true, false]
    }

    def "the curl line carries how the server is trusted"() {
        given:
        ServerConfig server = new ServerConfig('prod', 'px', URI.create('https://px.example.com:8443'), null, null, ca, pin, 'master', '/auth', null, false, false)

        expect:
        CurlCommand.format(server, ClientFixture.write('x/', Effect.ENSURE, null, 'PUT'), '/backend/x/?q=a%20b') == line

        where:
        ca                                       | pin                             || line
        null                                     | null                            || 'curl -X PUT -H "Authorization: Bearer $TOKEN" \'https://px.example.com:8443/backend/x/?q=a%20b\''
        java.nio.file.Path.of("/etc/it's ca.pem") | null                           || 'curl -X PUT --cacert \'/etc/it\'\\\'\'s ca.pem\' -H "Authorization: Bearer $TOKEN" \'https://px.example.com:8443/backend/x/?q=a%20b\''
        null                                     | 'sha256/AAA=,sha256/BBB='       || 'curl -X PUT --insecure --pinnedpubkey \'sha256//AAA=;sha256//BBB=\' -H "Authorization: Bearer $TOKEN" \'https://px.example.com:8443/backend/x/?q=a%20b\''
    }

    def "the curl line means to a shell what it shows"() {
        given:
        ServerConfig config = ClientFixture.server('n2ws', server.url)
        Map body = [name: "a'b \"c\" \$HOME `id` \\ \n ! é"]
        String line = CurlCommand.format(config, ClientFixture.write('things/', Effect.START, body), '/api/things/')

        when:
        Process shell = new ProcessBuilder('sh', '-c', 'curl() { for a; do printf "%s\\0" "$a"; done; }; TOKEN=secret; ' + line).start()
        List<String> words = new String(shell.inputStream.readAllBytes(), 'UTF-8').split('\0').toList()

        then:
        words == ['-X', 'POST', '-H', 'Authorization: Bearer secret', '-H', 'Content-Type: application/json', '--data',
                  new String(JsonCodec.write(body), 'UTF-8'), server.url.toString() + '/api/things/']
    }

    def "a danger is asked about, each time, and --yes answers"() {
        given:
        ApiExecutor exchange = exchange([production: production], false, false, yes)

        when:
        2.times { exchange.send(ClientFixture.write('things/3/', Effect.DANGER, null, 'DELETE')) }

        then:
        rig.questions == questions.collect { it.replace('LABEL', label()) }
        server.requests.size() == 2

        where:
        production | yes   || questions
        false      | false || ['write things/3/ on LABEL?'] * 2
        true       | false || ['write things/3/ on LABEL? [type n2ws]'] * 2
        true       | true  || []
    }

    def "Ctrl-C at a question is no answer, and the error says so"() {
        given:
        ApiExecutor exchange = exchange()
        exchange.send(ClientFixture.write('things/', Effect.START))
        rig.interrupted = true

        when:
        exchange.send(ClientFixture.write('things/', Effect.DANGER))

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.INTERRUPTED
        e.message == 'interrupted at the question: write things/ on ' + label() + '?'
        e.hint() == 'this one was not sent; 1 write before it went out: baksh journal shows it'
        server.requests.size() == 1
    }

    def "a question that is declined, or that nobody hears, sends nothing"() {
        given:
        rig.agrees = agrees

        when:
        exchange().send(ClientFixture.write('things/3/', Effect.DANGER, null, 'DELETE'))

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.REFUSED
        e.message == message + 'write things/3/ on ' + label() + '?'
        server.requests.empty

        where:
        agrees || message
        false  || 'declined: '
        null   || 'nobody to ask: '
    }

    def "five writes of one expression pass, the sixth is asked about, and then no more"() {
        given:
        ApiExecutor exchange = exchange()

        when:
        5.times { exchange.send(ClientFixture.write('things/', Effect.ENSURE)) }

        then:
        rig.questions.empty

        when:
        5.times { exchange.send(ClientFixture.write('things/', Effect.START)) }

        then:
        rig.questions == ['5 writes were sent by this expression; go on with write things/ and the rest on ' + label() + '?']
        server.requests.size() == 10

        when:
        rig.gate.startExpression()
        5.times { exchange.send(ClientFixture.write('things/', Effect.ENSURE)) }

        then:
        rig.questions.size() == 1
    }

    def "a query goes out as #line"() {
        when:
        exchange().send(ClientFixture.read('things/', null, query))

        then:
        server.lines == ["GET /api/things/$line HTTP/1.1"]

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

    def "who declines is told what went out before: #before"() {
        given:
        ApiExecutor exchange = exchange()
        before.times { exchange.send(ClientFixture.write('things/', it == 0 ? Effect.ENSURE : Effect.START)) }
        if (attended) rig.gate.markInteractive()
        rig.agrees = false

        when:
        exchange.send(ClientFixture.write('things/', Effect.DANGER))

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.REFUSED
        e.message == 'declined: write things/ on ' + label() + '?'
        e.hint() == hint
        server.requests.size() == before

        when:
        rig.gate.startExpression()
        exchange.send(ClientFixture.write('things/', Effect.DANGER))

        then:
        e = thrown()
        e.hint() == 'nothing was sent'

        where:
        before | attended || hint
        0      | false    || 'nothing was sent'
        1      | false    || 'this one was not sent; 1 write before it went out: baksh journal shows it'
        3      | false    || 'this one was not sent; 3 writes before it went out: baksh journal shows them'
        3      | true     || 'this one was not sent; 3 writes before it went out: :journal shows them'
    }

    def "who declines in the middle of many is told of those that went"() {
        given:
        ApiExecutor exchange = exchange()
        rig.agrees = false

        when:
        6.times { exchange.send(ClientFixture.write('things/')) }

        then:
        BakshException e = thrown()
        e.message == 'declined: 5 writes were sent by this expression; go on with write things/ and the rest on ' + label() + '?'
        e.hint() == 'this one was not sent; 5 writes before it went out: baksh journal shows them'
        server.requests.size() == 5
    }
}
