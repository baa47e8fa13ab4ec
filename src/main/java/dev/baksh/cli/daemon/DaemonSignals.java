package dev.baksh.cli.daemon;

import dev.baksh.cli.console.InterruptHandler;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * Source of the signals that the caller of one request forwards. A request in the warm process has no separate process
 * that could receive signals.
 */
final class DaemonSignals implements InterruptHandler.SignalSource {
    private static final Map<Character, String> SIGNAL_NAMES = Map.of('i', "INT", 't', "TERM", 'h', "HUP");

    private final Map<String, Runnable> actions = new HashMap<>();
    private final Set<String> pendingSignals = new HashSet<>();
    private final IntConsumer exitAction;
    private boolean ended;

    /** @param exitAction ends the process, and the request with it */
    DaemonSignals(IntConsumer exitAction) {
        this.exitAction = exitAction;
    }

    @Override
    public void onSignal(String signal, Runnable action) {
        synchronized (this) {
            actions.put(signal, action);
            if (!pendingSignals.remove(signal)) return;
        }
        action.run();
    }

    /** Runs the handler of a signal, given by its letter, or keeps the signal until a handler is registered. */
    void deliver(char signalLetter) {
        String signal = SIGNAL_NAMES.get(signalLetter);
        Runnable action;
        synchronized (this) {
            if (ended || signal == null) return;
            action = actions.get(signal);
            if (action == null) pendingSignals.add(signal);
        }
        if (action != null) action.run();
    }

    /** Ends the request: no later signal of it may end the process. Waits while {@link #exit} is ending the process. */
    synchronized void end() {
        ended = true;
    }

    @Override
    public synchronized void exit(int code) {
        if (ended) return;
        exitAction.accept(code);
    }
}
