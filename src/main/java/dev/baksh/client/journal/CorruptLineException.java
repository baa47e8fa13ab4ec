package dev.baksh.client.journal;

/** Why a line is no part of its journal; says {@code it ...}. */
final class CorruptLineException extends Exception {
    CorruptLineException(String message) {
        super(message);
    }
}
