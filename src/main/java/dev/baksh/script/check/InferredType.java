package dev.baksh.script.check;

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
record InferredType(Sort sort, Catalog catalog, Noun noun, String branch, InferredType element) {
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

    static final InferredType UNKNOWN = new InferredType(Sort.UNKNOWN, null, null, null, null);
    static final InferredType OTHER = new InferredType(Sort.OTHER, null, null, null, null);

    static InferredType server(Catalog catalog) {
        return new InferredType(Sort.SERVER, catalog, null, null, null);
    }

    static InferredType branch(Catalog catalog, String branch) {
        return new InferredType(Sort.BRANCH, catalog, null, branch, null);
    }

    static InferredType noun(Catalog catalog, Noun noun) {
        return new InferredType(Sort.NOUN, catalog, noun, null, null);
    }

    static InferredType row(Catalog catalog, Noun noun) {
        return noun == null ? UNKNOWN : new InferredType(Sort.ROW, catalog, noun, null, null);
    }

    static InferredType list(InferredType element) {
        return new InferredType(Sort.LIST, null, null, null, element);
    }

    boolean is(Sort other) {
        return sort == other;
    }

    /** What iterating gives. */
    InferredType each() {
        return switch (sort) {
            case NOUN -> row(catalog, noun);
            case LIST -> element;
            default -> UNKNOWN;
        };
    }

    /** What both are, or else unknown. */
    InferredType or(InferredType other) {
        return equals(other) ? this : UNKNOWN;
    }
}
