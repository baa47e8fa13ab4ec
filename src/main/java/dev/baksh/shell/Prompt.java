package dev.baksh.shell;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What stands before the cursor: servers, what may be done to them, minutes of token left, jobs.
 *
 * @param servers those that {@code n2ws} and {@code px} mean now
 * @param jobs    that run
 */
public record Prompt(List<Server> servers, int jobs) {
    private static final String OFF = "\u001b[0m";
    private static final String RED = "\u001b[1;31m";
    private static final String YELLOW = "\u001b[33m";
    private static final String CYAN = "\u001b[36m";

    /** A prompt that takes more than this part of the line leaves too little room to type. */
    private static final int PART = 2;

    /** What a name is cut to where nothing else is left to leave out. */
    private static final int SHORT = 12;

    /** What may be done to a server. */
    public enum Mode {
        RW("RW"),
        RO("RO"),
        DRY_RUN("dry-run"),
        /** Read-only by its configuration, and opened for a while. */
        UNLOCKED("UNLOCKED");

        private final String word;

        Mode(String word) {
            this.word = word;
        }
    }

    /**
     * One server of the prompt.
     *
     * @param name       as configured
     * @param production shown red
     * @param left       until the access token ends, or until the server locks again; null when not known
     */
    public record Server(String name, boolean production, Mode mode, Duration left) {}

    /**
     * The prompt, with a blank at its end. The names of the servers are in it whatever the width: a line typed at the wrong
     * one is the worst that a short prompt could do.
     *
     * @param colour escape sequences may be used
     * @param width  of the screen; token times, then the shell's own name, then parts of long names are left out
     */
    public String text(boolean colour, int width) {
        for (Detail detail : Detail.values()) {
            String plain = text(false, detail);
            if (plain.length() <= width / PART || detail == Detail.CUT) return text(colour, detail);
        }
        throw new IllegalStateException();
    }

    private enum Detail {
        ALL,
        NO_TIMES,
        NO_SHELL,
        CUT
    }

    private String text(boolean colour, Detail detail) {
        StringBuilder text = new StringBuilder();
        boolean shell = servers.isEmpty() || detail.compareTo(Detail.NO_SHELL) < 0;
        if (shell) text.append("baksh");
        Set<Mode> modes = new LinkedHashSet<>();
        servers.forEach(server -> modes.add(server.mode()));
        boolean one = modes.size() == 1;
        List<String> parts = new ArrayList<>();
        for (Server server : servers) {
            String name = detail == Detail.CUT ? cut(server.name()) : server.name();
            StringBuilder part = new StringBuilder(paint(colour && server.production(), RED, name));
            if (!one) part.append(' ').append(mode(colour, server));
            if (detail == Detail.ALL && server.left() != null) part.append(' ').append(minutes(server.left()));
            parts.add(part.toString());
        }
        if (shell && !parts.isEmpty()) text.append(' ');
        text.append(String.join(", ", parts));
        if (one) text.append(' ').append(mode(colour, servers.get(0)));
        if (jobs > 0) text.append(", ").append(jobs).append(jobs == 1 ? " job" : " jobs");
        return text.append("> ").toString();
    }

    /** Both ends of a long name: those of one house often begin alike. */
    private static String cut(String name) {
        if (name.length() <= SHORT) return name;
        int half = SHORT / 2;
        return name.substring(0, half) + "…" + name.substring(name.length() - (SHORT - half - 1));
    }

    private static String mode(boolean colour, Server server) {
        String ink = switch (server.mode()) {
            case RW -> server.production() ? RED : null;
            case UNLOCKED -> RED;
            case DRY_RUN -> YELLOW;
            case RO -> CYAN;
        };
        return paint(colour && ink != null, ink, server.mode().word);
    }

    private static String paint(boolean colour, String ink, String text) {
        return colour ? ink + text + OFF : text;
    }

    /** Rounded down: a token of 59 s is good for no whole minute. */
    private static String minutes(Duration left) {
        long minutes = left.toMinutes();
        return minutes < 1 ? "<1m" : minutes < 120 ? minutes + "m" : left.toHours() + "h";
    }
}
