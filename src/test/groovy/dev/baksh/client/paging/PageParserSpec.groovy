package dev.baksh.client.paging

import dev.baksh.client.http.HttpResponse
import spock.lang.Specification

class PageParserSpec extends Specification {
    static PageParser parse(String body) {
        new PageParser(new HttpResponse(200, ['content-type': 'application/json'], body.bytes), ['results'], null, 'value')
    }

    static List<Map> rows(PageParser page) {
        List<Map> rows = []
        for (def row = page.next(); row != null; row = page.next()) rows << row.toMap()
        rows
    }

    def "a prefetched page has the rows of the same page read on demand: #body"() {
        given:
        PageParser prefetched = parse(body).prefetch()

        expect:
        rows(parse(body)) == expected
        rows(prefetched) == expected
        prefetched.count() == expected.size()

        where:
        body                                           || expected
        '[]'                                           || []
        'null'                                         || []
        '{"results": null}'                            || []
        '[{"a": 1}, {"a": 2}]'                         || [[a: 1], [a: 2]]
        '{"results": [{"a": 1}], "count": 1}'          || [[a: 1]]
        '{"results": {"1": {"a": 1}, "2": {"a": 2}}}'  || [[a: 1], [a: 2]]
        '{"1": {"a": 1}, "2": {"a": 2}}'               || [[a: 1], [a: 2]]
        '{"data": [{"a": 1}, {"a": 2}]}'               || [[a: 1], [a: 2]]
        '{"results": {"a": 1}}'                        || [[a: 1]]
        '{"a": 1}'                                     || [[a: 1]]
        '["a", "b"]'                                   || [[value: 'a'], [value: 'b']]
    }
}
