package dev.baksh.script.check;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Noun;

/**
 * What is known of a value without running the script.
 *
 * @param catalog of the server, for a server, a branch and a noun
 * @param noun    of a noun, a row and a list of rows; null for rows that are not documented
 * @param groupName  what stands before the dot of longer nouns, {@code azure}
 * @param listElementType of a list
 */
record InferredType(Kind kind, Catalog catalog, Noun noun, String groupName, InferredType listElementType) {
    enum Kind {
        SERVER,
        /** {@code n2ws.azure}: longer nouns begin so. */
        NOUN_GROUP,
        NOUN,
        ROW,
        LIST,
        /** Anything that is certainly none of baksh's. */
        OTHER,
        UNKNOWN
    }

    static final InferredType UNKNOWN = new InferredType(Kind.UNKNOWN, null, null, null, null);
    static final InferredType OTHER = new InferredType(Kind.OTHER, null, null, null, null);

    static InferredType server(Catalog catalog) {
        return new InferredType(Kind.SERVER, catalog, null, null, null);
    }

    static InferredType nounGroup(Catalog catalog, String groupName) {
        return new InferredType(Kind.NOUN_GROUP, catalog, null, groupName, null);
    }

    static InferredType noun(Catalog catalog, Noun noun) {
        return new InferredType(Kind.NOUN, catalog, noun, null, null);
    }

    static InferredType row(Catalog catalog, Noun noun) {
        return noun == null ? UNKNOWN : new InferredType(Kind.ROW, catalog, noun, null, null);
    }

    static InferredType list(InferredType element) {
        return new InferredType(Kind.LIST, null, null, null, element);
    }

    boolean isKind(Kind expected) {
        return kind == expected;
    }

    /** What iterating gives. */
    InferredType elementType() {
        return switch (kind) {
            case NOUN -> row(catalog, noun);
            case LIST -> listElementType;
            default -> UNKNOWN;
        };
    }

    /** What both are, or else unknown. */
    InferredType mergeWith(InferredType other) {
        return equals(other) ? this : UNKNOWN;
    }
}
