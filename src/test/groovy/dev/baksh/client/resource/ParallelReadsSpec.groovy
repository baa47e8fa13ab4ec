package dev.baksh.client.resource

import spock.lang.Specification
import spock.lang.Timeout

import java.util.concurrent.CyclicBarrier
import java.util.concurrent.atomic.AtomicInteger

@Timeout(120)
class ParallelReadsSpec extends Specification {
    def "at most four reads run in parallel, and the results keep their order"() {
        given:
        CyclicBarrier fourStarted = new CyclicBarrier(4)
        AtomicInteger active = new AtomicInteger()
        AtomicInteger maxActive = new AtomicInteger()

        when:
        List<Integer> squares = ParallelReads.readAll((1..20) as List) { Integer n ->
            maxActive.accumulateAndGet(active.incrementAndGet(), Math::max)
            fourStarted.await()
            active.decrementAndGet()
            n * n
        }

        then:
        squares == (1..20).collect { it * it }
        maxActive.get() == 4
    }

    def "the first failure cancels all reads"() {
        when:
        ParallelReads.readAll([1, 2, 3]) { Integer n -> throw new IllegalStateException("read $n") }

        then:
        IllegalStateException e = thrown()
        e.message == 'read 1'
    }
}
