package dev.baksh.cli

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
}
