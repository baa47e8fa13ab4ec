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
import java.util.zip.GZIPOutputStream

import static dev.baksh.client.exchange.FaultyHttpServer.head
import static dev.baksh.client.exchange.FaultyHttpServer.json
import static dev.baksh.client.exchange.FaultyHttpServer.raw

/** Bad inputs 69 to 99: invalid response bodies. Each body is read as intended or refused within two seconds. */
@Timeout(120)
class InvalidBodySpec extends Specification {
    @AutoCleanup
    final FaultyHttpServer server = new FaultyHttpServer()

    @TempDir
    Path home

    static final String TYPE = 'Content-Type'
    static final String JSON = 'application/json'

    static FaultyHttpServer.ResponseWriter bytesResponse(Map<String, String> headers = [:], byte[] body) {
        final byte[] headBytes = head(200, [(TYPE): JSON, 'Content-Length': body.length as String] + headers).bytes
        final byte[] message = Arrays.copyOf(headBytes, headBytes.length + body.length)
        System.arraycopy(body, 0, message, headBytes.length, body.length)
        return raw(message)
    }

    static FaultyHttpServer.ResponseWriter okResponse(String body) { json(200, body) }

    static byte[] gzip(byte[] uncompressed) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream()
        new GZIPOutputStream(out).withCloseable { it.write(uncompressed) }
        return out.toByteArray()
    }

    /** Writes without end, until the client disconnects. */
    static FaultyHttpServer.ResponseWriter endlessResponse(String headBytes, String repeatedText) {
        return { Socket socket ->
            socket.outputStream.write(headBytes.bytes)
            while (true) socket.outputStream.write(repeatedText.bytes)
        } as FaultyHttpServer.ResponseWriter
    }

    static String collidingKeys() {
        // Aa and BB have the same hash code, and so has every combination of them.
        (0..<65_536).collect { int n -> '"' + (0..<16).collect { n >> it & 1 ? 'Aa' : 'BB' }.join('') + '":1' }.join(',')
    }

    CommandResult sendExpression(FaultyHttpServer.ResponseWriter response, String expression) {
        server.handler = { FaultyHttpServer.Request request ->
            request.methodAndPath.contains('/token') ? json(200, '{"access": "access-token", "access_token": "access-token"}') : response
        }
        final CommandRunner runner = new CommandRunner(home)
        runner.time = new ManualTimeSource()
        runner.env.BAKSH_N2WS_URL = runner.env.BAKSH_PX_URL = server.url.toString()
        runner.env.BAKSH_N2WS_API_KEY = 'key-of-a-spec'
        runner.env.BAKSH_PX_CLIENT_ID = 'client'
        runner.env.BAKSH_PX_CLIENT_SECRET = 'secret-of-a-spec'
        return runner.runExpression(expression, '-o', 'json')
    }

    /** Returns the result as one line. */
    String describeResult(CommandResult result) {
        final String text = result.code == 0 ? result.out : result.code + ' ' + result.err
        return text.replace(server.url.authority, 'HOST').strip().replace('\n', ' / ')
    }

    def "input #input, #what: #outcome"() {
        when:
        CommandResult result = sendExpression(response, 'n2ws.get("things/1/")')

        then:
        describeResult(result) == outcome

        where:
        input | what                       | response                                                           || outcome
        69    | 'nested 10,000 deep'       | okResponse('[' * 10_000 + ']' * 10_000)                                 || '1 baksh: n2ws (HOST): n2ws.get \'things/1/\': the response is not valid JSON (GET http://HOST/api/things/1/) /   the response may have been cut off or changed in transit: try again; if the error persists, this is not the API: check BAKSH_N2WS_URL and the path /   -e:1'
        69    | 'nested 100,000 deep'      | okResponse('{"a":' * 100_000 + '1' + '}' * 100_000)                     || '1 baksh: n2ws (HOST): n2ws.get \'things/1/\': the response is not valid JSON (GET http://HOST/api/things/1/) /   the response may have been cut off or changed in transit: try again; if the error persists, this is not the API: check BAKSH_N2WS_URL and the path /   -e:1'
        70    | 'a number of 10^6 digits'  | okResponse('{"n": ' + '9' * 1_000_000 + '}')                            || '1 baksh: n2ws (HOST): n2ws.get \'things/1/\': the response is not valid JSON (GET http://HOST/api/things/1/) /   the response may have been cut off or changed in transit: try again; if the error persists, this is not the API: check BAKSH_N2WS_URL and the path /   -e:1'
        71    | '1e999999999'              | okResponse('{"n": 1e999999999}')                                        || '{"n":1E+999999999}'
        72    | 'a string of 21 MB'        | okResponse('{"n": "' + 'x' * 21_000_000 + '"}')                         || '1 baksh: n2ws (HOST): n2ws.get \'things/1/\': the response is not valid JSON (GET http://HOST/api/things/1/) /   the response may have been cut off or changed in transit: try again; if the error persists, this is not the API: check BAKSH_N2WS_URL and the path /   -e:1'
        74    | 'a duplicate name'         | okResponse('{"id": 1, "id": 2}')                                        || '1 baksh: n2ws (HOST): n2ws.get \'things/1/\': the response is not valid JSON (GET http://HOST/api/things/1/) /   the response may have been cut off or changed in transit: try again; if the error persists, this is not the API: check BAKSH_N2WS_URL and the path /   -e:1'
        75    | 'HTML behind the JSON'     | okResponse('{"id": 1}<html></html>')                                    || '1 baksh: n2ws (HOST): n2ws.get \'things/1/\': the response is not valid JSON (GET http://HOST/api/things/1/) /   the response may have been cut off or changed in transit: try again; if the error persists, this is not the API: check BAKSH_N2WS_URL and the path /   -e:1'
        76    | 'a BOM'                    | bytesResponse('\uFEFF{"id": 1}'.getBytes('UTF-8'))                      || '{"id":1}'
        77    | 'UTF-16'                   | bytesResponse('{"id": 1}'.getBytes('UTF-16BE'))                         || '{"id":1}'
        78    | 'invalid UTF-8'            | bytesResponse('{"id": "\u00ff"}'.getBytes('ISO-8859-1'))                || '1 baksh: n2ws (HOST): n2ws.get \'things/1/\': the response is not valid JSON (GET http://HOST/api/things/1/) /   the response may have been cut off or changed in transit: try again; if the error persists, this is not the API: check BAKSH_N2WS_URL and the path /   -e:1'
        78    | 'an overlong encoding'       | bytesResponse('{"id": "\u00c1\u0081"}'.getBytes('ISO-8859-1'))            || '1 baksh: n2ws (HOST): n2ws.get \'things/1/\': the response is not valid JSON (GET http://HOST/api/things/1/) /   the response may have been cut off or changed in transit: try again; if the error persists, this is not the API: check BAKSH_N2WS_URL and the path /   -e:1'
        79    | 'NaN'                      | okResponse('{"id": NaN}')                                               || '1 baksh: n2ws (HOST): n2ws.get \'things/1/\': the response is not valid JSON (GET http://HOST/api/things/1/) /   the response may have been cut off or changed in transit: try again; if the error persists, this is not the API: check BAKSH_N2WS_URL and the path /   -e:1'
        79    | 'Infinity'                 | okResponse('{"id": -Infinity}')                                         || '1 baksh: n2ws (HOST): n2ws.get \'things/1/\': the response is not valid JSON (GET http://HOST/api/things/1/) /   the response may have been cut off or changed in transit: try again; if the error persists, this is not the API: check BAKSH_N2WS_URL and the path /   -e:1'
        80    | 'an empty body with 200'   | okResponse('')                                                          || '1 baksh: n2ws (HOST): n2ws.get \'things/1/\': the response is empty (GET http://HOST/api/things/1/) /   -e:1'
        81    | 'null'                     | okResponse('null')                                                      || 'null'
        83    | 'an HTML page with 200'    | FaultyHttpServer.html(200)                                           || '5 baksh: n2ws (HOST): n2ws.get \'things/1/\': the response is an HTML page instead of JSON (GET http://HOST/api/things/1/ -> 200) /   this is not the API: check BAKSH_N2WS_URL and the path; paths are case-sensitive /   -e:1'
        86    | 'a gzip bomb'              | bytesResponse('Content-Encoding': 'gzip', gzip(new byte[50_000_000]))   || '5 baksh: n2ws (HOST): the response is encoded as gzip, which was not requested (GET http://HOST/api/things/1/) /   -e:1'
        87    | 'gzip in gzip'             | bytesResponse('Content-Encoding': 'gzip, gzip', gzip(gzip('{}'.bytes))) || '5 baksh: n2ws (HOST): the response is encoded as gzip, gzip, which was not requested (GET http://HOST/api/things/1/) /   -e:1'
        88    | 'half a gzip'              | bytesResponse('Content-Encoding': 'gzip', Arrays.copyOf(gzip('{}'.bytes), 12)) || '5 baksh: n2ws (HOST): the response is encoded as gzip, which was not requested (GET http://HOST/api/things/1/) /   -e:1'
        89    | 'br'                       | bytesResponse('Content-Encoding': 'br', '{}'.bytes)                     || '5 baksh: n2ws (HOST): the response is encoded as br, which was not requested (GET http://HOST/api/things/1/) /   -e:1'
        90    | 'chunks without an end'    | endlessResponse(head(200, [(TYPE): JSON, 'Transfer-Encoding': 'chunked']), '10000\r\n' + ' ' * 65536 + '\r\n') || '5 baksh: n2ws (HOST): the response is larger than 64 MiB (GET http://HOST/api/things/1/) /   -e:1'
        91    | 'a chunk of 2^64 - 1'      | raw(head(200, [(TYPE): JSON, 'Transfer-Encoding': 'chunked']) + 'FFFFFFFFFFFFFFFF\r\n{}') || '5 baksh: n2ws (HOST): the connection broke (GET http://HOST/api/things/1/): expected chunk size and optional extensions but was "-1" /   -e:1'
        91    | 'a chunk of 2^63 - 1'      | raw(head(200, [(TYPE): JSON, 'Transfer-Encoding': 'chunked']) + '7FFFFFFFFFFFFFFF\r\n{}') || '5 baksh: n2ws (HOST): the connection broke (GET http://HOST/api/things/1/): unexpected end of stream /   -e:1'
        92    | 'a length below 0'         | raw(head(200, [(TYPE): JSON, 'Content-Length': '-2']) + '{}')   || '5 baksh: n2ws (HOST): the response cannot be read (GET http://HOST/api/things/1/) /   -e:1'
        92    | 'two lengths'              | raw(head(200, [(TYPE): JSON, 'Content-Length': '2', 'content-length': '9']) + '{}       ') || '5 baksh: n2ws (HOST): the response has two lengths (GET http://HOST/api/things/1/) /   -e:1'
        92    | 'a length and chunks'      | raw(head(200, [(TYPE): JSON, 'Content-Length': '9', 'Transfer-Encoding': 'chunked']) + '2\r\n{}\r\n0\r\n\r\n') || '{}'
        93    | '204 with a body'          | raw(head(204, [(TYPE): JSON, 'Content-Length': '2']) + '{}')    || '5 baksh: n2ws (HOST): the connection broke (GET http://HOST/api/things/1/): HTTP 204 had non-zero Content-Length: 2 /   -e:1'
        94    | 'status 99'                | json(99, '{}')                                                  || '5 baksh: n2ws (HOST): the connection broke (GET http://HOST/api/things/1/): Unexpected status line: HTTP/1.1 99 Words /   -e:1'
        94    | 'status 1000'              | json(1000, '{}')                                                || '5 baksh: n2ws (HOST): the connection broke (GET http://HOST/api/things/1/): Unexpected status line: HTTP/1.1 1000 Words /   -e:1'
        94    | 'status 700'               | json(700, '{}')                                                 || '1 baksh: n2ws (HOST): n2ws.get \'things/1/\': the server failed (GET http://HOST/api/things/1/ -> 700) /   -e:1'
        95    | '100,000 x 100'            | raw('HTTP/1.1 100 Continue\r\n\r\n' * 100_000 + head(200, [(TYPE): JSON, 'Content-Length': '2']) + '{}') || '5 baksh: n2ws (HOST): the connection broke (GET http://HOST/api/things/1/): unexpected end of stream on http://HOST/... /   if this port uses TLS, change the URL in BAKSH_N2WS_URL to start with https:// /   -e:1'
        95    | '100,000 x 103'            | raw('HTTP/1.1 103 Early Hints\r\n\r\n' * 100_000 + head(200, [(TYPE): JSON, 'Content-Length': '2']) + '{}') || '5 baksh: n2ws (HOST): the connection broke (GET http://HOST/api/things/1/): unexpected end of stream on http://HOST/... /   if this port uses TLS, change the URL in BAKSH_N2WS_URL to start with https:// /   -e:1'
        96    | '10,000 headers'           | json((1..10_000).collectEntries { ["X-$it".toString(), 'x' * 50] }, 200, '{}') || '5 baksh: n2ws (HOST): the connection broke (GET http://HOST/api/things/1/): unexpected end of stream on http://HOST/... /   if this port uses TLS, change the URL in BAKSH_N2WS_URL to start with https:// /   -e:1'
        97    | 'a header of 1 MiB'        | json('X-Long': 'x' * 1_048_576, 200, '{}')                      || '5 baksh: n2ws (HOST): the connection broke (GET http://HOST/api/things/1/): unexpected end of stream on http://HOST/... /   if this port uses TLS, change the URL in BAKSH_N2WS_URL to start with https:// /   -e:1'
        98    | 'names of Groovy'          | okResponse('{"id": 1, "__proto__": {"a": 1}, "class": "c", "metaClass": "m", "properties": 3, "getClass": 4}') || '{"id":1,"__proto__":{"a":1},"class":"c","metaClass":"m","properties":3,"getClass":4}'
        99    | 'an id beyond 2^53'        | okResponse('{"id": 9007199254740993}')                                  || '{"id":9007199254740993}'
        99    | 'an id of 2^63'            | okResponse('{"id": 9223372036854775808}')                               || '{"id":9223372036854775808}'
        99    | 'an id as string'          | okResponse('{"id": "17"}')                                              || '{"id":"17"}'
    }

    def "input #input, #what, instead of the expected value: #outcome"() {
        when:
        CommandResult result = sendExpression(response, expression)

        then:
        describeResult(result) == outcome

        where:
        input | what                        | expression                        | response                                       || outcome
        73    | '65,536 colliding names'    | 'n2ws.get("things/1/").names().size()' | okResponse('{' + collidingKeys() + '}')            || '65536'
        82    | 'an array for an object'    | 'n2ws.policies[1]'                | okResponse('[]')                                    || '1 baksh: n2ws (HOST): n2ws.policies.get \'1\': one policy was expected, but the response is a list /   -e:1'
        82    | 'an object for a list'      | 'n2ws.policies.count()'           | okResponse('{"id": 1}')                             || '1'
        82    | 'a string for a list'       | 'n2ws.policies.count()'           | okResponse('"all"')                                 || '1 baksh: n2ws (HOST): n2ws.policies.list: the form of the response is unknown: a list of objects was expected, not "all" (GET http://HOST/api/aws/policies/) /   the response is complete, but baksh does not know its form; a raw get of the path shows the response /   -e:1'
        82    | 'numbers for rows'          | 'n2ws.policies.count()'           | okResponse('[1, 2]')                                || '1 baksh: n2ws (HOST): n2ws.policies.list: the form of the response is unknown: a list of objects was expected, not [1, 2] (GET http://HOST/api/aws/policies/) /   the response is complete, but baksh does not know its form; a raw get of the path shows the response /   -e:1'
        82    | 'a string for the count'    | 'n2ws.policies.count()'           | okResponse('{"count": "x", "results": []}')         || '0'
        84    | 'SUCCESS false with 200'    | 'px.roles.count()'                | okResponse('{"SUCCESS": false, "message": "no"}')   || '1 baksh: px (HOST): px.roles.list: no (GET http://HOST/backend/api/pxBackup/rbac/roles/list?page=1&per_page=100 -> 200) /   -e:1'
        85    | 'SUCCESS as string'         | 'px.roles.count()'                | okResponse('{"SUCCESS": "true", "data": []}')       || '0'
        85    | 'SUCCESS false as string'   | 'px.get("/backend/x")'            | okResponse('{"SUCCESS": "false"}')                  || '1 baksh: px (HOST): px.get \'/backend/x\': refused without a reason (GET http://HOST/backend/x -> 200) /   -e:1'
        98    | 'class of a row'            | 'n2ws.get("things/1/").class'     | okResponse('{"id": 1, "class": "c"}')               || '"c"'
        98    | 'metaClass of a row'        | 'n2ws.get("things/1/").metaClass' | okResponse('{"id": 1, "metaClass": "m"}')           || '"m"'
        98    | '__proto__ of a row'        | 'n2ws.get("things/1/").__proto__' | okResponse('{"id": 1, "__proto__": 7}')             || '7'
        99    | 'an id as string on a noun' | 'n2ws.policies[17].id'            | okResponse('{"id": "17", "name": "a"}')             || '17'
    }
}
