package dev.baksh.cli;

import dev.baksh.client.http.SecretRedactor;
import java.util.List;

/** The process: the only place that ends it. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Surroundings surroundings = Surroundings.ofProcess();
        int code = start(surroundings, List.of(args));
        surroundings.out().flush();
        surroundings.err().flush();
        System.exit(code);
    }

    /** Takes the signals and the standard streams of this process. */
    static int start(Surroundings surroundings, List<String> words) {
        // Groovy's println in a class goes to System.out, whatever the script's own does.
        SecretRedactor redaction = new SecretRedactor();
        System.setOut(surroundings.scriptOut(redaction::apply));
        // And what it says on System.err may hold a server's words or a secret just as well.
        System.setErr(new ScriptOut(surroundings.err(), true, redaction::apply));
        return new Baksh(surroundings, Signals::on).start(words, redaction);
    }
}
