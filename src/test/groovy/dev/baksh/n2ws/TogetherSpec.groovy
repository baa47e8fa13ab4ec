package dev.baksh.n2ws

import java.util.concurrent.CyclicBarrier
import java.util.concurrent.atomic.AtomicInteger
import spock.lang.Specification
import spock.lang.Timeout

@Timeout(120)
class TogetherSpec extends Specification {
    def "four reads are under way at once and never more, and the results keep their order"() {
        given:
        CyclicBarrier four = new CyclicBarrier(4)
        AtomicInteger now = new AtomicInteger()
        AtomicInteger most = new AtomicInteger()

        when:
        List<Integer> squares = new Together(4).all((1..20) as List) { Integer n ->
            most.accumulateAndGet(now.incrementAndGet(), Math::max)
            four.await()
            now.decrementAndGet()
            n * n
        }

        then:
        squares == (1..20).collect { it * it }
        most.get() == 4
    }

    def "the first failure ends all"() {
        when:
        new Together(4).all([1, 2, 3]) { Integer n -> throw new IllegalStateException("read $n") }

        then:
        IllegalStateException e = thrown()
        e.message == 'read 1'
    }
}
