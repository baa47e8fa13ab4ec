package dev.baksh.cli.app;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.retry.ClientLimits;
import java.time.Duration;
import java.util.Map;

/**
 * Reader of the limits in the environment: {@code BAKSH_READS}, {@code BAKSH_WRITES}, {@code BAKSH_RESEND}, {@code
 * BAKSH_SETTLE}, {@code BAKSH_TOKEN_CACHE}.
 */
record EnvironmentLimits(Map<String, String> env) {
    /**
     * @param isTaped a recording is made or replayed; pages are then read one after the other, because a recording
     *     depends on the order of requests
     * @throws BakshException (exit 2) a variable is invalid
     */
    static ClientLimits of(Map<String, String> env, boolean isN2ws, boolean isTaped) {
        EnvironmentLimits limits = new EnvironmentLimits(env);
        ClientLimits defaults = isN2ws ? ClientLimits.N2WS : ClientLimits.PX;
        int reads = limits.parallelism("BAKSH_READS", defaults.maxConcurrentReads());
        int writes = limits.parallelism("BAKSH_WRITES", defaults.maxConcurrentWrites());
        boolean resendAllowed = limits.isEnabled("BAKSH_RESEND", "once");
        return new ClientLimits(
                defaults.readTimeout(),
                defaults.pageTimeout(),
                defaults.writeTimeout(),
                limits.reconcileTimeout(defaults.reconcileTimeout()),
                reads,
                writes,
                resendAllowed,
                isTaped ? 1 : reads);
    }

    private Duration reconcileTimeout(Duration defaultTimeout) {
        String text = value("BAKSH_SETTLE");
        if (text.isEmpty()) return defaultTimeout;
        String seconds =
                text.endsWith("s") ? text.substring(0, text.length() - 1).strip() : text;
        if (seconds.matches("\\d{1,5}")) return Duration.ofSeconds(Long.parseLong(seconds));
        throw BakshException.usageError(
                "BAKSH_SETTLE: '" + text + "' is not a number of seconds", "use a number of seconds, for example 180");
    }

    /** @throws BakshException (exit 2) the variable is invalid */
    static boolean isTokenCacheEnabled(Map<String, String> env) {
        return new EnvironmentLimits(env).isEnabled("BAKSH_TOKEN_CACHE", "on");
    }

    /** Strict: a misspelt value must not disable a protection. */
    private boolean isEnabled(String variable, String enablingWord) {
        String text = value(variable);
        if (text.isEmpty() || text.equalsIgnoreCase(enablingWord)) return true;
        if (text.equalsIgnoreCase("off")) return false;
        throw BakshException.usageError(
                variable + ": '" + text + "' is neither " + enablingWord + " nor off",
                "use " + enablingWord + " or off");
    }

    private int parallelism(String variable, int defaultValue) {
        String text = value(variable);
        if (text.isEmpty()) return defaultValue;
        if (text.matches("[1-9]\\d{0,2}")) return Integer.parseInt(text);
        throw BakshException.usageError(
                variable + ": '" + text + "' is not a number from 1 to 999", "write " + defaultValue);
    }

    private String value(String variable) {
        return env.getOrDefault(variable, "").strip();
    }
}
