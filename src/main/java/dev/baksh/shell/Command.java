package dev.baksh.shell;

import java.util.function.Consumer;

/**
 * One of the shell's own words, typed after a colon.
 *
 * @param help   one line for the list of commands
 * @param action gets what was typed after the word, stripped, or an empty text; a BakshException is shown like any other
 */
public record Command(String help, Consumer<String> action) {}
