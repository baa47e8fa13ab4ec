package dev.baksh.cli

/** What one start of baksh left behind: exit code, standard output, standard error. */
record CommandResult(int code, String out, String err) {
    /** A good end that says nothing on standard error. */
    static CommandResult success(String... lines) {
        return new CommandResult(0, joinLines(lines), '')
    }

    /** A bad end without a result. */
    static CommandResult failure(int code, String... lines) {
        return new CommandResult(code, '', joinLines(lines))
    }

    private static String joinLines(String... lines) {
        return lines.collect { it + '\n' }.join('')
    }
}
