package dev.baksh.proof

import dev.baksh.api.BakshException
import dev.baksh.api.Catalog
import dev.baksh.api.Effect
import dev.baksh.api.Rows
import dev.baksh.exchange.Exchange
import dev.baksh.exchange.FaultServer
import dev.baksh.exchange.Rig
import dev.baksh.exchange.UnknownOutcome
import dev.baksh.n2ws.N2wsClient
import groovy.transform.CompileStatic

/**
 * T6: answers as the servers give them, changed at random: bytes flipped, cut, doubled, pieces of bad JSON put in, heads
 * spoilt. Each is given to a read, a listing or a write. Nothing may be thrown but what baksh says in words, nothing may
 * take longer than a second, and nothing that is not whole JSON may be read as a success.
 */
@CompileStatic
class AnswersProof {
    static final List<String> ANSWERS = [
        '{"id": 12, "name": "nightly", "enabled": true, "schedules": [1, 2], "last_modified": "2026-03-04T05:06:07Z"}',
        '{"count": 2, "next": null, "previous": null, "results": [{"id": 1, "name": "a"}, {"id": 2, "name": "b", "n": -1.5e3}]}',
        '{"tracker_id": 17}',
        '[{"id": 1}, {"id": 2, "deep": {"a": [{"b": null}]}}]',
        '{"detail": "Not found."}',
        '{}',
        '{"name": "\\u00fc \\" \\\\ \\n", "text": "日本 ✅"}',
    ]
    /** Each makes a whole document none, or changes nothing that counts. */
    static final List<String> PIECES = [
        '{', '}', '[', ']', '"', ',', ':', '\\', '\\u12', '\\x', '\u0000', 'NaN', '-', '1e', '1e99999', '00', '.5', 'tru', 'nul', '//', '/*', "'", '\ufeff',
        '<html>', '[[[[[[[[[[', '{"a":', ',,', '"a" "b"', '\u001b[2J', '9' * 300, '\ud800', '\r\n\r\n', 'HTTP/1.1 200 OK\r\n']
    static final long HANG = 60_000_000_000

    int answers = 100_000
    long seed = 1

    private int good
    private int refused
    private int unknown
    private final List<String> crashes = []
    private final List<String> hangs = []
    private final List<String> believed = []

    Report run() {
        final Report report = new Report("answers: $answers changed answers, seed $seed")
        final Random random = new Random(seed)
        try (FaultServer server = new FaultServer(); Rig rig = new Rig()) {
            final Exchange exchange = rig.exchange(Rig.server('n2ws', server.url), N2wsClient.dialect())
            answers.times { int number ->
                byte[] body = ANSWERS[random.nextInt(ANSWERS.size())].getBytes('UTF-8')
                (1 + random.nextInt(3)).times { body = changed(body, random) }
                final boolean keepsLength = random.nextInt(10) != 0
                final byte[] head = FaultServer.head(random.nextInt(20) == 0 ? [204, 201, 202, 500, 404, 302][random.nextInt(6)] : 200, [
                    'Content-Type': random.nextInt(30) == 0 ? ['text/html', 'application/jsonx', '', 'application/problem+json'][random.nextInt(4)] : 'application/json',
                    'Content-Length': String.valueOf(keepsLength ? body.length : random.nextInt(body.length + 50))]).getBytes('ISO-8859-1')
                final byte[] whole = Arrays.copyOf(head, head.length + body.length)
                System.arraycopy(body, 0, whole, head.length, body.length)
                final boolean headToo = random.nextInt(50) == 0
                server.answers(FaultServer.raw(headToo ? changed(whole, random) : whole))
                final int kind = random.nextInt(3)
                // What a client can make of a spoilt head cannot be told from the body alone.
                final byte[] sent = keepsLength && !headToo ? body : null
                // A machine that does much else is slow now and then; an answer that hangs does so again.
                final long took = one(exchange, number, kind, sent)
                if (took > HANG) hangs << "$number: ${took.intdiv(1_000_000)} ms".toString()
            }
        }
        report.says('read as good', good)
        report.says('refused in words', refused)
        report.says('writes reported as unknown', unknown)
        report.must('crashes', crashes.size(), 0)
        crashes.take(10).each { String line -> report.note(line) }
        report.must('longer than a second', hangs.size(), 0)
        hangs.take(10).each { String line -> report.note(line) }
        report.must('read as a success though not whole', believed.size(), 0)
        believed.take(10).each { String line -> report.note(line) }
        return report
    }

    private long one(Exchange exchange, int number, int kind, byte[] body) {
        final long start = System.nanoTime()
        try {
            if (kind == 0) exchange.send(Rig.read('things/1/'))
            else if (kind == 1) exchange.list(Rig.read('aws/policies/', Catalog.of('n2ws').noun('policies'))).each { }
            else exchange.send(Rig.write('things/', Effect.ENSURE))
            good++
            if (body != null && body.length > 0 && !Whole.json(body)) believed << "$number: ${new String(body, 'UTF-8')}".toString()
        } catch (UnknownOutcome ignored) {
            unknown++
        } catch (BakshException e) {
            if (e.message == null || e.message.empty) crashes << "$number: no words".toString()
            refused++
        } catch (Throwable e) {
            crashes << "$number: $e".toString()
        }
        return System.nanoTime() - start
    }

    private static byte[] changed(byte[] bytes, Random random) {
        if (bytes.length == 0) return bytes
        final int at = random.nextInt(bytes.length)
        switch (random.nextInt(6)) {
            case 0:
                final byte[] flipped = bytes.clone()
                flipped[at] = (byte) (flipped[at] ^ (1 << random.nextInt(8)))
                return flipped
            case 1: return Arrays.copyOf(bytes, at)
            case 2: return joined(Arrays.copyOf(bytes, at), PIECES[random.nextInt(PIECES.size())].getBytes('UTF-8'), Arrays.copyOfRange(bytes, at, bytes.length))
            case 3: return joined(bytes, Arrays.copyOfRange(bytes, at, bytes.length))
            case 4: return joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, Math.min(bytes.length, at + 1 + random.nextInt(5)), bytes.length))
            default: return joined(bytes, PIECES[random.nextInt(PIECES.size())].getBytes('UTF-8'))
        }
    }

    private static byte[] joined(byte[]... parts) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream()
        parts.each { byte[] part -> out.write(part) }
        return out.toByteArray()
    }
}
