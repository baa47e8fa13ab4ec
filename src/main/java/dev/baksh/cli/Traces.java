package dev.baksh.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Stack traces, for {@code --debug} alone. */
final class Traces {
    private Traces() {}

    static String of(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString().replace("\t", "    ");
    }
}
