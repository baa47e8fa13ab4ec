package dev.baksh.client.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
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

/** JSON in and out, within limits that no honest answer reaches. */
public final class JsonCodec {
    /** No answer of either server is nested deeper than about 10. */
    private static final int DEEPEST = 64;
    /** Digits; ids have up to 19. */
    private static final int LONGEST_NUMBER = 200;

    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(DEEPEST)
            .maxNumberLength(LONGEST_NUMBER)
            .build();

    /** Loaded by the first body that is sent: reading needs none of it. */
    private static final class Writer {
        static final ObjectMapper WRITER = JsonMapper.builder()
                .addModule(new SimpleModule()
                        .addSerializer(Instant.class, new Seconds())
                        .addSerializer(CharSequence.class, new ToStringSerializer(CharSequence.class))
                        .addSerializer(Row.class, new Fields()))
                .build();
    }

    private JsonCodec() {}

    /**
     * A factory for each document: it remembers field names for the next one, and a table that one answer has filled with
     * colliding names would refuse all that come after it.
     */
    public static JsonParser parser(byte[] body) throws IOException {
        refuseOverlong(body);
        return JsonFactory.builder()
                .streamReadConstraints(LIMITS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build()
                .createParser(body);
    }

    /** For {@link RowDeserializer}, which sees by itself when an object names a field twice. */
    public static JsonParser rows(byte[] body) throws IOException {
        refuseOverlong(body);
        return JsonFactory.builder().streamReadConstraints(LIMITS).build().createParser(body);
    }

    /**
     * A letter that is encoded in more bytes than it needs is no UTF-8 (RFC 3629, 3): Jackson reads it all the same, and what
     * looked through the bytes before did not see it. In UTF-16 such bytes stand beside zeros, which Jackson tells by itself.
     */
    private static void refuseOverlong(byte[] body) throws IOException {
        if (body.length > 1 && (body[0] == 0 || body[1] == 0 || body[0] == (byte) 0xFE || body[0] == (byte) 0xFF))
            return;
        for (int i = 0; i < body.length; i++) {
            i = plain(body, i);
            if (i == body.length) return;
            int lead = body[i] & 0xFF;
            int next = i + 1 < body.length ? body[i + 1] & 0xFF : 0xFF;
            boolean overlong =
                    lead == 0xC0 || lead == 0xC1 || lead == 0xE0 && next < 0xA0 || lead == 0xF0 && next < 0x90;
            if (overlong) throw new IOException("a letter of more bytes than it needs");
        }
    }

    /** Where the first letter of more than one byte stands from here on, or the end; by eights, since most texts have none. */
    private static int plain(byte[] body, int from) {
        int i = from;
        for (int last = body.length - 8; i <= last; i += 8) {
            int eight = body[i] | body[i + 1] | body[i + 2] | body[i + 3];
            if ((eight | body[i + 4] | body[i + 5] | body[i + 6] | body[i + 7]) < 0) break;
        }
        while (i < body.length && body[i] >= 0) i++;
        return i;
    }

    /** A whole document: a row, a list, or a single value. */
    public static Object read(byte[] body, Noun noun) throws IOException {
        try (JsonParser parser = rows(body)) {
            if (parser.nextToken() == null) throw new IOException("empty");
            Object value = item(parser, new RowDeserializer(noun));
            if (parser.nextToken() != null) throw new IOException("more after the end");
            return value;
        }
    }

    private static Object item(JsonParser parser, RowDeserializer reader) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) return reader.row(parser);
        if (parser.currentToken() != JsonToken.START_ARRAY) return reader.value(parser, null);
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) list.add(item(parser, reader));
        return Collections.unmodifiableList(list);
    }

    /** A body to send: maps, lists, rows, texts, numbers; instants as the servers write them. */
    public static byte[] write(Object body) {
        try {
            return Writer.WRITER.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw BakshException.failed("the body cannot be written as JSON: " + e.getOriginalMessage(), null);
        }
    }

    /** {@code 2019-03-17T09:51:10Z}: whole seconds. */
    private static final class Seconds extends StdSerializer<Instant> {
        Seconds() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant instant, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(instant.truncatedTo(ChronoUnit.SECONDS).toString());
        }
    }

    private static final class Fields extends StdSerializer<Row> {
        Fields() {
            super(Row.class);
        }

        @Override
        public void serialize(Row row, JsonGenerator out, SerializerProvider provider) throws IOException {
            provider.defaultSerializeValue(row.toMap(), out);
        }
    }
}
