package dev.baksh.shell;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Field;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Operation;
import dev.baksh.dsl.DslType;
import dev.baksh.shell.complete.ParameterHint;
import dev.baksh.shell.complete.ScriptWords;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Search of the help pages for words: {@code help find "restore"}.
 *
 * @param otherTopics commands and scripts with their help
 */
record HelpSearch(Map<String, Catalog> catalogs, Map<String, String> otherTopics) {
    /** A longer list is hard to scan; the user should refine the search. */
    private static final int MAX_HITS = 40;

    /** N2WS says "recover" for the operation that Portworx calls "restore". */
    private static final Map<String, String> SYNONYMS = Map.of("restore", "recover", "recover", "restore");

    /** @throws BakshException (exit 2) without a word, or without a page that contains the words */
    void write(String text, WrappedText page) {
        if (text.isEmpty()) throw BakshException.usageError("help find needs a word", "help find \"restore\"");
        List<String> words = List.of(text.toLowerCase(Locale.ROOT).split("\\s+"));
        Map<String, String> hits = new LinkedHashMap<>();
        search(words, hits);
        search(words.stream().map(word -> SYNONYMS.getOrDefault(word, word)).toList(), hits);
        if (hits.isEmpty()) {
            throw BakshException.usageError("no help page contains '" + text + "'", "help lists the topics");
        }
        Map<String, String> shown = new LinkedHashMap<>();
        hits.entrySet().stream().limit(MAX_HITS).forEach(hit -> shown.put(hit.getKey(), hit.getValue()));
        page.addPairs(shown, 40);
        if (hits.size() > MAX_HITS) page.addLine("... " + (hits.size() - MAX_HITS) + " more; add a word to the search");
    }

    private void search(List<String> searchWords, Map<String, String> hits) {
        for (ScriptWords.Word word : ScriptWords.all())
            if (containsAll(searchWords, word.name(), word.help(), word.example()))
                hits.putIfAbsent(word.name(), word.help());
        otherTopics.forEach((topic, help) -> {
            boolean isShown = topic.startsWith(":") && hits.containsKey(topic.substring(1));
            if (!isShown && containsAll(searchWords, topic, help)) hits.putIfAbsent(topic, help);
        });
        DslType.listMembers().forEach((name, help) -> {
            if (containsAll(searchWords, name, help)) hits.putIfAbsent(name, help);
        });
        for (Catalog catalog : catalogs.values()) {
            for (Noun noun : catalog.nouns().values()) {
                String word = noun.server() + "." + noun.name();
                boolean isNamed = !noun.name().equals(DslType.SERVER_NOUN);
                if (isNamed && containsAll(searchWords, word, noun.singular(), noun.help()))
                    hits.putIfAbsent(word, noun.help());
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
}
