package dev.baksh.render

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Row
import spock.lang.Specification

import java.time.Duration
import java.time.Instant

import static dev.baksh.render.Fixture.pipe
import static dev.baksh.render.Fixture.policies
import static dev.baksh.render.Fixture.print
import static dev.baksh.render.Fixture.screen

class JsonSpec extends Specification {
    def "#value is #json"() {
        expect:
        print(value, Format.JSON, pipe()) == json + '\n'

        where:
        value                                  || json
        null                                   || 'null'
        true                                   || 'true'
        'a "quoted" text'                      || '"a \\"quoted\\" text"'
        "g${1 + 1}"                            || '"g2"'
        12345678901234567890                   || '12345678901234567890'
        1.50                                   || '1.50'
        2.5d                                   || '2.5'
        1e400                                  || '1E+400'
        Double.NaN                             || 'null'
        Float.NEGATIVE_INFINITY                || 'null'
        Instant.parse('2019-03-17T09:51:10Z')  || '"2019-03-17T09:51:10Z"'
        Duration.ofMinutes(90)                 || '"PT1H30M"'
        Thread.State.NEW                       || '"NEW"'

        []                                     || '[]'
        [:]                                    || '{}'
        [1, 'a', null]                         || '[1,"a",null]'
        [1, 2] as int[]                        || '[1,2]'
        ['a', 'b'] as String[]                 || '["a","b"]'
        [[1, 2], [3]]                          || '[[1,2],[3]]'
        [a: [b: [1, [c: "x${1}"]]], (2): null] || '{"a":{"b":[1,{"c":"x1"}]},"2":null}'
        new Row(null, [b_c: 1, a: null])       || '{"b_c":1,"a":null}'
        [new Row(null, [a: 1]), [a: 2], 3]     || '[{"a":1},{"a":2},3]'
    }

    def "rows on a terminal are set for the eye, and are the same JSON"() {
        given:
        def rows = [new Row(null, [id: 1, tags: ['a', 'b'], rules: [[apis: ['*']], [:]], none: []]), new Row(null, [id: 2])]

        expect:
        print(rows, Format.JSON) == '''\
            [
              {
                "id": 1,
                "tags": ["a", "b"],
                "rules": [{
                  "apis": ["*"]
                }, {}],
                "none": []
              },
              {
                "id": 2
              }
            ]
            '''.stripIndent()
        print(rows[1], Format.JSON) == '''\
            {
              "id": 2
            }
            '''.stripIndent()
        print(['a', 'b'], Format.JSON) == '["a","b"]\n'
        new ObjectMapper().readTree(print(policies(), Format.JSON)) == new ObjectMapper().readTree(print(policies(), Format.JSON, pipe()))
    }

    def "NDJSON is one value a line, on a terminal too"() {
        expect:
        print([[a: 1, b: [2]], 'x\ny', null], Format.NDJSON, style) == '{"a":1,"b":[2]}\n"x\\ny"\nnull\n'
        print([a: 1], Format.NDJSON, style) == '{"a":1}\n'
        print([], Format.NDJSON, style) == ''

        where:
        style << [screen(), pipe()]
    }

    def "on a terminal what the eye cannot see is escaped, and the JSON stays the same"() {
        given:
        def text = 'a\u001b[2J\u007f\u009b31m\u202eb\u200b\u2066\ufeff' + new String(Character.toChars(0xe0041)) + '日本✅'

        expect:
        print(text, Format.JSON) == '"a\\u001B[2J\\u007f\\u009b31m\\u202eb\\u200b\\u2066\\ufeff\\udb40\\udc41日本✅"\n'
        new ObjectMapper().readValue(print([(text): text], Format.JSON), Map) == [(text): text]
        print(text, Format.JSON, pipe()).contains('\u202e')
    }

    def "a lone surrogate is escaped everywhere, because no encoding can carry it"() {
        expect:
        print('a\ud800b', Format.JSON, style) == '"a\\ud800b"\n'

        where:
        style << [screen(), pipe()]
    }

    def "a list that breaks off does not look whole"() {
        given:
        def out = new StringBuilder()
        def broken = { -> int i = 0; [hasNext: { true }, next: { if (++i > 2) throw new IllegalStateException('page 2'); [id: i] }] as Iterator } as Iterable

        when:
        new Printer(out, pipe()).print(broken, format)

        then:
        thrown(IllegalStateException)
        out.toString() == expected

        where:
        format        || expected
        Format.JSON   || '[{"id":1},{"id":2}'
        Format.NDJSON || '{"id":1}\n{"id":2}\n'
    }

    def "a list goes out as it comes in"() {
        given:
        def out = new StringBuilder()
        def seen = []
        def lazy = { -> int i = 0; [hasNext: { i < 3 }, next: { seen << out.toString(); ++i }] as Iterator } as Iterable

        when:
        new Printer(out, pipe()).print(lazy, Format.JSON)

        then:
        seen == ['', '[1', '[1,2']
    }

    def "a map that holds itself is refused"() {
        given:
        def map = [:]
        map.me = [map]

        when:
        print(map, Format.JSON, pipe())

        then:
        BakshException e = thrown()
        e.message == 'the value is nested more than 500 deep'
        e.hint() == 'does it hold itself?'
    }
}
