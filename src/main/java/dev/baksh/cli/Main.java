package dev.baksh.cli;

import java.util.List;

/** The process: the only place that ends it. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Surroundings surroundings = Surroundings.ofProcess();
        // Groovy's println in a class goes to System.out, whatever the script's own does.
        System.setOut(surroundings.scriptOut());
        // And what it says on System.err may hold a server's words just as well.
        System.setErr(new ScriptOut(surroundings.err(), true));
        int code = Baksh.ofProcess(surroundings).start(List.of(args));
        surroundings.out().flush();
        surroundings.err().flush();
        System.exit(code);
    }
}
