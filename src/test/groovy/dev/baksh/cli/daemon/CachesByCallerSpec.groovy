package dev.baksh.cli.daemon

import dev.baksh.cli.app.ProcessCache
import spock.lang.Specification

class CachesByCallerSpec extends Specification {
    def "the cache is found with the same variables and not with others"() {
        given:
        CachesByCaller caches = new CachesByCaller()
        ProcessCache first = caches.cacheFor([A: '1', KEY: 'x'])

        expect:
        caches.cacheFor([KEY: 'x', A: '1']).is(first)
        !caches.cacheFor([A: '1', KEY: 'y']).is(first)
        !caches.cacheFor([A: '1']).is(first)
    }

    def "only the caches of the latest callers are kept"() {
        given:
        CachesByCaller caches = new CachesByCaller()
        ProcessCache first = caches.cacheFor([KEY: '0'])
        List<ProcessCache> others = (1..4).collect { caches.cacheFor([KEY: it.toString()]) }

        expect:
        others.withIndex(1).every { there, i -> caches.cacheFor([KEY: i.toString()]).is(there) }
        !caches.cacheFor([KEY: '0']).is(first)
    }

    def "only the shipped catalogs are shared by all callers"() {
        given:
        CachesByCaller caches = new CachesByCaller()
        ProcessCache one = caches.cacheFor([KEY: '1'])
        ProcessCache other = caches.cacheFor([KEY: '2'])
        ProcessCache anonymous = caches.newCache()

        expect:
        one.catalogs().is(other.catalogs())
        one.catalogs().is(anonymous.catalogs())
        [one, other, anonymous]*.connections().toUnique { a, b -> a.is(b) ? 0 : 1 }.size() == 3
        [one, other, anonymous]*.scripts().toUnique { a, b -> a.is(b) ? 0 : 1 }.size() == 3
    }
}
