package dev.baksh.px;

import dev.baksh.api.Catalog;
import dev.baksh.api.Time;
import dev.baksh.config.Credential;
import dev.baksh.config.ServerConfig;
import dev.baksh.exchange.Dialect;
import dev.baksh.exchange.Exchange;
import dev.baksh.exchange.TokenEndpoint;
import dev.baksh.exchange.TokenSource;
import dev.baksh.resource.Client;
import dev.baksh.resource.Progress;
import java.util.Map;
import java.util.function.Consumer;

/** A client of one Portworx Backup server. */
public final class PxClient extends Client {
    private final Progress progress;

    public PxClient(ServerConfig server, Catalog catalog, Exchange exchange, Progress progress) {
        super(server, catalog, exchange, "");
        this.progress = progress;
        Roles roles = new Roles(this, progress);
        verb("roles", "create", roles::create);
        verb("roles", "update", roles::update);
        verb("roles", "delete", roles::delete);
        verb("roles", "diff", roles::diff);
        verb("roles", "mapTo", roles::mapTo);
        Users users = new Users(this, progress);
        verb("users", "map", users::map);
        verb("users", "unmap", users::unmap);
        verb("users", "roles", users::roles);
    }

    /** How the backend speaks. */
    public static Dialect dialect() {
        return new PxDialect();
    }

    /**
     * How tokens are had: from Keycloak, or pasted.
     *
     * @param notice told that a pasted token ends, and when
     */
    public static TokenSource tokens(ServerConfig server, TokenEndpoint endpoint, Time time, Consumer<String> notice) {
        if (server.credential() instanceof Credential.PastedToken) return new PastedToken(server, time, notice);
        return new KeycloakTokens(server, endpoint);
    }

    /** {@code /Backend} stood in the vendor's own pages for years, and is not found. */
    @Override
    public Object raw(String method, String path, Map<String, Object> query, Object body) {
        if (!path.startsWith("/Backend/")) return super.raw(method, path, query, body);
        progress.note("notice: the path begins with /backend in lower case; corrected");
        return super.raw(method, "/backend/" + path.substring("/Backend/".length()), query, body);
    }
}
