package dev.baksh.script.check;

/**
 * Problem that the check found in a source.
 *
 * @param file included or library file with the problem, or null for the source itself
 * @param line line from 1, or 0 when unknown
 * @param hint correction, or null
 */
public record Finding(String file, int line, String message, String hint) {
    Finding(int line, String message, String hint) {
        this(null, line, message, hint);
    }

    Finding inFile(String otherFile) {
        return new Finding(otherFile, line, message, hint);
    }
}
