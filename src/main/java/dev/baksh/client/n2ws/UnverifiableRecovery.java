package dev.baksh.client.n2ws;

import dev.baksh.client.exchange.Reconciler;
import java.util.Map;

/** Of a recovery whose answer was lost: another one in the list may be somebody else's, and is never taken for it. */
record UnverifiableRecovery(String noun) implements Reconciler {
    @Override
    public Map<String, Object> captureBaseline() {
        return Map.of();
    }

    @Override
    public boolean restoreBaseline(Map<String, Object> baseline) {
        return true; // What was there before does not matter: it tells nothing.
    }

    @Override
    public String whyUnverifiable() {
        return "recoveries do not say who asked for them: look through n2ws." + noun;
    }

    @Override
    public Object find() {
        return null;
    }
}
