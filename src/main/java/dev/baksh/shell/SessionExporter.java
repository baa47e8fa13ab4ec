package dev.baksh.shell;

import dev.baksh.shell.complete.Token;
import dev.baksh.shell.complete.Token.Kind;
import dev.baksh.shell.complete.Tokenizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * {@code :save}: the texts of a session that ran to their end, as a runbook. A text that was given again is left out;
 * names that recur become parameters with the name that was typed as their default. What ran beside the prompt is a step
 * like any other: a script has no prompt.
 */
final class SessionExporter {
    /** From the second time on a literal is worth a parameter. */
    private static final int RECURS = 2;

    private SessionExporter() {}

    /** @param texts in the order they ran */
    static String of(String title, List<String> texts) {
        List<String> once = new ArrayList<>(new LinkedHashSet<>(
                texts.stream().map(text -> BackgroundSyntax.work(text.strip())).toList()));
        Map<String, String> parameters = parameters(once);
        StringBuilder script =
                new StringBuilder("title '").append(escape(title)).append("'\n\n");
        if (!parameters.isEmpty()) {
            script.append("params {\n");
            parameters.forEach((literal, name) -> script.append("    string '")
                    .append(name)
                    .append("', default: '")
                    .append(literal)
                    .append("'\n"));
            script.append("}\n\n");
        }
        for (String text : once) script.append(replaced(text, parameters)).append('\n');
        return script.toString();
    }

    /** Names of rows and of servers that stand in single or double quotes more than once, without code in them. */
    private static Map<String, String> parameters(List<String> texts) {
        Map<String, Integer> seen = new LinkedHashMap<>();
        Map<String, String> nouns = new LinkedHashMap<>();
        for (String text : texts) {
            List<Token> tokens = Tokenizer.of(text);
            for (int i = 0; i < tokens.size(); i++) {
                if (!literal(tokens.get(i))) continue;
                String literal = tokens.get(i).text();
                seen.merge(literal, 1, Integer::sum);
                boolean index =
                        i >= 2 && tokens.get(i - 1).is("[") && tokens.get(i - 2).word();
                if (index) nouns.putIfAbsent(literal, one(tokens.get(i - 2).text()));
            }
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        seen.forEach((literal, count) -> {
            if (count < RECURS) return;
            String base = nouns.getOrDefault(literal, "text");
            String name = base;
            for (int n = 2; parameters.containsValue(name); n++) name = base + n;
            parameters.put(literal, name);
        });
        return parameters;
    }

    private static boolean literal(Token token) {
        return token.kind() == Kind.STRING
                && (token.quote().equals("'") || token.quote().equals("\""))
                && token.text().length() > 1
                && token.text().chars().noneMatch(c -> c == '\\' || c == '$' || c == '\'' || c == '"');
    }

    /** {@code policies} gives {@code policy}. */
    private static String one(String noun) {
        if (noun.endsWith("ies")) return noun.substring(0, noun.length() - 3) + "y";
        return noun.endsWith("s") ? noun.substring(0, noun.length() - 1) : noun;
    }

    private static String replaced(String text, Map<String, String> parameters) {
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (Token token : Tokenizer.of(text)) {
            String name = literal(token) ? parameters.get(token.text()) : null;
            if (name == null) continue;
            int start = token.end() - token.text().length() - 2;
            out.append(text, from, start).append("params.").append(name);
            from = token.end();
        }
        return out.append(text.substring(from)).toString();
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("'", "\\'");
    }
}
