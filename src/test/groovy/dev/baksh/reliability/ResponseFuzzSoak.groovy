package dev.baksh.reliability

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Catalog
import dev.baksh.client.api.Effect
import dev.baksh.client.exchange.ApiExecutor
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FaultyHttpServer
import dev.baksh.client.exchange.UnknownOutcomeException
import dev.baksh.client.n2ws.N2wsClient
import groovy.transform.CompileStatic

/**
 * Soak T6: real responses with random mutations: flipped bytes, truncation, repetition, inserted pieces of invalid
 * JSON, damaged heads. A read, a list and a write get each response. Only documented errors may be thrown, each call
 * must end within 10 minutes (a slow machine needs more than the 30 s of the client), and only valid JSON may be read as a success.
 */
@CompileStatic
class ResponseFuzzSoak {
    static final List<String> VALID_RESPONSES = [
        '{"id": 12, "name": "nightly", "enabled": true, "schedules": [1, 2], "last_modified": "2026-03-04T05:06:07Z"}',
        '{"count": 2, "next": null, "previous": null, "results": [{"id": 1, "name": "a"}, {"id": 2, "name": "b", "n": -1.5e3}]}',
        '{"tracker_id": 17}',
        '[{"id": 1}, {"id": 2, "deep": {"a": [{"b": null}]}}]',
        '{"detail": "Not found."}',
        '{}',
        '{"name": "\\u00fc \\" \\\\ \\n", "text": "日本 ✅"}',
    ]
    /** Pieces that make a document invalid, or change nothing of importance. */
    static final List<String> INSERTED_PIECES = [
        '{', '}', '[', ']', '"', ',', ':', '\\', '\\u12', '\\x', '\u0000', 'NaN', '-', '1e', '1e99999', '00', '.5', 'tru', 'nul', '//', '/*', "'", '\ufeff',
        '<html>', '[[[[[[[[[[', '{"a":', ',,', '"a" "b"', '\u001b[2J', '9' * 300, '\ud800', '\r\n\r\n', 'HTTP/1.1 200 OK\r\n']
    static final long MAX_CALL_NANOS = 600_000_000_000

    int answers = 100_000
    long seed = 1

    private int successCount
    private int refusedCount
    private int unknownCount
    private final List<String> crashes = []
    private final List<String> hangs = []
    private final List<String> acceptedInvalid = []

    SoakReport run() {
        final SoakReport report = new SoakReport("answers: $answers mutated responses, seed $seed")
        final Random random = new Random(seed)
        try (FaultyHttpServer server = new FaultyHttpServer(); ClientFixture fixture = new ClientFixture()) {
            final ApiExecutor executor = fixture.createExecutor(ClientFixture.serverConfig('n2ws', server.url), N2wsClient.dialect())
            answers.times { int number ->
                byte[] body = VALID_RESPONSES[random.nextInt(VALID_RESPONSES.size())].getBytes('UTF-8')
                (1 + random.nextInt(3)).times { body = mutate(body, random) }
                final boolean keepsLength = random.nextInt(10) != 0
                final byte[] head = FaultyHttpServer.head(random.nextInt(20) == 0 ? [204, 201, 202, 500, 404, 302][random.nextInt(6)] : 200, [
                    'Content-Type': random.nextInt(30) == 0 ? ['text/html', 'application/jsonx', '', 'application/problem+json'][random.nextInt(4)] : 'application/json',
                    'Content-Length': String.valueOf(keepsLength ? body.length : random.nextInt(body.length + 50))]).getBytes('ISO-8859-1')
                final byte[] response = Arrays.copyOf(head, head.length + body.length)
                System.arraycopy(body, 0, response, head.length, body.length)
                final boolean mutatesHead = random.nextInt(50) == 0
                server.respondWith(FaultyHttpServer.raw(mutatesHead ? mutate(response, random) : response))
                final int callKind = random.nextInt(3)
                // The effect of a damaged head cannot be derived from the body alone.
                final byte[] mutatedBody = keepsLength && !mutatesHead ? body : null
                // A busy machine is sometimes slow; a response that really blocks does so in a second attempt too.
                final long elapsedNanos = sendOne(executor, number, callKind, mutatedBody)
                if (elapsedNanos > MAX_CALL_NANOS) hangs << "$number: ${elapsedNanos.intdiv(1_000_000)} ms".toString()
            }
        }
        report.info('accepted', successCount)
        report.info('refused with a message', refusedCount)
        report.info('writes reported as unknown', unknownCount)
        report.expectEqual('crashes', crashes.size(), 0)
        crashes.take(10).each { String line -> report.detail(line) }
        report.expectEqual('calls longer than 10 minutes', hangs.size(), 0)
        hangs.take(10).each { String line -> report.detail(line) }
        report.expectEqual('invalid JSON accepted', acceptedInvalid.size(), 0)
        acceptedInvalid.take(10).each { String line -> report.detail(line) }
        return report
    }

    private long sendOne(ApiExecutor executor, int number, int callKind, byte[] body) {
        final long start = System.nanoTime()
        try {
            if (callKind == 0) executor.send(ClientFixture.readCall('things/1/'))
            else if (callKind == 1) executor.list(ClientFixture.readCall('aws/policies/', Catalog.of('n2ws').noun('policies'))).each { }
            else executor.send(ClientFixture.writeCall('things/', Effect.ENSURE))
            successCount++
            if (body != null && body.length > 0 && !ReferenceJsonValidator.isValid(body)) acceptedInvalid << "$number: ${new String(body, 'UTF-8')}".toString()
        } catch (UnknownOutcomeException ignored) {
            unknownCount++
        } catch (BakshException e) {
            if (e.message == null || e.message.empty) crashes << "$number: no message".toString()
            refusedCount++
        } catch (Throwable e) {
            crashes << "$number: $e".toString()
        }
        return System.nanoTime() - start
    }

    private static byte[] mutate(byte[] bytes, Random random) {
        if (bytes.length == 0) return bytes
        final int position = random.nextInt(bytes.length)
        switch (random.nextInt(6)) {
            case 0:
                final byte[] mutated = bytes.clone()
                mutated[position] = (byte) (mutated[position] ^ (1 << random.nextInt(8)))
                return mutated
            case 1: return Arrays.copyOf(bytes, position)
            case 2: return concatenate(Arrays.copyOf(bytes, position), INSERTED_PIECES[random.nextInt(INSERTED_PIECES.size())].getBytes('UTF-8'), Arrays.copyOfRange(bytes, position, bytes.length))
            case 3: return concatenate(bytes, Arrays.copyOfRange(bytes, position, bytes.length))
            case 4: return concatenate(Arrays.copyOf(bytes, position), Arrays.copyOfRange(bytes, Math.min(bytes.length, position + 1 + random.nextInt(5)), bytes.length))
            default: return concatenate(bytes, INSERTED_PIECES[random.nextInt(INSERTED_PIECES.size())].getBytes('UTF-8'))
        }
    }

    private static byte[] concatenate(byte[]... parts) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream()
        parts.each { byte[] part -> out.write(part) }
        return out.toByteArray()
    }
}
