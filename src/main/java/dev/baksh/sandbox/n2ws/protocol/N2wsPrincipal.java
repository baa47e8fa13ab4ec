package dev.baksh.sandbox.n2ws.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.RowTable;
import java.util.Set;

/**
 * Who sends a request, and whose objects it may see.
 *
 * @param seenOwners ids of the users whose objects are visible
 */
public record N2wsPrincipal(N2wsUser user, Set<Integer> seenOwners) {
    /** Every kind of object carries its owner in {@code user}. */
    public boolean sees(ObjectNode row) {
        return seenOwners.contains(row.path("user").intValue());
    }

    /** @throws HttpErrorException 403 when this is a delegate without the flag */
    public void must(String flag) {
        if (!user.may(flag)) throw N2wsErrorBodies.denied();
    }

    /** A visible row by the id in the path, or 404. */
    public ObjectNode find(RowTable table, String id) {
        ObjectNode row = id.matches("[0-9]{1,9}") ? table.get(Integer.parseInt(id)) : null;
        if (row == null || !sees(row)) throw N2wsErrorBodies.notFound();
        return row;
    }
}
