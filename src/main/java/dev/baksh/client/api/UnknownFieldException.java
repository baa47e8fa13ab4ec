package dev.baksh.client.api;

import java.util.Collection;

/** Error for a name that is neither a field of the row nor a documented field of its noun. */
public final class UnknownFieldException extends BakshException {
    public UnknownFieldException(String owner, String name, Collection<String> knownNames) {
        super(
                ExitCode.FAILED,
                owner + " has no field '" + name + "'",
                knownNames.isEmpty() ? null : NameSuggestions.suggest(name, knownNames, "it has"));
    }
}
