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
}
