package dev.baksh.n2ws;

import dev.baksh.api.Row;
import dev.baksh.resource.Client;

/**
 * When a backup has ended, and how. It has ended well only with a letter that is known to mean so. Without an
 * {@code end_time} an unknown letter means that it still runs; with one it means that it ended, and not well.
 */
final class BackupEnd implements Judge {
    /** Success; the one letter that is documented as an end (n2ws-api 2.5). */
    static final String SUCCESSFUL = "B";

    private final Client client;

    BackupEnd(Client client) {
        this.client = client;
    }

    @Override
    public Verdict verdict(Row row) {
        Object letter = row.get("status");
        if (SUCCESSFUL.equals(letter)) return Verdict.GOOD;
        if (row.get("end_time") == null) return Verdict.RUNNING;
        return letter != null && letter.equals(client.server().partial()) ? Verdict.PARTIAL : Verdict.BAD;
    }

    @Override
    public String name(Row row) {
        return "backup " + row.get("id") + " of \"" + row.get("name") + "\"";
    }

    @Override
    public String afterBad(Row row) {
        return client.server().partial() == null
                ? "if this letter means a partial success on your server, set BAKSH_N2WS_PARTIAL to it"
                : null;
    }
}
