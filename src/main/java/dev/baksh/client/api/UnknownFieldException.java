package dev.baksh.client.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Error for a name that is neither a field of the row nor a documented field of its noun. */
public final class UnknownFieldException extends BakshException {
    /**
     * @param owner the row in words: {@code a policy}
     * @param readVerbs verbs of the row that only read, which the hint names too
     */
    public UnknownFieldException(
            String owner, String name, Collection<String> knownNames, Collection<String> readVerbs) {
        super(ExitCode.FAILED, owner + " has no field '" + name + "'", hint(name, knownNames, readVerbs));
    }

    private static String hint(String name, Collection<String> knownNames, Collection<String> readVerbs) {
        List<String> all = new ArrayList<>(knownNames);
        all.addAll(readVerbs);
        String suggestion = NameSuggestions.didYouMean(name, all);
        if (suggestion != null || all.isEmpty()) return suggestion;
        String fields = "it has: " + String.join(", ", knownNames);
        return readVerbs.isEmpty() ? fields : fields + "\nverbs that read: " + String.join(", ", readVerbs);
    }
}
