package dev.baksh.client.text;

/** Classifier of the characters that a terminal does not show as they are. */
public final class HiddenCharacters {
    private HiddenCharacters() {}

    /**
     * Returns true for control and format characters, separators of lines and paragraphs, surrogates, and private or
     * unassigned characters.
     */
    public static boolean contains(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** Appends the JSON and Groovy escape of a character: one escape for each UTF-16 unit. */
    public static void appendEscaped(StringBuilder out, int codePoint) {
        for (char unit : Character.toChars(codePoint)) out.append(String.format("\\u%04x", (int) unit));
    }
}
