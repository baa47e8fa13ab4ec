package dev.baksh.output;

/** The few colours of a table. The only escape sequences that baksh's results hold. */
record TableColors(boolean color) {
    private static final String OFF = "\u001b[0m";
    private static final String BOLD = "\u001b[1m";
    private static final String FAINT = "\u001b[2m";
    private static final String RED = "\u001b[31m";
    private static final String YELLOW = "\u001b[33m";
    private static final String GREEN = "\u001b[32m";

    String bold(String text) {
        return set(BOLD, text);
    }

    String faint(String text) {
        return set(FAINT, text);
    }

    String paint(Cell.Kind kind, String text) {
        if (kind == Cell.Kind.STATE) {
            String status = text.strip();
            return set(StatusCodes.well(status) ? GREEN : StatusCodes.failed(status) ? RED : YELLOW, text);
        }
        if (kind != Cell.Kind.BOOL) return text;
        return set(text.equals("true") ? GREEN : FAINT, text);
    }

    private String set(String code, String text) {
        return color && !text.isEmpty() ? code + text + OFF : text;
    }
}
