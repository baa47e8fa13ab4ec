package dev.baksh.shell;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Effect;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.dsl.DslNames;
import dev.baksh.dsl.DslType;
import dev.baksh.shell.complete.ParameterHint;
import dev.baksh.shell.complete.ScriptWords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Generator of help pages from the catalogue and from the table of words: {@code help n2ws.policies.create}, {@code help table}.
 * Sends no request.
 *
 * @param catalogs by the name in scripts ({@code n2ws}, {@code px}), in the order of display
 * @param otherTopics topics with pages elsewhere, with a line of help, for suggestions and for the search
 */
public record HelpPages(Map<String, Catalog> catalogs, Supplier<Map<String, String>> otherTopics) {
    /** A longer list of pages is a search. */
    private static final int MAX_MATCHES = 3;

    /**
     * Returns the lines of the page of a topic.
     *
     * @param topic {@code n2ws}, {@code n2ws.policies}, {@code n2ws.policies.create}, {@code table} or {@code find "restore"}.
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
            new HelpSearch(catalogs, otherTopics.get())
                    .write(
                            query.substring("find".length())
                                    .replaceAll("[\"']", "")
                                    .strip(),
                            page);
        } else {
            writeTopic(query, page);
        }
        return page.lines();
    }

    private void writeOverview(WrappedText page) {
        page.addHeading("servers and their nouns");
        for (Catalog catalog : catalogs.values()) {
            List<String> names = catalog.nouns().keySet().stream()
                    .filter(name -> !name.equals(DslType.SERVER_NOUN))
                    .toList();
            page.addPair(catalog.server(), 8, String.join(", ", names));
        }
        page.addHeading("words");
        for (ScriptWords.Group group : List.of(ScriptWords.Group.FUNCTION, ScriptWords.Group.RUNBOOK)) {
            List<String> names = ScriptWords.all().stream()
                    .filter(word -> word.group() == group)
                    .map(ScriptWords.Word::name)
                    .toList();
            page.addPair(group == ScriptWords.Group.FUNCTION ? "shell" : "files", 8, String.join(", ", names));
        }
        page.addHeading("first commands");
        page.addPair("n2ws.policies", 38, "a table");
        page.addPair("n2ws.policies['nightly']", 38, "one row, by name");
        page.addPair("n2ws.policies.findAll { !it.enabled }", 38, "ordinary Groovy");
        page.addPair("px.roles", 38, "a table of roles");
        page.addHeading("help");
        page.addPair("help n2ws.policies", 36, "verbs and fields of policies");
        page.addPair("help n2ws.policies.create", 36, "one verb: arguments, request, permission, example");
        page.addPair("help table, help :watch", 36, "a word, a command of the shell");
        page.addPair("help morning-check, help FILE", 36, "a script: purpose, parameters and steps");
        page.addPair("help find \"restore\"", 36, "search all pages");
        page.addPair(":help", 36, "commands of the shell");
    }

    private void writeTopic(String topic, WrappedText page) {
        String path = pathOf(topic);
        String[] parts = path.split("\\.", -1);
        Catalog catalog = catalogs.get(parts[0]);
        if (catalog == null) {
            writeWord(topic, path, page);
            return;
        }
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
        if (noun == null) writeServerMember(catalog, nounPath, page);
        else if (nounPath.equals(noun.name())) writeNoun(noun, page);
        else writeMember(noun, nounPath.substring(noun.name().length() + 1), topic, page);
    }

    /**
     * Returns the path in a topic: without quotes, indexes, arguments and blocks, open or closed, and without signs at its end. A blank
     * behind a server stands for a dot.
     */
    private String pathOf(String topic) {
        String path = topic.replaceFirst("^(['\"])([^'\"]*)\\1?$", "$2").replaceAll("'[^']*'?|\"[^\"]*\"?", "");
        String previous;
        do {
            previous = path;
            path = path.replaceAll("\\[[^\\[\\]]*\\]|\\([^()]*\\)", "");
        } while (!path.equals(previous));
        path = path.replaceAll("[\\[({].*", "").replaceAll("[?*]\\.", ".");
        int end = path.length();
        while (end > 0 && " .?!;,".indexOf(path.charAt(end - 1)) >= 0) end--;
        path = path.substring(0, end).strip();
        return catalogs.containsKey(path.split("[\\s.]", 2)[0])
                ? path.replaceAll("(?<!\\s)\\s++(?=[A-Za-z_])", ".")
                : path;
    }

