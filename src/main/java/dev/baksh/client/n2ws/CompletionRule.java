package dev.baksh.client.n2ws;

import dev.baksh.client.api.Row;

/** Tells by a row how what it stands for has gone, never by guess. */
interface CompletionRule {
    CompletionState verdict(Row row);

    /** What people call it: {@code backup 241 of "nightly"}. */
    String name(Row row);

    /** The next step after an end without success, or null. */
    String afterBad(Row row);

    /** What it lacks to be taken for ended, where its letter alone may mean an end; or null. */
    default String open(Row row) {
        return null;
    }

    /** The next step for one that stays open, or null. */
    default String afterOpen(Row row) {
        return null;
    }
}
