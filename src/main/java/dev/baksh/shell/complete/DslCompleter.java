package dev.baksh.shell.complete;

import dev.baksh.client.api.Field;
import dev.baksh.client.api.Operation;
import dev.baksh.shell.complete.Token.Kind;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/**
 * What may be typed next, from the catalogue and from names that are already at hand.
 *
 * <p>It reads the text before the cursor and nothing else: no part of it is evaluated, nothing of a variable's value is
 * called, no server is asked. A text it does not understand has no candidates. All candidates of a place are given, the line
 * reader keeps those that fit what is typed.
 */
public final class DslCompleter implements Completer {
    /** Words that take the name of a file. */
    private static final Set<String> FILES = Set.of("saveTo", "exportCsv", "run", "include");

    /** So many names are no burden to the line reader. */
    private static final int MANY = 1_000;

    private final CompletionContext lexicon;
    private final RowNames live;
    private final Map<String, ShellCommand> commands;
    private final MemberCandidates members;

    /**
     * A completer for one session.
     *
     * @param live     names of rows, as far as they are known without waiting
     * @param commands those the shell is given; its built-in ones are added
     */
    public DslCompleter(CompletionContext lexicon, RowNames live, Map<String, ShellCommand> commands) {
        this.lexicon = lexicon;
        this.live = live;
        this.commands = commands;
        this.members = new MemberCandidates();
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        complete(line.line().substring(0, line.cursor()), candidates);
    }

    /** Adds what may stand at the end of {@code before}. */
    void complete(String before, List<Candidate> candidates) {
        CandidateSet found = new CandidateSet(candidates);
        ShellCommandLine own = ShellCommandLine.of(before);
        if (own != null && own.colon()) {
            command(before, own, found);
            return;
        }
        String line = before.stripLeading();
        if (line.startsWith("help ")) {
            helpPath(line.substring("help ".length()).strip(), found);
            return;
        }
        groovy(Tokenizer.of(before), before.length(), found);
    }

    private void command(String before, ShellCommandLine own, CandidateSet found) {
        if (ReplacedRange.isCommand(before)) {
            ShellCommand.help(commands).forEach((name, help) -> found.add(":" + name, "commands", help));
            return;
        }
        String typed = own.after(before);
        if (own.name().equals("help")) {
            helpPath(typed, found);
        } else if (own.name().equals("watch")) {
            // The time comes first, then an expression.
            String expression = typed.replaceFirst("^\\S+\\s+(x\\d+\\s+)?", "");
            if (!expression.equals(typed)) groovy(Tokenizer.of(expression), expression.length(), found);
            else if (typed.isEmpty()) List.of("5s ", "30s ", "5m ").forEach(every -> found.add(every, "every", null));
        } else if (commands.containsKey(own.name())) {
            commands.get(own.name())
                    .arguments()
                    .words(typed)
                    .forEach((word, help) -> found.add(word, "arguments", help));
        }
    }

    private void groovy(List<Token> tokens, int length, CandidateSet found) {
        CursorAnalysis reading = new CursorAnalysis(tokens, lexicon);
        Token last = reading.at(tokens.size() - 1);
        if (last != null && last.kind() == Kind.CLOSED) return;
        if (last != null && last.kind() == Kind.OPEN_STRING) {
            inString(reading, found);
            return;
        }
        boolean typing = last != null && last.word() && last.end() == length;
        int end = typing ? tokens.size() - 1 : tokens.size();
        Token before = reading.at(end - 1);
        if (before != null && before.dot()) {
            ExpressionType thing = reading.thing(end - 1);
            if (thing != null && before.text().equals("*.")) thing = thing.indexed();
            if (thing != null) members.of(thing, found);
            return;
        }
        // After a value only an operator can stand, and none is offered.
        if (before != null && (before.kind() == Kind.STRING || before.kind() == Kind.NUMBER || before.closes())) return;
        int open = reading.enclosing(end);
        if (open >= 0 && reading.at(open).is("{") && reading.statement(end)) {
            Map<String, Field> verbs = reading.verbs(open);
            verbs.values()
                    .forEach(field ->
                            found.add(ParameterHint.verb(field), MemberCandidates.BLOCK, ParameterHint.help(field)));
            blockWords(reading, open).forEach((word, what) -> found.add(word, MemberCandidates.BLOCK, what.help()));
            if (!verbs.isEmpty()) return;
        }
        if (open >= 0 && reading.at(open).is("(") && (before.is("(") || before.is(","))) {
            Operation operation = reading.operation(open);
            if (operation != null) arguments(operation, found);
        }
        ExpressionType.Place place = reading.valueOf(end);
        if (place != null) values(place, found);
        lexicon.catalogs().values().forEach(catalog -> found.add(catalog.server(), "servers", null));
        if (reading.statement(end)) MemberCandidates.FIRST.forEach((name, help) -> found.add(name, "words", help));
        lexicon.names().get().forEach(name -> found.add(name, "session", null));
        if (tokens.isEmpty() || typing && tokens.size() == 1)
            found.add("help", "commands", "help, or help n2ws.policies");
    }