    /** Writes the page of a word of scripts, such as {@code table}; a number before the word is ignored, as in {@code 7.days.ago}. */
    private void writeWord(String topic, String path, WrappedText page) {
        String name = path.matches("\\d+\\..*") ? path.substring(path.lastIndexOf('.') + 1) : path;
        ScriptWords.Word word = ScriptWords.find(name.split("\\s+", 2)[0]);
        String member = name.substring(name.lastIndexOf('.') + 1);
        if (word == null && DslType.listMembers().containsKey(member)) {
            page.addLine(member + ": " + DslType.listMembers().get(member));
            page.addLine("");
            page.addLine("  a method of every noun and list: n2ws.policies." + member);
            return;
        }
        if (word == null) word = findBlockVerb(name);
        if (word == null) throw unknownTopic(topic, path);
        page.addLine(word.name() + ": " + word.help());
        page.addLine("");
        page.addLine("  " + word.example());
        page.addLine("");
        page.addLine("  " + word.group().description());
    }

    /** Returns the verb of a block that is no field, such as {@code viewOnly}, or null. */
    private ScriptWords.Word findBlockVerb(String name) {
        for (Catalog catalog : catalogs.values()) {
            for (Noun noun : catalog.nouns().values()) {
                for (Operation operation : noun.operations().values()) {
                    String help = DslNames.specialBlockVerbs(operation).get(name);
                    if (help != null)
                        return new ScriptWords.Word(
                                name, ScriptWords.Group.BLOCK, help, "help " + operation.id() + " shows the block");
                }
            }
        }
        return null;
    }

    /** Writes the page of a verb of the server, {@code px.access}, or of another member, {@code n2ws.get}. */
    private void writeServerMember(Catalog catalog, String path, WrappedText page) {
        String name = path.split("\\.", 2)[0];
        Noun serverNoun = catalog.noun(DslType.SERVER_NOUN);
        if (serverNoun != null && serverNoun.operation(name) != null) {
            writeMember(serverNoun, path, catalog.server() + "." + path, page);
            return;
        }
        DslType server = new DslType.ServerType(catalog, null);
        boolean isInGroup = path.length() > name.length() && server.member(name) instanceof DslType.ServerType;
        if (isInGroup) server = server.member(name);
        String member = isInGroup ? path.substring(name.length() + 1) : path;
        if (writeNamed(server.toString(), member, server.members(), page)) return;
        throw unknownMember(
                server.toString(),
                member.split("\\.", 2)[0],
                server.members().stream().map(DslType.Member::name).toList());
    }

    /** Writes one line about the member with this name; returns false for an unknown name. */
    private static boolean writeNamed(String owner, String name, List<DslType.Member> members, WrappedText page) {
        for (DslType.Member member : members) {
            if (!member.name().equals(name)) continue;
            page.addLine(owner + "." + name + ": " + member.help());
            return true;
        }
        return false;
    }

    private static BakshException unknownMember(String owner, String name, List<String> knownNames) {
        return BakshException.usageError(
                "help: " + owner + " has no '" + name + "'", NameSuggestions.suggest(name, knownNames, "it has"));
    }

    /**
     * Returns the noun at the start of a path, or null. If {@code azure} and {@code azure.policies} both match, the
     * longer name wins.
     */
    private static Noun findNoun(Catalog catalog, String path) {
        Noun found = null;
        for (Noun noun : catalog.nouns().values()) {
            if (noun.name().equals(DslType.SERVER_NOUN)) continue;
            boolean matches = path.equals(noun.name()) || path.startsWith(noun.name() + ".");
            if (matches && (found == null || noun.name().length() > found.name().length())) found = noun;
        }
        // Rows that only verbs of other nouns return have fields: n2ws.snapshots.
        String first = path.split("\\.", 2)[0];
        return found != null || first.equals(DslType.SERVER_NOUN) ? found : catalog.rowType(first);
    }

