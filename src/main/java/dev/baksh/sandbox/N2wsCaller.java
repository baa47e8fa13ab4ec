package dev.baksh.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * Who sends a request, and whose objects it may see.
 *
 * @param seenOwners ids of the users whose objects are visible
 */
record N2wsCaller(N2wsUser user, Set<Integer> seenOwners) {
    /** Every kind of object carries its owner in {@code user}. */
    boolean sees(ObjectNode row) {
        return seenOwners.contains(row.path("user").intValue());
    }

    /** @throws Refusal 403 when this is a delegate without the flag */
    void must(String flag) {
        if (!user.may(flag)) throw N2wsErrors.denied();
    }

    /** A visible row by the id in the path, or 404. */
    ObjectNode find(Table table, String id) {
        ObjectNode row = id.matches("[0-9]{1,9}") ? table.get(Integer.parseInt(id)) : null;
        if (row == null || !sees(row)) throw N2wsErrors.notFound();
        return row;
    }
}
