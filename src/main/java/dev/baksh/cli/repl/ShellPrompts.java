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
 * Prompts of the shell for secrets and host keys at the first use of a server. Available only on the thread of the
 * shell, because the user may be typing a line while other threads run.
 */
final class ShellPrompts implements SecretPrompt, HostKeyPrompt {
    private final ShellTerminal terminal;
    private final Console console;
    private final CommandLineOptions options;
    private final Thread shellThread = Thread.currentThread();

    /** Must be created on the shell's thread. */
    ShellPrompts(ShellTerminal terminal, Console console, CommandLineOptions options) {
        this.terminal = terminal;
        this.console = console;
        this.options = options;
    }

    @Override
    public boolean isAvailable() {
        return Thread.currentThread() == shellThread && !options.unattended;
    }

    @Override
    public String readLine(String question) {
        return requireInput(terminal.ask(TerminalEscaper.sanitize(question)));
    }

    @Override
    public Secret readSecret(String question) {
        return Secret.of(requireInput(terminal.askSecret(TerminalEscaper.sanitize(question))));
    }

    @Override
    public boolean confirm(List<String> facts, String question) {
        if (!isAvailable()) return false;
        facts.forEach(console::showNotice);
        String input = terminal.ask(TerminalEscaper.sanitize(question) + " [y/N] ");
        return Console.isYes(input);
    }

    private static String requireInput(String input) {
        if (input != null) return input.strip();
        throw new BakshException(ExitCode.INTERRUPTED, "interrupted at the question; nothing was sent", null);
    }
}
