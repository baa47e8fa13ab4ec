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

/** Base class of specs of listings, with a server whose rows change during a listing. */
abstract class ListServerSpecification extends Specification {
    static final Noun POLICIES = Catalog.of('n2ws').noun('policies')

    @AutoCleanup
    final FaultyHttpServer server = new FaultyHttpServer()

    @AutoCleanup
    final ClientFixture fixture = new ClientFixture()

    /** Rows of the server, in its order. */
    List<Integer> ids = (1..2500).toList()
    int maxPageSize = 1000
    int countError
    boolean honorsPageSize = true
    boolean honorsPageNumber = true
    /** Runs before each page is created; receives the number of the request, from 1. */
    Closure<?> beforePage = { int requestNumber -> }
    int pageRequests

    def setup() {
        server.handler = { FaultyHttpServer.Request request ->
            synchronized (ids) {
                beforePage.call(++pageRequests)
                return pageResponse(request.query)
            }
        }
    }

    /** Returns the requested page in the form of N2WS; the whole list if no size is given. */
    FaultyHttpServer.ResponseWriter pageResponse(Map<String, String> query) {
        if (!query.page_size) return json(200, new ObjectMapper().writeValueAsString(ids.collect { [id: it] }))
        final int size = honorsPageSize ? Math.min(query.page_size as int, maxPageSize) : maxPageSize
        final int number = honorsPageNumber ? query.page as int : 1
        final int offset = (number - 1) * size
        if (number > 1 && offset >= ids.size()) return json(404, '{"errors":[{"message":"Invalid page.","code":"not_found"}]}')
        final List<Integer> rows = ids.drop(offset).take(size)
        final String next = offset + size < ids.size() ? "http://elsewhere.example/?page=${number + 1}" : null
        return json(200, new ObjectMapper().writeValueAsString([count: ids.size() + countError, next: next, previous: null, results: rows.collect { [id: it] }]))
    }

    Iterable<Row> rows(Map<String, Object> query = [:]) {
        fixture.createExecutor(ClientFixture.serverConfig('n2ws', server.url), N2wsClient.dialect()).list(ClientFixture.readCall('aws/policies/', POLICIES, query))
    }

    List<Integer> listIds(Map<String, Object> query = [:]) {
        rows(query).collect { it.get('id') }
    }
}
