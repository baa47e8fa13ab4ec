package dev.baksh.cli.repl;

import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.cli.console.Console;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.config.Secret;
import dev.baksh.client.config.SecretPrompt;
import dev.baksh.client.tls.HostKeyPrompt;
import dev.baksh.output.TerminalEscaper;
import java.util.List;

/**
 * The person at the shell, who is asked for what a first use needs. Only on the thread of the shell: while others run, a
 * line is being typed.
 */
final class ShellPrompts implements SecretPrompt, HostKeyPrompt {
    private final ShellTerminal screen;
    private final Console console;
    private final CommandLineOptions options;
    private final Thread shell = Thread.currentThread();

    /** To be made on the shell's thread. */
    ShellPrompts(ShellTerminal screen, Console console, CommandLineOptions options) {
        this.screen = screen;
        this.console = console;
        this.options = options;
    }

    @Override
    public boolean present() {
        return Thread.currentThread() == shell && !options.unattended;
    }

    @Override
    public String line(String question) {
        return given(screen.ask(TerminalEscaper.safe(question)));
    }

    @Override
    public Secret secret(String question) {
        return Secret.of(given(screen.askSecret(TerminalEscaper.safe(question))));
    }

    @Override
    public boolean trusts(List<String> facts, String question) {
        if (!present()) return false;
        facts.forEach(console::note);
        String typed = screen.ask(TerminalEscaper.safe(question) + " [y/N] ");
        return typed != null
                && (typed.strip().equalsIgnoreCase("y") || typed.strip().equalsIgnoreCase("yes"));
    }

    private static String given(String typed) {
        if (typed != null) return typed.strip();
        throw new BakshException(ExitCode.INTERRUPTED, "interrupted at the question; nothing was sent", null);
    }
}
