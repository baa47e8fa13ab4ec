package dev.baksh.client.api

import com.fasterxml.jackson.databind.ObjectMapper
import spock.lang.Specification
import spock.lang.Timeout

@Timeout(60)
class BodyRedactorSpec extends Specification {
    static final ObjectMapper JSON = new ObjectMapper()

    final List<String> found = []
    final BodyRedactor redactor = new BodyRedactor({ it.replace('known-secret', '***').replace('123456', '***') }, { found << it })

    def "a redacted body is valid JSON without the secret: #body"() {
        expect:
        redactor.redact(body) == redacted

        where:
        body                                                        || redacted
        '{"name":"x","password":"canary"}'                          || '{"name":"x","password":"***"}'
        '{"password": 4711}'                                        || '{"password":"***"}'
        '{"a":[{"apiKey":"canary"},{"b":{"client-secret":"c"}}]}'   || '{"a":[{"apiKey":"***"},{"b":{"client-secret":"***"}}]}'
        '{"tokens":["a","b"],"flag":true}'                          || '{"tokens":["***","***"],"flag":true}'
        '{"secret":{"value":"canary","namespace":"n"}}'             || '{"secret":{"value":"***","namespace":"n"}}'
        '{"env":[{"name":"DB_PASSWORD","value":"canary"}]}'         || '{"env":[{"name":"DB_PASSWORD","value":"***"}]}'
        '{"tags":[{"key":"team","value":"blue"}]}'                  || '{"tags":[{"key":"team","value":"blue"}]}'
        '{"payload":"{\\"password\\":\\"canary\\"}"}'               || '{"payload":"{\\"password\\":\\"***\\"}"}'
        '{"id":123456,"text":"a known-secret"}'                     || '{"id":"***","text":"a ***"}'
        '{"a 123456":1}'                                            || '{"a ***":1}'
        '{"password":"","token":null}'                              || '{"password":"","token":null}'
        '{"name" : "x", "size":1.50}'                               || '{"name" : "x", "size":1.50}'
        '[{"password":"canary"}]'                                   || '[{"password":"***"}]'
        'grant_type=password&password=canary&client_secret=c'       || 'grant_type=password&password=***&client_secret=***'
        'a text with known-secret'                                  || 'a text with ***'
        '{not json known-secret'                                    || '{not json ***'
        '{"a":1,"password":"can\\"ary","b":'                         || '{"a":1,"password":"***","b":'
        '{"a":1,"password":"canary'                                 || '{"a":1,"password":"***"'
        '{"password":"canary"}\n{"password":4711}\n'                || '{"password":"***"}\n{"password":"***"}\n'
        '[{"tokenType" : "a", "token" : "canary"},'                 || '[{"tokenType" : "a", "token" : "***"},'
        '{"password":null,"x":{"secret":""'                         || '{"password":null,"x":{"secret":""'
        'login with user=bob password=canary now'                   || 'login with user=bob password=*** now'
        '{"note":"user=bob password=canary"}'                       || '{"note":"user=bob password=***"}'
        '{"config":"users:\\n- name: x\\n  token: canary\\n"}'        || '{"config":"users:\\n- name: x\\n  token: ***\\n"}'
        'Host: x\r\nAuthorization: Bearer canary'                   || 'Host: x\r\nAuthorization: ***'
        'the password: must be changed'                             || 'the password: must be changed'
        ''                                                          || ''
        null                                                        || null
    }

