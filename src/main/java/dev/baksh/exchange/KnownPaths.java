package dev.baksh.exchange;

/**
 * Which paths a server has where its versions differ: configured, or found out by its first answers and remembered. An address that it
 * does not know at all is answered with a page of its framework, 404 and no JSON, and nothing has been carried out then.
 */
final class KnownPaths {
    /** The versions 1.x are those with other paths. */
    private static final String OLDER = "1";

    private final Dialect dialect;
    /** Null while it is not known. */
    private volatile Boolean older;

    /** @param version of the API as it is configured, or null */
    KnownPaths(Dialect dialect, String version) {
        this.dialect = dialect;
        this.older = version == null ? null : version.split("\\.")[0].equals(OLDER);
    }

    /** The path to ask for one of the catalogue's. */
    String path(String path) {
        String old = Boolean.TRUE.equals(older) ? dialect.olderPath(path) : null;
        return old == null ? path : old;
    }

    /** Another path that is worth trying after this answer, or null. */
    String other(String asked, WireAnswer answer) {
        String old = dialect.olderPath(asked);
        if (old == null || older != null) return null;
        if (unknown(answer)) return old;
        boolean own = answer.json() && answer.status() < 500 && answer.status() != 429;
        if (own) older = false;
        return null;
    }

    /** What the other path was answered. */
    void tried(WireAnswer answer) {
        if (answer.json() && answer.status() < 500) older = true;
    }

    static boolean unknown(WireAnswer answer) {
        return answer.status() == 404 && !answer.json();
    }
}
