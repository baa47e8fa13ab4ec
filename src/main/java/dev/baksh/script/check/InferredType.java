package dev.baksh.script.check;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Noun;

/**
 * Type of a DSL value, inferred without a run of the script.
 *
 * @param catalog catalogue of a server, group or noun
 * @param noun noun of a noun binding, a row or a list of rows; null for undocumented rows
 * @param groupName prefix of the nouns of a group, {@code azure}
 * @param listElementType type of the elements of a list
 */
record InferredType(Kind kind, Catalog catalog, Noun noun, String groupName, InferredType listElementType) {
    enum Kind {
        SERVER,
        /** Group of nouns: {@code n2ws.azure}. */
        NOUN_GROUP,
        NOUN,
        ROW,
        LIST,
        /** Value that is certainly no DSL value. */
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

    /** Type of the elements in an iteration. */
    InferredType elementType() {
        return switch (kind) {
            case NOUN -> row(catalog, noun);
            case LIST -> listElementType;
            default -> UNKNOWN;
        };
    }

    /** Returns the common type of two values, or unknown. */
    InferredType mergeWith(InferredType other) {
        return equals(other) ? this : UNKNOWN;
    }
}