    def "each form of a named value in a text is redacted: #text"() {
        expect:
        redactor.redact(text) == redacted
        redactor.redact(redacted) == redacted
        JSON.readValue(redactor.redact(JSON.writeValueAsString([note: text])), Map) == [note: redacted]

        where:
        text                                                        || redacted
        'Authorization: Bearer canary-1'                            || 'Authorization: ***'
        'authorization:Basic Y2FuYXJ5'                              || 'authorization:***'
        'X-Api-Key:canary'                                          || 'X-Api-Key:***'
        'Cookie: a=canary; b=canary'                                || 'Cookie: ***'
        'password: canary one # note'                               || 'password: ***'
        '\ufeff- password : canary'                                 || '\ufeff- password : ***'
        '# api_key: canary'                                         || '# api_key: ***'
        "'password': canary\n\"token\": 'canary'\n"                || "'password': '***'\n\"token\": '***'\n"
        "password: 'it''s canary'\nuser: bob"                       || "password: '***'\nuser: bob"
        'password: "can\\"ary"\nuser: bob'                          || 'password: "***"\nuser: bob'
        'password: "canary\n  canary"\nuser: bob'                   || 'password: "***"\nuser: bob'
        'tls:\n  client-key-data: |\n    canary\n\n    canary\nca: x'  || 'tls:\n  client-key-data: ***\nca: x'
        'a: 1\r\npassword: >2-\r\n  canary\r\nuser: bob\r\n'          || 'a: 1\r\npassword: ***\r\nuser: bob\r\n'
        'password: !vault |\n  canary\nuser: bob'                   || 'password: ***\nuser: bob'
        'password: canary\n  canary\nuser: bob'                     || 'password: ***\nuser: bob'
        '- password: |\n    canary\n  user: bob'                    || '- password: ***\n  user: bob'
        'password:\n  canary\nuser: bob'                            || 'password:\n  ***\nuser: bob'
        'tokens:\n- canary\n- canary\nuser: bob'                    || 'tokens:\n- ***\nuser: bob'
        'password:\n  "canary"\nuser: bob'                          || 'password:\n  "***"\nuser: bob'
        'tokens:\n- "canary"\n- canary\nuser: bob'                  || 'tokens:\n- ***\nuser: bob'
        'tokens: [canary, "can]ary"]\nuser: bob'                    || 'tokens: ***\nuser: bob'
        'secret:\n  value: canary\n  name: blue\nvalue: 1'           || 'secret:\n  value: ***\n  name: blue\nvalue: 1'
        'env:\n- name: DB_PASSWORD\n  value: canary\n- name: C\n  value: d' || 'env:\n- name: DB_PASSWORD\n  value: ***\n- name: C\n  value: d'
        '{"env":[{"name":"DB_PASSWORD","value":"canary"},{"name":"C","value":"d"},' || '{"env":[{"name":"DB_PASSWORD","value":"***"},{"name":"C","value":"d"},'
        '{"a":"{\\"password\\":\\"can\\\\\\"ary\\",\\"b\\":1}",'        || '{"a":"{\\"password\\":\\"***\\",\\"b\\":1}",'
        '{"tokens":["canary","canary'                               || '{"tokens":"***"'
        '{"a":"Authorization: Bearer canary","b":'                   || '{"a":"Authorization: ***","b":'
        '{user: bob, password: canary, size: 1}'                    || '{user: bob, password: ***, size: 1}'
        '[user:bob, password:canary]'                               || '[user:bob, password:***]'
        '{user=bob, password=canary}'                               || '{user=bob, password=***}'
        "connect(user: 'bob', password: 'canary')"                  || "connect(user: 'bob', password: '***')"
        '["password" => "canary"]'                                  || '["password" => "***"]'
        "credentials: [bob's vault]\nhost: backup-server-1"         || 'credentials: ***\nhost: backup-server-1'
        "credentials: [bob's vault\nhost: backup-server-1"          || 'credentials: ***\nhost: backup-server-1'
        'password: [canary\nhost: backup-server-1'                  || 'password: ***\nhost: backup-server-1'
        '[db]\npassword = canary one\nuser = bob'                   || '[db]\npassword = ***\nuser = bob'
        'PASSWORD="canary one"\nexport DB_PASSWORD=\'canary\' A=b'   || 'PASSWORD="***"\nexport DB_PASSWORD=\'***\' A=b'
        'password=can#ary;canary'                                   || 'password=***'
        'Server=x;Password=canary;User Id=bob'                      || 'Server=x;Password=***;User Id=bob'
        'Password = canary; Server = x'                             || 'Password = ***; Server = x'
        'see https://h/x?a=1&token=canary#top'                      || 'see https://h/x?a=1&token=***#top'
        'user[token]=canary&a=1'                                    || 'user[token]=***&a=1'
        "restic --password canary --user bob --token='can ary' x"   || "restic --password *** --user bob --token='***' x"
        "mysql --password 'can'\\''ary' x"                           || "mysql --password '***' x"
        "curl -H 'Authorization: Bearer canary' -d 'password=can ary' x" || "curl -H 'Authorization: ***' -d 'password=***' x"
        'args:\n- --password\n- canary\n- x'                         || 'args:\n- --password\n- ***\n- x'
        'args:\n- "--password"\n- "canary"\n- x'                     || 'args:\n- "--password"\n- "***"\n- x'
        'args: ["--password","canary","x"] #'                       || 'args: ["--password","***","x"] #'
        'sent Bearer canary-1 to x'                                 || 'sent Bearer *** to x'
        '<user name="x" password="canary"/>'                        || '<user name="x" password="***"/>'
        '<c><ns:SecretKey a="b">canary</ns:SecretKey><n>1</n></c>'   || '<c><ns:SecretKey a="b">***</ns:SecretKey><n>1</n></c>'
        '<password><![CDATA[can<ary]]></password>'                  || '<password><![CDATA[***]]></password>'
        'x -----BEGIN RSA PRIVATE KEY-----\ncanary\n-----END RSA PRIVATE KEY----- y' || 'x *** y'
        '-----BEGIN PRIVATE KEY-----\ncanary'                       || '***'
        'pem: |\n  -----BEGIN OPENSSH PRIVATE KEY-----\n  canary\n  -----END OPENSSH PRIVATE KEY-----\nuser: bob' || 'pem: |\n  ***\nuser: bob'
        '-----BEGIN PGP PRIVATE KEY BLOCK-----\ncanary\n-----END PGP PRIVATE KEY BLOCK-----' || '***'
    }

