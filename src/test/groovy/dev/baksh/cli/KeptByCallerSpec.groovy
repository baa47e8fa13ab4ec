package dev.baksh.cli

import spock.lang.Specification

class KeptByCallerSpec extends Specification {
    def "the same variables find what was kept, others do not"() {
        given:
        KeptByCaller kept = new KeptByCaller()
        Kept first = kept.of([A: '1', KEY: 'x'])

        expect:
        kept.of([KEY: 'x', A: '1']).is(first)
        !kept.of([A: '1', KEY: 'y']).is(first)
        !kept.of([A: '1']).is(first)
    }

    def "of many callers the last ones are remembered"() {
        given:
        KeptByCaller kept = new KeptByCaller()
        Kept first = kept.of([KEY: '0'])
        List<Kept> others = (1..4).collect { kept.of([KEY: it.toString()]) }

        expect:
        others.withIndex(1).every { there, i -> kept.of([KEY: i.toString()]).is(there) }
        !kept.of([KEY: '0']).is(first)
    }

    def "only the shipped catalogues are the same for all"() {
        given:
        KeptByCaller kept = new KeptByCaller()
        Kept one = kept.of([KEY: '1'])
        Kept other = kept.of([KEY: '2'])
        Kept nobody = kept.nobody()

        expect:
        one.catalogs().is(other.catalogs())
        one.catalogs().is(nobody.catalogs())
        [one, other, nobody]*.connections().toUnique { a, b -> a.is(b) ? 0 : 1 }.size() == 3
        [one, other, nobody]*.texts().toUnique { a, b -> a.is(b) ? 0 : 1 }.size() == 3
    }
}
