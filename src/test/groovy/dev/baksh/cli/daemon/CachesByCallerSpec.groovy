package dev.baksh.cli.daemon

import dev.baksh.cli.app.ProcessCache
import spock.lang.Specification

class CachesByCallerSpec extends Specification {
    def "the same variables find what was kept, others do not"() {
        given:
        CachesByCaller kept = new CachesByCaller()
        ProcessCache first = kept.cacheFor([A: '1', KEY: 'x'])

        expect:
        kept.cacheFor([KEY: 'x', A: '1']).is(first)
        !kept.cacheFor([A: '1', KEY: 'y']).is(first)
        !kept.cacheFor([A: '1']).is(first)
    }

    def "of many callers the last ones are remembered"() {
        given:
        CachesByCaller kept = new CachesByCaller()
        ProcessCache first = kept.cacheFor([KEY: '0'])
        List<ProcessCache> others = (1..4).collect { kept.cacheFor([KEY: it.toString()]) }

        expect:
        others.withIndex(1).every { there, i -> kept.cacheFor([KEY: i.toString()]).is(there) }
        !kept.cacheFor([KEY: '0']).is(first)
    }

    def "only the shipped catalogues are the same for all"() {
        given:
        CachesByCaller kept = new CachesByCaller()
        ProcessCache one = kept.cacheFor([KEY: '1'])
        ProcessCache other = kept.cacheFor([KEY: '2'])
        ProcessCache nobody = kept.newCache()

        expect:
        one.catalogs().is(other.catalogs())
        one.catalogs().is(nobody.catalogs())
        [one, other, nobody]*.connections().toUnique { a, b -> a.is(b) ? 0 : 1 }.size() == 3
        [one, other, nobody]*.scripts().toUnique { a, b -> a.is(b) ? 0 : 1 }.size() == 3
    }
}
