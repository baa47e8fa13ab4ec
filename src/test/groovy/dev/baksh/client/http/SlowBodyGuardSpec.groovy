package dev.baksh.client.http

import dev.baksh.client.exchange.ManualTime
import okio.Buffer
import okio.Okio
import okio.Source
import okio.Timeout
import spock.lang.Specification

import java.time.Duration

/** A body that comes too slowly to ever end; time is turned by each piece that comes. */
class SlowBodyGuardSpec extends Specification {
    final ManualTime time = new ManualTime()
    final ByteArrayOutputStream kept = new ByteArrayOutputStream()

    /** Gives {@code pieces} of that many bytes, each after a second. */
    private Source everySecond(int bytes, int pieces) {
        int left = pieces
        return new Source() {
            @Override
            long read(Buffer sink, long most) {
                if (left == 0) return -1
                left--
                time.turn(Duration.ofSeconds(1))
                sink.write(new byte[bytes])
                return bytes
            }

            @Override
            Timeout timeout() { Timeout.NONE }

            @Override
            void close() { }
        }
    }

    private long copy(Source source) {
        return new SlowBodyGuard(time).copy(Okio.buffer(source), { String name -> kept } as DownloadTarget, 'a.csv')
    }

    def "1 KiB in half a minute is enough, for however long"() {
        expect:
        copy(everySecond(35, 7200)) == 7200 * 35
        kept.size() == 7200 * 35
    }

    def "less is given up after half a minute"() {
        when:
        copy(everySecond(34, 7200))

        then:
        IOException e = thrown()
        e.message == 'less than 1 KiB came in 30 s'
        time.gone == Duration.ofSeconds(30)
    }

    def "a body that ends within the first half minute may be as slow as it likes"() {
        expect:
        copy(everySecond(1, 29)) == 29
    }

    def "a good half minute does not make up for a bad one"() {
        given:
        Source fast = everySecond(2_048, 30)
        Source slow = everySecond(10, 7200)
        Source both = new Source() {
            @Override
            long read(Buffer sink, long most) {
                final long came = fast.read(sink, most)
                return came >= 0 ? came : slow.read(sink, most)
            }

            @Override
            Timeout timeout() { Timeout.NONE }

            @Override
            void close() { }
        }

        when:
        copy(both)

        then:
        thrown(IOException)
        time.gone == Duration.ofSeconds(60)
    }
}
