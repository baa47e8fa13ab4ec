package dev.baksh.sandbox.n2ws.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.RowTable;
import java.util.Set;

/**
 * Authenticated caller of a request.
 *
 * @param visibleOwnerIds ids of the users whose objects are visible to the caller
 */
public record N2wsPrincipal(N2wsUser user, Set<Integer> visibleOwnerIds) {
    /** Returns true if the caller may see the row. All objects have their owner in {@code user}. */
    public boolean canSee(ObjectNode row) {
        return visibleOwnerIds.contains(row.path("user").intValue());
    }

    /**
     * Checks a permission.
     *
     * @throws HttpErrorException 403 for a delegate without the flag
     */
    public void requirePermission(String flag) {
        if (!user.hasPermission(flag)) throw N2wsErrorBodies.permissionDenied();
    }

    /**
     * Returns the visible row with the id from the path.
     *
     * @throws HttpErrorException 404 if there is no visible row
     */
    public ObjectNode findVisible(RowTable table, String id) {
        ObjectNode row = id.matches("[0-9]{1,9}") ? table.get(Integer.parseInt(id)) : null;
        if (row == null || !canSee(row)) throw N2wsErrorBodies.notFound();
        return row;
    }
}
