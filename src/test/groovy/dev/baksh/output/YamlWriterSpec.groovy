package dev.baksh.output

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper
import spock.lang.Specification

import static dev.baksh.output.RowFixture.pipeStyle
import static dev.baksh.output.RowFixture.policy
import static dev.baksh.output.RowFixture.print
import static dev.baksh.output.RowFixture.terminalStyle

class YamlWriterSpec extends Specification {
    def "rows are a list of mappings"() {
        expect:
        print([policy(1, 'nightly', true, 14, null), [a: [], b: [:], c: 1.5d]], OutputFormat.YAML, pipeStyle()) == '''\
            - id: 1
              name: "nightly"
              enabled: true
              account: 7
              generations: 14
              schedules:
              - id: 1
                name: "daily"
              - id: 2
                name: "hourly"
              last_modified: "2026-11-21T09:51:10Z"
              description: null
            - a: []
              b: {}
              c: 1.5
            '''.stripIndent()
    }

    def "#value is #yaml"() {
        expect:
        print(value, OutputFormat.YAML, pipeStyle()) == yaml + '\n'

        where:
        value      || yaml
        null       || 'null'
        'no'       || '"no"'
        12         || '12'
        []         || '[]'
        [a: 1]     || 'a: 1'
        [1, 'a']   || '- 1\n- "a"'
        [[1], [2]] || '- - 1\n- - 2'
    }

    def "control characters are escaped on a terminal and parse to the same text"() {
        given:
        def value = [(text): [text, text * 50]]

        when:
        def yaml = print(value, OutputFormat.YAML, terminalStyle())

        then:
        yaml.codePoints().allMatch { it == 10 || !TerminalEscaper.isHidden(it) }
        new YAMLMapper().readValue(yaml, Map) == value

        where:
        text << ['a\u001b[2J', '\u009b31m', 'x\u0085y', '\u202eabc', '\u200b\u2066', '\ufeffx', new String(Character.toChars(0xe0041)), 'a\tb\r\n', ' two\nlines ', '日本 ✅', '- x: {y}', '\u007f\u0000']
    }
}
