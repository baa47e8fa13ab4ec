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
 * Command {@code baksh login px} that exchanges a user's name and password, or a token from the browser, for tokens,
 * and stores the tokens until they expire. The password is used once and not stored.
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
                    server.label() + " has a configured credential; login is not needed",
                    server.kind() == ServerKind.PX
                            ? "to log in interactively, remove the credential, or set credential: login"
                            : null);
        }
        String user = console.ask("User at " + server.label() + ", or Enter to paste a token: ");
        if (user == null) throw BakshException.refusal("login cancelled", null);
        boolean isPasted = user.isEmpty();
        Secret secret = console.askSecret(isPasted ? "Token: " : "Password of " + user + ": ");
        if (secret.isEmpty()) throw BakshException.refusal("login cancelled: the input is empty", null);
        TokenProvider.Status status;
        try {
            status = wiring.login(
                    server,
                    isPasted
                            ? Credential.PastedToken.of(secret)
                            : new Credential.Password(session.clientId(), null, user, secret));
        } catch (CredentialRejectedException e) {
            // The default hint names the configuration, but the user has just typed this credential.
            String retryHint = "nothing was stored; run baksh login " + server.name() + " again";
            throw new CredentialRejectedException(
                    e.getMessage(),
                    retryHint
                            + (isPasted
                                    ? " with a current token from the browser"
                                    : "; the client " + session.clientId() + " (" + server.settingName("CLIENT_ID")
                                            + ") must allow direct access grants"));
        }
        console.showNotice(server.label() + ": logged in" + (isPasted ? " with a pasted token" : " as " + user)
                + ", token " + status + (isPasted ? "" : "; baksh refreshes the token during use"));
        return ExitCode.OK.code();
    }
}
