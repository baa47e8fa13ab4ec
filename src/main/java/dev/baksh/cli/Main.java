package dev.baksh.cli;

import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.cli.console.ScriptPrintStream;
import dev.baksh.cli.console.SignalHandlers;
import dev.baksh.client.http.SecretRedactor;
import java.util.List;

/** The process: the only place that ends it. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        ProcessEnvironment surroundings = ProcessEnvironment.ofProcess();
        int code = start(surroundings, List.of(args));
        surroundings.out().flush();
        surroundings.err().flush();
        System.exit(code);
    }

    /** Takes the signals and the standard streams of this process. */
    static int start(ProcessEnvironment surroundings, List<String> words) {
        // Groovy's println in a class goes to System.out, whatever the script's own does.
        SecretRedactor redaction = new SecretRedactor();
        System.setOut(surroundings.scriptOut(redaction::apply));
        // And what it says on System.err may hold a server's words or a secret just as well.
        System.setErr(new ScriptPrintStream(surroundings.err(), true, redaction::apply));
        return new Application(surroundings, SignalHandlers::on).start(words, redaction);
    }
}
