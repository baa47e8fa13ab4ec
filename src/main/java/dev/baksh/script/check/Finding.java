package dev.baksh.script.check;

/**
 * Something wrong in a text.
 *
 * @param file the file that the text brings along and in which it stands, or null for the text itself
 * @param line from 1, or 0 when it is not known
 * @param hint what to write instead, or null
 */
public record Finding(String file, int line, String message, String hint) {
    Finding(int line, String message, String hint) {
        this(null, line, message, hint);
    }

    Finding inFile(String otherFile) {
        return new Finding(otherFile, line, message, hint);
    }
}
