package dev.baksh.client.px.backend

import dev.baksh.client.http.HttpResponse
import dev.baksh.client.protocol.ApiError
import spock.lang.Specification

class PxErrorParserSpec extends Specification {
    static HttpResponse response(int status, String body, String type = 'application/json') {
        return new HttpResponse(status, type ? ['content-type': type] : [:], body.getBytes('UTF-8'))
    }

    def "#body with #status is reported as #words"() {
        expect:
        PxErrorParser.parse(response(status, body)) == new ApiError(denied, unauthenticated, words, code, fields)

        where:
        status | body                                                                                   || denied | words                                | code | fields
        200    | '{"SUCCESS":false,"DATA":null,"ERRORMESSAGE":"role exists","code":6}'                  || false  | 'role exists'                        | '6'  | []
        200    | '{"SUCCESS":false,"DATA":null,"ERRORMESSAGE":"access denied for role","code":7}'       || true   | 'access denied for role'             | '7'  | []
        200    | '{"SUCCESS":false,"MESSAGE":"Permission denied"}'                                      || true   | 'Permission denied'                  | 'denied' | []
        200    | '{"SUCCESS":false,"MESSAGE":"You do not have permission to do this"}'                  || true   | 'You do not have permission to do this' | 'denied' | []
        200    | '{"SUCCESS":false,"MESSAGE":"User is not authorized"}'                                 || true   | 'User is not authorized'             | 'denied' | []
        200    | '{"SUCCESS":false,"MESSAGE":"Forbidden"}'                                              || true   | 'Forbidden'                          | 'denied' | []
        500    | '{"SUCCESS":false,"MESSAGE":"Forbidden"}'                                              || true   | 'Forbidden'                          | 'denied' | []
        200    | '{"SUCCESS":"false","ERROR":{"message":"inner"}}'                                      || false  | 'inner'                              | null | []
        200    | '{"SUCCESS":0,"ERRORS":["first","second"]}'                                            || false  | 'first'                              | null | []
        200    | '{"DATA":{"a":1},"SUCCESS" : false}'                                                   || false  | 'refused without a reason'           | null | []
        200    | '{"success":false,"message":"quota exceeded"}'                                          || false  | 'quota exceeded'                     | null | []
        200    | '{"success":"false","errors":{"name":["Taken."]}}'                                     || false  | 'not accepted'                       | null | ['name: Taken.']
        200    | '{"SUCCESS":false,"error":"x\\n  y"}'                                                  || false  | 'x y'                                | null | []
        200    | '{"SUCCESS":false,"SUCCESSMESSAGE":"Failed to do it"}'                                 || false  | 'Failed to do it'                    | null | []
        200    | '{"SUCCESS":"OK","SUCCESSMESSAGE":"Role created"}'                                     || false  | 'the success flag is neither true nor false: Role created' | 'unclear' | []
        200    | '{"SUCCESS":null,"DATA":{"id":1}}'                                                     || false  | 'the success flag is neither true nor false' | 'unclear' | []
        200    | '{"success":"Role mapped","message":""}'                                               || false  | 'the success flag is neither true nor false' | 'unclear' | []
        200    | '{"SUCCESS":null,"code":7,"message":"no"}'                                             || true   | 'the success flag is neither true nor false: no' | '7' | []
        200    | '{"code":7,"message":"denied by rule"}'                                                || true   | 'denied by rule'                     | '7'  | []
        200    | '{"message":"token gone","code":16}'                                                   || true   | 'token gone'                         | '16' | []

        403    | '{"error":"access denied","code":7,"message":"access denied","details":[]}'            || true   | 'access denied'                      | '7'  | []
        404    | '{"error":"not found","code":5,"message":"backup not found"}'                          || false  | 'backup not found'                   | '5'  | []
        422    | '{"message":"The given data was invalid.","errors":{"name":["The name has already been taken.","b"],"rules":["Too few."]}}' || false | 'The given data was invalid.' | null | ['name: The name has already been taken.', 'rules: Too few.']
        422    | '{"errors":{"name":["Taken."]}}'                                                       || false  | 'not accepted'                       | null | ['name: Taken.']
        401    | '{"message":"Unauthenticated."}'                                                       || true   | 'Unauthenticated.'                   | null | []
        200    | '{"SUCCESS":false,"ERRORMESSAGE":"Unauthenticated."}'                                  || true   | 'Unauthenticated.'                   | null | []
        401    | '{"error":"invalid_token","error_description":"Token verification failed"}'            || false  | 'Token verification failed'          | null | []
        409    | '{"errorMessage":"Role exists"}'                                                       || false  | 'Role exists'                        | null | []
        500    | '{}'                                                                                   || false  | 'refused without a reason'           | null | []

        unauthenticated = code == '16' || words == 'Unauthenticated.'
    }

    def "#body with #status is not an error"() {
        expect:
        PxErrorParser.parse(response(status, body, type)) == null

        where:
        status | type               | body
        200    | 'application/json' | '{"SUCCESS":true,"DATA":{"data":[{"SUCCESS":false}]}}'
        200    | 'application/json' | '{"SUCCESS":"true","DATA":{}}'
        200    | 'application/json' | '{"SUCCESS":1,"message":"fine"}'
        200    | 'application/json' | '{"message":"a text of its own"}'
        200    | 'application/json' | '{"success":true,"message":"fine"}'
        200    | 'application/json' | '{"metadata":{"name":"a"},"success":false,"message":"a field of its own"}'
        200    | 'application/json' | '{"success":false}'
        200    | 'application/json' | '{"code":0,"message":""}'
        200    | 'application/json' | '[{"SUCCESS":false}]'
        200    | 'text/html'        | '<p>{"SUCCESS":false}</p>'
        502    | 'text/html'        | '<html>bad gateway</html>'
        500    | 'application/json' | 'not json'
        500    | 'application/json' | '[1]'
    }
}
