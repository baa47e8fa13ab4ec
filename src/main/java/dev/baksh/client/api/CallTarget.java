package dev.baksh.client.api;

import java.util.List;

/**
 * Object that a call changes, as fields for the journal; the description of a call is only text for the user.
 *
 * @param operation {@link Operation#id()}
 * @param id id of the object, or null before its creation
 * @param name name of the object, or null
 * @param names names that the verb adds to the object or removes from it: roles, members
 */
public record CallTarget(String operation, Object id, String name, List<String> names) {
    public CallTarget {
        names = List.copyOf(names);
    }
}
