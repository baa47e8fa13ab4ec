package dev.baksh.cli;

import dev.baksh.exchange.Redaction;
import java.util.List;
import org.jline.utils.Signals;

/** The process: the only place that ends it. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Surroundings surroundings = Surroundings.ofProcess();
        // Groovy's println in a class goes to System.out, whatever the script's own does.
        Redaction redaction = new Redaction();
        System.setOut(surroundings.scriptOut(redaction::apply));
        // And what it says on System.err may hold a server's words or a secret just as well.
        System.setErr(new ScriptOut(surroundings.err(), true, redaction::apply));
        int code = new Baksh(surroundings, Signals::register).start(List.of(args), redaction);
        surroundings.out().flush();
        surroundings.err().flush();
        System.exit(code);
    }
}
