package dev.baksh.client.paging

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.Scale
import dev.baksh.Scaled
import dev.baksh.client.api.ApiCall
import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Catalog
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FaultyHttpServer
import dev.baksh.client.px.PxClient
import spock.lang.Timeout

import static dev.baksh.client.exchange.FaultyHttpServer.json

/** The rule: a list is complete, or the listing fails and says that completeness could not be proven. */
@Timeout(120)
class CompletenessCheckSpec extends ListServerSpecification {
    static final String NOT_FOUND = '{"errors":[{"message":"Invalid page.","code":"not_found"}]}'

    int requestCount

    private String array(List<Integer> rows) {
        new ObjectMapper().writeValueAsString(rows.collect { [id: it] })
    }

    /** A server that returns arrays. */
    private void serveArrays(Map settings) {
        server.handler = { FaultyHttpServer.Request request ->
            if (++requestCount > 200) throw new IllegalStateException('endless')
            Map query = request.query
            int size = settings.ignoresSize ? settings.cap : Math.min(query.page_size as int, (settings.cap ?: 1000) as int)
            int page = settings.ignoresPage ? 1 : query.page as int
            if (settings.fromZero) page++
            List<Integer> sorted = settings.ordered && query.ordering == '-id' ? ids.reverse() : ids
            if (page < 1) return json(404, NOT_FOUND)
            List<Integer> rows = settings.emptyPage == page ? [] : sorted.drop((page - 1) * size).take(size)
            return json((settings.headers ?: { a, b, c -> [:] }).call(page, size, rows), 200, array(rows))
        }
    }

    private String failure(int rows, String reason) {
        "n2ws ($server.url.authority): read aws/policies/: $rows rows received, and it cannot be proven that these are all rows: $reason"
    }

    private static final String HINT = 'a filter, such as search:, gives a shorter list; limit: and page: take a part of the list on purpose'

    @Scaled
    def "arrays without an envelope are read to the end: cap #cap, #count rows, fixed size #fixed"() {
        given:
        ids = count ? (1..count).toList() : []
        serveArrays(cap: cap, ignoresSize: fixed)

        expect:
        listIds() == ids

        where:
        // 5 is prime to 16 limits, 6 counts and 2 values.
        [cap, count, fixed] << Scale.everyNth(5, [[1, 3, 7, 10, 20, 25, 37, 50, 64, 75, 100, 128, 200, 250, 500, 1000], [0, 1, 1.0, 1.5, 2.0, 3.7], [true, false]].combinations())
            .collect { [it[0], (it[0] * it[1]) as int, it[2]] }
    }

    def "a total in a header counts: #header"() {
        given:
        ids = (1..230).toList()
        serveArrays(cap: 100, ignoresSize: true, headers: { page, size, rows -> headers.call(page, size, rows) })

        expect:
        listIds() == ids

        where:
        header          | headers
        'X-Total-Count' | { page, size, rows -> ['X-Total-Count': '230'] }
        'Content-Range' | { page, size, rows -> ['Content-Range': "items ${(page - 1) * size}-${(page - 1) * size + rows.size() - 1}/230".toString()] }
        'Link relative' | { page, size, rows -> [Link: rows.size() == 100 ? "</api/aws/policies/?page=${page + 1}>; rel=\"next\", </x?page=1>; rel=\"first\"".toString() : '</x?page=1>; rel="first"'] }
        'Link elsewhere'| { page, size, rows -> [link: rows.size() == 100 ? '<http://elsewhere.example/?page=7>; title="a, b"; rel=next' : '<http://elsewhere.example/?page=1>; rel=prev'] }
        'bad total'     | { page, size, rows -> ['X-Total-Count': 'many'] }
    }

    def "a header with another total than the rows is a failure: #value"() {
        given:
        ids = (1..7).toList()
        serveArrays(cap: 100, headers: { page, size, rows -> ['X-Total-Count': value] })

        when:
        listIds()

        then:
        BakshException e = thrown()
        e.message == "n2ws ($server.url.authority): read aws/policies/: the list changed while it was read: 7 rows received, and then no further page".toString() ||
            e.message == "n2ws ($server.url.authority): read aws/policies/: the list changed while it was read: 7 rows received, the server counts $value".toString()
        requestCount < 20

        where:
        value << ['8', '2500']
    }

