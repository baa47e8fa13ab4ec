package dev.baksh.exchange

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.Scale
import dev.baksh.Scaled
import dev.baksh.api.BakshException
import dev.baksh.api.Catalog
import dev.baksh.api.Exit
import dev.baksh.api.Noun
import dev.baksh.px.PxClient
import spock.lang.Timeout

import static dev.baksh.exchange.FaultServer.json

@Timeout(120)
class PagedRowsSpec extends Listings {
    static final Noun ROLES = Catalog.of('px').noun('roles')

    /** Portworx' pages are told by other words. */
    @Override
    FaultServer.Reply page(Map<String, String> query) {
        query.per_page ? px(query) : super.page(query)
    }

    FaultServer.Reply px(Map<String, String> query) {
        final int size = Math.min(query.per_page as int, most)
        final int page = query.page as int
        final List<Map> rows = ids.drop((page - 1) * size).take(size).collect { [metadata: [name: "r$it".toString()], rules: [], role_id: "id-$it".toString()] }
        return json(200, new ObjectMapper().writeValueAsString([SUCCESS: true, DATA: [
            current_page: page, last_page: Math.max(1, (ids.size() + size - 1).intdiv(size)), per_page: size, total: ids.size() + countOff, next_page_url: '', data: rows], SUCCESSMESSAGE: 'Fetched']))
    }

    List<Integer> listPx() {
        final Exchange exchange = rig.exchange(Rig.server('px', server.url), PxClient.dialect())
        return exchange.list(Rig.read('rbac/roles/list', ROLES)).collect { it.get('role_id').substring(3) as int }
    }

