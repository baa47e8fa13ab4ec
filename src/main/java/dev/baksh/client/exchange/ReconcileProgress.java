package dev.baksh.client.exchange;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.NoticeListener;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.config.ServerConfig;
import java.time.Duration;

/** What a person is told while a write is looked for whose answer was lost. */
final class ReconcileProgress {
    private final NoticeListener notices;
    private final String subject;
    private final Duration window;

    /** @param window how long it is looked for at most */
    ReconcileProgress(NoticeListener notices, ServerConfig server, ApiCall call, Duration window) {
        this.notices = notices;
        this.subject = server.label() + ": " + call.description();
        this.window = window;
    }

    /** @param reason why it has to be looked for */
    void begin(String reason) {
        String limit = window.isZero() ? "" : ", for " + window.toSeconds() + " s at most";
        notices.showNotice(subject + ": " + reason + "; looking on the server for what came of it" + limit);
    }

    void reportNotFound(Duration elapsed) {
        notices.showProgress(
                subject + ": not found yet, " + elapsed.toSeconds() + " s of " + window.toSeconds() + " s");
    }

    void end() {
        notices.endProgress();
    }

    void reportFound(String description) {
        notices.showNotice(subject + ": found: " + description + "; it was not sent again");
    }

    /** {@code backup 241 "nightly"}, or as much as the row has of it. */
    static String describe(Object found) {
        if (found == Reconciler.EMPTY_RESULT) return "it is gone";
        if (!(found instanceof Row row) || row.noun() == null) return "it has happened";
        Noun noun = row.noun();
        Row inner = noun.liftedField() != null
                        && row.has(noun.liftedField())
                        && row.get(noun.liftedField()) instanceof Row lifted
                ? lifted
                : row;
        Object key = fieldValue(row, inner, noun.key());
        Object label = noun.label() == null ? null : fieldValue(row, inner, noun.label());
        return noun.singular() + (key == null ? "" : " " + key) + (label == null ? "" : " \"" + label + "\"");
    }

    private static Object fieldValue(Row row, Row inner, String name) {
        Object value = row.has(name) ? row.get(name) : null;
        return value != null || !inner.has(name) ? value : inner.get(name);
    }
}