    def "a server that ignores the page number gives a complete list or a failure: #kind"() {
        given:
        ids = (1..count).toList()
        serveArrays([cap: cap, ignoresPage: true] + settings)

        when:
        Object result
        try {
            result = listIds().size()
        } catch (BakshException e) {
            assert e.exit().code() == 1
            result = e.message
        }

        then:
        result == (expected instanceof Integer ? expected : expected.startsWith('the list') ? "n2ws ($server.url.authority): read aws/policies/: $expected".toString() : failure(cap, expected))
        requestCount < 20

        where:
        kind                               | count | cap  | settings                          || expected
        'all rows, as a round number'      | 100   | 100  | [ignoresSize: true, ordered: true] || 100
        'more rows, can be ordered'        | 101   | 100  | [ignoresSize: true, ordered: true] || 'the server ignores the page number and gives no total'
        'all rows, cannot be ordered'      | 100   | 100  | [ignoresSize: true]               || 'the server ignores the page number and gives no total'
        'more rows, cannot be ordered'     | 2500  | 50   | [ignoresSize: true]               || 'the server ignores the page number and gives no total'
        'no limit'                         | 2501  | 9999 | [ignoresSize: true]               || 2501
        'no limit, few rows'               | 7     | 9999 | [ignoresSize: true]               || 7
        'page size, but not page number'   | 2500  | 1000 | [:]                               || 'the list changed while it was read: 1000 rows received, and then no further page'
    }

    def "a server that numbers its pages from 0 is a failure, for #count rows"() {
        given:
        ids = (1..count).toList()
        serveArrays(fromZero: true)

        when:
        listIds()

        then:
        BakshException e = thrown()
        e.message == failure(Math.max(0, Math.min(1000, count - 1000)), 'the server numbers its pages from 0')
        e.hint() == HINT

        where:
        count << [1, 999, 1000, 1500, 2500]
    }

    def "an empty page in the middle is a failure or is read over, never the end"() {
        given:
        ids = (1..1000).toList()
        serveArrays(cap: 100, ignoresSize: true, emptyPage: empty)

        when:
        listIds()

        then:
        BakshException e = thrown()
        e.message.startsWith("n2ws ($server.url.authority): read aws/policies/: ")

        where:
        empty << [2, 3, 9]
    }

    @Scaled
    def "a count that is #count with next #next is never the reason for a short list"() {
        given:
        ids = (1..rows).toList()
        server.handler = { FaultyHttpServer.Request request ->
            if (++requestCount > 200) throw new IllegalStateException('endless')
            int size = Math.min(request.query.page_size as int, 1000)
            int page = request.query.page as int
            List<Integer> found = ids.drop((page - 1) * size).take(size)
            if (page > 1 && !found) return json(404, NOT_FOUND)
            Map body = [count: count == 'changes' ? rows + requestCount : count, results: found.collect { [id: it] }]
            if (next == 'null') body.next = null
            if (next == 'right') body.next = found.size() == size ? "http://elsewhere.example/?page=${page + 1}" : null
            if (next == 'loop') body.next = request.requestLine.split(' ')[1]
            return json(200, new ObjectMapper().writeValueAsString(body))
        }

        when:
        Object result
        try {
            result = listIds()
        } catch (BakshException e) {
            result = e.message
        }

        then:
        result == ids || result.startsWith("n2ws ($server.url.authority): read aws/policies/: ")
        result == ids || count in [-5, 3, 99999, 'changes', '2500', 2500.0] || next == 'loop'

        where:
        // 5 is prime to 12 counts, 4 links and 2 sizes.
        [count, next, rows] << Scale.everyNth(5, [['2500', 'many', 2500.0, 2.5, -5, null, 3, 99999, 'changes', true, [], [a: 1]], ['null', 'right', 'missing', 'loop'], [1000, 2500]].combinations())
            .findAll { !(it[0] == '2500' && it[2] == 1000 || it[0] == 2500.0 && it[2] == 1000) }
    }

    def "Portworx pages whose numbers are #form are read to the end"() {
        given:
        List<Integer> all = (1..250).toList()
        server.handler = { FaultyHttpServer.Request request ->
            int size = request.query.per_page as int
            int page = request.query.page as int
            Map pager = [data: all.drop((page - 1) * size).take(size).collect { [metadata: [name: "r$it".toString()], role_id: "id-$it".toString()] }]
            pager.putAll(numbers.call(page, size, all.size()))
            json(200, new ObjectMapper().writeValueAsString(form == 'an array' ? pager.data : [SUCCESS: true, DATA: pager]))
        }

        expect:
        fixture.createExecutor(ClientFixture.serverConfig('px', server.url), PxClient.dialect()).list(ClientFixture.readCall('rbac/roles/list', Catalog.of('px').noun('roles'))).collect { it.get('role_id') }.size() == 250

        where:
        form          | numbers
        'strings'     | { p, s, n -> [total: "$n".toString(), last_page: "${(n + s - 1).intdiv(s)}".toString(), current_page: "$p".toString()] }
        'missing'     | { p, s, n -> [:] }
        'null'        | { p, s, n -> [total: null, last_page: null, current_page: null] }
        'no total'    | { p, s, n -> [last_page: (n + s - 1).intdiv(s), current_page: p] }
        'no last page'| { p, s, n -> [total: n, current_page: p] }
        'text'        | { p, s, n -> [total: 'many', last_page: 'all'] }
        'an array'    | { p, s, n -> [:] }
    }
}
