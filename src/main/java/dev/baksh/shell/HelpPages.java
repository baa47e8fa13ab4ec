package dev.baksh.shell;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.shell.complete.ParameterHint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** {@code help n2ws.policies.create}: what the catalogue knows, as pages of lines. Asks no server. */
public final class HelpPages {
    /** More hits than this are a reason to search for more. */
    private static final int MAX_HITS = 40;

    /** What the one product calls so the other calls so. */
    private static final Map<String, String> SYNONYMS = Map.of("restore", "recover", "recover", "restore");

    private final Map<String, Catalog> catalogs;

    /** @param catalogs by the word they are typed with, in the order they are shown */
    public HelpPages(Map<String, Catalog> catalogs) {
        this.catalogs = catalogs;
    }

    /**
     * The page of a topic.
     *
     * @param topic {@code n2ws}, {@code n2ws.policies}, {@code n2ws.policies.create}, {@code find "restore"}; brackets and
     *     their content are passed over, so that a line that was typed may be asked about; {@code ""} is the first page
     * @param width columns; longer lines are wrapped
     * @throws BakshException usage, with the nearest topics, for a topic that is none
     */
    public List<String> page(String topic, int width) {
        WrappedText page = new WrappedText(width);
        String query = topic.strip();
        if (query.isEmpty()) {
            writeOverview(page);
        } else if (query.matches("find\\b.*")) {
            search(query.substring("find".length()).replaceAll("[\"']", "").strip(), page);
        } else {
            writeTopic(query, page);
        }
        return page.lines();
    }

    private void writeOverview(WrappedText page) {
        page.addHeading("servers and what they keep");
        for (Catalog catalog : catalogs.values()) {
            page.addPair(catalog.server(), 8, String.join(", ", catalog.nouns().keySet()));
        }
        page.addHeading("to begin with");
        page.addPair("n2ws.policies", 38, "a table");
        page.addPair("n2ws.policies['nightly']", 38, "one by its name");
        page.addPair("n2ws.policies.findAll { !it.enabled }", 38, "ordinary Groovy");
        page.addPair("px.roles", 38, "a table of roles");
        page.addHeading("help");
        page.addPair("help n2ws.policies", 36, "what can be done with policies");
        page.addPair("help n2ws.policies.create", 36, "one verb: arguments, request, permission, example");
        page.addPair("help find \"restore\"", 36, "search all pages");
        page.addPair(":help", 36, "the shell's own commands");
    }

    private void writeTopic(String topic, WrappedText page) {
        String path = topic.replaceAll("\\[[^\\]]*\\]|\\([^)]*\\)|\\{.*", "").strip();
        String[] parts = path.split("\\.", -1);
        Catalog catalog = catalogs.get(parts[0]);
        if (catalog == null) throw unknownTopic(topic, parts[parts.length - 1]);
        if (parts.length == 1) {
            writeServer(catalog, "", page);
            return;
        }
        String nounPath = path.substring(path.indexOf('.') + 1);
        if (catalog.nouns().keySet().stream().anyMatch(name -> name.startsWith(nounPath + "."))) {
            writeServer(catalog, nounPath + ".", page);
            return;
        }
        Noun noun = noun(catalog, nounPath);
        if (noun == null) {
            throw BakshException.usageError(
                    "help: " + parts[0] + " has no '" + parts[1] + "'",
                    NameSuggestions.suggest(parts[1], catalog.nouns().keySet(), "it has"));
        }
        if (nounPath.equals(noun.name())) noun(noun, page);
        else writeMember(noun, nounPath.substring(noun.name().length() + 1), topic, page);
    }

    /** The noun that a path begins with; of {@code azure.policies} and {@code azure} the longer one. */
    private static Noun noun(Catalog catalog, String path) {
        Noun found = null;
        for (Noun noun : catalog.nouns().values()) {
            boolean matches = path.equals(noun.name()) || path.startsWith(noun.name() + ".");
            if (matches && (found == null || noun.name().length() > found.name().length())) found = noun;
        }
        return found;
    }

