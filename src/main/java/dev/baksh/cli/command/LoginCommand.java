package dev.baksh.cli.command;

import dev.baksh.cli.app.Wiring;
import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.cli.console.Console;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.ServerKind;
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

    public int run(List<String> args) {
        if (args.size() != 1) throw BakshException.usageError("login takes one server", "baksh login px");
        if (options.sandbox) throw BakshException.usageError("the sandbox needs no login", null);
        String name = args.get(0);
        ServerKind kind = ServerKind.of(name);
        ServerConfig server = kind != null
                ? wiring.servers().requireSingle(kind)
                : wiring.servers().get(name);
        if (!(server.credential() instanceof Credential.Session session)) {
            throw BakshException.usageError(
                    server.label() + " has a credential of its own; there is nothing to log in for",
                    server.kind() == ServerKind.PX
                            ? "to log in by hand, leave it out, or write credential: login"
                            : null);
        }
        String user = console.ask("User at " + server.label() + ", or Enter to paste a token: ");
        if (user == null) throw BakshException.refusal("nobody logged in", null);
        boolean isPasted = user.isEmpty();
        Secret secret = console.askSecret(isPasted ? "Token: " : "Password of " + user + ": ");
        if (secret.isEmpty()) throw BakshException.refusal("nobody logged in: nothing was typed", null);
        TokenProvider.Status status;
        try {
            status = wiring.login(
                    server,
                    isPasted
                            ? Credential.PastedToken.of(secret)
                            : new Credential.Password(session.clientId(), null, user, secret));
        } catch (CredentialRejectedException e) {
            // What is configured has no part in it; the person has just typed it.
            String retryHint = "nothing was kept; say baksh login " + server.name() + " again";
            throw new CredentialRejectedException(
                    e.getMessage(),
                    retryHint
                            + (isPasted
                                    ? ", with a token that the browser uses now"
                                    : "; the client " + session.clientId() + " (" + server.settingName("CLIENT_ID")
                                            + ") has to allow direct access grants"));
        }
        console.showNotice(server.label() + ": logged in" + (isPasted ? " by a pasted token" : " as " + user)
                + ", token " + status + (isPasted ? "" : "; it is renewed while it is used"));
        return ExitCode.OK.code();
    }
}
