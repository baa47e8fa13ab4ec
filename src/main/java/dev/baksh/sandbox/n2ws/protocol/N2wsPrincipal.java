package dev.baksh.sandbox.n2ws.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.RowTable;
import java.util.Set;

/**
 * Who sends a request, and whose objects it may see.
 *
 * @param visibleOwnerIds ids of the users whose objects are visible
 */
public record N2wsPrincipal(N2wsUser user, Set<Integer> visibleOwnerIds) {
    /** Every kind of object carries its owner in {@code user}. */
    public boolean canSee(ObjectNode row) {
        return visibleOwnerIds.contains(row.path("user").intValue());
    }

    /** @throws HttpErrorException 403 when this is a delegate without the flag */
    public void requirePermission(String flag) {
        if (!user.hasPermission(flag)) throw N2wsErrorBodies.permissionDenied();
    }

    /** A visible row by the id in the path, or 404. */
    public ObjectNode findVisible(RowTable table, String id) {
        ObjectNode row = id.matches("[0-9]{1,9}") ? table.get(Integer.parseInt(id)) : null;
        if (row == null || !canSee(row)) throw N2wsErrorBodies.notFound();
        return row;
    }
}
