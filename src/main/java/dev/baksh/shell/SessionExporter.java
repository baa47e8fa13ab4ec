package dev.baksh.shell;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.files.PrivateFiles;
import dev.baksh.shell.complete.Token;
import dev.baksh.shell.complete.Token.Kind;
import dev.baksh.shell.complete.Tokenizer;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Writer of a session as a runbook, for {@code :save}; never overwrites a file. Includes only inputs that succeeded, without repetitions; a
 * background job becomes an ordinary statement. Names that recur become parameters with the name as default.
 */
public final class SessionExporter {
    /** Number of occurrences from which a literal becomes a parameter. */
    private static final int MIN_OCCURRENCES = 2;

    private SessionExporter() {}

    /**
     * Writes the file.
     *
     * @param texts inputs that succeeded, in order
     * @return the number of lines written
     * @throws BakshException (exit 1) if there is no input; (exit 2) if the file exists or cannot be written
     */
    public static int write(Path file, List<String> texts) {
        if (texts.isEmpty()) throw BakshException.failure("there is nothing to save: no input has succeeded yet", null);
        String title =
                file.getFileName().toString().replaceFirst("\\.groovy$", "").replace('-', ' ');
        String script = toRunbook(title, texts);
        try {
            PrivateFiles.writeNew(file, script);
            return (int) script.lines().count();
        } catch (FileAlreadyExistsException e) {
            throw BakshException.usageError(file + " already exists", "choose another name");
        } catch (NoSuchFileException e) {
            throw BakshException.usageError(
                    file + " cannot be written: there is no folder " + file.getParent(), "choose another name");
        } catch (AccessDeniedException e) {
            throw BakshException.usageError(file + " cannot be written: permission denied", "choose another name");
        } catch (IOException | InvalidPathException e) {
            throw BakshException.usageError(file + " cannot be written: " + e.getMessage(), null);
        }
    }

    /** @param texts inputs in the order of execution */
    static String toRunbook(String title, List<String> texts) {
        List<String> distinctTexts = new ArrayList<>(new LinkedHashSet<>(texts.stream()
                .map(text -> BackgroundSyntax.jobText(text.strip()))
                .toList()));
        Map<String, String> parameters = findParameters(distinctTexts);
        StringBuilder script = new StringBuilder("title '%s'\n\n".formatted(escape(title)));
        if (!parameters.isEmpty()) {
            script.append("params {\n");
            parameters.forEach(
                    (literal, name) -> script.append("    string '%s', default: '%s'\n".formatted(name, literal)));
            script.append("}\n\n");
        }
        for (String text : distinctTexts)
            script.append(replaceLiterals(text, parameters)).append('\n');
        return script.toString();
    }

    /** Returns the parameter name for each quoted literal without code that occurs more than once. */
    private static Map<String, String> findParameters(List<String> texts) {
        Map<String, Integer> occurrences = new LinkedHashMap<>();
        Map<String, String> nounsByLiteral = new LinkedHashMap<>();
        for (String text : texts) {
            List<Token> tokens = Tokenizer.tokenize(text);
            for (int i = 0; i < tokens.size(); i++) {
                if (!isPlainLiteral(tokens.get(i))) continue;
                String literal = tokens.get(i).text();
                occurrences.merge(literal, 1, Integer::sum);
                boolean isRowIndex = i >= 2
                        && tokens.get(i - 1).isSymbol("[")
                        && tokens.get(i - 2).isWord();
                if (isRowIndex)
                    nounsByLiteral.putIfAbsent(
                            literal, singular(tokens.get(i - 2).text()));
            }
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        occurrences.forEach((literal, count) -> {
            if (count < MIN_OCCURRENCES) return;
            String baseName = nounsByLiteral.getOrDefault(literal, "text");
            String name = baseName;
            for (int n = 2; parameters.containsValue(name); n++) name = baseName + n;
            parameters.put(literal, name);
        });
        return parameters;
    }

    private static boolean isPlainLiteral(Token token) {
        return token.kind() == Kind.STRING
                && (token.quote().equals("'") || token.quote().equals("\""))
                && token.text().length() > 1
                && token.text().chars().noneMatch(c -> c == '\\' || c == '$' || c == '\'' || c == '"');
    }

    private static String singular(String noun) {
        if (noun.endsWith("ies")) return noun.substring(0, noun.length() - 3) + "y";
        return noun.endsWith("s") ? noun.substring(0, noun.length() - 1) : noun;
    }

    private static String replaceLiterals(String text, Map<String, String> parameters) {
        StringBuilder result = new StringBuilder();
        int copiedUntil = 0;
        for (Token token : Tokenizer.tokenize(text)) {
            String name = isPlainLiteral(token) ? parameters.get(token.text()) : null;
            if (name == null) continue;
            int start = token.end() - token.text().length() - 2;
            result.append(text, copiedUntil, start).append("params.").append(name);
            copiedUntil = token.end();
        }
        return result.append(text.substring(copiedUntil)).toString();
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("'", "\\'");
    }
}
