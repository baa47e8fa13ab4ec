package dev.baksh.client.http

import okio.Buffer
import okio.Source
import spock.lang.Specification

import java.util.concurrent.TimeUnit

class ResponseBodyReaderSpec extends Specification {
    long now = 0

    /** Gives so many bytes at a time, each after a while. */
    Source source(int pieces, int bytes, int millis) {
        return new Source() {
            int left = pieces

            long read(Buffer sink, long most) {
                if (left-- <= 0) return -1
                now += TimeUnit.MILLISECONDS.toNanos(millis)
                sink.write(new byte[bytes])
                return bytes
            }

            okio.Timeout timeout() { okio.Timeout.NONE }

            void close() {}
        }
    }

    byte[] read(Source from) {
        return new ResponseBodyReader({ now }).read(from)
    }

    def "#pieces pieces of #bytes bytes, one each #millis ms, are read whole"() {
        expect:
        read(source(pieces, bytes, millis)).length == pieces * bytes

        where:
        pieces | bytes | millis
        0      | 0     | 0
        1      | 1     | 29_999
        1000   | 100   | 1
        100    | 1024  | 30_000
        100    | 35    | 1000
    }

    def "a body that drips is given up: #bytes bytes each #millis ms"() {
        when:
        read(source(1_000_000, bytes, millis))

        then:
        IOException e = thrown()
        e.message == 'less than 1 KiB came in 30 s'
        TimeUnit.NANOSECONDS.toSeconds(now) == seconds

        where:
        bytes | millis || seconds
        1     | 1000   || 30
        34    | 1000   || 30
        1023  | 30_000 || 30
    }

    def "one that begins well and then drips is given up in the next half minute"() {
        given:
        Source fast = source(30, 1000, 1000)
        Source slow = source(100, 1, 1000)

        when:
        read(new Source() {
            long read(Buffer sink, long most) {
                long n = fast.read(sink, most)
                return n < 0 ? slow.read(sink, most) : n
            }

            okio.Timeout timeout() { okio.Timeout.NONE }

            void close() {}
        })

        then:
        IOException e = thrown()
        e.message == 'less than 1 KiB came in 30 s'
        TimeUnit.NANOSECONDS.toSeconds(now) == 60
    }

    def "the largest body is read, and one byte more is not"() {
        expect:
        read(source(1024, 65_536, 0)).length == ResponseBodyReader.MAX_SIZE

        when:
        read(source(1025, 65_536, 0))

        then:
        UnsupportedResponseException e = thrown()
        e.message == 'the answer is larger than 64 MiB'
    }
}
