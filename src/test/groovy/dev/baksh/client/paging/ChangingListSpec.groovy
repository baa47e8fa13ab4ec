package dev.baksh.client.paging

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.Scale
import dev.baksh.Scaled
import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Catalog
import dev.baksh.client.api.Noun
import dev.baksh.client.exchange.ApiExecutor
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FaultyHttpServer
import dev.baksh.client.n2ws.N2wsClient
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

import static dev.baksh.client.exchange.FaultyHttpServer.json

/**
 * Listings of N2WS while rows are added and deleted: 500 rows in pages of 50; between two pages, on average 0.5 rows are added
 * and 0.3 rows are deleted, for several kinds of servers. The full scale is 25 listings of each kind; {@code -Dscale=80} makes that 2,000.
 */
@Scaled
@Timeout(1800)
class ChangingListSpec extends Specification {
    static final int LIST_COUNT = 25
    static final Noun POLICIES = Catalog.of('n2ws').noun('policies')

    @AutoCleanup
    final FaultyHttpServer server = new FaultyHttpServer()

    @AutoCleanup
    final ClientFixture fixture = new ClientFixture()

    final ObjectMapper mapper = new ObjectMapper()
    List<Integer> ids
    Random random
    int newestId
    int pageCount
    /** Maximum number of rows per page of this server, or 0 if it has no pages. */
    int maxPageSize
    /** True if the server ignores the requested page size. */
    boolean ignoresPageSize
    int countError
    /** True if new rows are first, with any requested order. */
    boolean newestFirst

    def setup() {
        server.handler = { FaultyHttpServer.Request request ->
            if (pageCount++ > 0) changeRows()
            return pageResponse(request.query)
        }
    }

    private void changeRows() {
        if (random.nextDouble() < 0.5) ids.add(newestFirst ? 0 : ids.size(), ++newestId)
        if (random.nextDouble() < 0.3 && ids) ids.remove(random.nextInt(ids.size()))
    }

    private FaultyHttpServer.ResponseWriter pageResponse(Map<String, String> query) {
        if (maxPageSize == 0) return json(200, rowsJson(ids))
        final int size = ignoresPageSize ? maxPageSize : Math.min(query.page_size as int, maxPageSize)
        final int page = query.page as int
        final int offset = (page - 1) * size
        if (page > 1 && offset >= ids.size()) return json(404, '{"errors":[{"message":"Invalid page.","code":"not_found"}]}')
        final String next = offset + size < ids.size() ? '"http://elsewhere.example/?page=' + (page + 1) + '"' : 'null'
        return json(200, """{"count": ${ids.size() + countError}, "next": $next, "previous": null, "results": ${rowsJson(ids.drop(offset).take(size))}}""")
    }

    private String rowsJson(List<Integer> ids) {
        mapper.writeValueAsString(ids.collect { [id: it] })
    }

    def "in #kind no permanent row is missed and no row is returned twice"() {
        given:
        this.maxPageSize = maxPageSize
        this.ignoresPageSize = ignoresPageSize
        this.countError = countError
        this.newestFirst = newestFirst
        int missedRows = 0
        int duplicateRows = 0
        List<Long> refused = []
        List<Long> wrongResults = []
        ApiExecutor executor = fixture.createExecutor(ClientFixture.serverConfig('n2ws', server.url), N2wsClient.dialect())

        when:
        List<Long> seeds = Scale.seeds(LIST_COUNT)
        List<Long> fixed = Scale.fixedSeeds(LIST_COUNT)
        seeds.each { seed ->
            random = new Random(seed)
            ids = newestFirst ? (500..1).toList() : (1..500).toList()
            newestId = 500
            pageCount = 0
            List<Integer> received = []
            try {
                executor.list(ClientFixture.readCall('aws/policies/', POLICIES)).each { received << it.get('id') }
            } catch (BakshException e) {
                assert ['the list changed while it was read: ', 'it cannot be proven that these are all rows'].any { e.message.contains(it) }
                refused << seed
                return
            }
            final int missingCount = (ids.findAll { it <= 500 } - received).size()
            final int duplicateCount = received.size() - received.toSet().size()
            if (missingCount + duplicateCount > 0) wrongResults << seed
            missedRows += missingCount
            duplicateRows += duplicateCount
        }
        println "churn: $kind: ${seeds.size()} listings, seed ${seeds.last()} at random, $missedRows rows missed, $duplicateRows rows twice, ${refused.size()} refused with the reason"

        then:
        wrongResults == []
        missedRows == 0
        duplicateRows == 0
        mayRefuse > 0 || refused == []
        refused.intersect(fixed).size() <= fixed.size() * mayRefuse

        where:
        kind                                          | maxPageSize | ignoresPageSize | newestFirst | countError || mayRefuse
        // A list of exactly 500 rows, a usual limit, is refused, because this server offers no proof that there are no more rows.
        'a server without pages'                      | 0    | false   | false       | 0        || 0.5
        'pages of 50'                                 | 50   | false   | false       | 0        || 0
        'pages of 50 and a count too high by 3'       | 50   | false   | false       | 3        || 1
        'pages of 50 and a count too low by 3'        | 50   | false   | false       | -3       || 1
        'pages of 50, whatever is asked for'          | 50   | true    | false       | 0        || 0
        'pages of 50, always, and a count that lies'  | 50   | true    | false       | 3        || 0.1
        'pages of 50, always, with the newest first'  | 50   | true    | true        | 0        || 1
    }
}
