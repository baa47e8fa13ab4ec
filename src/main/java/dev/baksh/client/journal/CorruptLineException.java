package dev.baksh.client.journal;

/** Reason why a line is not valid in its journal; the message begins with {@code it}. */
final class CorruptLineException extends Exception {
    CorruptLineException(String message) {
        super(message);
    }
}
