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
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS sessions that outlive the wires of one caller, so that the next connection to a server is a resumed one. Whoever
 * resumes has to trust what the server has shown then: it is checked anew, and where it would be refused now the server is
 * asked to show it again.
 */
public final class TlsSessionCache {
    private static final int MOST = 8;
    private static final Duration LIFE = Duration.ofMinutes(15);
    /** Authorities that were read from the same text say the same of the same chain for so long; its dates are always read. */
    private static final Duration VOUCHED = Duration.ofMinutes(1);

    private record Context(SSLContext context, Set<List<X509Certificate>> vouched, long since) {}

    private final LongSupplier nanos;
    /** What is trusted, as text; two of the same refuse and take the same. */
    private final Map<List<String>, Context> contexts = new Few<>();

    private final Map<String, X509ExtendedTrustManager> authorities = new Few<>();

    /** @param nanos the clock */
    public TlsSessionCache(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Those that were read from the same text, or null. */
    synchronized X509ExtendedTrustManager authorities(String text) {
        return authorities.get(text);
    }

    synchronized void keep(String text, X509ExtendedTrustManager read) {
        authorities.put(text, read);
    }

    /** The context of earlier wires that trusted alike, or this one, which is kept for later ones. */
    synchronized SSLContext context(List<String> alike, ServerTrustManager trust, Supplier<SSLContext> fresh) {
        Context there = contexts.get(alike);
        if (there != null) {
            there = recent(there);
            contexts.put(alike, there);
            if (stands(there.context().getClientSessionContext(), trust, there.vouched())) return there.context();
        }
        SSLContext made = fresh.get();
        made.getClientSessionContext().setSessionCacheSize(MOST);
        made.getClientSessionContext().setSessionTimeout((int) LIFE.toSeconds());
        contexts.put(alike, new Context(made, new HashSet<>(), nanos.getAsLong()));
        return made;
    }

    private Context recent(Context there) {
        boolean old = nanos.getAsLong() - there.since() > VOUCHED.toNanos();
        return old ? new Context(there.context(), new HashSet<>(), nanos.getAsLong()) : there;
    }

    /** Whether a trust that is alike takes what was shown at the start of this session. */
    synchronized boolean takes(List<String> alike, ServerTrustManager trust, SSLSession session) {
        Context there = contexts.get(alike);
        return there != null && trust.takes(session, there.vouched());
    }

    private static boolean stands(
            SSLSessionContext sessions, ServerTrustManager trust, Set<List<X509Certificate>> vouched) {
        for (byte[] id : Collections.list(sessions.getIds())) {
            SSLSession session = sessions.getSession(id);
            if (session != null && !trust.takes(session, vouched)) return false;
        }
        return true;
    }

    /** Those that were used last. */
    private static final class Few<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;

        Few() {
            super(MOST, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MOST;
        }
    }
}
