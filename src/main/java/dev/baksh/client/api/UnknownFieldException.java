package dev.baksh.client.api;

import java.util.Collection;

/** A row was asked for a name that is neither one of its fields nor a documented one. */
public final class UnknownFieldException extends BakshException {
    public UnknownFieldException(String owner, String name, Collection<String> knownNames) {
        super(
                ExitCode.FAILED,
                owner + " has no field '" + name + "'",
                knownNames.isEmpty() ? null : NameSuggestions.suggest(name, knownNames, "it has"));
    }
}
