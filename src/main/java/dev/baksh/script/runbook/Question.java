package dev.baksh.script.runbook;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.SecretNames;
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
     * Returns the text of the question with this name or text.
     *
     * @param run id of the run, for the message
     * @throws BakshException no question has the name, or its answer is a secret (exit 2)
     */
    static String requireKnown(String run, String name, Collection<String> knownTexts) {
        for (String text : knownTexts) {
            if (!nameOf(text).equals(nameOf(name))) continue;
            if (!SecretNames.isAskedFor(text)) return text;
            throw BakshException.usageError(
                    "--answer: the answer to '" + text + "' is a secret and cannot be an argument",
                    "resume the run at a terminal, where baksh asks for the answer");
        }
        List<String> names =
                knownTexts.stream().map(Question::nameOf).distinct().toList();
        throw BakshException.usageError(
                "run " + run + " has no question '" + name + "'",
                names.isEmpty() ? "it asks no question" : NameSuggestions.suggest(name, names, "its questions are"));
    }
}
