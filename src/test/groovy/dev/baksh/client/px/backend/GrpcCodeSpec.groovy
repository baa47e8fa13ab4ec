package dev.baksh.client.px.backend

import dev.baksh.cli.SandboxSpecification
import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.cli.SandboxHarness
import dev.baksh.client.http.HttpResponse
import dev.baksh.client.protocol.ApiError
import dev.baksh.client.protocol.ServerDialect
import dev.baksh.sandbox.server.Fault

/** Only a gRPC code of a refusal (3, 5, 6, 7, 9, 11, 12, 16) proves that nothing was done, with every status and in every form. */
class GrpcCodeSpec extends SandboxSpecification {
    static final List<String> NAMES = ['OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS', 'PERMISSION_DENIED', 'RESOURCE_EXHAUSTED',
        'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED']
    static final Set<Integer> REFUSALS = [3, 5, 6, 7, 9, 11, 12, 16]
    static final Map<String, Closure<String>> FORMS = [
        number         : { int code -> /{"error":"no","code":$code,"message":"no","details":[]}/ },
        'number first' : { int code -> /{"code":$code,"message":"no"}/ },
        'number last'  : { int code -> /{"details":[],"message":"no","code":$code}/ },
        'number alone' : { int code -> /{"code":$code}/ },
        text           : { int code -> /{"code":"$code","message":"no"}/ },
        name           : { int code -> /{"code":"${NAMES[code]}","message":"no"}/ },
        'lower case'   : { int code -> /{"code":"${NAMES[code].toLowerCase()}","message":"no"}/ },
        nested         : { int code -> /{"error":{"code":$code,"message":"no"}}/ },
        'nested status': { int code -> /{"error":{"code":503,"status":"${NAMES[code]}","message":"no"}}/ },
        details        : { int code -> /{"error":"no","message":"no","details":[{"code":"${NAMES[code]}"}]}/ },
        'message'      : { int code -> /{"error":"rpc error: code = ${NAMES[code].split('_')*.toLowerCase()*.capitalize().join('')} desc = no"}/ },
        envelope       : { int code -> /{"SUCCESS":false,"ERRORMESSAGE":"no","code":$code}/ },
        'envelope text': { int code -> /{"SUCCESS":false,"ERRORMESSAGE":"rpc error: code = ${NAMES[code].split('_')*.toLowerCase()*.capitalize().join('')} desc = no"}/ }
    ]
    static final String CREATE = "px.backups.create('n-9') { clusterRef 'prod'; backupLocationRef 'main-bucket'; namespaces 'shop' }.name"

    def "code #code with status #status is #what in every form"() {
        expect:
        FORMS.every { String form, Closure<String> body ->
            ApiError error = PxErrorParser.parse(new HttpResponse(status, ['content-type': 'application/json'], body(code).bytes))
            assert error != null : form
            assert error.code() == "$code" : form
            assert error.denied() == code in [7, 16] : form
            assert error.unauthenticated() == (code == 16) : form
            assert PxErrorParser.execution(error, status) == (code in REFUSALS ? ServerDialect.Execution.REFUSED : status == 429 && code == 8 ? ServerDialect.Execution.BY_STATUS : ServerDialect.Execution.UNKNOWN) : form
            true
        }

        where:
        [code, status] << [1..16, [200, 201, 400, 404, 409, 429, 500, 501, 503]].combinations()
        what = code in REFUSALS ? 'a refusal' : 'no proof'
    }

    def "#body with 200 is no proof"() {
        expect:
        ApiError error = PxErrorParser.parse(new HttpResponse(200, ['content-type': 'application/json'], body.bytes))
        PxErrorParser.execution(error, 200) == ServerDialect.Execution.UNKNOWN

        where:
        body << ['{"code":17,"message":"no"}', '{"code":1000,"message":"no"}', '{"code":-1,"message":"no"}', '{"code":"E42","message":"no"}', '{"code":500,"message":"no"}',
            '{"SUCCESS":false}', '{"SUCCESS":false,"ERRORMESSAGE":"context deadline exceeded"}', '{"SUCCESS":false,"ERRORMESSAGE":"transport is closing"}',
            '{"SUCCESS":false,"ERRORMESSAGE":"request timed out"}', '{"SUCCESS":false,"MESSAGE":"Something went wrong"}']
    }