    private void writeMember(Noun noun, String name, String topic, WrappedText page) {
        String first = name.split("\\.", 2)[0];
        Operation operation = noun.operation(first);
        if (operation != null) {
            if (first.equals(name)) writeOperation(operation, page);
            else writeArgument(operation, name.substring(first.length() + 1), topic, page);
            return;
        }
        Field field = findField(noun, name);
        if (field != null) {
            page.addLine(
                    qualifiedName(noun) + "." + fieldPath(noun, name, field) + ": a field of each " + noun.singular());
            page.addLine("");
            writeField(field, ParameterHint::blockFieldName, 0, page);
            return;
        }
        DslType.NounType type = new DslType.NounType(new DslType.ServerType(catalogs.get(noun.server()), null), noun);
        List<DslType.Member> members = new ArrayList<>(type.members());
        members.addAll(type.element().members());
        if (writeNamed(qualifiedName(noun), name, members, page)) return;
        if (name.indexOf('.') >= 0) throw unknownTopic(topic, name);
        List<String> knownNames = new ArrayList<>(noun.operations().keySet());
        noun.fields().values().forEach(known -> knownNames.add(ParameterHint.blockFieldName(known)));
        throw unknownMember(qualifiedName(noun), name, knownNames);
    }

    /** Returns the field at a path, {@code metadata.name}, also of the nested object whose fields are fields of the row; or null. */
    private static Field findField(Noun noun, String path) {
        Map<String, Field> fields = noun.fields();
        Field field = null;
        for (String part : path.split("\\.")) {
            field = DslType.findField(fields, part);
            boolean canLift = field == null && fields == noun.fields() && noun.liftedField() != null;
            if (canLift && fields.get(noun.liftedField()) != null)
                field = DslType.findField(fields.get(noun.liftedField()).fields(), part);
            if (field == null) return null;
            fields = field.fields();
        }
        return field;
    }

    private static String fieldPath(Noun noun, String path, Field field) {
        String name = ParameterHint.blockFieldName(field);
        return noun.fields().containsValue(field) || path.indexOf('.') < 0
                ? name
                : path.substring(0, path.lastIndexOf('.') + 1) + name;
    }

    private static String qualifiedName(Noun noun) {
        return noun.server() + "." + noun.name();
    }

    /** Writes the page of an argument or of a verb of the block: {@code n2ws.policies.create.account}. */
    private void writeArgument(Operation operation, String name, String topic, WrappedText page) {
        String where = hasBlock(operation) ? "in the block of " + operation.id() : "an argument of " + operation.id();
        String verbHelp = DslNames.specialBlockVerbs(operation).get(name);
        Field argument = DslType.findField(operation.query(), name);
        Field field = argument != null ? argument : DslType.findField(operation.body(), name);
        if (verbHelp == null && field == null) throw unknownTopic(topic, name);
        page.addLine(name + ": " + (argument != null ? "an argument of " + operation.id() : where));
        page.addLine("");
        if (verbHelp != null) page.addLine("  " + verbHelp);
        else page.addPair(name, name.length() + 2, ParameterHint.describe(field));
        page.addHeading("more");
        page.addLine("  help " + operation.id());
    }

    private static boolean hasBlock(Operation operation) {
        return operation.verb().equals("create")
                || operation.verb().equals("update")
                || operation.block() != Operation.Block.FIELDS;
    }

    /** @param namePrefix prefix of the noun names, such as {@code azure.}; empty for all nouns */
    private void writeServer(Catalog catalog, String namePrefix, WrappedText page) {
        page.addHeading(
                namePrefix.isEmpty() ? catalog.server() : catalog.server() + "." + namePrefix.replaceFirst("\\.$", ""));
        List<Noun> nouns = catalog.nouns().values().stream()
                .filter(noun ->
                        noun.name().startsWith(namePrefix) && !noun.name().equals(DslType.SERVER_NOUN))
                .toList();
        int column = columnWidth(nouns.stream().map(Noun::name));
        nouns.forEach(noun -> page.addPair(noun.name(), column, noun.help()));
        if (!namePrefix.isEmpty()) return;
        Noun serverNoun = catalog.noun(DslType.SERVER_NOUN);
        if (serverNoun != null) writeVerbs("verbs of the whole server", serverNoun.operations(), page);
        page.addHeading("raw requests, with the same token, guard and journal");
        page.addPair(catalog.server() + ".get('path', name: 'value')", 40, "also post, put, delete");
    }