    private Map<String, CompletionContext.BlockWord> blockWords(CursorAnalysis reading, int open) {
        Operation operation = reading.operation(open);
        return operation == null ? Map.of() : lexicon.blocks().getOrDefault(operation.id(), Map.of());
    }

    private static void arguments(Operation operation, CandidateSet found) {
        parameters(operation.query().values(), found);
        // The fields of create and update are verbs of their block, not arguments.
        boolean block = operation.verb().equals("create") || operation.verb().equals("update");
        if (!block) parameters(operation.body().values(), found);
    }

    private static void parameters(Collection<Field> fields, CandidateSet found) {
        fields.forEach(
                field -> found.add(ParameterHint.argument(field) + ": ", "parameters", ParameterHint.help(field)));
    }

    /** What a field or a parameter may be set to, where that is known. */
    private void values(ExpressionType.Place place, CandidateSet found) {
        switch (place.field().type()) {
            case BOOL -> List.of("true", "false").forEach(word -> found.add(word, "values", null));
            case INSTANT -> List.of("now", "7.days.ago").forEach(word -> found.add(word, "values", null));
            case ID, IDS -> {
                ExpressionType noun = place.receiver().reference(place.field().ref());
                if (noun == null) return;
                for (String name : names(noun))
                    found.add("'" + escaped(name, "'") + "'", noun.noun().name(), null);
            }
            default -> {
                return;
            }
        }
    }

    private Collection<String> names(ExpressionType noun) {
        return live.names(noun.catalog().server(), noun.server(), noun.noun().name());
    }

    /**
     * Of very many names those that begin with what is typed, where any does: the line reader would keep these alone, and it
     * takes its time to look at all.
     */
    private static Collection<String> beginning(Collection<String> names, String typed) {
        if (names.size() < MANY || typed.isEmpty() || typed.contains("\\")) return names;
        if (names.stream().noneMatch(name -> name.startsWith(typed))) return names;
        return names.stream()
                .filter(name -> name.regionMatches(true, 0, typed, 0, typed.length()))
                .toList();
    }

    /** {@code n2ws.policies['}: the names, with what closes them; {@code saveTo('}: files. */
    private void inString(CursorAnalysis reading, CandidateSet found) {
        int place = reading.size() - 1;
        Token typed = reading.at(place);
        ExpressionType noun = reading.referred(place);
        if (noun != null && noun.kind() == ExpressionType.Kind.NOUN) {
            String close = reading.at(place - 1).is("[") ? typed.quote() + "]" : typed.quote();
            for (String name : beginning(names(noun), typed.text())) {
                found.add(
                        escaped(name, typed.quote()) + close, name, noun.noun().name(), null);
            }
            return;
        }
        Token verb = reading.commanding(place);
        if (verb == null) return;
        if (FILES.contains(verb.text())) {
            FileCompleter.under(typed.text())
                    .forEach(name -> found.add(escaped(name, typed.quote()), name, "files", null));
            return;
        }
        int open = reading.enclosing(place);
        CompletionContext.BlockWord word =
                open < 0 ? null : blockWords(reading, open).get(verb.text());
        if (word == null) return;
        word.texts().forEach(text -> found.add(escaped(text, typed.quote()) + typed.quote(), text, verb.text(), null));
    }

    private static String escaped(String name, String quote) {
        String escaped = name.replace("\\", "\\\\").replace(quote, "\\" + quote);
        return quote.equals("\"") ? escaped.replace("$", "\\$") : escaped;
    }

    private void helpPath(String path, CandidateSet found) {
        String[] parts = path.split("\\.", -1);
        if (parts.length == 1) {
            lexicon.catalogs().values().forEach(each -> found.add(each.server(), "servers", null));
            found.add("find ", "all pages", "help find \"restore\"");
            return;
        }
        ExpressionType thing = lexicon.catalogs().containsKey(parts[0])
                ? ExpressionType.server(lexicon.catalogs().get(parts[0]), null)
                : null;
        for (int i = 1; i < parts.length - 1 && thing != null; i++) {
            thing = thing.kind() == ExpressionType.Kind.SERVER ? thing.member(parts[i]) : null;
        }
        if (thing != null) members.topics(thing, found);
    }
}
