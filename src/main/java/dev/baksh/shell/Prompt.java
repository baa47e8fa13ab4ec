package dev.baksh.shell;

import dev.baksh.output.AsciiGlyphs;
import dev.baksh.output.TerminalEscaper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Prompt of the shell: servers, their modes, remaining token time and running jobs.
 *
 * @param servers the servers that {@code n2ws} and {@code px} use now
 * @param jobCount number of running jobs
 */
public record Prompt(List<Server> servers, int jobCount) {
    private static final String RESET = "\u001b[0m";
    private static final String RED = "\u001b[1;31m";
    private static final String YELLOW = "\u001b[33m";
    private static final String CYAN = "\u001b[36m";

    /** A prompt that is wider than this fraction of the line leaves too little space for input. */
    private static final int MAX_WIDTH_DIVISOR = 2;

    /** Length of a shortened name, used if no other part can be omitted. */
    private static final int SHORT_NAME_LENGTH = 12;

    /** Write mode of a server. */
    public enum Mode {
        RW("RW"),
        RO("RO"),
        DRY_RUN("dry-run"),
        /** Read-only by configuration, but unlocked for a limited time. */
        UNLOCKED("UNLOCKED");

        private final String label;

        Mode(String label) {
            this.label = label;
        }
    }

    /**
     * Server in the prompt.
     *
     * @param name as configured
     * @param production shown in red
     * @param remaining time until the access token expires, or until the server locks again; null if not known
     */
    public record Server(String name, boolean production, Mode mode, Duration remaining) {
        /** Time until the access token expires, or null if not known. */
        Duration tokenTime() {
            return mode == Mode.UNLOCKED ? null : remaining;
        }
    }

    /**
     * Returns the prompt with a blank at its end. The server names are always present: input at the wrong server is the
     * greatest risk of a short prompt.
     *
     * @param coloured escape sequences may be used
     * @param width of the screen; token times except the shortest, then the name of the shell, then all token times, then parts of
     *     long names are omitted; the time until a server locks again stays
     */
    public String render(boolean coloured, int width) {
        for (Detail detail : Detail.values())
            if (render(false, detail).length() <= width / MAX_WIDTH_DIVISOR) return render(coloured, detail);
        return render(coloured, Detail.SHORT_NAMES);
    }

    private enum Detail {
        ALL,
        SHORTEST_TOKEN,
        SHORTEST_TOKEN_NO_SHELL,
        NO_TIMES,
        NO_SHELL,
        SHORT_NAMES
    }

    private String render(boolean coloured, Detail detail) {
        StringBuilder text = new StringBuilder();
        boolean showShellName = servers.isEmpty()
                || Set.of(Detail.ALL, Detail.SHORTEST_TOKEN, Detail.NO_TIMES).contains(detail);
        if (showShellName) text.append("baksh");
        boolean hasSingleMode = servers.stream().map(Server::mode).distinct().count() == 1
                && (servers.size() == 1 || servers.get(0).mode() != Mode.UNLOCKED);
        List<String> parts = new ArrayList<>();
        for (Server server : servers) {
            String fullName = TerminalEscaper.sanitize(server.name());
            String name = detail == Detail.SHORT_NAMES ? shorten(fullName) : fullName;
            StringBuilder part = new StringBuilder(applyColour(coloured && server.production(), RED, name));
            if (!hasSingleMode) part.append(' ').append(formatMode(coloured, server));
            if (detail == Detail.ALL && server.tokenTime() != null)
                part.append(" token ").append(formatRemaining(server.tokenTime()));
            parts.add(part.toString());
        }
        if (showShellName && !parts.isEmpty()) text.append(' ');
        text.append(String.join(", ", parts));
        if (hasSingleMode) text.append(' ').append(formatMode(coloured, servers.get(0)));
        if (detail == Detail.SHORTEST_TOKEN || detail == Detail.SHORTEST_TOKEN_NO_SHELL)
            servers.stream()
                    .map(Server::tokenTime)
                    .filter(Objects::nonNull)
                    .min(Comparator.naturalOrder())
                    .ifPresent(time -> text.append(", token ").append(formatRemaining(time)));
        if (jobCount > 0) text.append(", ").append(jobCount).append(jobCount == 1 ? " job" : " jobs");
        return text.append("> ").toString();
    }

    /** Keeps both ends of a long name, since the server names of one site often have a common prefix. */
    private static String shorten(String name) {
        if (name.length() <= SHORT_NAME_LENGTH) return name;
        int half = SHORT_NAME_LENGTH / 2;
        return name.substring(0, half)
                + AsciiGlyphs.forPrompt("…")
                + name.substring(name.length() - (SHORT_NAME_LENGTH - half - 1));
    }

    private static String formatMode(boolean coloured, Server server) {
        String colourCode = switch (server.mode()) {
            case RW -> server.production() ? RED : null;
            case UNLOCKED -> RED;
            case DRY_RUN -> YELLOW;
            case RO -> CYAN;
        };
        boolean hasTime = server.mode() == Mode.UNLOCKED && server.remaining() != null;
        String label = server.mode().label + (hasTime ? " " + formatRemaining(server.remaining()) : "");
        return applyColour(coloured && colourCode != null, colourCode, label);
    }

    private static String applyColour(boolean coloured, String colourCode, String text) {
        return coloured ? colourCode + text + RESET : text;
    }

    /** Formats a duration, rounded down: 59 s are less than a minute. */
    private static String formatRemaining(Duration remaining) {
        long minutes = remaining.toMinutes();
        return minutes < 1 ? "<1m" : minutes < 120 ? minutes + "m" : remaining.toHours() + "h";
    }
}
