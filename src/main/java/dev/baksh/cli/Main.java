package dev.baksh.cli;

import dev.baksh.cli.console.PlatformText;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.cli.console.ScriptPrintStream;
import dev.baksh.cli.console.SignalHandlers;
import dev.baksh.client.http.SecretRedactor;
import java.security.Security;
import java.util.List;

/** Entry point of the process, and the only class that ends the process. */
public final class Main {
    private Main() {}

    /** Security property of the JDK: seconds for which a name without an address stays unknown. */
    private static final String UNKNOWN_NAME_TTL = "networkaddress.cache.negative.ttl";

    public static void main(String[] args) {
        lookUpUnknownNamesAgain();
        ProcessEnvironment environment = ProcessEnvironment.ofProcess();
        int code = start(environment, PlatformText.ofProcess(args));
        environment.out().flush();
        environment.err().flush();
        System.exit(code);
    }

    /** Sets the life of failed name lookups to 0, so that a retry finds a name that has just come up; keeps an own setting. */
    private static void lookUpUnknownNamesAgain() {
        String jdkDefault = "10";
        if (jdkDefault.equals(Security.getProperty(UNKNOWN_NAME_TTL))) Security.setProperty(UNKNOWN_NAME_TTL, "0");
    }

    /** Starts baksh with the signals and the standard streams of this process. */
    static int start(ProcessEnvironment environment, List<String> args) {
        // println in a Groovy class writes to System.out, unlike println in a script.
        SecretRedactor redactor = new SecretRedactor();
        System.setOut(environment.scriptOut(redactor::redact));
        // Text on System.err may also contain data of a server or a secret.
        System.setErr(new ScriptPrintStream(environment.err(), true, redactor::redact));
        return Application.start(environment, SignalHandlers::register, null, args, redactor);
    }
}
