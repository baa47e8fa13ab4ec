package dev.baksh.cli

import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.RecordedRequest
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

import static dev.baksh.cli.CommandResult.failure
import static dev.baksh.cli.CommandResult.success

class RawCallsSpec extends Specification {
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions())

    @TempDir
    Path home

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home).useSandbox(sandbox)
    }

    def "named arguments are the query, and the body is the last argument: #expression"() {
        when:
        final CommandResult result = baksh.runExpression("$expression; 1", '--yes')

        then:
        result == success('1')
        final RecordedRequest lastRequest = sandbox.requests().last()
        [lastRequest.method(), lastRequest.path(), lastRequest.query(), lastRequest.body()] == [method, path, query, body]

        where:
        expression                                                              || method   | path                                     | query                 | body
        "n2ws.get('aws/policies/1/')"                                           || 'GET'    | '/api/aws/policies/1/'                   | ''                    | ''
        "n2ws.get('aws/policies/', search: 'a b&c', page_size: 3)"              || 'GET'    | '/api/aws/policies/'                     | 'search=a%20b%26c&page_size=3' | ''
        'n2ws.get("aws/policies/${1}/")'                                        || 'GET'    | '/api/aws/policies/1/'                   | ''                    | ''
        "n2ws.get('/api/aws/policies/1/')"                                      || 'GET'    | '/api/aws/policies/1/'                   | ''                    | ''
        "def q = [page: 1]; n2ws.get('users/', *:q)"                            || 'GET'    | '/api/users/'                            | 'page=1'              | ''
        "n2ws.put('aws/policies/1/', [description: 'x'])"                       || 'PUT'    | '/api/aws/policies/1/'                   | ''                    | '{"description":"x"}'
        "n2ws.put('aws/policies/1/', [description: 'x'], dry: 1)"               || 'PUT'    | '/api/aws/policies/1/'                   | 'dry=1'               | '{"description":"x"}'
        "n2ws.post('aws/policies/1/backups/')"                                  || 'POST'   | '/api/aws/policies/1/backups/'           | ''                    | ''
        "n2ws.post('schedules/', [name: 's', every_unit: 'D', every_how_many: 1])" || 'POST' | '/api/schedules/'                       | ''                    | '{"name":"s","every_unit":"D","every_how_many":1}'
        "n2ws.delete('aws/policies/11/')"                                       || 'DELETE' | '/api/aws/policies/11/'                  | ''                    | ''
        "px.get('/backend/api/pxBackup/rbac/roles/list', page: 1)"              || 'GET'    | '/backend/api/pxBackup/rbac/roles/list'  | 'page=1'              | ''
    }

    def "a raw write in another spelling of its path is refused, because the questions compare the path: #path"() {
        expect:
        baksh.runExpression("${server}.${method}('$path'${method == 'delete' ? '' : ', [allow_recovery: false]'})", *options) == failure(2,
            "baksh: ${server}.${method} '$path': the path is not in its plain spelling; nothing was sent",
            "  write '$plain'",
            '  -e:1')
        sandbox.requests().empty

        where:
        server | method   | path                                   | options       || plain
        'n2ws' | 'put'    | 'delegates/%34/'                       | ['--yes']     || 'delegates/4/'
        'n2ws' | 'put'    | 'dele%67ates/4/'                       | []            || 'delegates/4/'
        'n2ws' | 'put'    | 'users//4/'                            | []            || 'users/4/'
        'n2ws' | 'put'    | '//api/users/4/'                       | []            || '/api/users/4/'
        'n2ws' | 'put'    | 'users;v=1/4/'                         | []            || 'users/4/'
        'n2ws' | 'post'   | 'aws/policies/%31/backups/'            | []            || 'aws/policies/1/backups/'
        'n2ws' | 'delete' | '%61ws/policies/1/'                    | ['--dry-run'] || 'aws/policies/1/'
        'px'   | 'put'    | '/v1/schedulepolicy/updateownershi%70' | []            || '/v1/schedulepolicy/updateownership'
        'px'   | 'put'    | '/backend/api/pxBackup/rbac/roles/%75pdate' | []       || '/backend/api/pxBackup/rbac/roles/update'
        'px'   | 'post'   | '/v1/backup/%7E%5f%2d%2E'              | []            || '/v1/backup/~_-.'
    }

    def "a raw write keeps the characters that need an encoding"() {
        when:
        baksh.runExpression("n2ws.put('users/a%20b%2Fc%C3%A4/', [:])", '--yes')

        then:
        sandbox.requests().last().path() == '/api/users/a%20b%2Fc%C3%A4/'
    }

    def "an unknown path is reported as unknown path: #expression"() {
        expect:
        baksh.runExpression(expression, '--yes') == failure(1,
            "baksh: n2ws (${sandbox.n2wsUrl().authority}): n2ws.$call: not found ($request -> 404)".replace('URL', sandbox.n2wsUrl().toString()),
            '  the response is a page, not JSON: the server does not know this path' + more,
            '  -e:1')

        where:
        expression                              | call                    | request                          || more
        "n2ws.get('aws/polices/')"              | "get 'aws/polices/'"    | 'GET URL/api/aws/polices/'       || ''
        "n2ws.post('aws/policies', [name: 'x'])" | "post 'aws/policies'"   | 'POST URL/api/aws/policies'      || '; paths of N2WS end in /'
    }

    def "a raw list call returns a list of rows with the server's field names"() {
        expect:
        baksh.runExpression("n2ws.get('aws/policies/', search: 'linux')*.name") == success('"linux_web"', '"linux_db"')
        baksh.runExpression("n2ws.get('aws/policies/', search: 'linux').sort { it.name }[0].lastModified.class.simpleName") == success('Instant')
        baksh.runExpression("n2ws.get('aws/policies/1/').name") == success('nightly')
        baksh.runExpression("px.get('/backend/api/pxBackup/rbac/roles/list', page: 1).DATA.total") == success('5')
    }

    def "a raw write without a body or with invalid arguments is rejected, and nothing is sent: #expression"() {
        when:
        final CommandResult result = baksh.runExpression(expression)

        then:
        result == failure(1, *lines, '  -e:1')
        sandbox.requests().empty

        where:
        expression                                || lines
        "n2ws.post('schedules/', name: 'x')"      || ['baksh: n2ws.post: no body; named arguments are the query',
                                                      "  give the body as a map in brackets: n2ws.post('schedules/', [name: 'x'])"]
        "n2ws.put('schedules/1/', name: 'x')"     || ['baksh: n2ws.put: no body; named arguments are the query',
                                                      "  give the body as a map in brackets: n2ws.put('schedules/1/', [name: 'x'])"]
        "n2ws.put('schedules/1/')"                || ['baksh: n2ws.put: no body',
                                                      "  give the body as a map in brackets: n2ws.put('schedules/1/', [name: 'x'])"]
        "n2ws.post('schedules/', 'text')"         || ['baksh: a body is a map or a list, not text']
        'n2ws.get()'                              || ['baksh: n2ws.get takes a path and named arguments as the query',
                                                      "  for example: n2ws.get('path/', search: 'x')"]
        'n2ws.get(12)'                            || ['baksh: n2ws.get takes a path and named arguments as the query',
                                                      "  for example: n2ws.get('path/', search: 'x')"]
        "n2ws.get('users/', [page: 1])"           || ['baksh: n2ws.get takes a path and named arguments as the query',
                                                      "  for example: n2ws.get('path/', search: 'x')"]
        'px.post([a: 1])'                         || ['baksh: px.post takes a path, a body and named arguments as the query',
                                                      "  for example: px.post('path/', [name: 'x'])"]
        "n2ws.patch('users/1/', [a: 1])"          || ["baksh: n2ws has no verb 'patch'",
                                                      '  it has: get, post, put, delete, policies, backups, schedules, accounts, users, delegates, ' +
                                                      'identifier, alerts, resources, backupAccounts, drAccounts, recoveries, scenarios, ' +
                                                      'scenarioRecords, resourceGroups, s3Repositories, s3CleanupLogs, reports, ' +
                                                      'scheduledReports, azure']
        "n2ws.gte('users/')"                      || ["baksh: n2ws has no verb 'gte'", '  did you mean: get']
    }

    def "a raw write passes the same write guard"() {
        expect:
        baksh.runExpression("n2ws.delete('aws/policies/11/')", '--read-only') == failure(3,
            "baksh: $server is read-only: n2ws.delete 'aws/policies/11/' was not sent", '  leave out --read-only', '  -e:1')
        baksh.runExpression("n2ws.delete('aws/policies/11/')") == failure(3,
            "baksh: no user can be asked: n2ws.delete 'aws/policies/11/' (policy 'adhoc', id 11, owner root) on $server?",
            '  use --yes to agree in advance; this write was not sent', '  -e:1')
        !sandbox.requests().any { it.method() == 'DELETE' }
    }

    def "a raw write in a dry run is printed and not sent"() {
        expect:
        baksh.runExpression("n2ws.put('aws/policies/11/', [description: \"it's\"])", '--dry-run') == success(
            'curl -X PUT --globoff -H "Authorization: Bearer $TOKEN" -H \'Content-Type: application/json\' '
                + "--data '{\"description\":\"it'\\''s\"}' '${sandbox.n2wsUrl()}/api/aws/policies/11/'")
        !sandbox.requests().any { it.method() == 'PUT' }
    }

    def "a Portworx path in the wrong case is corrected with a notice"() {
        expect:
        baksh.runExpression("px.get('/Backend/api/pxBackup/rbac/roles/list').DATA.total") == new CommandResult(0, '5\n',
            'notice: the path begins with /backend in lower case; corrected\n')
    }

    private String getServer() {
        return "n2ws (${sandbox.n2wsUrl().authority})"
    }
}
