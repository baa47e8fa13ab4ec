package dev.baksh.exchange;

/** What one kind of server does in its own way: headers, error bodies, pages. */
public interface Dialect extends Paging {

    /** Stands before every path of the catalogue that has no leading slash: {@code /api/}. */
    String base();

    /** The path that servers of an older API version have for this one of the catalogue, or null when it is the same. */
    default String olderPath(String path) {
        return null;
    }

    /** The Accept header. */
    String accept();

    /**
     * The problem that an answer tells of, or null when it is a good one. A good HTTP status proves nothing: Portworx says
     * {@code SUCCESS: false} with 200.
     */
    Problem problem(WireAnswer answer);
}
