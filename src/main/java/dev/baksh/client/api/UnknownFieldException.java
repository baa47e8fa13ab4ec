package dev.baksh.client.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Error for a name that is neither a field of the row nor a documented field of its noun. */
public final class UnknownFieldException extends BakshException {
    /**
     * @param owner the row in words: {@code a policy}
     * @param verbs verbs of the row, which the hint names too
     */
    public UnknownFieldException(String owner, String name, Collection<String> knownNames, Collection<String> verbs) {
        super(ExitCode.FAILED, owner + " has no field '" + name + "'", hint(name, knownNames, verbs));
    }

    private static String hint(String name, Collection<String> knownNames, Collection<String> verbs) {
        List<String> all = new ArrayList<>(knownNames);
        all.addAll(verbs);
        String suggestion = NameSuggestions.didYouMean(name, all);
        if (suggestion != null || all.isEmpty()) return suggestion;
        String fields = "it has: " + String.join(", ", knownNames);
        return verbs.isEmpty() ? fields : fields + "\nverbs: " + String.join(", ", verbs);
    }
}
