package dev.baksh.shell.complete;

import dev.baksh.client.api.Noun;
import dev.baksh.script.check.ClassMembers;
import java.util.Collection;
import java.util.List;

/**
 * Type of a session variable. No method of the value is called to determine it.
 *
 * @param noun of a NOUN, ROWS or ROW
 * @param server name of a server other than the server in use, or null
 * @param type of a VALUE
 * @param members keys of a MAP
 */
public record VariableInfo(Form form, Noun noun, String server, ClassMembers type, List<String> members) {
    /** Kind of value that completion distinguishes. */
    public enum Form {
        NOUN,
        ROWS,
        ROW,
        MAP,
        VALUE
    }

    public static VariableInfo of(Form form, Noun noun) {
        return new VariableInfo(form, noun, null, null, List.of());
    }

    public static VariableInfo value(ClassMembers type) {
        return new VariableInfo(Form.VALUE, null, null, type, List.of());
    }

    public static VariableInfo map(Collection<String> keys) {
        return new VariableInfo(Form.MAP, null, null, null, List.copyOf(keys));
    }
}
