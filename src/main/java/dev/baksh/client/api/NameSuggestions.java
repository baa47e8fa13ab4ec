package dev.baksh.client.api;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Finder of suggestions for misspelt names ({@code did you mean: ...}); also converts names to camelCase and
 * abbreviates long names.
 */
public final class NameSuggestions {
    /** A hint with more than three suggestions does not help. */
    private static final int MAX_SUGGESTIONS = 3;

    /** Maximum length of a name or address in a message. */
    private static final int MAX_LENGTH = 160;

    /** Format characters, such as a zero-width space, and a blank beside another one. */
    private static final Pattern INVISIBLE = Pattern.compile("\\p{Cf}|(?<=\\s)\\s+");

    private NameSuggestions() {}

    /** Returns {@code lastModified} for {@code last_modified}; a name without underscores is returned unchanged. */
    public static String toCamelCase(String name) {
        if (name.indexOf('_') < 1) return name;
        StringBuilder out = new StringBuilder(name.length());
        boolean capitalizeNext = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_' && out.length() > 0) capitalizeNext = true;
            else {
                out.append(capitalizeNext ? Character.toUpperCase(c) : c);
                capitalizeNext = false;
            }
        }
        return out.toString();
    }

    /**
     * Returns up to three known names that are similar to the unknown name, most similar first, never the name itself;
     * may be empty.
     */
    public static List<String> nearest(String unknownName, Collection<String> knownNames) {
        record Near(String name, int distance) {}
        String typed = unknownName.toLowerCase(Locale.ROOT);
        int maxDistance = Math.max(2, typed.length() / 3);
        List<Near> matches = new ArrayList<>();
        for (String name : knownNames) {
            if (name.equals(unknownName)) continue;
            String candidate = name.toLowerCase(Locale.ROOT);
            int distance = distance(typed, candidate);
            boolean containsOther = typed.length() >= 3 && (candidate.contains(typed) || typed.contains(candidate));
            if (distance <= maxDistance && distance < candidate.length()) matches.add(new Near(name, distance));
            else if (containsOther && candidate.length() >= 3) matches.add(new Near(name, maxDistance + 1));
        }
        return matches.stream()
                .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
                .map(Near::name)
                .distinct()
                .limit(MAX_SUGGESTIONS)
                .toList();
    }

    /**
     * Returns {@code "did you mean: a, b"}, or null when no known name is similar. A name that looks like the unknown
     * name, and has other blanks or other code points, is shown with escapes.
     */
    public static String didYouMean(String unknownName, Collection<String> knownNames) {
        for (String name : knownNames)
            if (!name.equals(unknownName) && visibleText(name).equals(visibleText(unknownName)))
                return "a name that looks the same has other characters: '" + escape(name) + "'";
        List<String> nearestNames = nearest(unknownName, knownNames);
        return nearestNames.isEmpty() ? null : "did you mean: " + String.join(", ", nearestNames);
    }

    /** Returns the text without the differences that a reader does not see. */
    private static String visibleText(String name) {
        return INVISIBLE
                .matcher(Normalizer.normalize(name, Normalizer.Form.NFKC))
                .replaceAll("")
                .strip();
    }

    /** Returns the text with each character outside of printable ASCII as an escape of a Groovy text. */
    private static String escape(String name) {
        StringBuilder out = new StringBuilder();
        for (char c : name.toCharArray()) {
            if (c == '\'' || c == '\\') out.append('\\').append(c);
            else if (c < ' ' || c > '~') out.append(String.format("\\u%04x", (int) c));
            else out.append(c);
        }
        return out.toString();
    }

    /** Returns {@link #didYouMean}, or else how to write the name as a text: a name without quotes is a variable. */
    public static String didYouMeanOrText(String unknownName, Collection<String> knownNames) {
        String suggestion = didYouMean(unknownName, knownNames);
        return suggestion != null ? suggestion : "a text needs quotes: '" + unknownName + "'";
    }

    /** Returns {@link #didYouMean}, or else the prefix and all known names. */
    public static String suggest(String unknownName, Collection<String> knownNames, String fallbackPrefix) {
        String suggestion = didYouMean(unknownName, knownNames);
        return suggestion != null ? suggestion : fallbackPrefix + ": " + String.join(", ", knownNames);
    }

    /** Adds an article: {@code String} gives {@code a String}, {@code account} gives {@code an account}. */
    public static String withArticle(String noun) {
        if (noun.isEmpty()) return "an object";
        boolean startsWithVowel = "aeio".indexOf(noun.substring(0, 1).toLowerCase(Locale.ROOT)) >= 0;
        return (startsWithVowel ? "an " : "a ") + noun;
    }

    /** Computes the Damerau-Levenshtein distance (a swap of neighbours counts as one edit). */
    public static int distance(String a, String b) {
        int[][] distances = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) distances[i][0] = i;
        for (int j = 0; j <= b.length(); j++) distances[0][j] = j;
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int substitutionCost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                distances[i][j] = Math.min(
                        Math.min(distances[i - 1][j] + 1, distances[i][j - 1] + 1),
                        distances[i - 1][j - 1] + substitutionCost);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) distances[i][j] = Math.min(distances[i][j], distances[i - 2][j - 2] + 1);
            }
        }
        return distances[a.length()][b.length()];
    }

    /** Returns the text with line ends as {@code \n} and {@code \r}: a name must not look like a line of baksh. */
    public static String oneLine(String text) {
        return text.replace("\r", "\\r").replace("\n", "\\n");
    }

    /** Returns the text in one line, or for a long text its start and end: {@code abc...xyz (65536 characters)}. */
    public static String abbreviate(String name) {
        String text = oneLine(name);
        if (text.length() <= MAX_LENGTH) return text;
        int head = text.offsetByCodePoints(0, MAX_LENGTH / 2);
        int tail = text.offsetByCodePoints(text.length(), -MAX_LENGTH / 4);
        return text.substring(0, head) + "..." + text.substring(tail) + " (" + text.length() + " characters)";
    }
}
