package dev.baksh.shell.complete;

import dev.baksh.client.api.Catalog;
import dev.baksh.dsl.ClassMembers;
import dev.baksh.dsl.DslType;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Context of the completion: names and types that are known without running code.
 *
 * @param catalogs by the name in scripts: {@code n2ws}, {@code px}
 * @param sessionNames variables, methods and classes of the session
 * @param variableLookup returns the type of a variable, or null if unknown
 * @param classLookup returns a class of the session, of {@code lib/} or of the JDK by its simple name, or null
 * @param blockWords additional words of blocks, by operation ({@code px.roles.create})
 */
public record CompletionContext(
        Map<String, Catalog> catalogs,
        Supplier<Set<String>> sessionNames,
        Function<String, DslType> variableLookup,
        Function<String, ClassMembers> classLookup,
        Map<String, Map<String, BlockWord>> blockWords) {

    /**
     * Word of a block.
     *
     * @param values known values of its argument; may be empty
     */
    public record BlockWord(String help, Collection<String> values) {}

    public CompletionContext {
        catalogs = Map.copyOf(catalogs);
        blockWords = Map.copyOf(blockWords);
    }
}
