package dev.baksh.shell;

import dev.baksh.api.Catalog;
import dev.baksh.api.Field;
import dev.baksh.api.Names;
import dev.baksh.api.Noun;
import dev.baksh.api.Operation;
import dev.baksh.shell.Token.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/**
 * What may be typed next, from the catalogue and from names that are already at hand.
 *
 * <p>It reads the text before the cursor and nothing else: no part of it is evaluated, no value of a variable is looked at,
 * no server is asked. A text it does not understand has no candidates. All candidates of a place are given, the line reader
 * keeps those that fit what is typed.
 */
public final class WordCompleter implements Completer {
    private static final Map<String, String> RAW = ordered(
            "get", "raw GET: get('path', search: 'x')",
            "post", "raw POST: post('path', [key: 'value'])",
            "put", "raw PUT: put('path', [key: 'value'])",
            "delete", "raw DELETE: delete('path')",
            "token", "the token's state and time left, never its value");

    private static final Map<String, String> LISTS = ordered(
            "find", "the first row that fits, or null: find { it.name == 'x' }",
            "findAll", "the rows that fit",
            "each", "run a block for each row",
            "collect", "a list of what the block gives for each row",
            "count", "how many there are, or fit",
            "any", "whether one fits",
            "every", "whether all fit",
            "groupBy", "a map of lists, by what the block gives");

    /** Words that take the name of a file. */
    private static final Set<String> FILES = Set.of("saveTo", "run");

    private final Map<String, Catalog> catalogs;
    private final Supplier<Set<String>> names;
    private final NameSource live;
    private final Map<String, String> commands;

    /**
     * @param catalogs by the word they are typed with: {@code n2ws}, {@code px}
     * @param names    of variables and methods of the session
     * @param live     names of rows, as far as they are known without waiting
     * @param commands those the shell is given; its built-in ones are added
     */
    public WordCompleter(
            Map<String, Catalog> catalogs,
            Supplier<Set<String>> names,
            NameSource live,
            Map<String, Command> commands) {
        this.catalogs = Map.copyOf(catalogs);
        this.names = names;
        this.live = live;
        this.commands = ShellCommands.help(commands);
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        complete(line.line().substring(0, line.cursor()), candidates);
    }

    /** Adds what may stand at the end of {@code before}. */
    void complete(String before, List<Candidate> candidates) {
        Words found = new Words(candidates);
        ShellLine own = ShellLine.of(before);
        if (own != null && own.colon()) {
            if (Fragment.isCommand(before)) commands.forEach((name, help) -> found.add(":" + name, "commands", help));
            return;
        }
        String line = before.stripLeading();
        if (line.startsWith("help ")) {
            helpPath(line.substring("help ".length()).strip(), found);
            return;
        }
        groovy(Tokens.of(before), before.length(), found);
    }

    private void groovy(List<Token> tokens, int length, Words found) {
        Reading reading = new Reading(tokens, catalogs);
        Token last = reading.at(tokens.size() - 1);
        if (last != null && last.kind() == Kind.CLOSED) return;
        if (last != null && last.kind() == Kind.OPEN_STRING) {
            liveNames(reading, found);
            return;
        }
        boolean typing = last != null && last.word() && last.end() == length;
        int end = typing ? tokens.size() - 1 : tokens.size();
        Token before = reading.at(end - 1);
        if (before != null && before.dot()) {
            Thing thing = reading.thing(end - 1);
            if (thing != null && before.text().equals("*.")) thing = thing.indexed();
            if (thing != null) members(thing, found);
            return;
        }
        // After a value only an operator can stand, and none is offered.
        if (before != null && (before.kind() == Kind.STRING || before.kind() == Kind.NUMBER || before.closes())) return;
        int open = reading.enclosing(end);
        boolean first =
                before == null || before.kind() == Kind.NEWLINE || before.is(";") || before.is("{") || before.is("->");
        if (open >= 0 && reading.at(open).is("{") && first) {
            Map<String, Field> verbs = reading.verbs(open);
            verbs.values().forEach(field -> found.add(Names.camel(field.name()), "fields", help(field)));
            if (!verbs.isEmpty()) return;
        }
        if (open >= 0 && reading.at(open).is("(") && (before.is("(") || before.is(","))) {
            Operation operation = reading.operation(open);
            if (operation != null) arguments(operation, found);
        }
        catalogs.values().forEach(catalog -> found.add(catalog.server(), "servers", null));
        names.get().forEach(name -> found.add(name, "session", null));
        if (tokens.isEmpty() || typing && tokens.size() == 1)
            found.add("help", "commands", "help, or help n2ws.policies");
    }

