package dev.baksh.sandbox.n2ws.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baksh.sandbox.server.RowTable;
import dev.baksh.sandbox.server.ServerRequest;
import dev.baksh.sandbox.server.ServerResponse;
import java.util.Map;
import java.util.Set;

/**
 * Request of an authenticated caller to one route of the emulated N2WS server.
 *
 * @param visibleOwnerIds ids of the users whose objects are visible to the caller
 * @param pathVariables values of the variables in the path, by name
 */
public record N2wsCall(
        ServerRequest request,
        Map<String, String> pathVariables,
        N2wsUser caller,
        Set<Integer> visibleOwnerIds,
        N2wsBehavior behavior) {

    /** Returns the parameter of the query, or null. */
    public String query(String name) {
        return request.query().get(name);
    }

    /** Returns the fields of the body, see {@link RequestBodyParser#parse}. */
    public ObjectNode body() {
        return RequestBodyParser.parse(request);
    }

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
        if (!caller.hasPermission(flag)) throw N2wsErrorBodies.permissionDenied();
    }

    /**
     * Returns the visible row with the {@code id} in the path.
     *
     * @throws HttpErrorException 404 if there is no visible row
     */
    public ObjectNode row(RowTable table) {
        String id = pathVariables.get("id");
        ObjectNode row = id.matches("[0-9]{1,9}") ? table.get(Integer.parseInt(id)) : null;
        if (row == null || !canSee(row)) throw N2wsErrorBodies.notFound();
        return row;
    }

    /** Returns a response with the row, see {@link #row}. */
    public ServerResponse respondRow(RowTable table) {
        return ServerResponse.json(200, row(table));
    }

    /**
     * Returns the response for a list of rows without owners.
     *
     * @param filterFields see {@link ListQuery}
     */
    public ServerResponse respondList(RowTable table, Set<String> filterFields, String... searchFields) {
        return new ListQuery(table, filterFields, searchFields).respond(this, row -> true);
    }
}
