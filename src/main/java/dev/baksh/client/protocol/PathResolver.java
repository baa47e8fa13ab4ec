package dev.baksh.client.protocol;

import dev.baksh.client.http.HttpResponse;

/**
 * Which paths a server has where its versions differ: configured, or found out by its first answers and remembered. An address that it
 * does not know at all is answered with a page of its framework, 404 and no JSON, and nothing has been carried out then.
 */
public final class PathResolver {
    /** The versions 1.x are those with other paths. */
    private static final String OLDER = "1";

    private final ServerDialect dialect;
    /** Null while it is not known. */
    private volatile Boolean older;

    /** @param version of the API as it is configured, or null */
    public PathResolver(ServerDialect dialect, String version) {
        this.dialect = dialect;
        this.older = version == null ? null : version.split("\\.")[0].equals(OLDER);
    }

    /** The path to ask for one of the catalogue's. */
    public String path(String path) {
        String old = Boolean.TRUE.equals(older) ? dialect.olderPath(path) : null;
        return old == null ? path : old;
    }

    /** Another path that is worth trying after this answer, or null. */
    public String other(String asked, HttpResponse answer) {
        String old = dialect.olderPath(asked);
        if (old == null || older != null) return null;
        if (unknown(answer)) return old;
        boolean own = answer.json() && answer.status() < 500 && answer.status() != 429;
        if (own) older = false;
        return null;
    }

    /** What the other path was answered. */
    public void tried(HttpResponse answer) {
        if (answer.json() && answer.status() < 500) older = true;
    }

    public static boolean unknown(HttpResponse answer) {
        return answer.status() == 404 && !answer.json();
    }
}
