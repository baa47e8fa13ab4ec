package dev.baksh.shell.complete;

import dev.baksh.client.api.Catalog;
import dev.baksh.script.check.ClassMembers;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What can be known of the words of a line without running any of them.
 *
 * @param catalogs by the word they are typed with: {@code n2ws}, {@code px}
 * @param sessionNames    of variables, methods and classes of the session
 * @param variableLookup     what a variable holds, or null when it is none or holds nothing that is known
 * @param classLookup    a class of the session, of {@code lib/} or of the JDK by its simple name, or null
 * @param blockWords   words of blocks beyond the fields of the catalogue, by operation ({@code px.roles.create})
 */
public record CompletionContext(
        Map<String, Catalog> catalogs,
        Supplier<Set<String>> sessionNames,
        Function<String, VariableInfo> variableLookup,
        Function<String, ClassMembers> classLookup,
        Map<String, Map<String, BlockWord>> blockWords) {

    /**
     * A word of a block.
     *
     * @param values that it takes, where they are known
     */
    public record BlockWord(String help, Collection<String> values) {}

    /** Of catalogues and names alone. */
    public CompletionContext(Map<String, Catalog> catalogs, Supplier<Set<String>> sessionNames) {
        this(catalogs, sessionNames, name -> null, name -> null, Map.of());
    }

    public CompletionContext {
        catalogs = Map.copyOf(catalogs);
        blockWords = Map.copyOf(blockWords);
    }
}
