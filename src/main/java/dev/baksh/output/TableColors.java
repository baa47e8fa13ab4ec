package dev.baksh.output;

/** Colours of a table. Results contain no other escape sequences. */
record TableColors(boolean color) {
    private static final String RESET = "\u001b[0m";
    private static final String BOLD = "\u001b[1m";
    private static final String FAINT = "\u001b[2m";
    private static final String RED = "\u001b[31m";
    private static final String YELLOW = "\u001b[33m";
    private static final String GREEN = "\u001b[32m";

    String bold(String text) {
        return colorize(BOLD, text);
    }

    String faint(String text) {
        return colorize(FAINT, text);
    }

    String paint(Cell.Kind kind, String text) {
        if (kind == Cell.Kind.STATUS) return colorize(YELLOW, text);
        if (kind == Cell.Kind.STATUS_SUCCESS) return colorize(GREEN, text);
        if (kind == Cell.Kind.STATUS_FAILURE) return colorize(RED, text);
        if (kind != Cell.Kind.BOOLEAN) return text;
        return colorize(text.equals("true") ? GREEN : FAINT, text);
    }

    private String colorize(String code, String text) {
        return color && !text.isEmpty() ? code + text + RESET : text;
    }
}
