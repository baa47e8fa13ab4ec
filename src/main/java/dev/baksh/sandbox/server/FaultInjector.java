package dev.baksh.sandbox.server;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Registry of the faults of one sandbox server. A fault applies to the first matching request, token requests included.
 * A rule matches every request, or a method and a target (path and query) that contains a string.
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

    /** Injects a fault into the next request. */
    public void injectNext(Fault fault) {
        add(null, null, fault, 1);
    }

    /** Injects a fault into the next request whose target contains the string. */
    public void injectNext(String targetText, Fault fault) {
        add(null, targetText, fault, 1);
    }

    /** Injects a fault into the next request with this method whose target contains the string. */
    public void injectNext(String method, String targetText, Fault fault) {
        add(method, targetText, fault, 1);
    }

    /**
     * Injects a fault into several requests.
     *
     * @param times number of requests
     * @param method null for any method
     * @param targetText string in the target, null for any target
     */
    public void injectNext(int times, String method, String targetText, Fault fault) {
        add(method, targetText, fault, times);
    }

    /**
     * Injects a fault into every matching request, until {@link #clear()}.
     *
     * @param method null for any method
     * @param targetText string in the target, null for any target
     */
    public void injectAlways(String method, String targetText, Fault fault) {
        add(method, targetText, fault, UNLIMITED);
    }

    /** Removes all faults. */
    public synchronized void clear() {
        rules.clear();
    }

    /** Returns the number of requests that still get a fault, without the unlimited rules. */
    public synchronized int remainingCount() {
        return rules.stream()
                .mapToInt(rule -> rule.remaining == UNLIMITED ? 0 : rule.remaining)
                .sum();
    }

    /** Returns the fault for this request, or null, and counts it as used. */
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