    def "a list of #rows rows comes whole and in order"() {
        given:
        ids = rows == 0 ? [] : (1..rows).toList()

        expect:
        list() == ids
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

    def "a server that gives pages of #most only is asked for all of them"() {
        given:
        this.most = most
        ids = (1..234).toList()

        expect:
        list() == ids

        where:
        most << [1, 2, 3, 4, 5, 7, 10, 100, 117, 233, 234]
    }

    def "Portworx' pager is read page by page"() {
        given:
        ids = (1..rows).toList()

        expect:
        listPx() == ids
        server.requests.size() == pages

        where:
        rows || pages
        5    || 1
        100  || 1
        101  || 2
        350  || 4
    }

    def "a bare array is all there is"() {
        given:
        server.answers(json(200, '[{"id":1},{"id":2}]'))
        server.handler = null

        expect:
        list() == [1, 2]
        server.requests.size() == 1
    }

    def "a page that the caller names is the only one that is read"() {
        expect:
        list(page: 2, page_size: 50) == (51..100).toList()
        server.lines == ['GET /api/aws/policies/?page=2&page_size=50&ordering=id HTTP/1.1']
    }

    def "a page past the end that the caller names is an error"() {
        when:
        list(page: 9, page_size: 1000)

        then:
        ServerException e = thrown()
        e.message == "n2ws ($server.url.authority): read aws/policies/: Invalid page. (GET $server.url/api/aws/policies/?page=9&page_size=1000&ordering=id -> 404)"
    }

    def "the caller's own size and order are kept"() {
        given:
        ids = (1..95).toList()

        expect:
        list(page_size: 50, ordering: '-name') == ids
        server.requests*.query*.ordering.toSet() == ['-name'] as Set
        server.requests*.query*.page_size == ['50', '49']
    }

    def "rows that vanish between two pages (#which) take no other with them"() {
        given:
        before = { int n -> if (n == 2) ids.removeAll(which) }

        when:
        List<Integer> got = list()

        then:
        got.toSet().containsAll(((1..2500) - which))
        got.size() == got.toSet().size()
        server.requests.size() <= 6

        where:
        which << [[7], [1000], [1001], (1..50).toList(), (1..999).toList(), (500..1500).toList(), (1..2000).toList(), (2..2500).toList()]
    }

    def "a row that vanishes while another appears, so that the count stays, takes none with it"() {
        given:
        before = { int n ->
            if (n == 2) {
                ids.remove((Object) 7)
                ids.add(2501)
            }
        }

        when:
        List<Integer> got = list()

        then:
        got.sort(false) == (1..2501).toList()
        server.requests.size() <= 5
    }

    @Scaled
    def "under churn from page to page nothing is missed that was there all the time, and nothing comes twice (seed #seed)"() {
        given:
        most = 50
        ids = (1..600).toList()
        Random random = new Random(seed)
        int newest = 600
        before = { int n ->
            if (n == 1) return
            random.nextInt(3).times { ids.remove(random.nextInt(ids.size())) }
            random.nextInt(3).times { ids.add(++newest) }
        }

        when:
        List<Integer> got = list()

        then:
        got.size() == got.toSet().size()
        got.containsAll(ids.findAll { it <= 600 })

        where:
        seed << Scale.seeds(40)
    }

    @Scaled
    def "a list that shows the newest first keeps its old rows while new ones come (seed #seed)"() {
        given:
        ids = (350..1).toList()
        Random random = new Random(seed)
        int newest = 350
        before = { int n ->
            if (n == 1 || n > 4) return
            random.nextInt(3).times { ids.remove(random.nextInt(ids.size())) }
            random.nextInt(3).times { ids.add(0, ++newest) }
        }

        when:
        List<Integer> got = listPx()

        then:
        got.size() == got.toSet().size()
        got.containsAll(ids.findAll { it <= 350 })

        where:
        seed << Scale.seeds(20)
    }

    def "rows that appear at the end while pages are read are read too"() {
        given:
        before = { int n -> if (n == 2) ids.addAll(2501..2600) }

        expect:
        list() == (1..2600).toList()
    }

    def "a server that keeps to its own size of #most is read all the same, to its end and back"() {
        given:
        sizeKept = false
        this.most = most
        ids = (1..rows).toList()

        expect:
        list() == ids
        server.requests*.query*.page*.toInteger() == pages

        where:
        most | rows || pages
        300  | 900  || [1, 2, 3, 3, 2, 1]
        300  | 700  || [1, 2, 3, 3, 2, 1]
        300  | 310  || [1, 2, 2, 1]
        300  | 300  || [1]
        1500 | 1800 || [1, 2, 2, 1]
        2    | 5    || [1, 2, 3, 3, 2, 1]
    }

    def "a server with its own size loses no row to others that vanish while it is read"() {
        given:
        sizeKept = false
        most = 300
        before = { int n -> if (n == 3) ids.removeAll([7, 8]) }

        when:
        List<Integer> got = list()

        then:
        got.containsAll(ids)
        got.size() == got.toSet().size()
    }

    def "a row that vanishes while another appears takes none with it on a server with its own size"() {
        given:
        sizeKept = false
        most = 300
        before = { int n ->
            if (n == 3) {
                ids.remove((Object) 7)
                ids.add(2501)
            }
        }

        when:
        List<Integer> got = list()

        then:
        got.sort(false) == (1..2501).toList()
        server.requests.size() == 18
    }

    def "rows that appear while a list with its own size is read backwards are read too"() {
        given:
        sizeKept = false
        most = 300
        before = { int n ->
            if (n == 12) {
                ids.remove((Object) 7)
                ids.addAll(2501..2900)
            }
        }

        expect:
        list() == (1..2900).toList()
    }

    def "of a list that ends before its last page was asked for, all that stayed is read"() {
        given:
        sizeKept = false
        most = 300
        before = { int n -> if (n == 9) ids.removeAll(1..200) }

        expect:
        list().containsAll(201..2500)
    }

    def "a list with its own size whose order proves nothing is read until it keeps still"() {
        given:
        sizeKept = false
        most = 300
        ids = (2500..1).toList()
        before = { int n -> if (n == 3) ids.removeAll([2400, 2401]) }

        when:
        List<Integer> got = list()

        then:
        got.containsAll(ids)
        server.requests.size() == 36
    }

    def "a list with its own size whose order proves nothing, and that does not keep still, is an error that says what changed"() {
        given:
        sizeKept = false
        most = 300
        ids = (2500..1).toList()
        before = { int n -> if (n > 1) ids[0..0] = [] }

        when:
        list()

        then:
        BakshException e = thrown()
        e.exit() == Exit.FAILED
        e.message == "n2ws ($server.url.authority): read aws/policies/: the list changed while it was read: 17 of 2456 rows were gone when it was read again, and its pages share none, so that others may not have shown"
        e.hint() == 'run it again when less is going on'
    }

    def "a list of #rows rows that says nothing of a next page is read by its count of #counted"() {
        given:
        server.handler = { FaultServer.Request request ->
            final int from = ((request.query.page as int) - 1) * (request.query.page_size as int)
            final List<Map> given = (1..rows).drop(from).take(Math.min(4, request.query.page_size as int)).collect { [id: it] }
            json(200, new ObjectMapper().writeValueAsString([count: counted, results: given]))
        }

        expect:
        list() == (1..rows).toList()
        server.requests.size() == pages

        where:
        rows | counted || pages
        4    | 4       || 1
        4    | '4'     || 1
        3    | 3       || 1
        9    | 9       || 7
    }

    def "a list that says neither how many rows there are nor whether a page follows is asked for another page (#second)"() {
        given:
        server.handler = { FaultServer.Request request ->
            request.query.page == '1' ? json(200, '{"results": [{"id":1}, {"id":2}]}') : json(status, second)
        }

        expect:
        list() == [1, 2]
        server.requests.size() == 2

        where:
        status | second
        200    | '{"results": []}'
        200    | '{"results": [{"id":1}, {"id":2}]}'
        404    | '{"errors":[{"message":"Invalid page.","code":"not_found"}]}'
    }

    def "the list #body is not whole, and the error says by how much"() {
        given:
        server.handler = { json(200, body) }

        when:
        list()

        then:
        BakshException e = thrown()
        e.message == "n2ws ($server.url.authority): read aws/policies/: the list changed while it was read: $words"

        where:
        body                                                    || words
        '{"count": "3", "next": null, "results": [{"id":1}]}'   || '1 rows came, the server counts 3'
        '{"count": 3, "results": [{"id":1}]}'                   || '1 rows came, and then no other page'
    }

    def "a count that is wrong by #off is an error that says both numbers"() {
        given:
        countOff = off
        ids = ids.take(rows)

        when:
        list()

        then:
        BakshException e = thrown()
        e.exit() == Exit.FAILED
        e.message == "n2ws ($server.url.authority): read aws/policies/: the list changed while it was read: $rows rows came, the server counts ${rows + off}"
        e.hint() == 'run it again when less is going on'

        where:
        off | rows
        1   | 10
        -1  | 10
        3   | 2500
        100 | 0
    }

    def "a server that ignores the page and gives the first one for ever is found out"() {
        given:
        pageKept = false
        sizeKept = size

        when:
        list()

        then:
        BakshException e = thrown()
        e.message == "n2ws ($server.url.authority): read aws/policies/: the list changed while it was read: 1000 rows came, and then no other page"
        server.requests.size() == 6

        where:
        size << [true, false]
    }

    def "pages that go round in a circle end"() {
        given:
        server.handler = { FaultServer.Request request ->
            json(200, '{"count": 9, "next": "x", "results": [{"id": ' + (((request.query.page as int) - 1) % 3 + 1) + '}]}')
        }

        when:
        list()

        then:
        BakshException e = thrown()
        e.message == "n2ws ($server.url.authority): read aws/policies/: the list changed while it was read: 3 rows came, and then no other page"
    }

    def "a page past the end is no end of the list"() {
        given:
        before = { int n -> if (n == 2) ids.removeAll(900..2500) }

        expect:
        list().take(899) == (1..899).toList()
    }

    def "a list whose address is elsewhere is read here"() {
        expect:
        list().size() == 2500
        server.lines.every { it.startsWith('GET /api/aws/policies/?') }
    }

    def "the answer #body to a list is an error"() {
        given:
        server.handler = null
        server.answers(json(200, body))

        when:
        list()

        then:
        BakshException e = thrown()
        e.message == "n2ws ($server.url.authority): read aws/policies/: the answer is not the JSON it should be (GET $server.url/api/aws/policies/)"
        e.exit() == Exit.FAILED
        e.hint() == 'it may have been cut or changed on its way: try again; if it stays so, this is not the API: check BAKSH_N2WS_URL and the path'

        where:
        body << ['', 'null', '7', '"x"', '{}', '{"results": null}', '{"results": {}}', '{"results": [1]}', '{"results": [[]]}', '[{"id":1}', '[{"id":1}] <html>', '[{"id":1}][]',
                 '{"results": [{"id":1}]', '{"results": [{"id":1}]} x', '{"count": 1, "count": 2, "results": []}']
    }
}
