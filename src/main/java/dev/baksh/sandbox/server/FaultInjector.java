package dev.baksh.sandbox.server;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The faults that one sandbox server has been told to make. A fault meets the first request that fits: any request, token
 * requests included, or one of a method whose target (path and query) contains a text.
 */
public final class FaultInjector {
    private static final int UNLIMITED = Integer.MAX_VALUE;

    private static final class Rule {
        private final String method;
        private final String targetText;
        private final Fault fault;
        private int remaining;

        Rule(String method, String targetText, Fault fault, int remaining) {
            this.method = method;
            this.targetText = targetText;
            this.fault = fault;
            this.remaining = remaining;
        }

        boolean matches(ServerRequest request) {
            return (method == null || method.equals(request.method()))
                    && (targetText == null || request.target().contains(targetText));
        }
    }

    private final List<Rule> rules = new ArrayList<>();

    /** The next request, whatever it is. */
    public void injectNext(Fault fault) {
        add(null, null, fault, 1);
    }

    /** The next request whose target contains the text. */
    public void injectNext(String targetText, Fault fault) {
        add(null, targetText, fault, 1);
    }

    /** The next request of that method whose target contains the text. */
    public void injectNext(String method, String targetText, Fault fault) {
        add(method, targetText, fault, 1);
    }

    /** The next so many requests of that method (null: any) whose target contains the text (null: any). */
    public void injectNext(int times, String method, String targetText, Fault fault) {
        add(method, targetText, fault, times);
    }

    /** Every request of that method (null: any) whose target contains the text (null: any), until {@link #clear()}. */
    public void injectAlways(String method, String targetText, Fault fault) {
        add(method, targetText, fault, UNLIMITED);
    }

    /** Forgets all faults. */
    public synchronized void clear() {
        rules.clear();
    }

    /** How many requests faults still wait for; those for every request are not counted. */
    public synchronized int remainingCount() {
        return rules.stream()
                .mapToInt(rule -> rule.remaining == UNLIMITED ? 0 : rule.remaining)
                .sum();
    }

    /** The fault that this request meets, or null; used up by this. */
    synchronized Fault takeFault(ServerRequest request) {
        for (Iterator<Rule> iterator = rules.iterator(); iterator.hasNext(); ) {
            Rule rule = iterator.next();
            if (!rule.matches(request)) continue;
            if (rule.remaining != UNLIMITED && --rule.remaining == 0) iterator.remove();
            return rule.fault;
        }
        return null;
    }

    private synchronized void add(String method, String targetText, Fault fault, int times) {
        if (times < 1) throw new IllegalArgumentException("times must be at least 1: " + times);
        rules.add(new Rule(method, targetText, fault, times));
    }
}
