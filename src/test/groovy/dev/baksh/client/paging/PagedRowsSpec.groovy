package dev.baksh.client.paging

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.Scale
import dev.baksh.Scaled
import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Catalog
import dev.baksh.client.api.ExitCode
import dev.baksh.client.api.Noun
import dev.baksh.client.exchange.ApiExecutor
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FaultyHttpServer
import dev.baksh.client.protocol.ServerException
import dev.baksh.client.px.PxClient
import spock.lang.Timeout

import static dev.baksh.client.exchange.FaultyHttpServer.json

@Timeout(120)
class PagedRowsSpec extends ListServerSpecification {
    static final Noun ROLES = Catalog.of('px').noun('roles')

    /** Portworx has other query parameters for pages. */
    @Override
    FaultyHttpServer.ResponseWriter pageResponse(Map<String, String> query) {
        query.per_page ? pxPage(query) : super.pageResponse(query)
    }

    FaultyHttpServer.ResponseWriter pxPage(Map<String, String> query) {
        final int size = Math.min(query.per_page as int, maxPageSize)
        final int page = query.page as int
        final List<Map> rows = ids.drop((page - 1) * size).take(size).collect { [metadata: [name: "r$it".toString()], rules: [], role_id: "id-$it".toString()] }
        return json(200, new ObjectMapper().writeValueAsString([SUCCESS: true, DATA: [
            current_page: page, last_page: Math.max(1, (ids.size() + size - 1).intdiv(size)), per_page: size, total: ids.size() + countError, next_page_url: '', data: rows], SUCCESSMESSAGE: 'Fetched']))
    }

    List<Integer> listPxIds() {
        final ApiExecutor executor = fixture.createExecutor(ClientFixture.serverConfig('px', server.url), PxClient.dialect())
        return executor.list(ClientFixture.readCall('rbac/roles/list', ROLES)).collect { it.get('role_id').substring(3) as int }
    }

    def "a list of #rows rows is read completely and in order"() {
        given:
        ids = rows == 0 ? [] : (1..rows).toList()

        expect:
        listIds() == ids
        server.requests.size() == pages

        where:
        rows || pages
        0    || 1
        1    || 1
        999  || 1
        1000 || 1
        1001 || 2
        2500 || 3
    }

    def "all pages are requested from a server with the page limit #maxPageSize"() {
        given:
        this.maxPageSize = maxPageSize
        ids = (1..234).toList()

        expect:
        listIds() == ids

        where:
        maxPageSize << [1, 2, 3, 4, 5, 7, 10, 100, 117, 233, 234]
    }

    def "Portworx pages are read one by one"() {
        given:
        ids = (1..rows).toList()

        expect:
        listPxIds() == ids
        server.requests.size() == pages

        where:
        rows || pages
        5    || 1
        100  || 1
        101  || 2
        350  || 4
    }

    def "a plain array is the complete list if the next page has no new row"() {
        given:
        server.respondWith(json(200, '[{"id":1},{"id":2}]'))
        server.handler = null

        expect:
        listIds() == [1, 2]
        server.requests*.query*.page == ['1', '0', '2']
    }

    def "a page number from the caller limits the read to this page"() {
        expect:
        listIds(page: 2, page_size: 50) == (51..100).toList()
        server.requestLines == ['GET /api/aws/policies/?page=2&page_size=50&ordering=id HTTP/1.1']
    }

    def "a page number past the end from the caller is an error"() {
        when:
        listIds(page: 9, page_size: 1000)

        then:
        ServerException e = thrown()
        e.message == "n2ws ($server.url.authority): read aws/policies/: Invalid page. (GET $server.url/api/aws/policies/?page=9&page_size=1000&ordering=id -> 404)"
    }

    def "page size and order from the caller are used"() {
        given:
        ids = (1..95).toList()

        expect:
        listIds(page_size: 50, ordering: '-name') == ids
        server.requests*.query*.ordering.toSet() == ['-name'] as Set
        server.requests*.query*.page_size == ['50', '49']
    }

    def "rows deleted between two pages (#which) cause no missing rows"() {
        given:
        beforePage = { int n -> if (n == 2) ids.removeAll(which) }

        when:
        List<Integer> received = listIds()

        then:
        received.toSet().containsAll(((1..2500) - which))
        received.size() == received.toSet().size()
        server.requests.size() <= 6

        where:
        which << [[7], [1000], [1001], (1..50).toList(), (1..999).toList(), (500..1500).toList(), (1..2000).toList(), (2..2500).toList()]
    }

