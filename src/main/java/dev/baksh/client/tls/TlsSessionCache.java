package dev.baksh.client.tls;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Cache of TLS sessions that outlives the transports of one caller, so that the next connection to a server resumes a session.
 * Before a session is resumed, its certificates are checked again. If they are not trusted any more, a full handshake follows.
 */
public final class TlsSessionCache {
    private static final int MAX_ENTRIES = 8;
    private static final Duration SESSION_TIMEOUT = Duration.ofMinutes(15);
    /** Lifetime of a verification of a chain by the same CAs; the validity dates are checked every time. */
    private static final Duration VERIFICATION_LIFETIME = Duration.ofMinutes(1);

    private record CachedContext(
            SSLContext sslContext,
            ClientCertificateRequest clientCertificateRequest,
            Set<List<X509Certificate>> verifiedChains,
            long verifiedSince) {}

    private final LongSupplier nanoClock;
    /** Contexts by trust settings; equal settings trust the same certificates. */
    private final Map<List<String>, CachedContext> contexts = new LruMap<>();

    private final Map<String, X509ExtendedTrustManager> trustManagers = new LruMap<>();

    public TlsSessionCache(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Returns the trust manager of the same CAs, or null. */
    synchronized X509ExtendedTrustManager cachedTrustManager(String anchorsId) {
        return trustManagers.get(anchorsId);
    }

    synchronized void cacheTrustManager(String anchorsId, X509ExtendedTrustManager trustManager) {
        trustManagers.put(anchorsId, trustManager);
    }

    /** Returns the context of earlier transports with the same trust settings, or creates a context and stores it. */
    public synchronized SSLContext getOrCreateContext(ServerTrustManager trustManager) {
        CachedContext cached = contexts.get(trustManager.trustKey());
        if (cached != null) {
            cached = dropExpiredVerifications(cached);
            contexts.put(trustManager.trustKey(), cached);
            if (acceptsAllSessions(cached, trustManager)) return cached.sslContext();
        }
        ClientCertificateRequest clientCertificateRequest = new ClientCertificateRequest();
        SSLContext created = trustManager.createContext(clientCertificateRequest);
        created.getClientSessionContext().setSessionCacheSize(MAX_ENTRIES);
        created.getClientSessionContext().setSessionTimeout((int) SESSION_TIMEOUT.toSeconds());
        contexts.put(
                trustManager.trustKey(),
                new CachedContext(created, clientCertificateRequest, new HashSet<>(), nanoClock.getAsLong()));
        return created;
    }

    private CachedContext dropExpiredVerifications(CachedContext cached) {
        boolean expired = nanoClock.getAsLong() - cached.verifiedSince() > VERIFICATION_LIFETIME.toNanos();
        return !expired
                ? cached
                : new CachedContext(
                        cached.sslContext(), cached.clientCertificateRequest(), new HashSet<>(), nanoClock.getAsLong());
    }

    /** Returns true if the certificates of this session are trusted now. */
    public synchronized boolean accepts(ServerTrustManager trustManager, SSLSession session) {
        CachedContext cached = contexts.get(trustManager.trustKey());
        return cached != null && trustManager.accepts(session, cached.verifiedChains());
    }

    /** Returns true if the server has asked for a client certificate. */
    public synchronized boolean isClientCertificateRequested(ServerTrustManager trustManager) {
        CachedContext cached = contexts.get(trustManager.trustKey());
        return cached != null && cached.clientCertificateRequest().isSeen();
    }

    private static boolean acceptsAllSessions(CachedContext cached, ServerTrustManager trustManager) {
        SSLSessionContext sessions = cached.sslContext().getClientSessionContext();
        for (byte[] id : Collections.list(sessions.getIds())) {
            SSLSession session = sessions.getSession(id);
            if (session != null && !trustManager.accepts(session, cached.verifiedChains())) return false;
        }
        return true;
    }

    private static final class LruMap<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;

        LruMap() {
            super(MAX_ENTRIES, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MAX_ENTRIES;
        }
    }
}
