package dev.baksh.cli;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;

/** The signals that reach the caller of one request, which has no process of its own here. */
final class WarmSignals implements Interrupts.Source {
    private static final Map<Character, String> NAMES = Map.of('i', "INT", 't', "TERM", 'h', "HUP");

    private final Map<String, Runnable> actions = new HashMap<>();
    private final Set<String> early = new HashSet<>();
    private final IntConsumer leave;
    private boolean over;

    /** @param leave ends the process, and the request with it */
    WarmSignals(IntConsumer leave) {
        this.leave = leave;
    }

    @Override
    public void on(String signal, Runnable action) {
        synchronized (this) {
            actions.put(signal, action);
            if (!early.remove(signal)) return;
        }
        action.run();
    }

    /** One came, by its letter. */
    void came(char letter) {
        String signal = NAMES.get(letter);
        Runnable action;
        synchronized (this) {
            if (over || signal == null) return;
            action = actions.get(signal);
            if (action == null) early.add(signal);
        }
        if (action != null) action.run();
    }

    /** The request has come to its end, and nothing of it may end the process any more. Waits where the process is ending. */
    synchronized void over() {
        over = true;
    }

    @Override
    public synchronized void leave(int code) {
        if (over) return;
        leave.accept(code);
    }
}
