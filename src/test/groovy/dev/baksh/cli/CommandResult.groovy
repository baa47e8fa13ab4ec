package dev.baksh.cli

/** What one start of baksh left behind: exit code, standard output, standard error. */
record CommandResult(int code, String out, String err) {
    /** A good end that says nothing on standard error. */
    static CommandResult result(String... lines) {
        return new CommandResult(0, text(lines), '')
    }

    /** A bad end without a result. */
    static CommandResult failure(int code, String... lines) {
        return new CommandResult(code, '', text(lines))
    }

    private static String text(String... lines) {
        return lines.collect { it + '\n' }.join('')
    }
}
