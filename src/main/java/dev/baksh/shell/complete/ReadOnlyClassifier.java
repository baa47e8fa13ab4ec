package dev.baksh.shell.complete;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.shell.complete.Token.Kind;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a line certainly writes nothing, by its words alone. Unknown words count as writing: a method of the person's own
 * may do anything. So a line may be called writing that is not, and never the other way round.
 */
public final class ReadOnlyClassifier {
    /** Of the shell's own commands those that only show; others when they stand alone. */
    private static final Set<String> COMMANDS = Set.of("servers", "help", "history", "why", "runs");

    private static final Set<String> ALONE = Set.of("journal", "jobs");

    private static final Set<String> KEYWORDS =
            Set.of("def", "final", "return", "assert", "in", "instanceof", "new", "as");
    /** Called without anything before them. */
    private static final Set<String> FREE =
            Set.of("table", "spark", "bar", "csv", "json", "println", "print", "n2ws", "px");
    /** Ordinary Groovy behind a dot; none of them changes a server or a file. */
    private static final Set<String> PURE = Set.of(
            "find",
            "findAll",
            "collect",
            "count",
            "any",
            "every",
            "groupBy",
            "sort",
            "toSorted",
            "sum",
            "collectEntries",
            "collectMany",
            "countBy",
            "first",
            "last",
            "min",
            "max",
            "take",
            "drop",
            "reverse",
            "unique",
            "size",
            "join",
            "toList",
            "toSet",
            "isEmpty",
            "empty",
            "contains",
            "each",
            "eachWithIndex",
            "indexed",
            "flatten",
            "keySet",
            "values",
            "entrySet",
            "key",
            "value",
            "get",
            "toString",
            "toLowerCase",
            "toUpperCase",
            "startsWith",
            "endsWith",
            "matches",
            "trim",
            "strip",
            "length",
            "replace",
            "wide",
            "vertical",
            "columns",
            "token",
            "ago",
            "fromNow",
            "second",
            "seconds",
            "minute",
            "minutes",
            "hour",
            "hours",
            "day",
            "days",
            "week",
            "weeks");

    private final Set<String> reads = new HashSet<>(PURE);

    public ReadOnlyClassifier(Collection<Catalog> catalogs) {
        Set<String> writes = new HashSet<>(Set.of("post", "put", "delete"));
        for (Catalog catalog : catalogs) {
            for (Noun noun : catalog.nouns().values()) {
                reads.add(noun.name());
                for (String field : noun.fields().keySet()) {
                    reads.add(field);
                    reads.add(NameSuggestions.camel(field));
                }
                for (Operation operation : noun.operations().values())
                    (operation.effect().writes() ? writes : reads).add(operation.verb());
            }
        }
        reads.removeAll(writes);
    }

    public boolean certain(String line) {
        ShellCommandLine own = ShellCommandLine.of(line);
        if (own != null) {
            return COMMANDS.contains(own.name())
                    || ALONE.contains(own.name()) && own.argument().isEmpty();
        }
        List<Token> tokens = Tokenizer.of(line);
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            Token before = i == 0 ? null : tokens.get(i - 1);
            Token after = i + 1 < tokens.size() ? tokens.get(i + 1) : null;
            if (!harmless(token, before, after)) return false;
            boolean sets = token.is("=") && !(after != null && after.is("=")) && i > 1 && member(tokens, i - 1);
            if (sets) return false;
        }
        return true;
    }

    /** Ends a member or an element here, which setting may do anything? Passes over the sign of {@code +=}. */
    private static boolean member(List<Token> tokens, int end) {
        Token last = tokens.get(end);
        boolean compares = List.of("=", "!", "<", ">").contains(last.text());
        if (compares) return false;
        int place = last.kind() == Kind.SYMBOL && !last.closes() ? end - 1 : end;
        Token target = tokens.get(place);
        return target.closes() || place > 0 && tokens.get(place - 1).dot();
    }

    private boolean harmless(Token token, Token before, Token after) {
        boolean member = before != null && before.dot();
        return switch (token.kind()) {
            case WORD -> {
                if (member) yield reads.contains(token.text());
                boolean called = after != null && (after.is("(") || after.is("{") || argument(after));
                yield !called || FREE.contains(token.text()) || KEYWORDS.contains(token.text());
            }
            // A name in quotes behind a dot is a name that nobody sees; code in a text is code.
            case STRING, OPEN_STRING, CLOSED -> !member && (token.text().indexOf('$') < 0 || "'".equals(token.quote()));
            // .& makes a method of a name, @ an annotation may run code while it is compiled.
            // A bracket behind a value calls it, whatever it is.
            case SYMBOL -> !token.is("&") && !token.is("@") && !(token.is("(") && before != null && before.closes());
            case NUMBER, NEWLINE -> true;
        };
    }

    /** {@code delete 'x'}: what stands behind a word without brackets is its argument. */
    private static boolean argument(Token after) {
        return after.kind() == Kind.STRING
                || after.kind() == Kind.OPEN_STRING
                || after.kind() == Kind.NUMBER
                || after.word() && !KEYWORDS.contains(after.text());
    }
}
