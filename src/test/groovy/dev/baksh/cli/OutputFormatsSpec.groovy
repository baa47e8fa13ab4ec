package dev.baksh.cli

import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

import static dev.baksh.cli.CommandResult.failure
import static dev.baksh.cli.CommandResult.result

class OutputFormatsSpec extends Specification {
    static final String LINUX = "n2ws.policies.list(search: 'linux').collect { [id: it.id, name: it.name] }"

    @TempDir
    Path home

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home)
    }

    def "the value of an expression is printed: #expression"() {
        expect:
        baksh.start('-e', expression) == result(*lines)

        where:
        expression                || lines
        "'text'"                  || ['text']
        "\"a\${1 + 1}\""          || ['a2']
        '1 + 1'                   || ['2']
        '2.50'                    || ['2.50']
        '2 ** 70'                 || ['1180591620717411303424']
        'true'                    || ['true']
        "'two\\nlines'"           || ['two', 'lines']
        'null'                    || []

        "['a', 'b']"              || ['"a"', '"b"']
        '[a: 1]'                  || ['{"a":1}']
        '[]'                      || []
    }

    def "with -o json everything is JSON: #expression"() {
        expect:
        baksh.start('-o', 'json', '-e', expression) == result(json)

        where:
        expression                              || json
        "'text'"                                || '"text"'
        '1 + 1'                                 || '2'
        'null'                                  || 'null'
        'true'                                  || 'true'
        '[]'                                    || '[]'
        '[:]'                                   || '{}'
        '[1.5, 2G, 3L]'                         || '[1.5,2,3]'
        '2.hours'                               || '"PT2H"'
        "Instant.parse('2026-01-02T03:04:05Z')" || '"2026-01-02T03:04:05Z"'
        "[a: null, b: [1, 'x']]"                || '{"a":null,"b":[1,"x"]}'
        '"a${1 + 1}"'                           || '"a2"'
    }

    def "a list is printed as #format"() {
        expect:
        baksh.says(LINUX, '-o', format) == result(*lines)

        where:
        format   || lines
        'json'   || ['[{"id":2,"name":"linux_web"},{"id":3,"name":"linux_db"}]']
        'ndjson' || ['{"id":2,"name":"linux_web"}', '{"id":3,"name":"linux_db"}']
        'csv'    || ['id,name\r', '2,linux_web\r', '3,linux_db\r']
        'yaml'   || ['- id: 2', '  name: "linux_web"', '- id: 3', '  name: "linux_db"']
        'md'     || ['| id | name |', '| ---: | --- |', '| 2 | linux_web |', '| 3 | linux_db |']
        'table'  || ['id  name', ' 2  linux_web', ' 3  linux_db', '2 rows']
        'JSON'   || ['[{"id":2,"name":"linux_web"},{"id":3,"name":"linux_db"}]']
    }

    def "a list is a table on a terminal and NDJSON in a pipe"() {
        expect:
        baksh.says(LINUX) == result('{"id":2,"name":"linux_web"}', '{"id":3,"name":"linux_db"}')

        when:
        baksh.atTerminal()
        baksh.env.NO_COLOR = '1'

        then:
        baksh.says(LINUX) == result('id  name', ' 2  linux_web', ' 3  linux_db', '2 rows')
    }

    def "a one-liner gives one JSON array and nothing else"() {
        expect:
        baksh.start('--sandbox', '-e', 'n2ws.policies.list(search: "linux")*.name', '-o', 'json') ==
            result('["linux_web","linux_db"]')
    }

    def "a runbook prints only what it prints itself"() {
        given:
        final String file = baksh.file('quiet.groovy', "println 'one'\nn2ws.policies['nightly']").toString()

        expect:
        baksh.start('--sandbox', file) == result('one')
        baksh.start('--sandbox', '-o', 'json', file) == result('one')
        baksh.reads("println 'one'\nn2ws.policies['nightly']") == result('one')
    }

    def "table prints in the format that was asked for, once"() {
        expect:
        baksh.start(*options, '-e', "table([[a: 1, b: 2], [a: 3, b: 4]], 'b')") == result(*lines)

        where:
        options        || lines
        []             || ['b', '2', '4', '2 rows']
        ['-o', 'json'] || ['[{"a":1,"b":2},{"a":3,"b":4}]']
        ['-o', 'csv']  || ['b\r', '2\r', '4\r']
    }

    def "table, csv, json, spark and bar show values"() {
        expect:
        baksh.start('-e', expression) == result(*lines)

        where:
        expression                                                       || lines
        "csv([[a: 1, b: 'x,y'], [a: 2, b: null]])"                       || ['a,b\r', '1,"x,y"\r', '2,']
        'json([a: [1, 2.5], b: true])'                                   || ['{"a":[1,2.5],"b":true}']
        'spark([1, 4, 8])'                                               || ['▁▄█']
        "table([[a: 1, b: 2], [a: 3, b: 4]], ['b', 'a'])"                || ['b  a', '2  1', '4  3', '2 rows']
    }

    def "one row is shown by its columns, too"() {
        given:
        baksh = new CommandRunner(home)

        expect:
        baksh.says("n2ws.policies['nightly'].columns('name', 'enabled')", '-o', 'table').out.readLines()*.stripTrailing() ==
            ['name     enabled', 'nightly  true', '1 row']
        baksh.says("n2ws.policies['nightly'].wide", '-o', 'table').out.readLines().last() == '1 row'
        baksh.says("n2ws.policies['nightly'].vertical", '-o', 'table').out.contains('name                  nightly')
    }

    def "runs are shown in time, and a wrong argument is refused"() {
        given:
        baksh = new CommandRunner(home)

        expect:
        baksh.says('timeline n2ws.backups, days: 5').out.readLines().find { it.startsWith('failing ') } ==~ /failing +[■F·]{4,5}.*/
        baksh.says('timeline n2ws.backups, weeks: 5').err.readLines()[0..1] ==
            ["baksh: timeline takes no 'weeks:'", '  it takes days:, by: and at:']
    }

    def "a bar is drawn for each entry, as wide as the output"() {
        given:
        baksh.width = 20

        when:
        final CommandResult printed = baksh.start('-e', 'bar([ok: 30, failed: 3])')

        then:
        printed.code() == 0
        printed.out().readLines()*.size().every { it <= 20 }
        printed.out().readLines()*.take(6) == ['ok    ', 'failed']
    }

    def "a column that no row has is an error with a suggestion"() {
        expect:
        baksh.says("table(n2ws.policies.list(search: 'linux'), 'nmae')") == failure(1,
            "baksh: this list has no field 'nmae'", '  did you mean: name', '  -e:1')
    }

    def "print and println go to standard output in order with tables"() {
        expect:
        baksh.reads('print 1; println 2; printf("%s-%s%n", 3, 4); table([[a: 5], [a: 6]]); print "six"') ==
            result('12', '3-4', 'a', '5', '6', '2 rows').with { new CommandResult(0, it.out() + 'six', '') }
    }

    def "printing a row asks the server nothing"() {
        expect:
        baksh.reads("def p = n2ws.policies['nightly']; println p; println \"\$p\"; println n2ws.policies; println n2ws.accounts") ==
            result('policy 1 "nightly"', 'policy 1 "nightly"', 'n2ws.policies', 'n2ws.accounts')
    }
}
