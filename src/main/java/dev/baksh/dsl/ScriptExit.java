package dev.baksh.dsl;

/** Exception that ends the script with an exit code: {@code exit 3}. */
public final class ScriptExit extends RuntimeException {
    private final int code;

    public ScriptExit(int code) {
        super("exit " + code, null, false, false);
        this.code = code;
    }

    /** Returns the exit code that the script requested, 0 to 255. */
    public int code() {
        return code;
    }
}
