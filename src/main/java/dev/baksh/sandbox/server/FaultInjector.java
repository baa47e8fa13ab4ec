package dev.baksh.sandbox.server;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The faults that one sandbox server has been told to make. A fault meets the first request that fits: any request, token
 * requests included, or one of a method whose target (path and query) contains a text.
 */
public final class FaultInjector {
    private static final int ALWAYS = Integer.MAX_VALUE;

    private static final class Rule {
        private final String method;
        private final String part;
        private final Fault fault;
        private int left;

        Rule(String method, String part, Fault fault, int left) {
            this.method = method;
            this.part = part;
            this.fault = fault;
            this.left = left;
        }

        boolean fits(ServerRequest ask) {
            return (method == null || method.equals(ask.method()))
                    && (part == null || ask.target().contains(part));
        }
    }

    private final List<Rule> rules = new ArrayList<>();

    /** The next request, whatever it is. */
    public void next(Fault fault) {
        add(null, null, fault, 1);
    }

    /** The next request whose target contains the text. */
    public void next(String part, Fault fault) {
        add(null, part, fault, 1);
    }

    /** The next request of that method whose target contains the text. */
    public void next(String method, String part, Fault fault) {
        add(method, part, fault, 1);
    }

    /** The next so many requests of that method (null: any) whose target contains the text (null: any). */
    public void next(int times, String method, String part, Fault fault) {
        add(method, part, fault, times);
    }

    /** Every request of that method (null: any) whose target contains the text (null: any), until {@link #clear()}. */
    public void always(String method, String part, Fault fault) {
        add(method, part, fault, ALWAYS);
    }

    /** Forgets all faults. */
    public synchronized void clear() {
        rules.clear();
    }

    /** How many requests faults still wait for; those for every request are not counted. */
    public synchronized int left() {
        return rules.stream()
                .mapToInt(rule -> rule.left == ALWAYS ? 0 : rule.left)
                .sum();
    }

    /** The fault that this request meets, or null; used up by this. */
    synchronized Fault take(ServerRequest ask) {
        for (Iterator<Rule> each = rules.iterator(); each.hasNext(); ) {
            Rule rule = each.next();
            if (!rule.fits(ask)) continue;
            if (rule.left != ALWAYS && --rule.left == 0) each.remove();
            return rule.fault;
        }
        return null;
    }

    private synchronized void add(String method, String part, Fault fault, int times) {
        if (times < 1) throw new IllegalArgumentException("times must be at least 1: " + times);
        rules.add(new Rule(method, part, fault, times));
    }
}
