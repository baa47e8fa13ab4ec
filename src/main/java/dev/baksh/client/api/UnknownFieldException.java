package dev.baksh.client.api;

import java.util.Collection;

/** A row was asked for a name that is neither one of its fields nor a documented one. */
public final class UnknownFieldException extends BakshException {
    public UnknownFieldException(String what, String name, Collection<String> known) {
        super(
                ExitCode.FAILED,
                what + " has no field '" + name + "'",
                known.isEmpty() ? null : NameSuggestions.suggest(name, known, "it has"));
    }
}
