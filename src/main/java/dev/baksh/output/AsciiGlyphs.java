package dev.baksh.output;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Output stream of a terminal without UTF-8: replaces the characters that baksh draws by ASCII characters of the same width, also
 * in names and texts of a server; all other characters stay as they are.
 */
public final class AsciiGlyphs extends FilterOutputStream {
    /** True if the locale of the caller has no UTF-8; the launcher then replaces the locale of the JVM. */
    private static final boolean NEEDED = System.getProperty("baksh.lc_all") != null;

    private static final String GLYPHS = "…·■▁▂▃▄▅▆▇█▏▎▍▌▋▊▉\ufffd";
    private static final String ASCII = "~.#_.:-=+*#----===?";

    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE);

    /** Bytes of an incomplete character. */
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

    AsciiGlyphs(OutputStream out) {
        super(out);
    }

    /** Returns the stream for standard output or standard error: the stream itself, unless it is a terminal without UTF-8. */
    public static OutputStream forStream(OutputStream out, boolean isTerminal) {
        return NEEDED && isTerminal ? new AsciiGlyphs(out) : out;
    }

    /** Returns text of baksh for the prompt, which is always a terminal. */
    public static String forPrompt(String text) {
        return NEEDED ? toAscii(text) : text;
    }

    static String toAscii(String text) {
        StringBuilder ascii = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            int index = GLYPHS.indexOf(text.charAt(i));
            if (index >= 0) ascii.setCharAt(i, ASCII.charAt(index));
        }
        return ascii.toString();
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        pending.write(bytes, offset, length);
        ByteBuffer encoded = ByteBuffer.wrap(pending.toByteArray());
        CharBuffer text = CharBuffer.allocate(encoded.remaining());
        decoder.reset().decode(encoded, text, false);
        pending.reset();
        pending.write(encoded.array(), encoded.position(), encoded.remaining());
        out.write(toAscii(text.flip().toString()).getBytes(StandardCharsets.UTF_8));
    }
}
