package dev.baksh.output

import spock.lang.Specification

import static dev.baksh.output.RowFixture.POLICIES
import static dev.baksh.output.RowFixture.pipeStyle
import static dev.baksh.output.RowFixture.policies
import static dev.baksh.output.RowFixture.print
import static dev.baksh.output.RowFixture.rows

class MarkdownWriterSpec extends Specification {
    def "rows are a table of any width, with numbers aligned to the right"() {
        expect:
        print(rows(POLICIES, policies()), OutputFormat.MD, pipeStyle()) == '''\
            | id | name | enabled | account | generations | schedules | last_modified | description |
            | ---: | --- | --- | ---: | ---: | --- | --- | --- |
            | 1 | nightly | true | 7 | 14 | daily, hourly | 2026-11-21T09:51:10Z | weekdays |
            | 12 | weekly | false | 7 | 4 | daily, hourly | 2026-11-21T09:51:10Z | Sundays at two in the morning, kept for a year and a day |
            | 241 | hourly-databases-eu-central | true | 7 | 168 | daily, hourly | 2026-11-21T09:51:10Z |  |
            '''.stripIndent()
    }

    def "wide characters and emoji are unchanged"() {
        expect:
        print([[name: '日本語 🚀', n: 1], [name: 'e\u0301', n: 2]], OutputFormat.MD) == '''\
            | name | n |
            | --- | ---: |
            | 日本語 🚀 | 1 |
            | e\u0301 | 2 |
            '''.stripIndent()
    }

    def "one row is a table of its fields"() {
        expect:
        print([name: 'x', n: 1], OutputFormat.MD, pipeStyle()) == '''\
            | field | value |
            | --- | --- |
            | name | x |
            | n | 1 |
            '''.stripIndent()
    }

    def "#text is written as #escaped"() {
        expect:
        print([[name: text]], OutputFormat.MD, pipeStyle()) == "| name |\n| --- |\n| $escaped |\n"

        where:
        text                  || escaped
        'a|b'                 || 'a\\|b'
        'C:\\dir'             || 'C:\\\\dir'
        '<img src=x>'         || '&lt;img src=x>'
        'a & b'               || 'a &amp; b'
        '[x](http://evil)'    || '\\[x\\](http://evil)'
        '`*x*`'               || '\\`\\*x\\*\\`'
        'row\n| fake |'       || 'row\\\\n\\| fake \\|'
        'a\u202eb'            || 'a\\\\u202eb'
    }

    def "an empty list is only the header"() {
        expect:
        print(rows(POLICIES, []), OutputFormat.MD, pipeStyle()).readLines()*.take(20) == ['| id | name | enable', '| --- | --- | --- | ']
        print([], OutputFormat.MD, pipeStyle()) == ''
        print(null, OutputFormat.MD, pipeStyle()) == ''
    }

    def "scalar values are below the heading value"() {
        expect:
        print([1, 2], OutputFormat.MD, pipeStyle()) == '| value |\n| ---: |\n| 1 |\n| 2 |\n'
    }
}
