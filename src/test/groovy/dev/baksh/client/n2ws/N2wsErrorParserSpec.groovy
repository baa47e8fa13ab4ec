package dev.baksh.client.n2ws

import dev.baksh.client.http.HttpResponse
import dev.baksh.client.protocol.ApiError
import spock.lang.Specification

class N2wsErrorParserSpec extends Specification {
    static final String NESTED_ERROR_BODY = '{"errors":[{"detail":{"message":"Given token not valid for any token type","code":"token_not_valid"},"code":{"message":"token_not_valid","code":"token_not_valid"},"messages":[{"token_class":{"message":"AccessToken","code":"token_not_valid"},"token_type":{"message":"access","code":"token_not_valid"},"message":{"message":"Token is invalid or expired","code":"token_not_valid"}}]}]}'

    static HttpResponse response(int status, String body, String type = 'application/json') {
        return new HttpResponse(status, type ? ['content-type': type] : [:], body.getBytes('UTF-8'))
    }

    def "#body with #status is reported as #words"() {
        expect:
        N2wsErrorParser.parse(response(status, body)) == new ApiError(false, code in ['not_authenticated', 'token_not_valid', 'bad_authorization_header'], words, code, fields)

        where:
        status | body                                                                                              || words                                            | code                | fields
        400    | '{"errors":[{"message":"No user found for given API key.","code":"invalid"}]}'                    || 'No user found for given API key.'               | 'invalid'           | []
        401    | '{"errors":[{"message":"Authentication credentials were not provided.","code":"not_authenticated"}]}' || 'Authentication credentials were not provided.' | 'not_authenticated' | []
        401    | NESTED_ERROR_BODY                                                                                            || 'Given token not valid for any token type'       | 'token_not_valid'   | []
        401    | '{"errors":[{"detail":"Authorization header must contain two space-delimited values","code":"bad_authorization_header"}]}' || 'Authorization header must contain two space-delimited values' | 'bad_authorization_header' | []
        404    | '{"errors":[{"message":"Not found.","code":"not_found"}]}'                                        || 'Not found.'                                     | 'not_found'         | []
        406    | '{"errors":[{"message":"Invalid version in \\"Accept\\" header.","code":"not_acceptable"}]}'      || 'Invalid version in "Accept" header.'            | 'not_acceptable'    | []
        429    | '{"errors":[{"message":"Request was throttled. Expected available in 30 seconds.","code":"throttled"}]}' || 'Request was throttled. Expected available in 30 seconds.' | 'throttled' | []

        400    | '{"errors":[{"name":[{"message":"This field may not be blank.","code":"blank"}],"description":[{"message":"This field contains invalid characters.","code":"invalid"}]}]}' || 'not accepted' | 'blank' | ['name: This field may not be blank.', 'description: This field contains invalid characters.']
        400    | '{"errors":[{"name":[{"message":"One.","code":"a"},{"message":"Two.","code":"b"}]}]}'             || 'not accepted'                                   | 'a'                 | ['name: One. Two.']
        400    | '{"errors":[{"message":"One.","code":"a"},{"message":"Two.","code":"b"}]}'                        || 'One.; Two.'                                     | 'a'                 | []

        404    | '{"detail":"Not found."}'                                                                         || 'Not found.'                                     | null                | []
        400    | '{"name":["This field is required."]}'                                                            || 'not accepted'                                   | null                | ['name: This field is required.']
        400    | '["Bad."]'                                                                                        || 'Bad.'                                           | null                | []
        400    | '"Bad."'                                                                                          || 'Bad.'                                           | null                | []
        400    | '{"errors":"Bad."}'                                                                               || 'Bad.'                                           | null                | []
        400    | '{"errors":["Bad.","Worse."]}'                                                                    || 'Bad.; Worse.'                                   | null                | []
        400    | '{"errors":[{"message":"Two\\n  lines\\tand more. ","code":7}]}'                                  || 'Two lines and more.'                            | null                | []
        200    | ' {"errors":[{"message":"No.","code":"x"}]}'                                                      || 'No.'                                            | 'x'                 | []
        200    | '{"SUCCESS":0,"MESSAGE":"No."}'                                                                   || 'No.'                                            | 'failed'            | []
        200    | '{"MESSAGE":"a text of more than forty characters before the flag","SUCCESS":false}'              || 'a text of more than forty characters before the flag' | 'failed'      | []
        200    | '{"SUCCESS":"OK","MESSAGE":"no permission is needed"}'                                            || 'the success flag is neither true nor false: no permission is needed' | 'unclear' | []
        200    | '{"SUCCESS":[],"id":1}'                                                                           || 'the success flag is neither true nor false'     | 'unclear'           | []
        202    | '{"errors":[{"message":"No.","code":"x"}],"tracker_id":7}'                                        || 'No.'                                            | 'failed'            | []
    }

    def "an error with #status is #what: #body"() {
        expect:
        N2wsErrorParser.execution(N2wsErrorParser.parse(response(status, body)), status).name() == what

        where:
        status | body                                                                                  || what
        200    | '{"SUCCESS":false,"MESSAGE":"Backup 12 started; missing permission ec2:CreateTags"}'  || 'REFUSED_IN_WORDS'
        500    | '{"SUCCESS":false,"MESSAGE":"access denied"}'                                         || 'REFUSED_IN_WORDS'
        200    | '{"SUCCESS":false,"MESSAGE":"No."}'                                                   || 'UNKNOWN'
        200    | '{"errors":[{"message":"access denied"}]}'                                            || 'UNKNOWN'
        200    | '{"errors":[{"message":"access denied","code":"permission_denied"}]}'                 || 'REFUSED'
        403    | '{"errors":[{"message":"access denied"}]}'                                            || 'BY_STATUS'
    }

    def "#body with #status contains no message"() {
        expect:
        N2wsErrorParser.parse(response(status, body, type)) == null

        where:
        status | type               | body
        200    | 'application/json' | '{"count": 1, "results": [{"errors": 1}]}'
        200    | 'application/json' | '[{"errors": [{"message": "x"}]}]'
        200    | 'application/json' | '{"id": 1, "message": "a field of its own"}'
        404    | 'text/html'        | '<html>{"errors":[{"message":"x"}]}</html>'
        400    | 'application/json' | ''
        400    | 'application/json' | '{"errors": ['
        400    | 'application/json' | '{}'
        400    | 'application/json' | '[]'
        400    | 'application/json' | 'null'
        400    | 'application/json' | '{"errors":[{"message":" ","code":"x"}]}'
        400    | 'application/json' | '{"errors":[{"detail":{}}]}'
        400    | 'application/json' | '{"detail":[]}'
        400    | 'application/json' | '{"errors":' + '[' * 5000 + ']' * 5000 + '}'
    }
}
