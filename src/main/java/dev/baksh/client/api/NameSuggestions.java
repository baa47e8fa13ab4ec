package dev.baksh.client.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Spelling: camelCase of a server's names, the names nearest to a misspelt one, and long ones made short. */
public final class NameSuggestions {
    /** More than three suggestions are a list to search again, not a help. */
    private static final int SUGGESTIONS = 3;

    /** Characters of a name or address that a message shows whole. */
    private static final int LONGEST = 160;

    private NameSuggestions() {}

    /** {@code last_modified} gives {@code lastModified}; a name without underscores is given back as it is. */
    public static String camel(String name) {
        if (name.indexOf('_') < 1) return name;
        StringBuilder out = new StringBuilder(name.length());
        boolean up = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_' && out.length() > 0) up = true;
            else {
                out.append(up ? Character.toUpperCase(c) : c);
                up = false;
            }
        }
        return out.toString();
    }

    /** The up to three known names nearest to a wrong one, nearest first; empty when none is near. */
    public static List<String> nearest(String wrong, Collection<String> known) {
        record Near(String name, int distance) {}
        String typed = wrong.toLowerCase(Locale.ROOT);
        int reach = Math.max(2, typed.length() / 3);
        List<Near> near = new ArrayList<>();
        for (String name : known) {
            String candidate = name.toLowerCase(Locale.ROOT);
            int distance = distance(typed, candidate);
            boolean part = typed.length() >= 3 && (candidate.contains(typed) || typed.contains(candidate));
            if (distance <= reach && distance < candidate.length()) near.add(new Near(name, distance));
            else if (part && candidate.length() >= 3) near.add(new Near(name, reach + 1));
        }
        near.sort(Comparator.comparingInt(Near::distance).thenComparing(Near::name));
        return near.stream().map(Near::name).distinct().limit(SUGGESTIONS).toList();
    }

    /** {@code "did you mean: a, b"}, or null when no known name is near. */
    public static String didYouMean(String wrong, Collection<String> known) {
        List<String> near = nearest(wrong, known);
        return near.isEmpty() ? null : "did you mean: " + String.join(", ", near);
    }

    /** {@link #didYouMean}, or else the whole list of what there is. */
    public static String suggest(String wrong, Collection<String> known, String otherwise) {
        String near = didYouMean(wrong, known);
        return near != null ? near : otherwise + ": " + String.join(", ", known);
    }

    /** Edits between two words, a swap of neighbours counted as one. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) d[i][0] = i;
        for (int j = 0; j <= b.length(); j++) d[0][j] = j;
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + same);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
            }
        }
        return d[a.length()][b.length()];
    }

    /** The text as it stands, or, when it is long, without its middle: {@code abc...xyz (65536 characters)}. */
    public static String shortened(String text) {
        if (text.length() <= LONGEST) return text;
        int head = text.offsetByCodePoints(0, LONGEST / 2);
        int tail = text.offsetByCodePoints(text.length(), -LONGEST / 4);
        return text.substring(0, head) + "..." + text.substring(tail) + " (" + text.length() + " characters)";
    }
}
