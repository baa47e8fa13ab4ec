package dev.baksh.shell.complete;

import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.client.text.GroovyCode;
import dev.baksh.dsl.DslNames;
import dev.baksh.dsl.DslType;
import dev.baksh.dsl.DslType.Member;
import dev.baksh.dsl.DslType.NounType;
import dev.baksh.dsl.DslType.ServerType;
import dev.baksh.shell.complete.Token.Kind;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/**
 * Completer for Groovy input and shell commands, from the catalogue and known names.
 *
 * <p>Reads only the text before the cursor: evaluates nothing, calls no method of a variable, sends no request. Text
 * that cannot be analysed has no candidates. Returns all candidates at a position; the line reader filters by prefix.
 *
 * @param rowNames names of rows, from a cache
 * @param commands the configured commands; built-in commands are added
 */
public record DslCompleter(CompletionContext context, RowNames rowNames, Map<String, ShellCommand> commands)
        implements Completer {
    /** Methods with a file name as argument. */
    private static final Set<String> FILE_METHODS = Set.of("saveTo", "exportCsv", "run", "include");

    /** The line reader filters a list of this length without a noticeable delay. */
    private static final int MAX_UNFILTERED_NAMES = 1_000;

    private static final String BLOCK_GROUP = "fields of this block";

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        complete(line.line().substring(0, line.cursor()), candidates);
    }

    /** Adds the candidates at the end of {@code textBeforeCursor}. */
    void complete(String textBeforeCursor, List<Candidate> candidates) {
        CandidateSet candidateSet = new CandidateSet(candidates);
        ShellCommandLine commandLine = ShellCommandLine.parse(textBeforeCursor);
        if (commandLine != null && commandLine.hasColon()) {
            completeCommand(textBeforeCursor, commandLine, candidateSet);
            return;
        }
        String line = textBeforeCursor.stripLeading();
        if (line.startsWith("help ")) {
            completeHelpPath(line.substring("help ".length()).stripLeading(), candidateSet);
            return;
        }
        completeGroovy(Tokenizer.tokenize(textBeforeCursor), textBeforeCursor.length(), candidateSet);
    }

    /** Returns true if the value of the whole text is a row: {@code n2ws.backups.latest(policy: 'nightly')}. */
    public boolean isRow(String text) {
        List<Token> tokens = Tokenizer.tokenize(text);
        CursorAnalysis analysis = new CursorAnalysis(tokens, context);
        return analysis.chainStart(tokens.size()) == 0
                && analysis.expressionType(tokens.size()) instanceof DslType.RowType;
    }

    private void completeCommand(String textBeforeCursor, ShellCommandLine commandLine, CandidateSet candidateSet) {
        if (CursorLine.isCommand(textBeforeCursor)) {
            ShellCommand.help(commands).forEach((name, help) -> candidateSet.add(":" + name, "commands", help));
            return;
        }
        String typed = commandLine.typedArgument(textBeforeCursor);
        if (commandLine.name().equals("help")) {
            completeHelpPath(typed, candidateSet);
        } else if (commandLine.name().equals("watch")) {
            // The interval comes first, then an expression.
            String expression = typed.replaceFirst("^\\S+\\s+(x\\d+\\s+)?", "");
            if (!expression.equals(typed))
                completeGroovy(Tokenizer.tokenize(expression), expression.length(), candidateSet);
            else if (typed.isEmpty())
                List.of("5s ", "30s ", "5m ").forEach(interval -> candidateSet.add(interval, "interval", null));
        } else if (commands.containsKey(commandLine.name())) {
            ArgumentLine line = ArgumentLine.parse(typed);
            commands.get(commandLine.name())
                    .arguments()
                    .completions(typed)
                    .forEach((word, help) -> candidateSet.add(line.quote(word), "arguments", help));
        }
    }

    private void completeGroovy(List<Token> tokens, int textLength, CandidateSet candidateSet) {
        CursorAnalysis analysis = new CursorAnalysis(tokens, context);
        Token last = analysis.tokenAt(tokens.size() - 1);
        if (last != null && last.kind() == Kind.NOT_COMPLETABLE) return;
        if (last != null && last.kind() == Kind.OPEN_STRING) {
            completeString(analysis, candidateSet);
            return;
        }
        boolean isTypingWord = last != null && last.isWord() && last.end() == textLength;
        int end = isTypingWord ? tokens.size() - 1 : tokens.size();
        Token previous = analysis.tokenAt(end - 1);
        if (previous != null && previous.isDot()) {
            candidateSet.addMembers(analysis.receiverType(end - 1).members());
            return;
        }
        // Only an operator can follow a value; operators are not completed.
        if (previous != null
                && (previous.kind() == Kind.STRING || previous.kind() == Kind.NUMBER || previous.isClosingBracket()))
            return;
        int bracket = analysis.enclosingBracket(end);
        if (bracket >= 0 && analysis.tokenAt(bracket).isSymbol("{") && analysis.isStatementStart(end)) {
            Map<String, Field> blockFields = new LinkedHashMap<>(analysis.blockFields(bracket));
            Operation blockOperation = analysis.operation(bracket);
            if (blockOperation != null) blockFields.keySet().retainAll(DslNames.blockVerbs(blockOperation));
            blockFields
                    .values()
                    .forEach(field -> candidateSet.add(
                            ParameterHint.blockFieldName(field), BLOCK_GROUP, ParameterHint.describe(field)));
            Map<String, CompletionContext.BlockWord> words = blockWords(analysis, bracket);
            words.forEach((word, blockWord) -> candidateSet.add(word, BLOCK_GROUP, blockWord.help()));
            if (!blockFields.isEmpty() || !words.isEmpty()) return;
        }
        if (bracket >= 0
                && analysis.tokenAt(bracket).isSymbol("(")
                && (previous.isSymbol("(") || previous.isSymbol(","))) {
            Operation operation = analysis.operation(bracket);
            if (operation != null) addArguments(operation, candidateSet);
        }
        CursorAnalysis.ValueTarget target = analysis.valueTarget(end);
        if (target != null) addValues(target, candidateSet);
        context.catalogs().values().forEach(catalog -> candidateSet.add(catalog.server(), "servers", null));
        if (analysis.isStatementStart(end)) candidateSet.addMembers(functions());
        context.sessionNames().get().forEach(name -> candidateSet.add(name, "session", null));
        if (tokens.isEmpty() || isTypingWord && tokens.size() == 1)
            candidateSet.add("help", "commands", "help, or help n2ws.policies");
    }

    /** Returns the functions of every script, with help. */
    private static List<Member> functions() {
        return ScriptWords.all().stream()
                .filter(word -> word.group() == ScriptWords.Group.FUNCTION)
                .map(word -> new Member(word.name(), "functions", word.help() + ": " + word.example()))
                .toList();
    }

    private Map<String, CompletionContext.BlockWord> blockWords(CursorAnalysis analysis, int bracket) {
        Operation operation = analysis.operation(bracket);
        if (operation == null) return Map.of();
        Map<String, CompletionContext.BlockWord> words = new LinkedHashMap<>();
        DslNames.specialBlockVerbs(operation)
                .forEach((word, help) -> words.put(word, new CompletionContext.BlockWord(help, List.of())));
        words.putAll(context.blockWords().getOrDefault(operation.id(), Map.of()));
        return words;
    }

    private static void addArguments(Operation operation, CandidateSet candidateSet) {
        addParameters(operation.query().values(), candidateSet);
        // The fields of create and update are words of their block, not arguments.
        boolean hasBlock = operation.verb().equals("create") || operation.verb().equals("update");
        if (!hasBlock) addParameters(operation.body().values(), candidateSet);
    }

    private static void addParameters(Collection<Field> fields, CandidateSet candidateSet) {
        fields.forEach(field -> candidateSet.add(
                ParameterHint.argumentName(field) + ": ", "parameters", ParameterHint.describe(field)));
    }

    /** Adds the known values of a field or parameter. */
    private void addValues(CursorAnalysis.ValueTarget target, CandidateSet candidateSet) {
        switch (target.field().type()) {
            case BOOL -> List.of("true", "false").forEach(word -> candidateSet.add(word, "values", null));
            case INSTANT -> List.of("now", "7.days.ago").forEach(word -> candidateSet.add(word, "values", null));
            case DURATION -> List.of("30.minutes", "2.hours").forEach(word -> candidateSet.add(word, "values", null));
            case ID, IDS -> {
                NounType noun = target.referencedNoun();
                if (noun == null) return;
                for (String name : findRowNames(noun))
                    candidateSet.add(GroovyCode.quote(name), noun.noun().name(), null);
            }
            default -> knownValues(target).forEach(value -> candidateSet.add(GroovyCode.quote(value), "values", null));
        }
    }

    private Collection<String> findRowNames(NounType type) {
        return rowNames.names(
                type.noun().server(), type.server().name(), type.noun().name());
    }

    /**
     * Reduces a long list to the names with the typed prefix, because JLine needs noticeable time for a long list.
     * Returns the whole list if no name has the prefix.
     */
    private static Collection<String> filterByPrefix(Collection<String> names, String typed) {
        if (names.size() < MAX_UNFILTERED_NAMES || typed.isEmpty() || typed.contains("\\")) return names;
        if (names.stream().noneMatch(name -> name.startsWith(typed))) return names;
        return names.stream()
                .filter(name -> name.regionMatches(true, 0, typed, 0, typed.length()))
                .toList();
    }

    /** Adds row names with the closing quote and bracket ({@code n2ws.policies['}), or files ({@code saveTo('}). */
    private void completeString(CursorAnalysis analysis, CandidateSet candidateSet) {
        int index = analysis.size() - 1;
        Token openString = analysis.tokenAt(index);
        NounType noun = analysis.referencedNoun(index);
        if (noun != null) {
            String closing = analysis.tokenAt(index - 1).isSymbol("[") ? openString.quote() + "]" : openString.quote();
            for (String name : filterByPrefix(findRowNames(noun), openString.text())) {
                addEscaped(
                        candidateSet,
                        name,
                        openString.quote(),
                        closing,
                        noun.noun().name());
            }
            return;
        }
        for (String value : knownValues(analysis.valueTarget(index)))
            addEscaped(candidateSet, value, openString.quote(), openString.quote(), "values");
        comparedValues(analysis, index).forEach((value, word) -> {
            String text = value + openString.quote();
            candidateSet.add(text, value, "values", word);
        });
        Token verb = analysis.callToken(index);
        if (verb == null) return;
        if (FILE_METHODS.contains(verb.text())) {
            if (openString.text().startsWith("~")) return; // These methods do not know the home folder.
            FileCompleter.listEntries(openString.text())
                    .forEach(name -> addEscaped(candidateSet, name, openString.quote(), "", "files"));
            return;
        }
        int bracket = analysis.enclosingBracket(index);
        CompletionContext.BlockWord blockWord =
                bracket < 0 ? null : blockWords(analysis, bracket).get(verb.text());
        if (blockWord == null) return;
        blockWord
                .values()
                .forEach(text -> addEscaped(candidateSet, text, openString.quote(), openString.quote(), verb.text()));
    }

    /** Returns the meanings of the code letters that an argument takes ({@code status: 'failed'}), or the listed values of a field. */
    private Collection<String> knownValues(CursorAnalysis.ValueTarget target) {
        if (target == null) return Set.of();
        if (target.field().type() != Field.Type.LETTER) return target.field().choices();
        Noun noun = rowNames.catalog(target.server()).noun(target.operation().noun());
        Field field = noun == null ? null : noun.field(target.field().name());
        return field == null ? Set.of() : new TreeSet<>(field.values().values());
    }

    /** Returns the values with which a script compares a field ({@code it.status == 'F'}), with their words. */
    private Map<String, String> comparedValues(CursorAnalysis analysis, int index) {
        CursorAnalysis.ComparedField compared = analysis.comparedField(index);
        if (compared == null) return Map.of();
        Noun noun = rowNames.catalog(compared.row().server())
                .noun(compared.row().noun().name());
        Field field = noun == null ? null : DslType.findField(noun.fields(), compared.name());
        return field == null ? Map.of() : field.values();
    }

    /** Adds a text for an open string. A slashy string cannot escape every character. */
    private static void addEscaped(CandidateSet candidateSet, String text, String quote, String closing, String group) {
        boolean hasEscapes = quote.startsWith("'") || quote.startsWith("\"");
        String escaped = GroovyCode.escape(text, hasEscapes ? quote.charAt(0) : '"');
        if (hasEscapes || escaped.equals(text) && text.indexOf('/') < 0)
            candidateSet.add(escaped + closing, text, group, null);
    }

    /** Adds the topics of help: members of a path, words, commands, scripts and files. */
    private void completeHelpPath(String typed, CandidateSet candidateSet) {
        String path = typed.replaceAll("\\[[^\\[\\]]*\\]|\\([^()]*\\)", "");
        String[] parts = path.split("\\.", -1);
        ShellCommand help = commands.get("help");
        if (path.indexOf(' ') >= 0) return;
        if (path.indexOf('/') >= 0) {
            FileCompleter.groovyFiles(path).forEach(name -> candidateSet.add(name, "files", null));
            return;
        }
        if (parts.length == 1) {
            context.catalogs().values().forEach(catalog -> candidateSet.add(catalog.server(), "servers", null));
            candidateSet.add("find ", "search", "help find \"restore\"");
            ScriptWords.all().forEach(word -> candidateSet.add(word.name(), "words", word.help()));
            if (help != null)
                help.arguments().completions(path).forEach((topic, text) -> candidateSet.add(topic, "topics", text));
            return;
        }
        Catalog catalog = context.catalogs().get(parts[0]);
        if (catalog == null) {
            DslType variable = context.variableLookup().apply(parts[0]);
            if (variable != null && parts.length == 2) candidateSet.addMembers(variable.members());
            return;
        }
        String nounPath = String.join(".", List.of(parts).subList(1, parts.length - 1));
        Noun noun = catalog.noun(nounPath);
        if (noun != null) {
            candidateSet.addMembers(DslType.verbs(noun, false));
            candidateSet.addMembers(DslType.verbs(noun, true));
            noun.fields()
                    .values()
                    .forEach(field -> candidateSet.add(ParameterHint.blockFieldName(field), "fields", field.help()));
            return;
        }
        if (nounPath.isEmpty()) {
            candidateSet.addMembers(new ServerType(catalog, null).members());
            return;
        }
        ServerType group = new ServerType(catalog, null, nounPath + ".");
        group.nouns().forEach((name, text) -> candidateSet.add(name, "nouns", text));
    }
}
