package dev.baksh.client.exchange;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.NoticeListener;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.config.ServerConfig;
import java.time.Duration;

/** What a person is told while a write is looked for whose answer was lost. */
final class ReconcileProgress {
    private final NoticeListener notes;
    private final String what;
    private final Duration window;

    /** @param window how long it is looked for at most */
    ReconcileProgress(NoticeListener notes, ServerConfig server, ApiCall call, Duration window) {
        this.notes = notes;
        this.what = server.label() + ": " + call.what();
        this.window = window;
    }

    /** @param happened why it has to be looked for */
    void begin(String happened) {
        String most = window.isZero() ? "" : ", for " + window.toSeconds() + " s at most";
        notes.note(what + ": " + happened + "; looking on the server for what came of it" + most);
    }

    void looked(Duration elapsed) {
        notes.now(what + ": not found yet, " + elapsed.toSeconds() + " s of " + window.toSeconds() + " s");
    }

    void end() {
        notes.end();
    }

    void found(String words) {
        notes.note(what + ": found: " + words + "; it was not sent again");
    }

    /** {@code backup 241 "nightly"}, or as much as the row has of it. */
    static String words(Object found) {
        if (found == Reconciler.NOTHING) return "it is gone";
        if (!(found instanceof Row row) || row.noun() == null) return "it has happened";
        Noun noun = row.noun();
        Row inner = noun.lift() != null && row.has(noun.lift()) && row.get(noun.lift()) instanceof Row lifted
                ? lifted
                : row;
        Object key = field(row, inner, noun.key());
        Object label = noun.label() == null ? null : field(row, inner, noun.label());
        return noun.one() + (key == null ? "" : " " + key) + (label == null ? "" : " \"" + label + "\"");
    }

    private static Object field(Row row, Row inner, String name) {
        Object value = row.has(name) ? row.get(name) : null;
        return value != null || !inner.has(name) ? value : inner.get(name);
    }
}
