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

/** Bad inputs 1 to 19: malformed or misplaced secrets. No message contains the secret. */
@Timeout(120)
class InvalidSecretSpec extends Specification {
    static final String CANARY = 'canary0123456789'

    @AutoCleanup
    final FaultyHttpServer server = new FaultyHttpServer()

    @TempDir
    Path home

    CommandResult startWith(Map<String, String> env, String... args) {
        final CommandRunner runner = new CommandRunner(home)
        runner.time = new ManualTimeSource()
        runner.env.putAll(env.collectEntries { name, value -> [name, value.replace('HOST', server.url.authority)] })
        return runner.start(args)
    }

    static Map<String, String> tokenVariables(String token) {
        [BAKSH_PX_URL: 'http://HOST', BAKSH_PX_TOKEN: token]
    }

    static Map<String, String> keyVariables(String keyVariables) {
        [BAKSH_N2WS_URL: 'http://HOST', BAKSH_N2WS_API_KEY: keyVariables]
    }

    /** Returns the result as one line. */
    String describeResult(CommandResult result) {
        final String text = result.code == 0 ? result.out : result.code + ' ' + result.err
        return text.replace(server.url.authority, 'HOST').replaceAll(/@[0-9a-f]{5,8}/, '@').strip().replace('\n', ' / ')
    }

    def "input #input, #what: #outcome"() {
        given:
        server.handler = { FaultyHttpServer.Request request ->
            assert request.headers.keySet() - ['host', 'accept', 'authorization', 'accept-encoding', 'user-agent', 'connection', 'content-type', 'content-length', 'transfer-encoding'] == [] as Set
            request.methodAndPath.contains('/token') ? json(200, '{"access": "access-token"}') : json(200, '{"id": 3}')
        }

        when:
        CommandResult result = startWith(env, '-e', expression, '-o', 'json')

        then:
        describeResult(result) == outcome
        !(result.out + result.err).contains(CANARY)

        where:
        input | what                        | env                                                     | expression                   || outcome
        1     | 'a token and a line end'    | tokenVariables(CANARY + '\n')                                   | 'px.get("/x").id'            || '3'
        1     | 'a key and a line end'      | keyVariables(CANARY + '\n')                                      | 'n2ws.get("x").id'           || '3'
        2     | 'a token and a header'      | tokenVariables(CANARY + '\r\nX-Evil: 1')                        | 'px.get("/x").id'            || '4 warning: px (HOST): a pasted token cannot be refreshed / baksh: px (HOST): the token contains a character that is not allowed in a header; nothing was sent /   -e:1'
        3     | 'a token with a NUL'        | tokenVariables(CANARY + '\u0000')                               | 'px.get("/x").id'            || '4 warning: px (HOST): a pasted token cannot be refreshed / baksh: px (HOST): the token contains a character that is not allowed in a header; nothing was sent /   -e:1'
        4     | 'a token of 64 KiB'         | tokenVariables(CANARY + 'x' * 65_536)                           | 'px.get("/x").id'            || '3'
        5     | 'an empty token'            | tokenVariables('')                                              | 'px.get("/x").id'            || '2 baksh: px (HOST): no user is logged in, or the login has expired, and no credential is set /   baksh login px, or set one of BAKSH_PX_CLIENT_ID + BAKSH_PX_CLIENT_SECRET, BAKSH_PX_USERNAME + BAKSH_PX_PASSWORD, BAKSH_PX_TOKEN'
        5     | 'an empty key'              | keyVariables('')                                                 | 'n2ws.get("x").id'           || '2 baksh: BAKSH_N2WS_URL is set, but no credential is configured /   set BAKSH_N2WS_URL and BAKSH_N2WS_API_KEY, or try --sandbox /   -e:1'
        6     | 'a token of blanks'         | tokenVariables('   ')                                           | 'px.get("/x").id'            || '2 baksh: px (HOST): no user is logged in, or the login has expired, and no credential is set /   baksh login px, or set one of BAKSH_PX_CLIENT_ID + BAKSH_PX_CLIENT_SECRET, BAKSH_PX_USERNAME + BAKSH_PX_PASSWORD, BAKSH_PX_TOKEN'
        7     | 'a token with an umlaut'    | tokenVariables(CANARY + '\u00fc')                               | 'px.get("/x").id'            || '4 warning: px (HOST): a pasted token cannot be refreshed / baksh: px (HOST): the token contains a character that is not allowed in a header; nothing was sent /   -e:1'
        9     | 'a secret in the address'   | keyVariables('a-key') + [BAKSH_N2WS_URL: "https://u:$CANARY@HOST/".toString()] | 'n2ws.get("x").id' || '2 baksh: BAKSH_N2WS_URL: the address must not contain a user name or password /   write only the host; credentials have their own settings /   -e:1'
        10    | 'a key in the query'        | keyVariables(CANARY) + [BAKSH_N2WS_URL: "http://HOST/?api_key=$CANARY".toString()] | 'n2ws.get("x").id' || '3'
        11    | 'a typed login'             | keyVariables('another-key')                                      | "n2ws.login apiKey: '$CANARY'".toString()  || '1 baksh: n2ws has no verb \'login\' /   it has: get, post, put, delete, policies, backups, schedules, accounts, users, delegates, identifier, alerts, resources, backupAccounts, drAccounts, recoveries, scenarios, scenarioRecords, resourceGroups, s3Repositories, s3CleanupLogs, reports, scheduledReports, azure /   -e:1'
        12    | 'the same after a blank'    | keyVariables('another-key')                                      | " n2ws.login apiKey: '$CANARY'".toString() || '1 baksh: n2ws has no verb \'login\' /   it has: get, post, put, delete, policies, backups, schedules, accounts, users, delegates, identifier, alerts, resources, backupAccounts, drAccounts, recoveries, scenarios, scenarioRecords, resourceGroups, s3Repositories, s3CleanupLogs, reports, scheduledReports, azure /   -e:1'
        13    | 'the same in two lines'     | keyVariables('another-key')                                      | "n2ws.login(\n  apiKey: '$CANARY')".toString() || '1 baksh: n2ws has no verb \'login\' /   it has: get, post, put, delete, policies, backups, schedules, accounts, users, delegates, identifier, alerts, resources, backupAccounts, drAccounts, recoveries, scenarios, scenarioRecords, resourceGroups, s3Repositories, s3CleanupLogs, reports, scheduledReports, azure /   -e:1'
        14    | 'an assertion on the token' | keyVariables(CANARY)                                             | "assert n2ws.token == 'x'"   || '1 baksh: assertion failed: n2ws.token == \'x\' /   assert n2ws.token == \'x\' /          |    |     | /          |    none  false /          n2ws (HOST): token none /   -e:1'
        15    | 'the token printed'         | keyVariables(CANARY)                                             | 'n2ws.get("x"); n2ws.token'  || '"fresh"'
        15    | 'the token in a string'     | keyVariables(CANARY)                                             | '"${n2ws.token}"'            || '"none"'
        15    | 'the token inspected'       | keyVariables(CANARY)                                             | 'n2ws.token.inspect()'       || '"none"'
        15    | 'the class of the token'    | keyVariables(CANARY)                                             | 'n2ws.token.class.simpleName' || '"Status"'
        15    | 'the token as a string'     | keyVariables(CANARY)                                             | 'n2ws.token as String'       || '"none"'
        15    | 'all of the server'         | keyVariables(CANARY)                                             | 'n2ws.dump()'                || '"<dev.baksh.dsl.ServerBinding@ catalog=inaccessible client=inaccessible>"'
        15    | 'its properties'            | keyVariables(CANARY)                                             | 'n2ws.properties.toString()' || '1 baksh: n2ws has no \'properties\' /   it has: policies, backups, schedules, accounts, users, delegates, identifier, alerts, resources, backupAccounts, drAccounts, recoveries, scenarios, scenarioRecords, resourceGroups, s3Repositories, s3CleanupLogs, reports, scheduledReports, azure, token /   -e:1'
        19    | 'BEARER before the token'   | tokenVariables('BEARER ' + 'other-token')                       | 'px.get("/x").id'            || '3'
        19    | 'bearer before the token'   | tokenVariables('bearer ' + 'other-token')                       | 'px.get("/x").id'            || '3'
    }

