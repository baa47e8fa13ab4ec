package dev.baksh.cli;

import dev.baksh.api.BakshException;
import dev.baksh.api.Exit;
import dev.baksh.config.Secret;
import dev.baksh.config.SecretPrompt;
import dev.baksh.render.Text;

/**
 * The person at the shell, who is asked for what a first use needs. Only on the thread of the shell: while others run, a
 * line is being typed.
 */
final class AtPrompt implements SecretPrompt {
    private final Screen screen;
    private final Options options;
    private final Thread shell = Thread.currentThread();

    /** To be made on the shell's thread. */
    AtPrompt(Screen screen, Options options) {
        this.screen = screen;
        this.options = options;
    }

    @Override
    public boolean present() {
        return Thread.currentThread() == shell && !options.unattended;
    }

    @Override
    public String line(String question) {
        return given(screen.ask(Text.safe(question)));
    }

    @Override
    public Secret secret(String question) {
        return Secret.of(given(screen.askSecret(Text.safe(question))));
    }

    private static String given(String typed) {
        if (typed != null) return typed.strip();
        throw new BakshException(Exit.INTERRUPTED, "interrupted at the question; nothing was sent", null);
    }
}
