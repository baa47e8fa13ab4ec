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
        ProcessEnvironment environment = ProcessEnvironment.ofProcess();
        int code = start(environment, List.of(args));
        environment.out().flush();
        environment.err().flush();
        System.exit(code);
    }

    /** Takes the signals and the standard streams of this process. */
    static int start(ProcessEnvironment environment, List<String> args) {
        // Groovy's println in a class goes to System.out, whatever the script's own does.
        SecretRedactor redactor = new SecretRedactor();
        System.setOut(environment.scriptOut(redactor::redact));
        // And what it says on System.err may hold a server's words or a secret just as well.
        System.setErr(new ScriptPrintStream(environment.err(), true, redactor::redact));
        return new Application(environment, SignalHandlers::register).start(args, redactor);
    }
}
