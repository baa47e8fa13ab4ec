package dev.baksh.dsl;

/** {@code exit 3}: the script ends here, with this code. */
public final class ScriptExit extends RuntimeException {
    private final int code;

    public ScriptExit(int code) {
        super("exit " + code, null, false, false);
        this.code = code;
    }

    public int code() {
        return code;
    }
}
