package dev.baksh.client.http

import dev.baksh.client.exchange.ManualTimeSource
import okio.Buffer
import okio.Okio
import okio.Source
import okio.Timeout
import spock.lang.Specification

import java.time.Duration

/** Response bodies that arrive too slowly; each piece advances the time. */
class SlowBodySpec extends Specification {
    final ManualTimeSource time = new ManualTimeSource()
    final ByteArrayOutputStream copied = new ByteArrayOutputStream()

    /** Returns {@code pieces} of this number of bytes, each after a second. */
    private Source onePiecePerSecond(int bytes, int pieces) {
        int piecesLeft = pieces
        return new Source() {
            @Override
            long read(Buffer sink, long byteCount) {
                if (piecesLeft == 0) return -1
                piecesLeft--
                time.advance(Duration.ofSeconds(1))
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
        return new ResponseBodyReader(time::nanos).copy(Okio.buffer(source), { String name -> copied } as DownloadTarget, 'a.csv')
    }

    def "1 KiB per 30 seconds is sufficient for any duration"() {
        expect:
        copy(onePiecePerSecond(35, 7200)) == 7200 * 35
        copied.size() == 7200 * 35
    }

    def "a slower body is aborted after 30 seconds"() {
        when:
        copy(onePiecePerSecond(34, 7200))

        then:
        IOException e = thrown()
        e.message == 'less than 1 KiB received in 30 s'
        time.elapsed == Duration.ofSeconds(30)
    }

    def "a body that ends within the first 30 seconds can have any speed"() {
        expect:
        copy(onePiecePerSecond(1, 29)) == 29
    }

    def "a fast period does not compensate for a slow period"() {
        given:
        Source fast = onePiecePerSecond(2_048, 30)
        Source slow = onePiecePerSecond(10, 7200)
        Source combined = new Source() {
            @Override
            long read(Buffer sink, long byteCount) {
                final long bytesRead = fast.read(sink, byteCount)
                return bytesRead >= 0 ? bytesRead : slow.read(sink, byteCount)
            }

            @Override
            Timeout timeout() { Timeout.NONE }

            @Override
            void close() { }
        }

        when:
        copy(combined)

        then:
        thrown(IOException)
        time.elapsed == Duration.ofSeconds(60)
    }
}