    def "a deleted and an added row with an unchanged count cause no missing rows"() {
        given:
        beforePage = { int n ->
            if (n == 2) {
                ids.remove((Object) 7)
                ids.add(2501)
            }
        }

        when:
        List<Integer> received = listIds()

        then:
        received.sort(false) == (1..2501).toList()
        server.requests.size() <= 5
    }

    @Scaled
    def "with changes between pages no permanent row is missed and no row is returned twice (seed #seed)"() {
        given:
        maxPageSize = 50
        ids = (1..600).toList()
        Random random = new Random(seed)
        int newest = 600
        beforePage = { int n ->
            if (n == 1) return
            random.nextInt(3).times { ids.remove(random.nextInt(ids.size())) }
            random.nextInt(3).times { ids.add(++newest) }
        }

        when:
        List<Integer> received = listIds()

        then:
        received.size() == received.toSet().size()
        received.containsAll(ids.findAll { it <= 600 })

        where:
        seed << Scale.seeds(40)
    }

    @Scaled
    def "a newest-first list returns all old rows while new rows are added (seed #seed)"() {
        given:
        ids = (350..1).toList()
        Random random = new Random(seed)
        int newest = 350
        beforePage = { int n ->
            if (n == 1 || n > 4) return
            random.nextInt(3).times { ids.remove(random.nextInt(ids.size())) }
            random.nextInt(3).times { ids.add(0, ++newest) }
        }

        when:
        List<Integer> received = listPxIds()

        then:
        received.size() == received.toSet().size()
        received.containsAll(ids.findAll { it <= 350 })

        where:
        seed << Scale.seeds(20)
    }

    def "rows added at the end during the read are returned"() {
        given:
        beforePage = { int n -> if (n == 2) ids.addAll(2501..2600) }

        expect:
        listIds() == (1..2600).toList()
    }

    def "a list with the fixed page size #maxPageSize is read to the end and back"() {
        given:
        honorsPageSize = false
        this.maxPageSize = maxPageSize
        ids = (1..rows).toList()

        expect:
        listIds() == ids
        server.requests*.query*.page*.toInteger() == pages

        where:
        maxPageSize | rows || pages
        300  | 900  || [1, 2, 3, 3, 2, 1]
        300  | 700  || [1, 2, 3, 3, 2, 1]
        300  | 310  || [1, 2, 2, 1]
        300  | 300  || [1]
        1500 | 1800 || [1, 2, 2, 1]
        2    | 5    || [1, 2, 3, 3, 2, 1]
    }

    def "deleted rows cause no missing rows on a server with a fixed page size"() {
        given:
        honorsPageSize = false
        maxPageSize = 300
        beforePage = { int n -> if (n == 3) ids.removeAll([7, 8]) }

        when:
        List<Integer> received = listIds()

        then:
        received.containsAll(ids)
        received.size() == received.toSet().size()
    }

    def "a deleted and an added row cause no missing rows on a server with a fixed page size"() {
        given:
        honorsPageSize = false
        maxPageSize = 300
        beforePage = { int n ->
            if (n == 3) {
                ids.remove((Object) 7)
                ids.add(2501)
            }
        }

        when:
        List<Integer> received = listIds()

        then:
        received.sort(false) == (1..2501).toList()
        server.requests.size() == 18
    }

    def "rows added during the backward read of a list with a fixed page size are returned"() {
        given:
        honorsPageSize = false
        maxPageSize = 300
        beforePage = { int n ->
            if (n == 12) {
                ids.remove((Object) 7)
                ids.addAll(2501..2900)
            }
        }

        expect:
        listIds() == (1..2900).toList()
    }

    def "a list that shrinks before its last page is requested returns all remaining rows"() {
        given:
        honorsPageSize = false
        maxPageSize = 300
        beforePage = { int n -> if (n == 9) ids.removeAll(1..200) }

        expect:
        listIds().containsAll(201..2500)
    }

    def "an unordered list with a fixed page size is read until it is stable"() {
        given:
        honorsPageSize = false
        maxPageSize = 300
        ids = (2500..1).toList()
        beforePage = { int n -> if (n == 3) ids.removeAll([2400, 2401]) }

        when:
        List<Integer> received = listIds()

        then:
        received.containsAll(ids)
        server.requests.size() == 36
    }

