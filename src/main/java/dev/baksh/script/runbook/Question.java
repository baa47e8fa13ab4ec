package dev.baksh.script.runbook;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.SecretNames;
import dev.baksh.client.text.ShellWord;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Question of a runbook to the user.
 *
 * @param text text of the question, which identifies the question in the journal
 * @param choices the only valid answers; empty for any answer
 * @param defaultAnswer answer in place of an empty one, also if no user can be asked; or null
 * @param validator returns why an answer is not valid, or null
 */
record Question(String text, List<String> choices, String defaultAnswer, Function<String, String> validator) {
    /** Text of the question of {@code require ticket:}. */
    static final String TICKET = "Ticket?";

    /** Creates a question with any answer, or with one of the choices. */
    static Question of(String text, List<String> choices, String defaultAnswer) {
        return new Question(text, choices, defaultAnswer, answer -> null);
    }

    /** Creates the question for a ticket of a form, given as a regular expression. */
    static Question ticket(String pattern) {
        return new Question(
                TICKET,
                List.of(),
                null,
                answer -> answer.matches(pattern)
                        ? null
                        : "'" + answer + "' does not match the form of a ticket: " + pattern);
    }

    /** Returns why an answer is not valid, or null. */
    String findProblem(String answer) {
        if (answer.isEmpty()) return "an answer is needed";
        if (!choices.isEmpty() && !choices.contains(answer))
            return "'" + NameSuggestions.abbreviate(answer) + "' is not one of " + String.join(", ", choices);
        return validator.apply(answer);
    }

    /** Returns the line that the user answers. */
    String prompt() {
        String choiceList = choices.isEmpty() ? "" : " (" + String.join(", ", choices) + ")";
        return text + choiceList + (defaultAnswer == null ? "" : " [" + defaultAnswer + "]") + " ";
    }

    /** True if the answer is a secret: it is not shown and not recorded. */
    boolean asksForSecret() {
        return choices.isEmpty() && SecretNames.isAskedFor(text);
    }

    /** Returns the name of a question for {@code --answer}: {@code Which region?} is {@code which-region}. */
    static String nameOf(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "-").replaceAll("^-|-$", "");
    }

    /**
     * Returns the text of the question with this text, or else with this name.
     *
     * @param asker run or script, for the message
     * @throws BakshException no question or more than one question has the name, or its answer is a secret (exit 2)
     */
    static String requireKnown(String asker, String name, Collection<String> knownTexts) {
        List<String> texts = knownTexts.contains(name)
                ? List.of(name)
                : knownTexts.stream()
                        .filter(text -> nameOf(text).equals(nameOf(name)))
                        .toList();
        if (texts.isEmpty()) {
            List<String> names =
                    knownTexts.stream().map(Question::nameOf).distinct().toList();
            throw BakshException.usageError(
                    asker + " has no question '" + name + "'",
                    names.isEmpty()
                            ? "it asks no question"
                            : NameSuggestions.suggest(name, names, "its questions are"));
        }
        if (texts.size() > 1)
            throw BakshException.usageError(
                    asker + ": '" + name + "' is the name of " + texts.size() + " questions: '"
                            + String.join("', '", texts) + "'",
                    "give the text of the question: --answer " + ShellWord.quote(texts.get(0) + "=ANSWER"));
        if (SecretNames.isAskedFor(texts.get(0)))
            throw BakshException.usageError(
                    "--answer: the answer to '" + texts.get(0) + "' is a secret and cannot be an argument",
                    "at a terminal baksh asks for the answer");
        return texts.get(0);
    }
}
