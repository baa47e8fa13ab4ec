package dev.baksh.sandbox.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Registry of the faults of one sandbox server. A fault applies to the next matching request, to a number of matching
 * requests, or to all of them, token requests included. A rule can require a method, and a string in the target (path
 * and query).
 */
public final class FaultInjector {
    private static final int UNLIMITED = Integer.MAX_VALUE;

    private record Rule(String method, String targetText, Fault fault, AtomicInteger remaining) {
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
                .mapToInt(rule -> rule.remaining.get())
                .filter(remaining -> remaining != UNLIMITED)
                .sum();
    }

    /** Returns the fault for this request, or null, and counts the fault as used. */
    synchronized Fault takeFault(ServerRequest request) {
        Rule rule = rules.stream()
                .filter(candidate -> candidate.matches(request))
                .findFirst()
                .orElse(null);
        if (rule == null) return null;
        if (rule.remaining.get() != UNLIMITED && rule.remaining.decrementAndGet() == 0) rules.remove(rule);
        return rule.fault;
    }

    private synchronized void add(String method, String targetText, Fault fault, int times) {
        if (times < 1) throw new IllegalArgumentException("times must be at least 1: " + times);
        rules.add(new Rule(method, targetText, fault, new AtomicInteger(times)));
    }
}