    def "an unordered list with a fixed page size that never is stable is an error that lists the changes"() {
        given:
        honorsPageSize = false
        maxPageSize = 300
        ids = (2500..1).toList()
        beforePage = { int n -> if (n > 1) ids[0..0] = [] }

        when:
        listIds()

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.FAILED
        e.message == "n2ws ($server.url.authority): read aws/policies/: the list changed while it was read: 17 of 2456 rows were missing in the second scan, and the pages do not overlap, so that other rows may be missing"
        e.hint() == 'try again when the list changes less often'
    }

    def "a list of #rows rows without a next link is read by its count #counted"() {
        given:
        server.handler = { FaultyHttpServer.Request request ->
            final int offset = ((request.query.page as int) - 1) * (request.query.page_size as int)
            final List<Map> pageRows = (1..rows).drop(offset).take(Math.min(4, request.query.page_size as int)).collect { [id: it] }
            json(200, new ObjectMapper().writeValueAsString([count: counted, results: pageRows]))
        }

        expect:
        listIds() == (1..rows).toList()
        server.requests.size() == pages

        where:
        rows | counted || pages
        4    | 4       || 1
        4    | '4'     || 1
        3    | 3       || 1
        9    | 9       || 7
    }

    def "a list without a count and a next link is read until a page adds nothing (#second)"() {
        given:
        server.handler = { FaultyHttpServer.Request request ->
            request.query.page == '1' ? json(200, '{"results": [{"id":1}, {"id":2}]}') : json(status, second)
        }

        expect:
        listIds() == [1, 2]
        server.requests.size() == 2

        where:
        status | second
        200    | '{"results": []}'
        200    | '{"results": [{"id":1}, {"id":2}]}'
        404    | '{"errors":[{"message":"Invalid page.","code":"not_found"}]}'
    }

    def "the list #body is incomplete, and the error shows the difference"() {
        given:
        server.handler = { json(200, body) }

        when:
        listIds()

        then:
        BakshException e = thrown()
        e.message == "n2ws ($server.url.authority): read aws/policies/: the list changed while it was read: $words"

        where:
        body                                                    || words
        '{"count": "3", "next": null, "results": [{"id":1}]}'   || '1 rows received, the server counts 3'
        '{"count": 3, "results": [{"id":1}]}'                   || '1 rows received, and then no further page'
    }

    def "a count that is wrong by #off is an error that shows both numbers"() {
        given:
        countError = off
        ids = ids.take(rows)

        when:
        listIds()

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.FAILED
        e.message == "n2ws ($server.url.authority): read aws/policies/: the list changed while it was read: $rows rows received, the server counts ${rows + off}"
        e.hint() == 'try again when the list changes less often'

        where:
        off | rows
        1   | 10
        -1  | 10
        3   | 2500
        100 | 0
    }

    def "a server that always returns the first page is detected"() {
        given:
        honorsPageNumber = false
        honorsPageSize = size

        when:
        listIds()

        then:
        BakshException e = thrown()
        e.message == "n2ws ($server.url.authority): read aws/policies/: the list changed while it was read: 1000 rows received, and then no further page"
        server.requests.size() == 6

        where:
        size << [true, false]
    }

    def "circular next links end"() {
        given:
        server.handler = { FaultyHttpServer.Request request ->
            json(200, '{"count": 9, "next": "x", "results": [{"id": ' + (((request.query.page as int) - 1) % 3 + 1) + '}]}')
        }

        when:
        listIds()

        then:
        BakshException e = thrown()
        e.message == "n2ws ($server.url.authority): read aws/policies/: the list changed while it was read: 3 rows received, and then no further page"
    }

    def "a page past the end is not the end of the list"() {
        given:
        beforePage = { int n -> if (n == 2) ids.removeAll(900..2500) }

        expect:
        listIds().take(899) == (1..899).toList()
    }

    def "next links to another host are read from the configured host"() {
        expect:
        listIds().size() == 2500
        server.requestLines.every { it.startsWith('GET /api/aws/policies/?') }
    }

    def "the list response #body is an error"() {
        given:
        server.handler = null
        server.respondWith(json(200, body))

        when:
        listIds()

        then:
        BakshException e = thrown()
        e.message == "n2ws ($server.url.authority): read aws/policies/: the response is not valid JSON (GET $server.url/api/aws/policies/)"
        e.exit() == ExitCode.FAILED
        e.hint() == 'the response may have been cut off or changed in transit: try again; if the error persists, this is not the API: check BAKSH_N2WS_URL and the path'

        where:
        body << ['', '[', '{"results": [1', '[{"id":1}', '[{"id":1}] <html>', '[{"id":1}][]',
                 '{"results": [{"id":1}]', '{"results": [{"id":1}]} x', '{"count": 1, "count": 2, "results": []}']
    }
}
