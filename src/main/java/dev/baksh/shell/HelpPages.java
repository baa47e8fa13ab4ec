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
import java.util.stream.Stream;

/** Generator of help pages from the catalogue: {@code help n2ws.policies.create}. Sends no request. */
public final class HelpPages {
    /** A longer list is hard to scan; the user should refine the search. */
    private static final int MAX_HITS = 40;

    /** N2WS says "recover" for the operation that Portworx calls "restore". */
    private static final Map<String, String> SYNONYMS = Map.of("restore", "recover", "recover", "restore");

    private final Map<String, Catalog> catalogs;

    /** @param catalogs by the name in scripts ({@code n2ws}, {@code px}), in the order of display */
    public HelpPages(Map<String, Catalog> catalogs) {
        this.catalogs = catalogs;
    }

    /**
     * Returns the lines of the page of a topic.
     *
     * @param topic {@code n2ws}, {@code n2ws.policies}, {@code n2ws.policies.create} or {@code find "restore"}.
     *     Brackets and their content are ignored, so an input line is a valid topic. {@code ""} is the overview.
     * @param width columns; longer lines are wrapped
     * @throws BakshException (exit 2) for an unknown topic, with the nearest topics as hint
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
        page.addHeading("servers and their nouns");
        for (Catalog catalog : catalogs.values()) {
            page.addPair(catalog.server(), 8, String.join(", ", catalog.nouns().keySet()));
        }
        page.addHeading("first commands");
        page.addPair("n2ws.policies", 38, "a table");
        page.addPair("n2ws.policies['nightly']", 38, "one row, by name");
        page.addPair("n2ws.policies.findAll { !it.enabled }", 38, "ordinary Groovy");
        page.addPair("px.roles", 38, "a table of roles");
        page.addHeading("help");
        page.addPair("help n2ws.policies", 36, "verbs and fields of policies");
        page.addPair("help n2ws.policies.create", 36, "one verb: arguments, request, permission, example");
        page.addPair("help find \"restore\"", 36, "search all pages");
        page.addPair(":help", 36, "commands of the shell");
    }

    private void writeTopic(String topic, WrappedText page) {
        String path =
                topic.replaceAll("\\[[^\\[\\]]*\\]|\\([^()]*\\)|\\{.*", "").strip();
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
        Noun noun = findNoun(catalog, nounPath);
        if (noun == null) {
            throw BakshException.usageError(
                    "help: " + parts[0] + " has no '" + parts[1] + "'",
                    NameSuggestions.suggest(parts[1], catalog.nouns().keySet(), "it has"));
        }
        if (nounPath.equals(noun.name())) writeNoun(noun, page);
        else writeMember(noun, nounPath.substring(noun.name().length() + 1), topic, page);
    }

    /**
     * Returns the noun at the start of a path, or null. If {@code azure} and {@code azure.policies} both match, the
     * longer name wins.
     */
    private static Noun findNoun(Catalog catalog, String path) {
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

    /** @param namePrefix prefix of the noun names, such as {@code azure.}; empty for all nouns */
    private void writeServer(Catalog catalog, String namePrefix, WrappedText page) {
        page.addHeading(
                namePrefix.isEmpty() ? catalog.server() : catalog.server() + "." + namePrefix.replaceFirst("\\.$", ""));
        List<Noun> nouns = catalog.nouns().values().stream()
                .filter(noun -> noun.name().startsWith(namePrefix))
                .toList();
        int column = columnWidth(nouns.stream().map(Noun::name));
        nouns.forEach(noun -> page.addPair(noun.name(), column, noun.help()));
        if (!namePrefix.isEmpty()) return;
        page.addHeading("raw requests, with the same token, guard and journal");
        page.addPair(catalog.server() + ".get('path', name: 'value')", 40, "also post, put, delete");
    }

    private void writeNoun(Noun noun, WrappedText page) {
        page.addLine(noun.server() + "." + noun.name() + ": " + noun.help());
        int column = columnWidth(noun.operations().keySet().stream());
        for (boolean onRow : new boolean[] {false, true}) {
            Map<String, Operation> verbs = noun.operations(onRow);
            if (verbs.isEmpty()) continue;
            page.addHeading(onRow ? "verbs of one " + noun.singular() : "verbs of " + noun.name());
            for (Operation verb : verbs.values()) {
                String effect = verb.effect().isWrite() ? " [" + verb.effect() + "]" : "";
                page.addPair(verb.verb(), column, verb.help() + effect);
            }
        }
        page.addHeading("fields");
        int nameColumn = columnWidth(noun.fields().values().stream().map(ParameterHint::blockFieldName));
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
        Function<Field, String> bodyName = hasBlock ? ParameterHint::blockFieldName : ParameterHint::argumentName;
        writeFields("arguments, by name", operation.query(), ParameterHint::argumentName, page);
        writeFields(hasBlock ? "in the block" : "arguments, by name", operation.body(), bodyName, page);
        page.addHeading("facts");
        page.addPair("request", 12, describeRequest(operation));
        page.addPair("effect", 12, describeEffect(operation.effect()));
        String permission = operation.permission() == null ? "no special permission is known" : operation.permission();
        page.addPair("permission", 12, permission);
        page.addPair("returns", 12, describeResult(operation));
        String source = operation.source() == null ? "" : " (" + operation.source() + ")";
        page.addPair("evidence", 12, operation.evidence() + source);
    }

    private static String describeRequest(Operation operation) {
        if (operation.method() == null) return "no request of its own";
        if (operation.paths().isEmpty()) return operation.method() + "; the path is not public";
        List<String> requestLines = new ArrayList<>();
        operation.paths().forEach((version, path) -> {
            String suffix = version.isEmpty() ? "" : " (API " + version + ")";
            requestLines.add(operation.method() + " " + path + suffix);
        });
        return String.join("; ", requestLines);
    }

    private static String describeEffect(Effect effect) {
        return switch (effect) {
            case READ -> "READ: changes nothing";
            case ENSURE -> "ENSURE: sets a state; journaled; read-only refuses it, dry run prints it";
            case START -> "START: starts work that has a cost; journaled; sent at most once";
            case DANGER -> "DANGER: needs a confirmation; journaled; sent at most once";
        };
    }

    private static String describeResult(Operation operation) {
        if (operation.result() == null)
            return operation.verb().equals("delete") ? "nothing" : "the response of the server";
        return operation.returnsList() ? "a list of " + operation.result() : "one row of " + operation.result();
    }

    private void writeFields(
            String heading, Map<String, Field> fields, Function<Field, String> nameFormatter, WrappedText page) {
        if (fields.isEmpty()) return;
        page.addHeading(heading);
        int column = columnWidth(fields.values().stream().map(nameFormatter));
        fields.values().forEach(field -> writeField(field, nameFormatter, column, page));
    }

    private static int columnWidth(Stream<String> names) {
        return 2 + names.mapToInt(String::length).max().orElse(0);
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
            throw BakshException.usageError("no help page contains '" + text + "'", "help lists the topics");
        }
        hits.entrySet().stream().limit(MAX_HITS).forEach(hit -> page.addPair(hit.getKey(), 28, hit.getValue()));
        if (hits.size() > MAX_HITS) page.addLine("... " + (hits.size() - MAX_HITS) + " more; add a word to the search");
    }

    private void search(List<String> searchWords, Map<String, String> hits) {
        for (Catalog catalog : catalogs.values()) {
            for (Noun noun : catalog.nouns().values()) {
                String word = noun.server() + "." + noun.name();
                if (containsAll(searchWords, word, noun.singular(), noun.help())) hits.putIfAbsent(word, noun.help());
                for (Operation operation : noun.operations().values()) {
                    String[] texts = {operation.verb(), operation.help(), operation.example(), operation.permission()};
                    if (containsAll(searchWords, texts)) hits.putIfAbsent(operation.id(), operation.help());
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

    /** Returns true if each word occurs in at least one of the texts. */
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
                "there is no help on '" + topic + "'", hint == null ? "help lists the topics" : hint);
    }
}
