package dev.baksh.cli

import dev.baksh.client.exchange.ManualTimeSource

/** A file or a pipe gets all columns of a table; only a terminal is fitted. */
class PipedTableSpec extends SandboxSpecification {
    static final String WIDE_ROW = "(1..40).collectEntries { [('column' + it): 'a long value of column ' + it] }"

    def "a table in a pipe has all columns and all text: #words"() {
        when:
        List<String> lines = harness.start(words.collect { it.replace('ROWS', "[$WIDE_ROW, $WIDE_ROW]") }, [COLUMNS: '40']).out.readLines()

        then:
        (1..40).every { lines[0].contains("column$it") }
        (1..40).every { number -> lines.count { it.contains("a long value of column $number") } == 2 }
        !lines.any { it.contains('…') || it.contains('more column') }

        where:
        words << [['-e', 'table(ROWS)'], ['-o', 'table', '-e', 'ROWS'], ['-o', 'md', '-e', 'ROWS'], ['-o', 'csv', '-e', 'ROWS']]
    }

    def "the tables of the commands have all columns in a pipe: #words"() {
        given:
        harness.start(['-e', "n2ws.policies['nightly'].update { description 'x' }"])

        when:
        String out = harness.start(['-o', 'table', *words], [COLUMNS: '20']).out

        then:
        out != ''
        !out.contains('more column')
        !out.contains('…')

        where:
        words << [['servers'], ['journal'], ['-e', 'n2ws.policies'], ['-e', 'px.access()'], ['-e', 'n2ws.backups']]
    }

    def "the table of doctor has the advice in a pipe, and prints it below the table on a terminal: #format"() {
        given:
        CommandRunner baksh = new CommandRunner(home).useSandbox(harness.sandbox)

        expect:
        baksh.start('-o', format, 'doctor', 'px').out().contains('set BAKSH_PX_GATEWAY_URL')
        !baksh.useTerminal().start('-o', format, 'doctor', 'px').out().contains('set BAKSH_PX_GATEWAY_URL')

        where:
        format << ['table', 'csv', 'md']
    }

    def "a file or a pipe gets the value itself, without age, rounding or ellipsis: #format #value"() {
        expect:
        harness.start(['-o', format, '-e', "[[v: $value]]".toString()]).out.readLines()[format == 'md' ? 2 : 1] == (format == 'md' ? "| $expected |" : expected)

        where:
        value                                            | format  || expected
        "java.time.Instant.parse('2026-03-04T05:06:07.123456Z')" | 'table' || '2026-03-04T05:06:07.123456Z'
        "java.time.Instant.parse('2026-03-04T05:06:07.123456Z')" | 'md'    || '2026-03-04T05:06:07.123456Z'
        "java.time.Instant.parse('2026-03-04T05:06:07.123456Z')" | 'csv'   || '2026-03-04T05:06:07.123456Z'
        "2.hours + 3.seconds"                            | 'table' || 'PT2H3S'
        "2.hours + 3.seconds"                            | 'md'    || 'PT2H3S'
        "2.hours + 3.seconds"                            | 'csv'   || 'PT2H3S'
        "[7.hours, 5.minutes]"                           | 'table' || 'PT7H, PT5M'
        "123456789012345678"                             | 'table' || '123456789012345678'
        "'z' * 5000"                                     | 'table' || 'z' * 5000
        "'z' * 5000"                                     | 'md'    || 'z' * 5000
        "[[[[[[[[['deep']]]]]]]]]"                       | 'table' || '[["deep"]]'
    }

    def "a terminal gets the age and a short duration"() {
        given:
        CommandRunner baksh = new CommandRunner(home).useTerminal()
        baksh.time = new ManualTimeSource() // In the evening of UTC, the local time has its date too.

        expect:
        baksh.start('--sandbox', '-e', '[[at: 3.hours.ago, took: 2.hours + 3.minutes + 4.seconds, x: 1], [at: null, took: null, x: 2]]').out()
            .replaceAll(/\u001b\[\d*m/, '').readLines()[1] ==~ /\S+ \S+Z \((\d\d:\d\d local, )?3 h ago\)  2 h 3 min  1/
    }

    def "no format in a pipe has an age: #words"() {
        expect:
        !harness.start(words).out.find(/\d (s|min|h|d|y) ago|in \d+ (s|min|h|d|y)\b/)

        where:
        words << [['table', 'md', 'csv', 'json', 'ndjson', 'yaml'], ['n2ws.backups', 'n2ws.backups[268]', 'n2ws.policies', 'px.roles', 'n2ws.recoveries', 'wide n2ws.backups', 'n2ws.backups.list().take(2)']].combinations()
            .collect { ['-o', it[0], '-e', it[1]] } + [['runs'], ['journal'], ['-o', 'table', 'journal'], ['-e', 'table n2ws.backups']]
    }

    def "a long list in a file is not truncated, and a row with another field is an error"() {
        expect:
        harness.start(['-o', 'table', '-e', "(1..11000).collect { [name: it == 11000 ? 'x' * 300 : 'short', n: it] }"]).out.readLines()[11000].startsWith('x' * 300 + '  ')

        when:
        SandboxHarness.Result result = harness.start(['-o', 'table', '-e', "(1..11000).collect { it == 11000 ? [name: 'a', n: it, late: 1] : [name: 'b', n: it] }"])

        then:
        result.err == 'baksh: table: row 11000 has a field that is missing in the first 1000 rows\n  -o ndjson writes every field of every row\n'
        result.code == 1
    }
}
