package dev.baksh.cli.command;

import dev.baksh.cli.app.AppContext;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ServerKind;
import dev.baksh.client.auth.CredentialRejectedException;
import dev.baksh.client.auth.TokenProvider;
import dev.baksh.client.config.Credential;
import dev.baksh.client.config.Secret;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.text.ShellWord;
import java.util.List;

/**
 * Command {@code baksh login px} that obtains tokens with a user name and password, or takes a token that the user
 * pastes from the browser, and stores the tokens until they expire. The password is used once and not stored.
 */
public record LoginCommand(AppContext app) {
    /**
     * Logs in to a server.
     *
     * @param args the name of the server, or the kind of the only server of that kind
     * @throws BakshException the server has no login (exit 2), or refuses the login
     */
    public void run(List<String> args) {
        if (args.size() != 1) throw BakshException.usageError("login takes one server", "baksh login px");
        if (app.options.sandbox) throw BakshException.usageError("the sandbox needs no login", null);
        String name = args.get(0);
        ServerKind kind = ServerKind.of(name);
        boolean isName =
                app.servers().all().stream().anyMatch(server -> server.name().equals(name));
        ServerConfig server =
                kind == null || isName ? app.servers().get(name) : app.servers().requireSingle(kind);
        if (!(server.credential() instanceof Credential.Session session)) {
            throw BakshException.usageError(
                    server.label() + " has a configured credential; login is not needed",
                    server.kind() == ServerKind.PX
                            ? "to log in interactively, remove the credential, or set credential: login"
                            : null);
        }
        String user = app.console.ask("User at " + server.label() + ", or Enter to paste a token: ");
        if (user == null) throw BakshException.refusal("login cancelled", null);
        boolean isPasted = user.isEmpty();
        Secret secret = app.console.askSecret(isPasted ? "Token: " : "Password of " + user + ": ");
        if (secret.isEmpty()) throw BakshException.refusal("login cancelled: the input is empty", null);
        Credential credential = isPasted
                ? Credential.PastedToken.of(secret)
                : new Credential.Password(session.clientId(), null, user, secret);
        TokenProvider.Status status;
        try {
            status = app.login(server, credential);
        } catch (CredentialRejectedException e) {
            // The default hint names the configuration, but the user has just typed this credential.
            String advice = isPasted
                    ? " with a current token from the browser"
                    : "; the client " + session.clientId() + " (" + server.settingName("CLIENT_ID")
                            + ") must allow direct access grants";
            throw new CredentialRejectedException(
                    e.getMessage(),
                    "nothing was stored; run baksh login " + ShellWord.quoteIfNeeded(server.name()) + " again"
                            + advice);
        }
        app.console.showNotice(server.label() + ": logged in" + (isPasted ? " with a pasted token" : " as " + user)
                + ", token " + status + (isPasted ? "" : "; baksh refreshes the token during use"));
    }
}
