package dev.baksh.cli.console;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Stack traces, for {@code --debug} alone. */
public final class StackTraces {
    private StackTraces() {}

    public static String of(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString().replace("\t", "    ");
    }
}
