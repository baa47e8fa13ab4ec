package dev.baksh.exchange;

import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;

/**
 * TLS sessions that outlive the wires of one caller, so that the next connection to a server is a resumed one. Whoever
 * resumes has to trust what the server has shown then: it is checked anew, and where it would be refused now the server is
 * asked to show it again.
 */
public final class TlsSessions {
    private static final int MOST = 8;
    private static final Duration LIFE = Duration.ofMinutes(15);

    /** What is trusted, as text; two of the same refuse and take the same. */
    private final Map<List<String>, SSLContext> contexts = new HashMap<>();

    /** The context of earlier wires that trusted alike, or this one, which is kept for later ones. */
    synchronized SSLContext context(List<String> alike, Trust trust, Supplier<SSLContext> fresh) {
        SSLContext there = contexts.get(alike);
        if (there != null && stands(there.getClientSessionContext(), trust)) return there;
        SSLContext made = fresh.get();
        made.getClientSessionContext().setSessionCacheSize(MOST);
        made.getClientSessionContext().setSessionTimeout((int) LIFE.toSeconds());
        contexts.put(alike, made);
        return made;
    }

    private static boolean stands(SSLSessionContext sessions, Trust trust) {
        for (byte[] id : Collections.list(sessions.getIds())) {
            SSLSession session = sessions.getSession(id);
            if (session != null && !trust.takes(session)) return false;
        }
        return true;
    }
}
