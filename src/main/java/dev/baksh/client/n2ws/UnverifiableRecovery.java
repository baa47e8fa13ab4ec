package dev.baksh.client.n2ws;

import dev.baksh.client.exchange.Reconciler;
import java.util.Map;

/** Reconciler for recoveries: N2WS does not say who started a recovery, so a lost response cannot be verified. */
record UnverifiableRecovery(String noun) implements Reconciler {
    @Override
    public Map<String, Object> captureBaseline() {
        return Map.of();
    }

    @Override
    public boolean restoreBaseline(Map<String, Object> baseline) {
        return true; // The baseline proves nothing here.
    }

    @Override
    public String whyUnverifiable() {
        return "recoveries do not say who started them: check n2ws." + noun;
    }

    @Override
    public Object find() {
        return null;
    }
}
