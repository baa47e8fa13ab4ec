package dev.baksh.exchange;

/**
 * Which paths a server has where its versions differ: found out by its first answers, and remembered. An address that it
 * does not know at all is answered with a page of its framework, 404 and no JSON, and nothing has been carried out then.
 */
final class KnownPaths {
    private final Dialect dialect;
    /** Null while it is not known. */
    private volatile Boolean older;

    KnownPaths(Dialect dialect) {
        this.dialect = dialect;
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
