package dev.baksh.script;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Noun;

/**
 * What is known of a value without running the script.
 *
 * @param catalog of the server, for a server, a branch and a noun
 * @param noun    of a noun, a row and a list of rows; null for rows that are not documented
 * @param branch  what stands before the dot of longer nouns, {@code azure}
 * @param element of a list
 */
record Kind(Sort sort, Catalog catalog, Noun noun, String branch, Kind element) {
    enum Sort {
        SERVER,
        /** {@code n2ws.azure}: longer nouns begin so. */
        BRANCH,
        NOUN,
        ROW,
        LIST,
        /** Anything that is certainly none of baksh's. */
        OTHER,
        UNKNOWN
    }

    static final Kind UNKNOWN = new Kind(Sort.UNKNOWN, null, null, null, null);
    static final Kind OTHER = new Kind(Sort.OTHER, null, null, null, null);

    static Kind server(Catalog catalog) {
        return new Kind(Sort.SERVER, catalog, null, null, null);
    }

    static Kind branch(Catalog catalog, String branch) {
        return new Kind(Sort.BRANCH, catalog, null, branch, null);
    }

    static Kind noun(Catalog catalog, Noun noun) {
        return new Kind(Sort.NOUN, catalog, noun, null, null);
    }

    static Kind row(Catalog catalog, Noun noun) {
        return noun == null ? UNKNOWN : new Kind(Sort.ROW, catalog, noun, null, null);
    }

    static Kind list(Kind element) {
        return new Kind(Sort.LIST, null, null, null, element);
    }

    boolean is(Sort other) {
        return sort == other;
    }

    /** What iterating gives. */
    Kind each() {
        return switch (sort) {
            case NOUN -> row(catalog, noun);
            case LIST -> element;
            default -> UNKNOWN;
        };
    }

    /** What both are, or else unknown. */
    Kind or(Kind other) {
        return equals(other) ? this : UNKNOWN;
    }
}
