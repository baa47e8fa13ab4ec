package dev.baksh.cli

/** What one start of baksh left behind: exit code, standard output, standard error. */
record Printed(int code, String out, String err) {
    /** A good end that says nothing on standard error. */
    static Printed result(String... lines) {
        return new Printed(0, text(lines), '')
    }

    /** A bad end without a result. */
    static Printed failure(int code, String... lines) {
        return new Printed(code, '', text(lines))
    }

    private static String text(String... lines) {
        return lines.collect { it + '\n' }.join('')
    }
}
