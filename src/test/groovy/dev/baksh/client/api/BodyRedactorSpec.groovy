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
        ''                                                          || ''
        null                                                        || null
    }

    def "the secrets of a body become known"() {
        when:
        BodyRedactor.collect([a: [password: 'one', list: [[apiKey: 'two', n: 1]]], tokens: ['three'], json: '{"secret":"four"}', pin: 5, token: 6, key: 'seven', tags: [[key: 'k', value: 'v']]], { found << it })

        then:
        found == ['one', 'two', 'three', 'four', '6', 'seven']
    }
}