    private void writeMember(Noun noun, String name, String topic, WrappedText page) {
        if (name.indexOf('.') >= 0) throw unknownTopic(topic, name.substring(name.lastIndexOf('.') + 1));
        Operation operation = noun.operation(name);
        if (operation != null) {
            writeOperation(noun, operation, page);
        } else if (noun.field(name) != null) {
            Field field = noun.field(name);
            page.addLine(noun.server() + "." + noun.name() + "." + ParameterHint.blockFieldName(field)
                    + ": a field of each " + noun.singular());
            page.addLine("");
            writeField(field, ParameterHint::blockFieldName, 0, page);
        } else {
            List<String> knownNames = new ArrayList<>(noun.operations().keySet());
            noun.fields().values().forEach(field -> knownNames.add(ParameterHint.blockFieldName(field)));
            throw BakshException.usageError(
                    "help: " + noun.server() + "." + noun.name() + " has no '" + name + "'",
                    NameSuggestions.suggest(name, knownNames, "it has"));
        }
    }

    /** @param namePrefix what the names of the nouns begin with: {@code azure.}, or empty for all */
    private void writeServer(Catalog catalog, String namePrefix, WrappedText page) {
        page.addHeading(
                namePrefix.isEmpty() ? catalog.server() : catalog.server() + "." + namePrefix.replaceFirst("\\.$", ""));
        List<Noun> nouns = catalog.nouns().values().stream()
                .filter(noun -> noun.name().startsWith(namePrefix))
                .toList();
        int column =
                2 + nouns.stream().mapToInt(noun -> noun.name().length()).max().orElse(0);
        nouns.forEach(noun -> page.addPair(noun.name(), column, noun.help()));
        if (!namePrefix.isEmpty()) return;
        page.addHeading("raw calls, by the same tokens, guards and journal");
        page.addPair(catalog.server() + ".get('path', name: 'value')", 40, "post, put, delete likewise");
    }

    private void noun(Noun noun, WrappedText page) {
        page.addLine(noun.server() + "." + noun.name() + ": " + noun.help());
        int column = 2
                + noun.operations().keySet().stream()
                        .mapToInt(String::length)
                        .max()
                        .orElse(0);
        for (boolean onRow : new boolean[] {false, true}) {
            Map<String, Operation> verbs = noun.operations(onRow);
            if (verbs.isEmpty()) continue;
            page.addHeading(onRow ? "of one " + noun.singular() : "of all");
            verbs.values()
                    .forEach(verb -> page.addPair(
                            verb.verb(),
                            column,
                            verb.help() + (verb.effect().isWrite() ? " [" + verb.effect() + "]" : "")));
        }
        page.addHeading("fields");
        int nameColumn = nameColumnWidth(noun.fields(), ParameterHint::blockFieldName);
        noun.fields().values().forEach(field -> writeField(field, ParameterHint::blockFieldName, nameColumn, page));
        if (noun.operations().isEmpty()) return;
        page.addHeading("more");
        page.addLine("  help " + noun.server() + "." + noun.name() + "."
                + noun.operations().keySet().iterator().next());
    }

    private void writeOperation(Noun noun, Operation operation, WrappedText page) {
        page.addLine(operation.id() + ": " + operation.help());
        if (operation.example() != null) {
            page.addLine("");
            page.addLine("  " + operation.example());
        }
        boolean hasBlock = operation.verb().equals("create") || operation.verb().equals("update");
        writeFields("arguments, by name", operation.query(), ParameterHint::argumentName, page);
        writeFields(
                hasBlock ? "in the block" : "arguments, by name",
                operation.body(),
                hasBlock ? ParameterHint::blockFieldName : ParameterHint::argumentName,
                page);
        page.addHeading("facts");
        page.addPair("request", 12, describeRequest(operation));
        page.addPair("effect", 12, describeEffect(operation.effect()));
        page.addPair(
                "permission",
                12,
                operation.permission() == null ? "none beyond the user's own is known" : operation.permission());
        page.addPair("gives", 12, describeResult(noun, operation));
        String source = operation.source() == null ? "" : " (" + operation.source() + ")";
        page.addPair("evidence", 12, operation.evidence() + source);
    }

    private static String describeRequest(Operation operation) {
        if (operation.method() == null) return "none of its own";
        if (operation.paths().isEmpty()) return operation.method() + ", its path is not publicly known";
        List<String> requestLines = new ArrayList<>();
        operation
                .paths()
                .forEach((version, path) -> requestLines.add(
                        operation.method() + " " + path + (version.isEmpty() ? "" : " (API " + version + ")")));
        return String.join("; ", requestLines);
    }

    private static String describeEffect(Effect effect) {
        return switch (effect) {
            case READ -> "READ: changes nothing";
            case ENSURE -> "ENSURE: sets a state; journaled; refused by read-only, printed by dry run";
            case START -> "START: starts something that costs; sent once, journaled";
            case DANGER -> "DANGER: asked about before it is sent; sent once, journaled";
        };
    }

