package dev.baksh.n2ws;

import dev.baksh.api.Catalog;
import dev.baksh.api.Operation;
import dev.baksh.api.Row;
import dev.baksh.api.Time;
import dev.baksh.config.ServerConfig;
import dev.baksh.exchange.Dialect;
import dev.baksh.exchange.Exchange;
import dev.baksh.exchange.PlannedRow;
import dev.baksh.exchange.TokenEndpoint;
import dev.baksh.exchange.TokenSource;
import dev.baksh.resource.Client;
import dev.baksh.resource.Invocation;
import dev.baksh.resource.Progress;
import java.util.Map;

/** A client of one N2WS server. */
public final class N2wsClient extends Client {
    /** The paths of guide 2.0.0: {@code aws/policies/}. */
    private static final String VERSION = "2";

    private final Time time;

    public N2wsClient(ServerConfig server, Catalog catalog, Exchange exchange, Time time, Progress progress) {
        super(server, catalog, exchange, VERSION);
        this.time = time;
        Backups backups = new Backups(this, time, progress);
        verb("policies", "backup", this::backup);
        verb("backups", "latest", backups::latest);
        verb("backups", "await", backups::await);
    }

    /** How N2WS speaks. */
    public static Dialect dialect() {
        return new N2wsDialect();
    }

    /** How N2WS gives tokens. */
    public static TokenSource tokens(ServerConfig server, TokenEndpoint endpoint) {
        return new N2wsTokens(server, endpoint);
    }

    /** Runs a policy now; gives the backup that was started. Sent once; after a lost answer it is looked for. */
    private Row backup(Invocation invocation) {
        Operation operation = invocation.withoutArgs().operation();
        Row policy = invocation.row();
        StartedBackup started = new StartedBackup(this, policy, time);
        Object answer = exchange().send(resource("policies").call(operation, policy, Map.of(), null), started);
        return answer instanceof PlannedRow planned ? planned : started.of(answer);
    }
}
