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
    private static final int HITS = 40;

    /** What the one product calls so the other calls so. */
    private static final Map<String, String> ALSO = Map.of("restore", "recover", "recover", "restore");

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
        String words = topic.strip();
        if (words.isEmpty()) {
            first(page);
        } else if (words.matches("find\\b.*")) {
            find(words.substring("find".length()).replaceAll("[\"']", "").strip(), page);
        } else {
            topic(words, page);
        }
        return page.lines();
    }

    private void first(WrappedText page) {
        page.head("servers and what they keep");
        for (Catalog catalog : catalogs.values()) {
            page.pair(catalog.server(), 8, String.join(", ", catalog.nouns().keySet()));
        }
        page.head("to begin with");
        page.pair("n2ws.policies", 38, "a table");
        page.pair("n2ws.policies['nightly']", 38, "one by its name");
        page.pair("n2ws.policies.findAll { !it.enabled }", 38, "ordinary Groovy");
        page.pair("px.roles", 38, "a table of roles");
        page.head("help");
        page.pair("help n2ws.policies", 36, "what can be done with policies");
        page.pair("help n2ws.policies.create", 36, "one verb: arguments, request, permission, example");
        page.pair("help find \"restore\"", 36, "search all pages");
        page.pair(":help", 36, "the shell's own commands");
    }

    private void topic(String words, WrappedText page) {
        String path = words.replaceAll("\\[[^\\]]*\\]|\\([^)]*\\)|\\{.*", "").strip();
        String[] parts = path.split("\\.", -1);
        Catalog catalog = catalogs.get(parts[0]);
        if (catalog == null) throw unknown(words, parts[parts.length - 1]);
        if (parts.length == 1) {
            server(catalog, "", page);
            return;
        }
        String rest = path.substring(path.indexOf('.') + 1);
        if (catalog.nouns().keySet().stream().anyMatch(name -> name.startsWith(rest + "."))) {
            server(catalog, rest + ".", page);
            return;
        }
        Noun noun = noun(catalog, rest);
        if (noun == null) {
            throw BakshException.usage(
                    "help: " + parts[0] + " has no '" + parts[1] + "'",
                    NameSuggestions.suggest(parts[1], catalog.nouns().keySet(), "it has"));
        }
        if (rest.equals(noun.name())) noun(noun, page);
        else member(noun, rest.substring(noun.name().length() + 1), words, page);
    }

    /** The noun that a path begins with; of {@code azure.policies} and {@code azure} the longer one. */
    private static Noun noun(Catalog catalog, String path) {
        Noun found = null;
        for (Noun noun : catalog.nouns().values()) {
            boolean begins = path.equals(noun.name()) || path.startsWith(noun.name() + ".");
            if (begins && (found == null || noun.name().length() > found.name().length())) found = noun;
        }
        return found;
    }

    private void member(Noun noun, String name, String words, WrappedText page) {
        if (name.indexOf('.') >= 0) throw unknown(words, name.substring(name.lastIndexOf('.') + 1));
        Operation operation = noun.operation(name);
        if (operation != null) {
            operation(noun, operation, page);
        } else if (noun.field(name) != null) {
            Field field = noun.field(name);
            page.line(noun.server() + "." + noun.name() + "." + ParameterHint.verb(field) + ": a field of each "
                    + noun.one());
            page.line("");
            field(field, ParameterHint::verb, 0, page);
        } else {
            List<String> known = new ArrayList<>(noun.operations().keySet());
            noun.fields().values().forEach(field -> known.add(ParameterHint.verb(field)));
            throw BakshException.usage(
                    "help: " + noun.server() + "." + noun.name() + " has no '" + name + "'",
                    NameSuggestions.suggest(name, known, "it has"));
        }
    }

    /** @param branch what the names of the nouns begin with: {@code azure.}, or empty for all */
    private void server(Catalog catalog, String branch, WrappedText page) {
        page.head(branch.isEmpty() ? catalog.server() : catalog.server() + "." + branch.replaceFirst("\\.$", ""));
        List<Noun> nouns = catalog.nouns().values().stream()
                .filter(noun -> noun.name().startsWith(branch))
                .toList();
        int column =
                2 + nouns.stream().mapToInt(noun -> noun.name().length()).max().orElse(0);
        nouns.forEach(noun -> page.pair(noun.name(), column, noun.help()));
        if (!branch.isEmpty()) return;
        page.head("raw calls, by the same tokens, guards and journal");
        page.pair(catalog.server() + ".get('path', name: 'value')", 40, "post, put, delete likewise");
    }

    private void noun(Noun noun, WrappedText page) {
        page.line(noun.server() + "." + noun.name() + ": " + noun.help());
        int column = 2
                + noun.operations().keySet().stream()
                        .mapToInt(String::length)
                        .max()
                        .orElse(0);
        for (boolean onRow : new boolean[] {false, true}) {
            Map<String, Operation> verbs = noun.operations(onRow);
            if (verbs.isEmpty()) continue;
            page.head(onRow ? "of one " + noun.one() : "of all");
            verbs.values()
                    .forEach(verb -> page.pair(
                            verb.verb(),
                            column,
                            verb.help() + (verb.effect().writes() ? " [" + verb.effect() + "]" : "")));
        }
        page.head("fields");
        int wide = widest(noun.fields(), ParameterHint::verb);
        noun.fields().values().forEach(field -> field(field, ParameterHint::verb, wide, page));
        if (noun.operations().isEmpty()) return;
        page.head("more");
        page.line("  help " + noun.server() + "." + noun.name() + "."
                + noun.operations().keySet().iterator().next());
    }

    private void operation(Noun noun, Operation operation, WrappedText page) {
        page.line(operation.id() + ": " + operation.help());
        if (operation.example() != null) {
            page.line("");
            page.line("  " + operation.example());
        }
        boolean block = operation.verb().equals("create") || operation.verb().equals("update");
        fields("arguments, by name", operation.query(), ParameterHint::argument, page);
        fields(
                block ? "in the block" : "arguments, by name",
                operation.body(),
                block ? ParameterHint::verb : ParameterHint::argument,
                page);
        page.head("facts");
        page.pair("request", 12, request(operation));
        page.pair("effect", 12, effect(operation.effect()));
        page.pair(
                "permission",
                12,
                operation.permission() == null ? "none beyond the user's own is known" : operation.permission());
        page.pair("gives", 12, gives(noun, operation));
        String source = operation.source() == null ? "" : " (" + operation.source() + ")";
        page.pair("evidence", 12, operation.evidence() + source);
    }

    private static String request(Operation operation) {
        if (operation.method() == null) return "none of its own";
        if (operation.paths().isEmpty()) return operation.method() + ", its path is not publicly known";
        List<String> all = new ArrayList<>();
        operation
                .paths()
                .forEach((version, path) ->
                        all.add(operation.method() + " " + path + (version.isEmpty() ? "" : " (API " + version + ")")));
        return String.join("; ", all);
    }

    private static String effect(Effect effect) {
        return switch (effect) {
            case READ -> "READ: changes nothing";
            case ENSURE -> "ENSURE: sets a state; journaled; refused by read-only, printed by dry run";
            case START -> "START: starts something that costs; sent once, journaled";
            case DANGER -> "DANGER: asked about before it is sent; sent once, journaled";
        };
    }

    private static String gives(Noun noun, Operation operation) {
        if (operation.result() == null)
            return operation.verb().equals("delete") ? "nothing" : "what the server answers";
        return operation.many() ? "a list of " + operation.result() : "one of " + operation.result();
    }

    private void fields(String head, Map<String, Field> fields, Function<Field, String> spelling, WrappedText page) {
        if (fields.isEmpty()) return;
        page.head(head);
        int column = widest(fields, spelling);
        fields.values().forEach(field -> field(field, spelling, column, page));
    }

    private static int widest(Map<String, Field> fields, Function<Field, String> spelling) {
        return 2
                + fields.values().stream()
                        .mapToInt(field -> spelling.apply(field).length())
                        .max()
                        .orElse(0);
    }

    private static void field(Field field, Function<Field, String> spelling, int column, WrappedText page) {
        String help = field.help() == null ? "" : ": " + field.help();
        String name = spelling.apply(field);
        page.pair(name, Math.max(column, name.length() + 2), ParameterHint.type(field) + help);
    }

    private void find(String text, WrappedText page) {
        if (text.isEmpty()) throw BakshException.usage("help find needs a word", "help find \"restore\"");
        List<String> words = List.of(text.toLowerCase(Locale.ROOT).split("\\s+"));
        Map<String, String> hits = new LinkedHashMap<>();
        find(words, hits);
        find(words.stream().map(word -> ALSO.getOrDefault(word, word)).toList(), hits);
        if (hits.isEmpty()) {
            throw BakshException.usage("help has nothing about '" + text + "'", "help shows what there is");
        }
        hits.entrySet().stream().limit(HITS).forEach(hit -> page.pair(hit.getKey(), 28, hit.getValue()));
        if (hits.size() > HITS) page.line("... " + (hits.size() - HITS) + " more; say more of it");
    }

    private void find(List<String> wanted, Map<String, String> hits) {
        for (Catalog catalog : catalogs.values()) {
            for (Noun noun : catalog.nouns().values()) {
                String word = noun.server() + "." + noun.name();
                if (hit(wanted, word, noun.one(), noun.help())) hits.putIfAbsent(word, noun.help());
                for (Operation operation : noun.operations().values()) {
                    boolean found = hit(
                            wanted, operation.verb(), operation.help(), operation.example(), operation.permission());
                    if (found) hits.putIfAbsent(operation.id(), operation.help());
                }
                for (Field field : noun.fields().values()) {
                    if (!hit(wanted, field.name(), ParameterHint.verb(field), field.help())) continue;
                    String help = field.help() == null ? "a field, " + ParameterHint.type(field) : field.help();
                    hits.putIfAbsent(word + "." + ParameterHint.verb(field), help);
                }
            }
        }
    }

    /** Every word of what is wanted stands somewhere in the texts. */
    private static boolean hit(List<String> wanted, String... texts) {
        StringBuilder all = new StringBuilder();
        for (String text : texts)
            if (text != null) all.append(text.toLowerCase(Locale.ROOT)).append('\n');
        for (String word : wanted) if (all.indexOf(word) < 0) return false;
        return true;
    }

    private BakshException unknown(String words, String last) {
        List<String> known = new ArrayList<>(catalogs.keySet());
        List<String> full = new ArrayList<>();
        for (Catalog catalog : catalogs.values()) {
            for (Noun noun : catalog.nouns().values()) {
                known.add(noun.name());
                if (noun.name().equals(last) || noun.operation(last) != null)
                    full.add("help " + noun.server() + "." + noun.name());
            }
        }
        String near = last.length() < 2 ? null : NameSuggestions.didYouMean(last, known);
        String hint = full.isEmpty() ? near : "did you mean: " + String.join(", ", full);
        return BakshException.usage(
                "there is no help on '" + words + "'", hint == null ? "help shows what there is" : hint);
    }
}