    private void members(Thing thing, Words found) {
        switch (thing.kind()) {
            case SERVER -> {
                thing.nouns().forEach((name, help) -> found.add(name, "nouns", help));
                if (thing.branch().isEmpty()) RAW.forEach((name, help) -> found.add(name, "raw", help));
            }
            case NOUN -> {
                operations(thing.noun(), false, found);
                LISTS.forEach((name, help) -> found.add(name, "lists", help));
            }
            case ROWS -> LISTS.forEach((name, help) -> found.add(name, "lists", help));
            case ROW -> {
                operations(thing.noun(), true, found);
                thing.noun()
                        .fields()
                        .values()
                        .forEach(field -> found.add(Names.camel(field.name()), "fields", help(field)));
            }
            case OBJECT ->
                thing.fields().values().forEach(field -> found.add(Names.camel(field.name()), "fields", help(field)));
        }
    }

    private static void operations(Noun noun, boolean onRow, Words found) {
        noun.operations(onRow)
                .forEach((verb, operation) ->
                        found.add(verb, operation.effect().writes() ? "verbs that write" : "verbs", operation.help()));
    }

    private static void arguments(Operation operation, Words found) {
        operation
                .query()
                .values()
                .forEach(field -> found.add(Spelling.argument(field) + ": ", "parameters", help(field)));
        // The fields of create and update are verbs of their block, not arguments.
        if (operation.verb().equals("create") || operation.verb().equals("update")) return;
        operation
                .body()
                .values()
                .forEach(field -> found.add(Spelling.argument(field) + ": ", "parameters", help(field)));
    }

    /** {@code n2ws.policies['}: the names, with what closes them; {@code saveTo('}: files. */
    private void liveNames(Reading reading, Words found) {
        int place = reading.size() - 1;
        Token typed = reading.at(place);
        Thing noun = reading.referred(place);
        if (noun != null && noun.kind() == Thing.Kind.NOUN) {
            String close = reading.at(place - 1).is("[") ? typed.quote() + "]" : typed.quote();
            for (String name : live.names(
                    noun.catalog().server(), noun.server(), noun.noun().name())) {
                found.add(escaped(name, typed.quote()) + close, noun.noun().name(), null);
            }
            return;
        }
        int call = reading.at(place - 1) != null && reading.at(place - 1).is("(") ? place - 2 : place - 1;
        Token verb = reading.at(call);
        if (verb != null && verb.word() && FILES.contains(verb.text())) {
            FileNames.under(typed.text()).forEach(name -> found.add(escaped(name, typed.quote()), "files", null));
        }
    }

    private static String escaped(String name, String quote) {
        String escaped = name.replace("\\", "\\\\").replace(quote, "\\" + quote);
        return quote.equals("\"") ? escaped.replace("$", "\\$") : escaped;
    }

    private void helpPath(String path, Words found) {
        String[] parts = path.split("\\.", -1);
        if (parts.length == 1) {
            catalogs.values().forEach(each -> found.add(each.server(), "servers", null));
            return;
        }
        Catalog catalog = catalogs.get(parts[0]);
        Thing thing = catalog == null ? null : Thing.server(catalog, null);
        for (int i = 1; i < parts.length - 1 && thing != null; i++) {
            thing = thing.kind() == Thing.Kind.SERVER ? thing.member(parts[i]) : null;
        }
        if (thing == null) return;
        if (thing.kind() == Thing.Kind.SERVER) {
            thing.nouns().forEach((name, help) -> found.add(name, "nouns", help));
            return;
        }
        operations(thing.noun(), false, found);
        operations(thing.noun(), true, found);
    }

    /** A word of a server that is no noun: a raw call, or the token. */
    static boolean raw(String word) {
        return RAW.containsKey(word);
    }

    private static String help(Field field) {
        return field.help() != null || !field.required() ? field.help() : "required";
    }

    private static Map<String, String> ordered(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) map.put(pairs[i], pairs[i + 1]);
        return map;
    }
}
