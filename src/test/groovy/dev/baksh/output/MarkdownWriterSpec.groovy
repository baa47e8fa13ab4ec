package dev.baksh.output

import spock.lang.Specification

import static dev.baksh.output.RowFixture.POLICIES
import static dev.baksh.output.RowFixture.pipe
import static dev.baksh.output.RowFixture.policies
import static dev.baksh.output.RowFixture.print
import static dev.baksh.output.RowFixture.rows

class MarkdownWriterSpec extends Specification {
    def "rows are a table of any width, numbers to the right"() {
        expect:
        print(rows(POLICIES, policies()), OutputFormat.MD, pipe()) == '''\
            | id | name | enabled | account | generations | schedules | last_modified | description |
            | ---: | --- | --- | ---: | ---: | --- | --- | --- |
            | 1 | nightly | true | 7 | 14 | daily, hourly | 2026-11-21 09:51:10Z | weekdays |
            | 12 | weekly | false | 7 | 4 | daily, hourly | 2026-11-21 09:51:10Z | Sundays at two in the morning, kept for a year and a day |
            | 241 | hourly-databases-eu-central | true | 7 | 168 | daily, hourly | 2026-11-21 09:51:10Z |  |
            '''.stripIndent()
    }

    def "wide characters and emoji stand as they are"() {
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
        print([name: 'x', n: 1], OutputFormat.MD, pipe()) == '''\
            | field | value |
            | --- | --- |
            | name | x |
            | n | 1 |
            '''.stripIndent()
    }

    def "#text is written #escaped"() {
        expect:
        print([[name: text]], OutputFormat.MD, pipe()) == "| name |\n| --- |\n| $escaped |\n"

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

    def "no rows are the header alone"() {
        expect:
        print(rows(POLICIES, []), OutputFormat.MD, pipe()).readLines()*.take(20) == ['| id | name | enable', '| --- | --- | --- | ']
        print([], OutputFormat.MD, pipe()) == ''
        print(null, OutputFormat.MD, pipe()) == ''
    }

    def "bare values stand under the heading value"() {
        expect:
        print([1, 2], OutputFormat.MD, pipe()) == '| value |\n| ---: |\n| 1 |\n| 2 |\n'
    }
}
