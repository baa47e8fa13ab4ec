package dev.baksh.output

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Row
import spock.lang.Specification

import java.time.Instant

import static dev.baksh.output.RowFixture.POLICIES
import static dev.baksh.output.RowFixture.pipeStyle
import static dev.baksh.output.RowFixture.policies
import static dev.baksh.output.RowFixture.print
import static dev.baksh.output.RowFixture.rows
import static dev.baksh.output.RowFixture.terminalStyle

class CsvWriterSpec extends Specification {
    def "all fields are in server order below a header, lines end with CR LF"() {
        expect:
        print(policies(), OutputFormat.CSV, pipeStyle()) == '''\
            id,name,enabled,account,generations,schedules,last_modified,description
            1,nightly,true,7,14,"[{""id"":1,""name"":""daily""},{""id"":2,""name"":""hourly""}]",2026-11-21T09:51:10Z,weekdays
            12,weekly,false,7,4,"[{""id"":1,""name"":""daily""},{""id"":2,""name"":""hourly""}]",2026-11-21T09:51:10Z,"Sundays at two in the morning, kept for a year and a day"
            241,hourly-databases-eu-central,true,7,168,"[{""id"":1,""name"":""daily""},{""id"":2,""name"":""hourly""}]",2026-11-21T09:51:10Z,
            '''.stripIndent().replace('\n', '\r\n')
    }

    def "#value is written as the cell #cell"() {
        expect:
        print([[a: value, b: 1]], OutputFormat.CSV, pipeStyle()) == "a,b\r\n$cell,1\r\n"

        where:
        value                                 || cell
        null                                  || ''
        ''                                    || '""'
        'a,b'                                 || '"a,b"'
        'say "x"'                             || '"say ""x"""'
        'two\nlines'                          || '"two\nlines"'
        ' blank'                              || '" blank"'
        '=1+1'                                || '=1+1'
        1.50                                  || '1.50'
        Double.NaN                            || ''
        Instant.parse('2019-03-17T09:51:10Z') || '2019-03-17T09:51:10Z'
        [1, 2]                                || '"[1,2]"'
        [x: 'é']                              || '"{""x"":""é""}"'
    }

    def "rows of different fields share one header"() {
        expect:
        print([[a: 1], [b: 2], new Row(null, [a: 3, c: 4])], OutputFormat.CSV, pipeStyle()) == 'a,b,c\r\n1,,\r\n,2,\r\n3,,4\r\n'
    }

    def "a new field after 1,000 rows is an error"() {
        given:
        def out = new StringBuilder()

        when:
        new ValuePrinter(out, pipeStyle()).print((1..1000).collect { [a: it] } + [[a: 1001], [a: 1002, z: 1]], OutputFormat.CSV)

        then:
        BakshException e = thrown()
        e.message == "csv: row 1002 has a field 'z' that is missing in the header: none of the first 1000 rows has it"
        e.hint() == '-o ndjson writes every field of every row'
        out.toString().endsWith('\r\n1001\r\n')
    }

    def "scalar values are below the header value"() {
        expect:
        print(value, OutputFormat.CSV, pipeStyle()) == expected

        where:
        value     || expected
        [1, 'a']  || 'value\r\n1\r\na\r\n'
        'x'       || 'value\r\nx\r\n'
        ['', 'a'] || 'value\r\n""\r\na\r\n'
        [null, 1] || 'value\r\n""\r\n1\r\n'
        null      || ''
        []        || ''
    }

    def "an empty list of a known kind is only its header"() {
        expect:
        print(rows(POLICIES, []), OutputFormat.CSV, pipeStyle()) == 'id,name,enabled,account,generations,schedules,last_modified,description\r\n'
    }

    def "columns can be selected"() {
        expect:
        print(policies().take(1), OutputFormat.CSV, pipeStyle(), ['name', 'lastModified']) == 'name,lastModified\r\nnightly,2026-11-21T09:51:10Z\r\n'
    }

    def "on a terminal LF is the only control character"() {
        expect:
        print([[a: 'x\u001b[31m\r\n']], OutputFormat.CSV, terminalStyle()) == 'a\nx\\e[31m\\n\n'
    }
}
