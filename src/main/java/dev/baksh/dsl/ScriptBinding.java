package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ServerKind;
import groovy.lang.Binding;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Binding of a script: {@code n2ws}, {@code px}, {@code args}, {@code params}, {@code now}, and the script's variables.
 */
public final class ScriptBinding extends Binding {
    /** Names with a fixed meaning; a script cannot redefine them. */
    public static final Set<String> RESERVED = Set.of("n2ws", "px", "args", "params", "now");

    private final ScriptHost host;
    private final List<String> args;
    private final Map<String, Object> params;
    private final Supplier<Instant> currentTime;

    /**
     * @param args arguments after the script's file name
     * @param params the {@code --name value} pairs among the arguments
     */
    public ScriptBinding(ScriptHost host, List<String> args, Map<String, Object> params) {
        this.host = host;
        this.args = List.copyOf(args);
        this.params = Collections.unmodifiableMap(new LinkedHashMap<>(params)); // Keeps the order of the command line.
        this.currentTime = () -> host.time().now();
    }

    /**
     * Creates the binding of a run with a journal.
     *
     * @param params declared parameters, used without a copy
     * @param currentTime value of {@code now}
     */
    public ScriptBinding(
            ScriptHost host, List<String> args, Map<String, Object> params, Supplier<Instant> currentTime) {
        this.host = host;
        this.args = List.copyOf(args);
        this.params = params;
        this.currentTime = currentTime;
    }

    ScriptHost host() {
        return host;
    }

    /** Returns a server by name, or the only server of its kind when the name is null. */
    ServerBinding server(ServerKind kind, String name) {
        return new ServerBinding(host.client(kind, name));
    }

    @Override
    public Object getVariable(String name) {
        return switch (name) {
            case "n2ws", "px" -> server(ServerKind.of(name), null);
            case "args" -> args;
            case "params" -> params;
            case "now" -> currentTime.get();
            default -> super.getVariable(name);
        };
    }

    @Override
    public boolean hasVariable(String name) {
        return RESERVED.contains(name) || super.hasVariable(name);
    }

    @Override
    public void setVariable(String name, Object value) {
        if (RESERVED.contains(name)) {
            throw BakshException.failure(
                    "'" + name + "' is a reserved name of baksh and cannot be reassigned or redeclared",
                    "choose another name");
        }
        super.setVariable(name, value);
    }
}
