package dev.baksh.cli

import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

import static dev.baksh.cli.CommandResult.failure
import static dev.baksh.cli.CommandResult.success

class CommandOutputSpec extends Specification {
    static final String LINUX_POLICIES = "n2ws.policies.list(search: 'linux').collect { [id: it.id, name: it.name] }"

    @TempDir
    Path home

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home)
    }

    def "the value of an expression is printed: #expression"() {
        expect:
        baksh.start('-e', expression) == success(*lines)

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

    def "a message that there is nothing is not followed by a count of rows: #words"() {
        when:
        CommandResult result = baksh.useTerminal().start(*words)

        then:
        [result.code(), result.out(), result.err()] == [0, '', message + '\n']

        where:
        words                                                                                       || message
        ['runs']                                                                                    || 'there are no runs'
        ['-o', 'table', 'runs']                                                                     || 'there are no runs'
        ['--sandbox', '-e', "px.apply { user 'alice', 'px-backup-app.user' }"]                      || "px 'sandbox-px': the server has this state already; nothing was sent"
    }

    def "with -o json everything is JSON: #expression"() {
        expect:
        baksh.start('-o', 'json', '-e', expression) == success(json)

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
        baksh.runExpression(LINUX_POLICIES, '-o', format) == success(*lines)

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
        baksh.runExpression(LINUX_POLICIES) == success('{"id":2,"name":"linux_web"}', '{"id":3,"name":"linux_db"}')

        when:
        baksh.useTerminal()
        baksh.env.NO_COLOR = '1'

        then:
        baksh.runExpression(LINUX_POLICIES) == success('id  name', ' 2  linux_web', ' 3  linux_db', '2 rows')
    }

    def "a one-liner prints one JSON array and nothing else"() {
        expect:
        baksh.start('--sandbox', '-e', 'n2ws.policies.list(search: "linux")*.name', '-o', 'json') ==
            success('["linux_web","linux_db"]')
    }

    def "a runbook prints only its explicit output"() {
        given:
        final String file = baksh.writeFile('quiet.groovy', "println 'one'\nn2ws.policies['nightly']").toString()

        expect:
        baksh.start('--sandbox', file) == success('one')
        baksh.start('--sandbox', '-o', 'json', file) == success('one')
        baksh.runStandardInput("println 'one'\nn2ws.policies['nightly']") == success('one')
    }

    def "table prints once, in the requested format"() {
        expect:
        baksh.start(*options, '-e', "table([[a: 1, b: 2], [a: 3, b: 4]], 'b')") == success(*lines)

        where:
        options        || lines
        []             || ['b', '2', '4', '2 rows']
        ['-o', 'json'] || ['[{"a":1,"b":2},{"a":3,"b":4}]']
        ['-o', 'csv']  || ['b\r', '2\r', '4\r']
    }

    def "table, csv, json, spark and bar show values"() {
        expect:
        baksh.start('-e', expression) == success(*lines)

        where:
        expression                                                       || lines
        "csv([[a: 1, b: 'x,y'], [a: 2, b: null]])"                       || ['a,b\r', '1,"x,y"\r', '2,']
        'json([a: [1, 2.5], b: true])'                                   || ['{"a":[1,2.5],"b":true}']
        'spark([1, 4, 8])'                                               || ['▁▄█']
        "table([[a: 1, b: 2], [a: 3, b: 4]], ['b', 'a'])"                || ['b  a', '2  1', '4  3', '2 rows']
    }

    def "table also prints a single row"() {
        given:
        baksh = new CommandRunner(home)

        expect:
        baksh.runExpression("n2ws.policies['nightly'].columns('name', 'enabled')", '-o', 'table').out.readLines()*.stripTrailing() ==
            ['name     enabled', 'nightly  true', '1 row']
        baksh.runExpression("n2ws.policies['nightly'].wide", '-o', 'table').out.readLines().last() == '1 row'
        baksh.runExpression("n2ws.policies['nightly'].vertical", '-o', 'table').out.contains('name                  nightly')
    }

    def "timeline prints runs over time and rejects invalid arguments"() {
        given:
        baksh = new CommandRunner(home)

        expect:
        baksh.runExpression('timeline n2ws.backups, days: 5').out.readLines().find { it.startsWith('failing ') } ==~ /failing +[■F·]{4,5}.*/
        baksh.runExpression('timeline n2ws.backups, weeks: 5').err.readLines()[0..1] ==
            ["baksh: timeline takes no 'weeks:'", '  timeline takes days:, by: and at:']
    }

    def "a bar is drawn for each entry, as wide as the output"() {
        given:
        baksh.width = 20

        when:
        final CommandResult result = baksh.start('-e', 'bar([ok: 30, failed: 3])')

        then:
        result.code() == 0
        result.out().readLines()*.size().every { it <= 20 }
        result.out().readLines()*.take(6) == ['ok    ', 'failed']
    }

    def "an unknown column is an error with a suggestion"() {
        expect:
        baksh.runExpression("table(n2ws.policies.list(search: 'linux'), 'nmae')") == failure(1,
            "baksh: this list has no field 'nmae'", '  did you mean: name', '  -e:1')
    }

    def "print, println and tables keep their order on standard output"() {
        expect:
        baksh.runStandardInput('print 1; println 2; printf("%s-%s%n", 3, 4); table([[a: 5], [a: 6]]); print "six"') ==
            success('12', '3-4', 'a', '5', '6', '2 rows').with { new CommandResult(0, it.out() + 'six', '') }
    }

    def "printing a row sends no request"() {
        expect:
        baksh.runStandardInput("def p = n2ws.policies['nightly']; println p; println \"\$p\"; println n2ws.policies; println n2ws.accounts") ==
            success('policy 1 "nightly"', 'policy 1 "nightly"', 'n2ws.policies', 'n2ws.accounts')
    }
}
