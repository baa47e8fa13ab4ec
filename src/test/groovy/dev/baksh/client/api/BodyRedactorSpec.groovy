package dev.baksh.client.api

import spock.lang.Specification

class BodyRedactorSpec extends Specification {
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
