package dev.baksh.client.n2ws;

import dev.baksh.client.api.Row;

/** Tells by a row how what it stands for has gone, never by guess. */
interface CompletionRule {
    CompletionState stateOf(Row row);

    /** What people call it: {@code backup 241 of "nightly"}. */
    String describe(Row row);

    /** The next step after an end without success, or null. */
    String failureHint(Row row);

    /** What it lacks to be taken for ended, where its letter alone may mean an end; or null. */
    default String unfinishedReason(Row row) {
        return null;
    }

    /** The next step for one that stays open, or null. */
    default String unfinishedHint(Row row) {
        return null;
    }
}
