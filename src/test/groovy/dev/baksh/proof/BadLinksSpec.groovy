package dev.baksh.proof

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.cli.Printed
import dev.baksh.cli.Typist
import dev.baksh.exchange.FaultServer
import dev.baksh.exchange.HandTime
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Path

import static dev.baksh.exchange.FaultServer.json

/**
 * Bad inputs 119 to 127: where a list says that its next page is. baksh asks for pages by their number at the address that
 * it has always asked, so the list comes whole, and nobody else hears of it. The same goes for redirects.
 */
@Timeout(120)
class BadLinksSpec extends Specification {
    @AutoCleanup
    final FaultServer server = new FaultServer()

    @AutoCleanup
    final FaultServer other = new FaultServer()

    @TempDir
    Path home

    Printed say(String expression) {
        final Typist typist = new Typist(home)
        typist.time = new HandTime()
        typist.env.BAKSH_N2WS_URL = server.url.toString()
        typist.env.BAKSH_N2WS_API_KEY = 'key-of-a-spec'
        return typist.says(expression)
    }

    String at(String link) {
        link.replace('OTHER', other.url.authority).replace('HOST', server.url.authority).replace('PORT', other.url.port as String)
    }

    def "input #input, next page #link: the list is whole and nobody else is asked"() {
        given:
        server.handler = { FaultServer.Request request ->
            if (request.target.contains('/token')) return json(200, '{"access": "access-token"}')
            boolean first = request.query.page == '1'
            json(200, new ObjectMapper().writeValueAsString([count: 2, next: first ? at(link) : null, results: [[id: first ? 1 : 2]]]))
        }

        when:
        Printed said = say('n2ws.policies.list(page_size: 1)*.id')

        then:
        said.out.readLines() == ['1', '2']
        server.lines.findAll { !it.contains('/token') }.every { it.startsWith('GET /api/aws/policies/?') }
        other.requests.empty

        where:
        input | link
        119   | 'http://HOST/api/aws/policies/?page=2'
        120   | 'http://OTHER/api/aws/policies/?page=2'
        120   | '//OTHER/api/aws/policies/?page=2'
        121   | 'http://HOST@OTHER/'
        121   | 'http://OTHER@HOST/'
        122   | 'http://127.0.0.1:PORT/api/aws/policies/?page=2'
        123   | 'http://HOST.evil.example/'
        123   | 'http://127.0.0.1.:PORT/'
        124   | 'file:///etc/passwd'
        124   | 'jar:file:///etc/x.jar!/x'
        124   | 'javascript:alert(1)'
        125   | 'http://169.254.169.254/latest/meta-data/'
        125   | 'http://[::ffff:127.0.0.1]:PORT/'
        125   | 'http://2130706433:PORT/'
        126   | 'http:\\\\OTHER\\x'
        126   | 'http://HOST%2f@OTHER/'
        126   | '/x\r\nHost: OTHER'
        127   | '../../../admin'
        127   | ''
    }

    def "input #input, a redirect to #link is not followed"() {
        given:
        server.handler = { FaultServer.Request request ->
            request.target.contains('/token') ? json(200, '{"access": "access-token"}') : json('Location': at(link), 307, '{}')
        }

        when:
        Printed said = say('n2ws.get("x")')

        then:
        said.code == 5
        said.err.readLines()[0] == "baksh: n2ws ($server.url.authority): n2ws.get 'x': the server answers with a redirect, which is not followed (GET $server.url/api/x -> 307)"
        server.requests.count { !it.target.contains('/token') } == 1
        other.requests.empty

        where:
        input | link
        119   | 'http://HOST/api/y'
        120   | 'http://OTHER/api/x'
        120   | '//OTHER/api/x'
        127   | ''
    }
}
