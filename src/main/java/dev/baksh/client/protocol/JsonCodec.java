package dev.baksh.client.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Codec that reads and writes JSON, with limits far above every regular response. */
public final class JsonCodec {
    /** Maximum nesting; the responses of both servers are nested up to about 10. */
    private static final int MAX_DEPTH = 64;
    /** Maximum number of digits; ids have up to 19. */
    private static final int MAX_NUMBER_LENGTH = 200;

    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxNumberLength(MAX_NUMBER_LENGTH)
            .build();

    /** Holder that loads the mapper with the first request body; reading does not need it. */
    private static final class MapperHolder {
        static final ObjectMapper MAPPER = JsonMapper.builder()
                .addModule(new SimpleModule()
                        .addSerializer(Instant.class, new InstantSerializer())
                        .addSerializer(CharSequence.class, new ToStringSerializer(CharSequence.class))
                        .addSerializer(Row.class, new RowSerializer()))
                .build();
    }

    private JsonCodec() {}

    /**
     * Creates a parser with its own factory. A shared factory would keep the table of field names: after one response with
     * colliding names the table would reject all later responses.
     */
    public static JsonParser createParser(byte[] body) throws IOException {
        return createRowParser(body).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    }

    /** Creates a parser for {@link RowReader}, which detects duplicate field names itself. */
    public static JsonParser createRowParser(byte[] body) throws IOException {
        rejectOverlongUtf8(body);
        return JsonFactory.builder().streamReadConstraints(LIMITS).build().createParser(body);
    }

    /**
     * Rejects overlong UTF-8 (RFC 3629, section 3). Jackson accepts overlong characters, and a filter that scans the bytes
     * would not recognise them. UTF-16 is not checked here; Jackson detects it.
     */
    private static void rejectOverlongUtf8(byte[] body) throws IOException {
        if (body.length > 1 && (body[0] == 0 || body[1] == 0 || body[0] == (byte) 0xFE || body[0] == (byte) 0xFF))
            return;
        for (int i = 0; i < body.length; i++) {
            i = skipAscii(body, i);
            if (i == body.length) return;
            int lead = body[i] & 0xFF;
            int next = i + 1 < body.length ? body[i + 1] & 0xFF : 0xFF;
            boolean overlong =
                    lead == 0xC0 || lead == 0xC1 || lead == 0xE0 && next < 0xA0 || lead == 0xF0 && next < 0x90;
            if (overlong) throw new IOException("an overlong UTF-8 character");
        }
    }

    /** Returns the index of the next non-ASCII byte, or the end; scans eight bytes at a time, because most bodies are ASCII. */
    private static int skipAscii(byte[] body, int start) {
        int i = start;
        for (int last = body.length - 8; i <= last; i += 8) {
            int bits = body[i] | body[i + 1] | body[i + 2] | body[i + 3];
            if ((bits | body[i + 4] | body[i + 5] | body[i + 6] | body[i + 7]) < 0) break;
        }
        while (i < body.length && body[i] >= 0) i++;
        return i;
    }

    /** Reads a complete document: a row, a list, or a single value. */
    public static Object read(byte[] body, Noun noun) throws IOException {
        try (JsonParser parser = createRowParser(body)) {
            if (parser.nextToken() == null) throw new IOException("empty");
            Object value = readValue(parser, new RowReader(noun));
            if (parser.nextToken() != null) throw new IOException("more after the end");
            return value;
        }
    }

    /** Converts maps, lists and plain values to rows, as if a response had contained their JSON. */
    public static Object convert(Object json, Noun noun) {
        try {
            return read(write(json), noun);
        } catch (IOException e) {
            throw new IllegalStateException(e); // The JSON was just written.
        }
    }

    private static Object readValue(JsonParser parser, RowReader deserializer) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) return deserializer.readRow(parser);
        if (parser.currentToken() != JsonToken.START_ARRAY) return deserializer.readValue(parser, null);
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) list.add(readValue(parser, deserializer));
        return Collections.unmodifiableList(list);
    }

    /** Writes a request body of maps, lists, rows, strings and numbers; instants have the format of the servers. */
    public static byte[] write(Object body) {
        try {
            return MapperHolder.MAPPER.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw BakshException.failure("the body cannot be written as JSON: " + e.getOriginalMessage(), null);
        }
    }

    /** {@code 2019-03-17T09:51:10Z}: whole seconds. */
    private static final class InstantSerializer extends StdSerializer<Instant> {
        InstantSerializer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant instant, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(instant.truncatedTo(ChronoUnit.SECONDS).toString());
        }
    }

    private static final class RowSerializer extends StdSerializer<Row> {
        RowSerializer() {
            super(Row.class);
        }

        @Override
        public void serialize(Row row, JsonGenerator out, SerializerProvider provider) throws IOException {
            provider.defaultSerializeValue(row.toMap(), out);
        }
    }
}
