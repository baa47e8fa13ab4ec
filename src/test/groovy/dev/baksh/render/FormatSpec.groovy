package dev.baksh.render

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import spock.lang.Specification

class FormatSpec extends Specification {
    def "a format is named in any case"() {
        expect:
        ['table', 'json', 'NDJSON', 'Csv', 'yaml', 'md'].collect { Format.parse(it) } == Format.values().toList()
    }

    def "the word '#word' is refused with help"() {
        when:
        Format.parse(word)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.USAGE
        e.message == message
        e.hint() == hint

        where:
        word      || message                               | hint
        'jsno'    || "unknown output format 'jsno'"        | 'did you mean: json'
        'pdf'     || "unknown output format 'pdf'"         | 'formats: table, json, ndjson, csv, yaml, md'
        'x\u001b' || "unknown output format 'x\\e'"        | 'formats: table, json, ndjson, csv, yaml, md'
        null      || "unknown output format ''"            | 'formats: table, json, ndjson, csv, yaml, md'
    }
}