    def "input 8, a key as a system property: it is not read, so it is not needed on the command line"() {
        given:
        System.setProperty('BAKSH_N2WS_API_KEY', CANARY)

        expect:
        describeResult(startWith([BAKSH_N2WS_URL: 'http://HOST'], '-e', 'n2ws.get("x")')) == '2 baksh: BAKSH_N2WS_URL is set, but no credential is configured /   set BAKSH_N2WS_URL and BAKSH_N2WS_API_KEY, or try --sandbox /   -e:1'

        cleanup:
        System.clearProperty('BAKSH_N2WS_API_KEY')
    }

    def "input #input, #what: #outcome"() {
        given:
        server.handler = { FaultyHttpServer.Request request -> request.methodAndPath.contains('/token') ? token : answer(request) }

        when:
        CommandResult result = startWith(keyVariables(CANARY), '-e', 'n2ws.get("x")', '-o', 'json', '--debug')
        String errorText = describeResult(result).replaceAll(/(?s) \/ dev\.baksh.*/, '')

        then:
        errorText == outcome
        !(result.out + result.err).contains(CANARY)
        !(result.out + result.err).contains('access-token')

        where:
        input | what                            | token                                                  | answer                                                                          || outcome
        16    | 'half a token response'         | json('Content-Length': '999', 200, '{"access": "access-token') | { json(200, '{}') }                                                     || '5 baksh: n2ws (HOST): the connection broke (POST http://HOST/api/token/obtain/api_key/): unexpected end of stream'
        16    | 'a token response without JSON' | json(200, '{"access": "access-token')                 | { json(200, '{}') }                                                             || '5 baksh: n2ws (HOST): no token: the response is not valid JSON (POST http://HOST/api/token/obtain/api_key/ -> 200) /   this is not the API: check BAKSH_N2WS_URL'
        17    | 'an error that echoes the key'  | json(400, "{\"api_key\": [\"$CANARY is wrong\"]}")     | { json(200, '{}') }                                                             || '4 baksh: n2ws (HOST): the API key is not accepted: api_key: *** is wrong (POST http://HOST/api/token/obtain/api_key/ -> 400) /   generate a key in the user\'s settings, API Access, and set BAKSH_N2WS_API_KEY'
        17    | 'an error that echoes the request' | json(200, '{"access": "access-token"}')                | { json(400, "{\"detail\": \"${it.headers.authorization} for $CANARY\"}") }      || '1 baksh: n2ws (HOST): n2ws.get \'x\': Bearer *** for *** (GET http://HOST/api/x -> 400) /   -e:1'
        18    | '401 that echoes the token'     | json(200, '{"access": "access-token"}')                | { json('WWW-Authenticate': it.headers.authorization, 401, '{"detail": "no"}') } || '4 baksh: n2ws (HOST): n2ws.get \'x\': no (GET http://HOST/api/x -> 401) /   the server rejects a token that it has just issued; check the state of the user on the server /   -e:1'
    }
}
