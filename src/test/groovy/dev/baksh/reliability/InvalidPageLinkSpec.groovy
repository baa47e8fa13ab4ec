package dev.baksh.reliability

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import dev.baksh.client.exchange.FaultyHttpServer
import dev.baksh.client.exchange.ManualTimeSource
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Path

import static dev.baksh.client.exchange.FaultyHttpServer.json

/**
 * Bad inputs 119 to 127: links to the next page. baksh requests pages by number at the original address, so the list is
 * complete and no other server gets a request. Redirects are refused for the same reason.
 */
@Timeout(120)
class InvalidPageLinkSpec extends Specification {
    @AutoCleanup
    final FaultyHttpServer server = new FaultyHttpServer()

    @AutoCleanup
    final FaultyHttpServer otherServer = new FaultyHttpServer()

    @TempDir
    Path home

    CommandResult runExpression(String expression) {
        final CommandRunner runner = new CommandRunner(home)
        runner.time = new ManualTimeSource()
        runner.env.BAKSH_N2WS_URL = server.url.toString()
        runner.env.BAKSH_N2WS_API_KEY = 'key-of-a-spec'
        return runner.runExpression(expression)
    }

    String fillPlaceholders(String link) {
        link.replace('OTHER', otherServer.url.authority).replace('HOST', server.url.authority).replace('PORT', otherServer.url.port as String)
    }

    def "input #input, next page #link: the list is complete and no other server is requested"() {
        given:
        server.handler = { FaultyHttpServer.Request request ->
            if (request.methodAndPath.contains('/token')) return json(200, '{"access": "access-token"}')
            boolean first = request.query.page == '1'
            json(200, new ObjectMapper().writeValueAsString([count: 2, next: first ? fillPlaceholders(link) : null, results: [[id: first ? 1 : 2]]]))
        }

        when:
        CommandResult result = runExpression('n2ws.policies.list(page_size: 1)*.id')

        then:
        result.out.readLines() == ['1', '2']
        server.requestLines.findAll { !it.contains('/token') }.every { it.startsWith('GET /api/aws/policies/?') }
        otherServer.requests.empty

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
        server.handler = { FaultyHttpServer.Request request ->
            request.methodAndPath.contains('/token') ? json(200, '{"access": "access-token"}') : json('Location': fillPlaceholders(link), 307, '{}')
        }

        when:
        CommandResult result = runExpression('n2ws.get("x")')

        then:
        result.code == 5
        result.err.readLines()[0] == "baksh: n2ws ($server.url.authority): n2ws.get 'x': the server responds with a redirect to ${fillPlaceholders(shown)}, which baksh does not follow (GET $server.url/api/x -> 307)"
        server.requests.count { !it.methodAndPath.contains('/token') } == 1
        otherServer.requests.empty

        where:
        input | link                         || shown
        119   | 'http://HOST/api/y'          || 'http://HOST/api/y'
        120   | 'http://OTHER/api/x'         || 'http://OTHER/api/x'
        120   | '//OTHER/api/x'              || 'http://OTHER/api/x'
        121   | 'http://u:p@OTHER/x?token=t' || 'http://OTHER/x'
        127   | ''                           || 'http://HOST/api/x'
    }
}
