package dev.baksh.output

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Row
import spock.lang.Specification

import java.time.Duration
import java.time.Instant

import static dev.baksh.output.RowFixture.pipeStyle
import static dev.baksh.output.RowFixture.policies
import static dev.baksh.output.RowFixture.print
import static dev.baksh.output.RowFixture.terminalStyle

class JsonWriterSpec extends Specification {
    def "#value is #json"() {
        expect:
        print(value, OutputFormat.JSON, pipeStyle()) == json + '\n'

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

    def "rows on a terminal are indented and are the same JSON"() {
        given:
        def rows = [new Row(null, [id: 1, tags: ['a', 'b'], rules: [[apis: ['*']], [:]], none: []]), new Row(null, [id: 2])]

        expect:
        print(rows, OutputFormat.JSON) == '''\
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
        print(rows[1], OutputFormat.JSON) == '''\
            {
              "id": 2
            }
            '''.stripIndent()
        print(['a', 'b'], OutputFormat.JSON) == '["a","b"]\n'
        new ObjectMapper().readTree(print(policies(), OutputFormat.JSON)) == new ObjectMapper().readTree(print(policies(), OutputFormat.JSON, pipeStyle()))
    }

    def "NDJSON has one value per line, also on a terminal"() {
        expect:
        print([[a: 1, b: [2]], 'x\ny', null], OutputFormat.NDJSON, style) == '{"a":1,"b":[2]}\n"x\\ny"\nnull\n'
        print([a: 1], OutputFormat.NDJSON, style) == '{"a":1}\n'
        print([], OutputFormat.NDJSON, style) == ''

        where:
        style << [terminalStyle(), pipeStyle()]
    }

    def "on a terminal invisible characters are escaped, and the JSON stays the same"() {
        given:
        def text = 'a\u001b[2J\u007f\u009b31m\u202eb\u200b\u2066\ufeff' + new String(Character.toChars(0xe0041)) + '日本✅'

        expect:
        print(text, OutputFormat.JSON) == '"a\\u001B[2J\\u007f\\u009b31m\\u202eb\\u200b\\u2066\\ufeff\\udb40\\udc41日本✅"\n'
        new ObjectMapper().readValue(print([(text): text], OutputFormat.JSON), Map) == [(text): text]
        print(text, OutputFormat.JSON, pipeStyle()).contains('\u202e')
    }

    def "an unpaired surrogate is always escaped, because no encoding can represent it"() {
        expect:
        print('a\ud800b', OutputFormat.JSON, style) == '"a\\ud800b"\n'

        where:
        style << [terminalStyle(), pipeStyle()]
    }

    def "the output of a list that fails is not valid JSON"() {
        given:
        def out = new StringBuilder()
        def failingRows = { -> int i = 0; [hasNext: { true }, next: { if (++i > 2) throw new IllegalStateException('page 2'); [id: i] }] as Iterator } as Iterable

        when:
        new ValuePrinter(out, pipeStyle()).print(failingRows, format)

        then:
        thrown(IllegalStateException)
        out.toString() == expected

        where:
        format        || expected
        OutputFormat.JSON   || '[{"id":1},{"id":2}'
        OutputFormat.NDJSON || '{"id":1}\n{"id":2}\n'
    }

    def "a list is written incrementally"() {
        given:
        def out = new StringBuilder()
        def written = []
        def lazyRows = { -> int i = 0; [hasNext: { i < 3 }, next: { written << out.toString(); ++i }] as Iterator } as Iterable

        when:
        new ValuePrinter(out, pipeStyle()).print(lazyRows, OutputFormat.JSON)

        then:
        written == ['', '[1', '[1,2']
    }

    def "a map that contains itself is rejected"() {
        given:
        def map = [:]
        map.me = [map]

        when:
        print(map, OutputFormat.JSON, pipeStyle())

        then:
        BakshException e = thrown()
        e.message == 'the value is nested more than 500 deep'
        e.hint() == 'the value may contain itself'
    }
}
