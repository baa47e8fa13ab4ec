package dev.baksh.client.http

import dev.baksh.client.api.BakshException
import okio.Buffer
import okio.Source
import spock.lang.Specification

import java.util.concurrent.TimeUnit

class ResponseBodyReaderSpec extends Specification {
    long now = 0

    /** Returns a number of bytes per read, each after a delay. */
    Source source(int pieces, int bytes, int millis) {
        return new Source() {
            int piecesLeft = pieces

            long read(Buffer sink, long byteCount) {
                if (piecesLeft-- <= 0) return -1
                now += TimeUnit.MILLISECONDS.toNanos(millis)
                sink.write(new byte[bytes])
                return bytes
            }

            okio.Timeout timeout() { okio.Timeout.NONE }

            void close() {}
        }
    }

    byte[] read(Source body) {
        return new ResponseBodyReader({ now }).read(body)
    }

    def "#pieces pieces of #bytes bytes, one every #millis ms, are read completely"() {
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

    def "a slow body is aborted: #bytes bytes every #millis ms"() {
        when:
        read(source(1_000_000, bytes, millis))

        then:
        IOException e = thrown()
        e.message == 'less than 1 KiB received in 30 s'
        TimeUnit.NANOSECONDS.toSeconds(now) == seconds

        where:
        bytes | millis || seconds
        1     | 1000   || 30
        34    | 1000   || 30
        1023  | 30_000 || 30
    }

    def "a body that becomes slow is aborted within the next 30 seconds"() {
        given:
        Source fast = source(30, 1000, 1000)
        Source slow = source(100, 1, 1000)

        when:
        read(new Source() {
            long read(Buffer sink, long byteCount) {
                long n = fast.read(sink, byteCount)
                return n < 0 ? slow.read(sink, byteCount) : n
            }

            okio.Timeout timeout() { okio.Timeout.NONE }

            void close() {}
        })

        then:
        IOException e = thrown()
        e.message == 'less than 1 KiB received in 30 s'
        TimeUnit.NANOSECONDS.toSeconds(now) == 60
    }

    def "a body of the maximum size is read, and one more byte is rejected"() {
        expect:
        read(source(1024, 65_536, 0)).length == ResponseBodyReader.MAX_SIZE

        when:
        read(source(1025, 65_536, 0))

        then:
        ResponseBodyReader.UnsupportedResponseException e = thrown()
        e.message == 'the response is larger than 64 MiB'
    }

    static OutputStream openFailing(String operation) {
        if (operation == 'opened') throw new IOException('disk full')
        return new OutputStream() {
            void write(int b) { if (operation == 'written') throw new IOException('disk full') }

            void close() { if (operation == 'closed') throw new IOException('disk full') }
        }
    }

    def "a file that cannot be #what is a failure of the file, not of the connection"() {
        when:
        new ResponseBodyReader({ now }).copy(source(1, 10, 0), { String name -> openFailing(what) }, 'a')

        then:
        BakshException e = thrown()
        e.message == 'the file cannot be written: disk full'
        e.hint() == 'nothing was saved'

        where:
        what << ['opened', 'written', 'closed']
    }
}
