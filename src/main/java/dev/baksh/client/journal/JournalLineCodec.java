package dev.baksh.client.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baksh.client.api.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Format of a journal line: a JSON object with {@code seq, time, event, data, prev, crc} in this order, in ASCII, so
 * that {@code cat} prints no control sequences.
 *
 * <p>{@code prev} is the hash of the previous line: the first 16 hexadecimal digits of the SHA-256 of its bytes without
 * the line end, zeros in the first line. {@code crc} is the CRC32C, in 8 hexadecimal digits, of the bytes before
 * {@code ,"crc":}.
 */
final class JournalLineCodec {
    /** Value of {@code prev} in the first line. */
    static final String NO_PREVIOUS_HASH = "0".repeat(16);

    private static final String CRC_FIELD = ",\"crc\":\"";
    private static final int CRC_LENGTH = CRC_FIELD.length() + 8 + 2;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final ObjectWriter WRITER = MAPPER.writer();
    private static final ObjectReader READER = MAPPER.reader();

    private JournalLineCodec() {}

    /** Reason why a line is not valid in its journal; the message begins with {@code it} or {@code its}. */
    static final class CorruptLineException extends Exception {
        CorruptLineException(String message) {
            super(message);
        }
    }

    /** Returns the bytes of a line without the line end. */
    static byte[] format(JournalEvent event, String previousHash) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("seq", event.seq());
        line.put("time", event.time().toString());
        line.put("event", event.kind().name());
        line.put("data", event.data());
        line.put("prev", previousHash);
        String json = toJson(line);
        String unclosedJson = json.substring(0, json.length() - 1);
        return (unclosedJson + CRC_FIELD + crc32c(unclosedJson.getBytes(StandardCharsets.US_ASCII)) + "\"}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Parses a line that follows the given line.
     *
     * @param previousSeq seq of the previous line, 0 for none
     * @throws CorruptLineException the line is not valid, or does not follow the previous line
     */
    static JournalEvent parse(byte[] line, long previousSeq, String previousHash) throws CorruptLineException {
        JournalEvent event = parse(line, previousHash);
        if (event.seq() != previousSeq + 1)
            throw new CorruptLineException("its number is " + event.seq() + ", expected " + (previousSeq + 1));
        return event;
    }

    /** Parses a line at an unknown position; {@code previousHash} null accepts any hash. */
    static JournalEvent parse(byte[] line, String previousHash) throws CorruptLineException {
        String text = new String(line, StandardCharsets.ISO_8859_1);
        int end = text.length() - CRC_LENGTH;
        if (end < 0 || !text.startsWith(CRC_FIELD, end) || !text.endsWith("\"}"))
            throw new CorruptLineException("it is not a journal line");
        String crc = text.substring(end + CRC_FIELD.length(), text.length() - 2);
        if (!crc.equals(crc32c(text.substring(0, end).getBytes(StandardCharsets.ISO_8859_1))))
            throw new CorruptLineException("its checksum does not match");
        try {
            JsonNode node = READER.readTree(line);
            if (previousHash != null && !previousHash.equals(node.path("prev").asText()))
                throw new CorruptLineException(
                        "it does not follow the line before: a line was changed, added or removed");
            return parseEvent(node);
        } catch (IOException e) {
            boolean isDuplicate = String.valueOf(e.getMessage()).startsWith("Duplicate field");
            throw new CorruptLineException(isDuplicate ? "it has a name twice" : "it is not JSON");
        }
    }

    /** Returns the value of {@code prev} in the next line. */
    static String hash(byte[] line) {
        return Sha256.hex(line).substring(0, NO_PREVIOUS_HASH.length());
    }

    /** Returns the parsed value of a body that is stored as JSON text; returns any other body unchanged. */
    static Object parseBody(Object body) {
        try {
            return body instanceof String text ? MAPPER.readValue(text, Object.class) : body;
        } catch (IOException e) {
            return body;
        }
    }

    /** Returns JSON in ASCII, which is also safe in a message. */
    static String toJson(Object value) {
        try {
            return WRITER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JournalEvent parseEvent(JsonNode node) throws CorruptLineException, IOException {
        try {
            Map<String, Object> data = MAPPER.readerForMapOf(Object.class).readValue(node.path("data"));
            if (data == null) throw new CorruptLineException("it has no data");
            return new JournalEvent(
                    node.path("seq").asLong(),
                    Instant.parse(node.path("time").asText()),
                    JournalEvent.Kind.valueOf(node.path("event").asText()),
                    data);
        } catch (DateTimeException e) {
            throw new CorruptLineException("its time is not valid");
        } catch (IllegalArgumentException e) {
            throw new CorruptLineException("its event is unknown to this version");
        }
    }

    private static String crc32c(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
