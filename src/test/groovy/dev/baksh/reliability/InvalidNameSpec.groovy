package dev.baksh.reliability

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

/** Bad inputs 100 to 109: names and ids. The server gets exactly the expected request line, or no request. */
@Timeout(120)
class InvalidNameSpec extends Specification {
    @AutoCleanup
    final FaultyHttpServer server = new FaultyHttpServer()

    @TempDir
    Path home

    String describeResult(CommandResult result) {
        final String text = result.code == 0 ? result.out : result.code + ' ' + result.err
        return text.replace(server.url.authority, 'HOST').strip().replace('\n', ' / ')
    }

    def "input #input, #what: #outcome"() {
        given:
        server.handler = { FaultyHttpServer.Request request ->
            request.methodAndPath.contains('/token') ? json(200, '{"access": "access-token"}') : json(200, '{"count": 0, "next": null, "results": []}')
        }
        CommandRunner runner = new CommandRunner(home)
        runner.time = new ManualTimeSource()
        runner.env.BAKSH_N2WS_URL = server.url.toString()
        runner.env.BAKSH_N2WS_API_KEY = 'key-of-a-spec'

        when:
        CommandResult result = runner.runExpression(expression, '--yes')
        List<String> requestLines = server.requestLines.findAll { !it.contains('/token') }.collect { (it - ' HTTP/1.1').take(60) }

        then:
        describeResult(result).take(240) + ' <- ' + requestLines.unique() == outcome

        where:
        input | what                    | expression                                           || outcome
        100   | 'CR LF'                 | 'n2ws.policies["a\\r\\nX-Evil: 1"]'                  || '1 baksh: n2ws (HOST): policy "a\\r\\nX-Evil: 1" not found /   there are no policies /   -e:1 <- [GET /api/aws/policies/?search=a%0D%0AX-Evil:%201&page=1&page, GET /api/aws/policies/?page=1&page_size=1000&ordering=id]'
        100   | 'CR LF in a raw path'   | 'n2ws.get("a\\r\\nX-Evil: 1")'                       || '2 baksh: a path cannot hold the character U+000D /   give the query as named arguments: get(\'path/\', search: \'x\') /   -e:1 <- []'
        101   | '../'                   | 'n2ws.policies["../../admin"]'                       || '1 baksh: n2ws (HOST): policy "../../admin" not found /   there are no policies /   -e:1 <- [GET /api/aws/policies/?search=..%2F..%2Fadmin&page=1&page_si, GET /api/aws/policies/?page=1&page_size=1000&ordering=id]'
        101   | '../ in a raw path'     | 'n2ws.get("../../admin")'                            || '2 baksh: a path cannot hold \'..\' /   -e:1 <- []'
        101   | '%2e%2e%2f raw'         | 'n2ws.get("a/%2e%2e/admin")'                         || '2 baksh: a path cannot hold \'..\' /   -e:1 <- []'
        101   | '%2e%2e%2f in one'      | 'n2ws.get("a/%2e%2e%2fadmin")'                       || '2 baksh: a path cannot hold \'..\' /   -e:1 <- []'
        101   | '..;/'                  | 'n2ws.get("a/..;/admin")'                            || '2 baksh: a path cannot hold \'..\' /   -e:1 <- []'
        101   | 'a back-slash'          | 'n2ws.get("a\\\\..\\\\admin")'                       || '2 baksh: a path cannot hold the character \'\\\' /   give the query as named arguments: get(\'path/\', search: \'x\') /   -e:1 <- []'
        102   | '? # & and %00'         | 'n2ws.policies["a?b#c&d%00"]'                        || '1 baksh: n2ws (HOST): policy "a?b#c&d%00" not found /   there are no policies /   -e:1 <- [GET /api/aws/policies/?search=a%3Fb%23c%26d%2500&page=1&page, GET /api/aws/policies/?page=1&page_size=1000&ordering=id]'
        102   | '? in a raw path'       | 'n2ws.get("a?b=1")'                                  || '2 baksh: a path cannot hold the character \'?\' /   give the query as named arguments: get(\'path/\', search: \'x\') /   -e:1 <- []'
        102   | '%00 in a raw path'     | 'n2ws.get("a%00b")'                                  || '2 baksh: a path cannot hold a control character, encoded or not /   -e:1 <- []'
        103   | 'an empty name'         | 'n2ws.policies[""]'                                  || '1 baksh: n2ws (HOST): policy "" not found /   there are no policies /   -e:1 <- [GET /api/aws/policies/?search=&page=1&page_size=1000&orderin, GET /api/aws/policies/?page=1&page_size=1000&ordering=id]'
        103   | '0'                     | 'n2ws.policies[0]'                                   || '1 baksh: n2ws.policies[0]: an index is an id, from 1, or a name; it is not a position /   for a position write n2ws.policies.list()[0] /   -e:1 <- []'
        103   | '-1'                    | 'n2ws.policies[-1]'                                  || '1 baksh: n2ws.policies[-1]: an index is an id, from 1, or a name; it is not a position /   for a position write n2ws.policies.list()[-1] /   -e:1 <- []'
        103   | 'null'                  | 'n2ws.policies[null]'                                || '1 baksh: n2ws.policies[null]: an index is an id, from 1, or a name /   -e:1 <- []'
        104   | '255 characters'        | 'n2ws.policies["a" * 255]'                           || '1 baksh: n2ws (HOST): policy "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa (255 characters)" not found /   there are no policies /   -e:1 <- [GET /api/aws/policies/?search=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, GET /api/aws/policies/?page=1&page_size=1000&ordering=id]'
        104   | '256 characters'        | 'n2ws.policies["a" * 256]'                           || '1 baksh: n2ws (HOST): policy "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa (256 characters)" not found /   there are no policies /   -e:1 <- [GET /api/aws/policies/?search=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, GET /api/aws/policies/?page=1&page_size=1000&ordering=id]'
        104   | '64 K'                  | 'n2ws.policies["a" * 65536]'                         || '1 baksh: n2ws (HOST): policy "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa (65536 characters)" not found /   there are no policies /   -e:1 <- [GET /api/aws/policies/?search=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, GET /api/aws/policies/?page=1&page_size=1000&ordering=id]'
        105   | 'a leading dash'        | 'n2ws.policies["--yes"]'                             || '1 baksh: n2ws (HOST): policy "--yes" not found /   there are no policies /   -e:1 <- [GET /api/aws/policies/?search=--yes&page=1&page_size=1000&or, GET /api/aws/policies/?page=1&page_size=1000&ordering=id]'
        106   | 'a look-alike'          | 'n2ws.policies["n\\u0456ghtly"]'                     || '1 baksh: n2ws (HOST): policy "nіghtly" not found /   there are no policies /   -e:1 <- [GET /api/aws/policies/?search=n%D1%96ghtly&page=1&page_size=, GET /api/aws/policies/?page=1&page_size=1000&ordering=id]'
        106   | 'composed'              | 'n2ws.policies["\\u00e9"]'                           || '1 baksh: n2ws (HOST): policy "é" not found /   there are no policies /   -e:1 <- [GET /api/aws/policies/?search=%C3%A9&page=1&page_size=1000&o, GET /api/aws/policies/?page=1&page_size=1000&ordering=id]'
        106   | 'decomposed'            | 'n2ws.policies["e\\u0301"]'                          || '1 baksh: n2ws (HOST): policy "é" not found /   there are no policies /   -e:1 <- [GET /api/aws/policies/?search=e%CC%81&page=1&page_size=1000&, GET /api/aws/policies/?page=1&page_size=1000&ordering=id]'
        107   | 'blanks'                | 'n2ws.policies["   "]'                               || '1 baksh: n2ws (HOST): policy "   " not found /   there are no policies /   -e:1 <- [GET /api/aws/policies/?search=%20%20%20&page=1&page_size=100, GET /api/aws/policies/?page=1&page_size=1000&ordering=id]'
        108   | 'a GString'             | 'def n = "x"; n2ws.policies["a${n}"]'                || '1 baksh: n2ws (HOST): policy "ax" not found /   there are no policies /   -e:1 <- [GET /api/aws/policies/?search=ax&page=1&page_size=1000&order, GET /api/aws/policies/?page=1&page_size=1000&ordering=id]'
        108   | 'a GString in a path'   | 'def n = 5; n2ws.get("a/${n}/")'                     || '{"count":0,"next":null,"results":[]} <- [GET /api/a/5/]'
        109   | ', and *'               | 'n2ws.policies.list(search: "a,b*").size()'          || '0 <- [GET /api/aws/policies/?search=a,b*&page=1&page_size=1000&ord]'
        109   | 'a list as a filter'    | 'n2ws.policies.list(search: ["a", "b"]).size()'      || '0 <- [GET /api/aws/policies/?search=a&search=b&page=1&page_size=10]'
    }
}
