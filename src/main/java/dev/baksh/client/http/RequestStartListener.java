package dev.baksh.client.http;

import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;

/** Listener that records the moment from which the server may have received a request. */
final class RequestStartListener extends EventListener {
    private final AtomicBoolean started;
    private final PooledHttpClient pooledClient;

    RequestStartListener(AtomicBoolean started, PooledHttpClient pooledClient) {
        this.started = started;
        this.pooledClient = pooledClient;
    }

    @Override
    public void connectionAcquired(Call call, Connection connection) {
        pooledClient.addConnection(connection);
    }

    @Override
    public void requestHeadersStart(Call call) {
        started.set(true);
    }
}
