package dev.baksh.output;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * Writer of a value as YAML, a list element by element; strings are always quoted, and escaped for the terminal. YAML
 * parsers therefore read {@code no}, {@code 012} and {@code 1e3} as strings, and decode the escapes.
 */
record YamlWriter(TextOutput out, boolean terminal) {
    private static final ObjectWriter WRITER = new ObjectMapper(YAMLFactory.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER, YAMLGenerator.Feature.SPLIT_LINES)
                    .stringQuotingChecker(new UnicodeNameQuoting())
                    .build())
            .writer();

    void print(Object value) {
        Iterator<?> items = PlainValues.iteratorOrNull(value);
        if (items == null) {
            writeDocument(PlainValues.of(value));
            return;
        }
        if (!items.hasNext()) writeDocument(List.of());
        while (items.hasNext()) writeDocument(Collections.singletonList(PlainValues.of(items.next())));
    }

    private void writeDocument(Object plain) {
        String text = TerminalEscaper.escapeQuoted(PlainValues.serialize(WRITER, plain), terminal, true);
        out.append(text.endsWith("\n") ? text : text + "\n");
    }

    /** Quoting rule for names with characters that {@link TerminalEscaper} may escape; escapes work only in quotes. */
    private static final class UnicodeNameQuoting extends StringQuotingChecker.Default {
        @Override
        public boolean needToQuoteName(String name) {
            return super.needToQuoteName(name) || name.codePoints().anyMatch(cp -> cp >= 0x7f);
        }
    }
}