    def "#body with #status is #what"() {
        expect:
        ApiError error = PxErrorParser.parse(new HttpResponse(status, ['content-type': 'application/json'], body.bytes))
        PxErrorParser.execution(error, status).name() == what

        where:
        status | body                                                                                    || what
        200    | '{"SUCCESS":false,"ERRORMESSAGE":"role exists"}'                                        || 'REFUSED_IN_WORDS'
        200    | '{"SUCCESS":false,"ERRORMESSAGE":"access denied"}'                                      || 'REFUSED_IN_WORDS'
        500    | '{"SUCCESS":false,"ERRORMESSAGE":"access denied"}'                                      || 'REFUSED_IN_WORDS'
        200    | '{"SUCCESS":false,"ERRORMESSAGE":"the backup was created, but its volumes are busy"}'   || 'REFUSED_IN_WORDS'
        200    | '{"error":"forbidden"}'                                                                 || 'REFUSED_IN_WORDS'
        200    | '{"SUCCESS":false,"ERRORMESSAGE":"Unauthenticated."}'                                   || 'REFUSED'
        200    | '{"SUCCESS":false,"errors":{"name":["taken"]}}'                                         || 'REFUSED'
        500    | '{"SUCCESS":false,"ERRORMESSAGE":"it is locked"}'                                       || 'BY_STATUS'
    }

    def "#body is a row and no error"() {
        expect:
        PxErrorParser.parse(new HttpResponse(200, ['content-type': 'application/json'], body.bytes)) == null

        where:
        body << ['{"code":0,"message":""}', '{"code":"OK","message":""}', '{"status":"Success","message":"x"}', '{"name":"a","status":"UNAVAILABLE"}', '{"name":"a","error":"of the last run"}',
            '{"backup":{"code":14}}', '{"message":"a text of its own"}', '{"status":"UNAVAILABLE","name":"a","message":"x"}']
    }

    def "a backup that was created and answered with code #code and #status is found, not created twice"() {
        given:
        harness.sandbox.pxGateway().faults().injectNext('POST', '/v1/backup', Fault.status(status, 'application/json', FORMS[form](code)).afterExecution())

        when:
        SandboxHarness.Result result = harness.start(['--yes', '-e', CREATE])

        then:
        result.out == 'n-9\n'
        result.code == 0
        result.err.contains('the write was not sent again')
        harness.writeRequests().size() == 1

        where:
        code | status | form
        2    | 200    | 'number'
        4    | 200    | 'text'
        13   | 200    | 'name'
        14   | 200    | 'nested'
        14   | 200    | 'message'
        10   | 409    | 'number'
        8    | 429    | 'number'
        14   | 400    | 'details'
        15   | 404    | 'number'
        1    | 200    | 'number alone'
    }

    def "the user sees why baksh looks after an error that proves nothing"() {
        given:
        harness.sandbox.pxGateway().faults().injectNext('POST', '/v1/backup', Fault.status(200, 'application/json', '{"code":14,"message":"no"}').afterExecution())
        String subject = "px (${harness.sandbox.pxGatewayUrl().authority}): px.backups.create 'n-9': "

        expect:
        with(harness.start(['-e', CREATE])) {
            err.replaceAll(/[0-9a-f-]{36}/, 'UID') == subject + 'the write was sent and the response reports an error that does not prove that nothing was done; looking for the result on the server for at most 330 s\n' +
                subject + 'found: backup UID "n-9"; the write was not sent again\n'
            out == 'n-9\n'
            code == 0
        }
    }

    def "a refusal with code #code and #status fails at once with exit code #exit, and the journal says that nothing was done"() {
        given:
        harness.sandbox.pxGateway().faults().injectAlways('POST', '/v1/backup', Fault.status(status, 'application/json', "{\"code\":$code,\"message\":\"no\"}"))

        when:
        SandboxHarness.Result result = harness.start(['-e', CREATE])

        then:
        result.code == exit
        result.err.contains('no (POST ')
        List<Map> journal = home.resolve('journal/journal.jsonl').toFile().readLines().collect { new ObjectMapper().readValue(it, Map) }
        journal.last().event == 'FAILED'

        where:
        code | status || exit
        3    | 200    || 1
        5    | 404    || 1
        7    | 200    || 4
        7    | 500    || 4
        9    | 400    || 1
        11   | 200    || 1
        12   | 501    || 1
        16   | 200    || 4
    }

    def "a role that was created and answered with 429 is found, not created twice"() {
        given:
        harness.sandbox.px().faults().injectNext('POST', '/roles/create', Fault.status(429, 'application/json', '{"code":8,"message":"busy"}').afterExecution())
        String subject = "px (${harness.sandbox.pxUrl().authority}): px.roles.create 'new-one': "

        when:
        SandboxHarness.Result result = harness.start(['-e', "px.roles.create('new-one') { viewOnly 'role' }.name"])

        then:
        result.out == 'new-one\n'
        result.err.replaceAll(/role [0-9a-f-]{36}/, 'role ID') == subject + 'the write was sent and the server responded with 429, which does not prove that nothing was done; ' +
            'looking for the result on the server for at most 5 s\n' + subject + 'found: role ID "new-one"; the write was not sent again\n'
        result.code == 0
        harness.writeRequests().size() == 1
    }
}
