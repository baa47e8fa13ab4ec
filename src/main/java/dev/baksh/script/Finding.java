package dev.baksh.script;

/**
 * Something wrong in a text.
 *
 * @param line from 1, or 0 when it is not known
 * @param hint what to write instead, or null
 */
public record Finding(int line, String message, String hint) {}
