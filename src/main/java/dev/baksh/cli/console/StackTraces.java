package dev.baksh.cli.console;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Formatter of stack traces for {@code --debug}. */
public final class StackTraces {
    private StackTraces() {}

    public static String of(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString().replace("\t", "    ");
    }
}
