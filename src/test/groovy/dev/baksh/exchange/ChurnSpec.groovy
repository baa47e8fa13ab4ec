package dev.baksh.exchange

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.Scale
import dev.baksh.Scaled
import dev.baksh.api.BakshException
import dev.baksh.api.Catalog
import dev.baksh.api.Noun
import dev.baksh.n2ws.N2wsClient
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.Timeout

import static dev.baksh.exchange.FaultServer.json

/**
 * Listings of N2WS while rows come and go: 500 rows in pages of 50, and between two pages on average half a row appears and
 * 0.3 vanish, over servers of several kinds. The full scale is 25 listings of each kind; {@code -Dscale=80} makes that 2,000.
 */
@Scaled
@Timeout(1800)
class ChurnSpec extends Specification {
    static final int LISTINGS = 25
    static final Noun POLICIES = Catalog.of('n2ws').noun('policies')

    @AutoCleanup
    final FaultServer server = new FaultServer()

    @AutoCleanup
    final Rig rig = new Rig()

    final ObjectMapper mapper = new ObjectMapper()
    List<Integer> ids
    Random random
    int newest
    int pages
    /** Rows that a page of this server has at most, or 0: it knows no pages. */
    int most
    /** The server gives pages of its own size, whatever is asked for. */
    boolean ownSize
    int countOff
    /** New rows come first, whatever order is asked for. */
    boolean newestFirst

    def setup() {
        server.handler = { FaultServer.Request request ->
            if (pages++ > 0) churn()
            return answer(request.query)
        }
    }

    private void churn() {
        if (random.nextDouble() < 0.5) ids.add(newestFirst ? 0 : ids.size(), ++newest)
        if (random.nextDouble() < 0.3 && ids) ids.remove(random.nextInt(ids.size()))
    }

    private FaultServer.Reply answer(Map<String, String> query) {
        if (most == 0) return json(200, rows(ids))
        final int size = ownSize ? most : Math.min(query.page_size as int, most)
        final int page = query.page as int
        final int from = (page - 1) * size
        if (page > 1 && from >= ids.size()) return json(404, '{"errors":[{"message":"Invalid page.","code":"not_found"}]}')
        final String next = from + size < ids.size() ? '"http://elsewhere.example/?page=' + (page + 1) + '"' : 'null'
        return json(200, """{"count": ${ids.size() + countOff}, "next": $next, "previous": null, "results": ${rows(ids.drop(from).take(size))}}""")
    }

    private String rows(List<Integer> ids) {
        mapper.writeValueAsString(ids.collect { [id: it] })
    }

    def "of #kind no row is missed that was there all the time, and none comes twice"() {
        given:
        this.most = most
        this.ownSize = ownSize
        this.countOff = countOff
        this.newestFirst = newestFirst
        int missed = 0
        int twice = 0
        List<Long> refused = []
        List<Long> wrong = []
        Exchange exchange = rig.exchange(Rig.server('n2ws', server.url), N2wsClient.dialect())

        when:
        List<Long> seeds = Scale.seeds(LISTINGS)
        List<Long> fixed = Scale.fixed(LISTINGS)
        seeds.each { seed ->
            random = new Random(seed)
            ids = newestFirst ? (500..1).toList() : (1..500).toList()
            newest = 500
            pages = 0
            List<Integer> got = []
            try {
                exchange.list(Rig.read('aws/policies/', POLICIES)).each { got << it.get('id') }
            } catch (BakshException e) {
                assert e.message.contains('the list changed while it was read: ')
                refused << seed
                return
            }
            final int gone = (ids.findAll { it <= 500 } - got).size()
            final int again = got.size() - got.toSet().size()
            if (gone + again > 0) wrong << seed
            missed += gone
            twice += again
        }
        println "churn: $kind: ${seeds.size()} listings, seed ${seeds.last()} at random, $missed rows missed, $twice rows twice, ${refused.size()} refused with the reason"

        then:
        wrong == []
        missed == 0
        twice == 0
        mayRefuse > 0 || refused == []
        refused.intersect(fixed).size() <= fixed.size() * mayRefuse

        where:
        kind                                          | most | ownSize | newestFirst | countOff || mayRefuse
        'a server without pages'                      | 0    | false   | false       | 0        || 0
        'pages of 50'                                 | 50   | false   | false       | 0        || 0
        'pages of 50 and a count too high by 3'       | 50   | false   | false       | 3        || 1
        'pages of 50 and a count too low by 3'        | 50   | false   | false       | -3       || 1
        'pages of 50, whatever is asked for'          | 50   | true    | false       | 0        || 0
        'pages of 50, always, and a count that lies'  | 50   | true    | false       | 3        || 0.1
        'pages of 50, always, with the newest first'  | 50   | true    | true        | 0        || 1
    }
}