    def "an ordinary text is not changed: #text"() {
        expect:
        redactor.redact(text) == text
        found.empty

        where:
        text << ['the password: must be changed', 'Password policy: 12 characters', 'Reset the account, then the token: see the wiki', 'error: token: expired', 'no secret: not found',
                 'token', 'tokens and passwords', 'password == other', 'Password\n========\nUse a long one', '2026-11-30T22:02:44Z', 'https://host:8080/a/token:x', 'secret://vault/db', 'secretsmanager:GetSecretValue',
                 'password: null', 'password: ""', 'password: true', 'token:', 'tokens: []', 'a: b\ntoken_type: Bearer', 'Bearer realm="api2"', 'Bearer authentication', 'use --help', 'use <token> here', 'password: ***',
                 '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----', 'name: token\nvalue_type: x', "it's a token: it's new", 'key: a\nvalue: b', 'public_key: ssh-rsa AAAA']
    }

    def "a long text is read in linear time: #part"() {
        when:
        redactor.redact(part * (200_000.intdiv(part.size())))

        then:
        noExceptionThrown()

        where:
        part << ['"', "'", '\\', ' ', 'a', 'a:', 'a-', 'token:', 'token: ', 'token: "', 'token: \\"', 'token:\n', 'token:\n ', 'token: |\n', 'token: [', '[token: [', '{token: a', 'token=', '?token=a&', '--token ', '--token a ',
                 'Bearer ', 'Bearer 1 ', '<token>', '<token>a', '<a ', '<token><![CDATA[', '-----BEGIN PRIVATE KEY', '-----BEGIN PRIVATE KEY-----\n-----END', '- name: token\n  value: ', 'name: ', '{"name":"token",', '- ', '\n']
    }

    def "the value behind an option in a list is a secret"() {
        expect:
        redactor.redact('{"args":["--password","canary","--name","x"]}') == '{"args":["--password","***","--name","x"]}'
        BodyRedactor.collect([args: ['--password', 'canary', '--name', 'x']], { found << it })
        found == ['canary', 'canary']
    }

    def "a secret becomes known without its scheme, quotes and indentation: #text"() {
        when:
        BodyRedactor.collect([text: text], { found << it })

        then:
        found == secrets

        where:
        text                                          || secrets
        'Authorization: Bearer canary-1'              || ['canary-1']
        "token: 'canary'  # note"                     || ['canary']
        'token: canary  # note'                       || ['canary']
        '(token=canary)'                              || ['canary']
        'tokens: [canary, "other"]'                   || ['canary', 'other']
        'tokens:\n- canary\n- other'                  || ['canary\n- other', 'canary\nother']
        'key-data: |\n    one\n    two\n'             || ['    one\n    two', 'one\ntwo']
        '-----BEGIN PRIVATE KEY-----\na\n-----END PRIVATE KEY-----' || ['-----BEGIN PRIVATE KEY-----\na\n-----END PRIVATE KEY-----']
    }

    def "a word of a sentence is hidden in its text, and does not become known: #text"() {
        when:
        BodyRedactor.collect([description: text], { found << it })

        then:
        found == secrets
        redactor.redact(text) == redacted

        where:
        text                                || secrets      | redacted
        'Password: required'                || []           | 'Password: ***'
        'Token: read only access'           || []           | 'Token: ***'
        'Password: Required'                || []           | 'Password: ***'
        'Password: canary-1'                || ['canary-1'] | 'Password: ***'
        'Password: canary'                  || ['canary']   | 'Password: ***'
    }

    def "a password that begins with a bracket is known as a whole: #password"() {
        when:
        BodyRedactor.collect([password: password], { found << it })

        then:
        found[0] == password

        when:
        found.clear()

        then:
        redactor.redact(JSON.writeValueAsString([password: password])) == '{"password":"***"}'
        found[0] == password

        when:
        found.clear()
        BodyRedactor.collect([note: "password: '$password'\nuser: bob"], { found << it })

        then:
        redactor.redact("password: '$password'\nuser: bob") == "password: '***'\nuser: bob"
        found[0] == password

        where:
        password << ['[aB,c9]xQ7"w', '[aB', '[]x']
    }

    def "only fields, forms and JSON of a row become known"() {
        when:
        BodyRedactor.collectFields(Row.of('token', 'one', 'message', 'token: expired', 'url', 'x?token=two', 'more', '{"token":"three"}'), { found << it })

        then:
        found == ['one', 'two', 'three']
    }

    def "the secrets of a body become known"() {
        when:
        BodyRedactor.collect([a: [password: 'one', list: [[apiKey: 'two', n: 1]]], tokens: ['three'], json: '{"secret":"four"}', pin: 5, token: 6, key: 'seven', tags: [[key: 'k', value: 'v']]], { found << it })

        then:
        found == ['one', 'two', 'three', 'four', '6', 'seven']
    }

    def "the secrets of arrays and of lines of JSON become known"() {
        when:
        BodyRedactor.collect([[passwords: ['one', 'two'] as String[], pin: [[token: 'three' as char[]]] as Object[]], '{"a":1}\n{"secret":"four"}'], { found << it })

        then:
        found == ['one', 'two', 'three', 'four']
    }
}
