package dev.baksh.client.files;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Decoder of UTF-8 text from users. Skips a byte order mark, and names the encoding of other text. */
public final class Utf8Text {
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private Utf8Text() {}

    /** Exception of bytes that are not UTF-8 text. */
    public static final class EncodingException extends CharacterCodingException {
        private final String encoding;

        EncodingException(String encoding) {
            this.encoding = encoding;
        }

        /** Returns the step that helps the user: {@code the text looks like UTF-16: save it as UTF-8}. */
        public String hint() {
            return "the text looks like " + encoding + ": save it as UTF-8";
        }

        @Override
        public String getMessage() {
            return "not UTF-8 text, but probably " + encoding;
        }
    }

    /** @throws EncodingException the bytes are not UTF-8 text */
    public static String decode(byte[] bytes) throws EncodingException {
        if (isUtf16(bytes)) throw new EncodingException("UTF-16");
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.isEmpty() || text.charAt(0) != BYTE_ORDER_MARK ? text : text.substring(1);
        } catch (CharacterCodingException e) {
            throw new EncodingException("Latin-1");
        }
    }

    /** Returns true for a byte order mark of UTF-16, or for a zero byte in the first character. */
    private static boolean isUtf16(byte[] bytes) {
        if (bytes.length < 2) return false;
        int start = (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
        boolean hasZero = bytes[0] == 0 != (bytes[1] == 0);
        return start == 0xfeff || start == 0xfffe || hasZero;
    }
}
