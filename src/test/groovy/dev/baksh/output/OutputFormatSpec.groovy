package dev.baksh.output

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import spock.lang.Specification

class OutputFormatSpec extends Specification {
    def "format names are case-insensitive"() {
        expect:
        ['table', 'json', 'NDJSON', 'Csv', 'yaml', 'md'].collect { OutputFormat.parse(it) } == OutputFormat.values().toList()
    }

    def "the format '#word' is rejected with a hint"() {
        when:
        OutputFormat.parse(word)

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