    private void writeNoun(Noun noun, WrappedText page) {
        page.addLine(qualifiedName(noun) + ": " + noun.help());
        for (boolean onRow : new boolean[] {false, true})
            writeVerbs(
                    onRow ? "verbs of one " + noun.singular() : "verbs of " + noun.name(),
                    noun.operations(onRow),
                    page);
        if (noun.fields().isEmpty()) return;
        page.addHeading("fields");
        int nameColumn = columnWidth(noun.fields().values().stream().map(ParameterHint::blockFieldName));
        noun.fields().values().forEach(field -> writeField(field, ParameterHint::blockFieldName, nameColumn, page));
        if (noun.operations().isEmpty()) return;
        page.addHeading("more");
        page.addLine("  help " + noun.server() + "." + noun.name() + "."
                + noun.operations().keySet().iterator().next());
    }

    private static void writeVerbs(String heading, Map<String, Operation> verbs, WrappedText page) {
        if (verbs.isEmpty()) return;
        page.addHeading(heading);
        int column = columnWidth(verbs.keySet().stream());
        for (Operation verb : verbs.values()) {
            String effect = verb.effect().isWrite() ? " [" + verb.effect() + "]" : "";
            page.addPair(verb.verb(), column, verb.help() + effect);
        }
    }

    private void writeOperation(Operation operation, WrappedText page) {
        page.addLine(operation.id() + ": " + operation.help());
        if (operation.example() != null) {
            page.addLine("");
            page.addLine("  " + operation.example());
        }
        Map<String, Field> arguments = new LinkedHashMap<>(operation.query());
        if (!hasBlock(operation)) arguments.putAll(operation.body());
        writeFields("arguments, by name", arguments, ParameterHint::argumentName, page);
        if (hasBlock(operation)) {
            Map<String, String> verbs = new LinkedHashMap<>();
            for (Field field : operation.body().values())
                if (DslNames.blockVerbs(operation).contains(field.name()))
                    verbs.put(ParameterHint.blockFieldName(field), ParameterHint.describe(field));
            verbs.putAll(DslNames.specialBlockVerbs(operation));
            if (!verbs.isEmpty()) page.addHeading("in the block");
            page.addPairs(verbs, 40);
        }
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

    private BakshException unknownTopic(String topic, String path) {
        String lastPart = path.substring(path.lastIndexOf('.') + 1);
        List<String> knownNames = new ArrayList<>(catalogs.keySet());
        ScriptWords.all().forEach(word -> knownNames.add(word.name()));
        knownNames.addAll(otherTopics.get().keySet());
        List<String> exactMatches = new ArrayList<>();
        for (Catalog catalog : catalogs.values()) {
            for (Noun noun : catalog.nouns().values()) {
                boolean isServer = noun.name().equals(DslType.SERVER_NOUN);
                if (!isServer) knownNames.add(noun.name());
                if (noun.operation(lastPart) != null)
                    exactMatches.add("help " + noun.operation(lastPart).id());
                else if (noun.name().equals(lastPart)) exactMatches.add("help " + qualifiedName(noun));
            }
        }
        String suggestion = lastPart.length() < 2 ? null : NameSuggestions.didYouMean(lastPart, knownNames);
        String hint = exactMatches.isEmpty() ? suggestion : "did you mean: " + String.join(", ", exactMatches);
        if (exactMatches.size() > MAX_MATCHES)
            hint = "help find \"" + lastPart + "\" lists the pages, for example " + exactMatches.get(0);
        return BakshException.usageError(
                "there is no help on '" + topic + "'", hint == null ? "help lists the topics" : hint);
    }
}
