package dev.baksh.cli.command;

import dev.baksh.cli.app.Wiring;
import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.cli.console.Console;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.auth.CredentialRejectedException;
import dev.baksh.client.auth.TokenProvider;
import dev.baksh.client.config.Credential;
import dev.baksh.client.config.Secret;
import dev.baksh.client.config.ServerConfig;
import java.util.List;

/**
 * {@code baksh login px}: a person's user and password, or a token from the browser, become tokens that are kept until they
 * end. The password is used once and kept nowhere.
 */
public final class LoginCommand {
    private final CommandLineOptions options;
    private final Console console;
    private final Wiring wiring;

    public LoginCommand(CommandLineOptions options, Console console, Wiring wiring) {
        this.options = options;
        this.console = console;
        this.wiring = wiring;
    }

    public int run(List<String> rest) {
        if (rest.size() != 1) throw BakshException.usage("login takes one server", "baksh login px");
        if (options.sandbox) throw BakshException.usage("the sandbox needs no login", null);
        String name = rest.get(0);
        ServerConfig server = List.of("n2ws", "px").contains(name)
                ? wiring.servers().only(name)
                : wiring.servers().named(name);
        if (!(server.credential() instanceof Credential.Session session)) {
            throw BakshException.usage(
                    server.label() + " has a credential of its own; there is nothing to log in for",
                    server.kind().equals("px") ? "to log in by hand, leave it out, or write credential: login" : null);
        }
        String user = console.answer("User at " + server.label() + ", or Enter to paste a token: ");
        if (user == null) throw BakshException.refused("nobody logged in", null);
        boolean pasted = user.isEmpty();
        Secret secret = console.secret(pasted ? "Token: " : "Password of " + user + ": ");
        if (secret.isEmpty()) throw BakshException.refused("nobody logged in: nothing was typed", null);
        TokenProvider.Status status;
        try {
            status = wiring.login(
                    server,
                    pasted
                            ? Credential.PastedToken.of(secret)
                            : new Credential.Password(session.clientId(), null, user, secret));
        } catch (CredentialRejectedException e) {
            // What is configured has no part in it; the person has just typed it.
            String again = "nothing was kept; say baksh login " + server.name() + " again";
            throw new CredentialRejectedException(
                    e.getMessage(),
                    again
                            + (pasted
                                    ? ", with a token that the browser uses now"
                                    : "; the client " + session.clientId() + " (" + server.variable("CLIENT_ID")
                                            + ") has to allow direct access grants"));
        }
        console.note(server.label() + ": logged in" + (pasted ? " by a pasted token" : " as " + user) + ", token "
                + status + (pasted ? "" : "; it is renewed while it is used"));
        return ExitCode.OK.code();
    }
}
