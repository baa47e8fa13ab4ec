package dev.baksh.client.paging

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.client.api.Catalog
import dev.baksh.client.api.Noun
import dev.baksh.client.api.Row
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FaultyHttpServer
import dev.baksh.client.n2ws.N2wsClient
import spock.lang.AutoCleanup
import spock.lang.Specification

import static dev.baksh.client.exchange.FaultyHttpServer.json

/** Specs of listings: a server of rows that come and go while they are read. */
abstract class ListServerSpecification extends Specification {
    static final Noun POLICIES = Catalog.of('n2ws').noun('policies')

    @AutoCleanup
    final FaultyHttpServer server = new FaultyHttpServer()

    @AutoCleanup
    final ClientFixture rig = new ClientFixture()

    /** What the server holds, in its order. */
    List<Integer> ids = (1..2500).toList()
    int most = 1000
    int countOff
    boolean sizeKept = true
    boolean pageKept = true
    /** Run before each page is cut; gets its number in order of arrival, from 1. */
    Closure<?> before = { int n -> }
    int arrived

    def setup() {
        server.handler = { FaultyHttpServer.Request request ->
            synchronized (ids) {
                before.call(++arrived)
                return page(request.query)
            }
        }
    }

    /** The page of N2WS that is asked for; the whole list when no size is. */
    FaultyHttpServer.Reply page(Map<String, String> query) {
        if (!query.page_size) return json(200, new ObjectMapper().writeValueAsString(ids.collect { [id: it] }))
        final int size = sizeKept ? Math.min(query.page_size as int, most) : most
        final int number = pageKept ? query.page as int : 1
        final int from = (number - 1) * size
        if (number > 1 && from >= ids.size()) return json(404, '{"errors":[{"message":"Invalid page.","code":"not_found"}]}')
        final List<Integer> rows = ids.drop(from).take(size)
        final String next = from + size < ids.size() ? "http://elsewhere.example/?page=${number + 1}" : null
        return json(200, new ObjectMapper().writeValueAsString([count: ids.size() + countOff, next: next, previous: null, results: rows.collect { [id: it] }]))
    }

    Iterable<Row> rows(Map<String, Object> query = [:]) {
        rig.exchange(ClientFixture.server('n2ws', server.url), N2wsClient.dialect()).list(ClientFixture.read('aws/policies/', POLICIES, query))
    }

    List<Integer> list(Map<String, Object> query = [:]) {
        rows(query).collect { it.get('id') }
    }
}