    private static String describeResult(Noun noun, Operation operation) {
        if (operation.result() == null)
            return operation.verb().equals("delete") ? "nothing" : "what the server answers";
        return operation.returnsList() ? "a list of " + operation.result() : "one of " + operation.result();
    }

    private void writeFields(
            String heading, Map<String, Field> fields, Function<Field, String> nameFormatter, WrappedText page) {
        if (fields.isEmpty()) return;
        page.addHeading(heading);
        int column = nameColumnWidth(fields, nameFormatter);
        fields.values().forEach(field -> writeField(field, nameFormatter, column, page));
    }

    private static int nameColumnWidth(Map<String, Field> fields, Function<Field, String> nameFormatter) {
        return 2
                + fields.values().stream()
                        .mapToInt(field -> nameFormatter.apply(field).length())
                        .max()
                        .orElse(0);
    }

    private static void writeField(Field field, Function<Field, String> nameFormatter, int column, WrappedText page) {
        String help = field.help() == null ? "" : ": " + field.help();
        String name = nameFormatter.apply(field);
        page.addPair(name, Math.max(column, name.length() + 2), ParameterHint.describeType(field) + help);
    }

    private void search(String text, WrappedText page) {
        if (text.isEmpty()) throw BakshException.usageError("help find needs a word", "help find \"restore\"");
        List<String> words = List.of(text.toLowerCase(Locale.ROOT).split("\\s+"));
        Map<String, String> hits = new LinkedHashMap<>();
        search(words, hits);
        search(words.stream().map(word -> SYNONYMS.getOrDefault(word, word)).toList(), hits);
        if (hits.isEmpty()) {
            throw BakshException.usageError("help has nothing about '" + text + "'", "help shows what there is");
        }
        hits.entrySet().stream().limit(MAX_HITS).forEach(hit -> page.addPair(hit.getKey(), 28, hit.getValue()));
        if (hits.size() > MAX_HITS) page.addLine("... " + (hits.size() - MAX_HITS) + " more; say more of it");
    }

    private void search(List<String> searchWords, Map<String, String> hits) {
        for (Catalog catalog : catalogs.values()) {
            for (Noun noun : catalog.nouns().values()) {
                String word = noun.server() + "." + noun.name();
                if (containsAll(searchWords, word, noun.singular(), noun.help())) hits.putIfAbsent(word, noun.help());
                for (Operation operation : noun.operations().values()) {
                    boolean found = containsAll(
                            searchWords,
                            operation.verb(),
                            operation.help(),
                            operation.example(),
                            operation.permission());
                    if (found) hits.putIfAbsent(operation.id(), operation.help());
                }
                for (Field field : noun.fields().values()) {
                    if (!containsAll(searchWords, field.name(), ParameterHint.blockFieldName(field), field.help()))
                        continue;
                    String help = field.help() == null ? "a field, " + ParameterHint.describeType(field) : field.help();
                    hits.putIfAbsent(word + "." + ParameterHint.blockFieldName(field), help);
                }
            }
        }
    }

    /** Every word of what is wanted stands somewhere in the texts. */
    private static boolean containsAll(List<String> searchWords, String... texts) {
        StringBuilder searchedText = new StringBuilder();
        for (String text : texts)
            if (text != null) searchedText.append(text.toLowerCase(Locale.ROOT)).append('\n');
        for (String word : searchWords) if (searchedText.indexOf(word) < 0) return false;
        return true;
    }

    private BakshException unknownTopic(String topic, String lastPart) {
        List<String> knownNames = new ArrayList<>(catalogs.keySet());
        List<String> exactMatches = new ArrayList<>();
        for (Catalog catalog : catalogs.values()) {
            for (Noun noun : catalog.nouns().values()) {
                knownNames.add(noun.name());
                if (noun.name().equals(lastPart) || noun.operation(lastPart) != null)
                    exactMatches.add("help " + noun.server() + "." + noun.name());
            }
        }
        String suggestion = lastPart.length() < 2 ? null : NameSuggestions.didYouMean(lastPart, knownNames);
        String hint = exactMatches.isEmpty() ? suggestion : "did you mean: " + String.join(", ", exactMatches);
        return BakshException.usageError(
                "there is no help on '" + topic + "'", hint == null ? "help shows what there is" : hint);
    }
}
