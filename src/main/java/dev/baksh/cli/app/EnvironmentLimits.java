package dev.baksh.cli.app;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.retry.ClientLimits;
import java.time.Duration;
import java.util.Map;

/** How long baksh waits and how much it does at once, as the environment says: {@code BAKSH_READS} and others. */
final class EnvironmentLimits {
    private final Map<String, String> env;

    private EnvironmentLimits(Map<String, String> env) {
        this.env = env;
    }

    /**
     * @param isTaped exchanges are recorded or replayed: then pages come one after the other, since a recording tells what came
     *     after what
     * @throws BakshException (exit 2) a variable that cannot be read
     */
    static ClientLimits of(Map<String, String> env, boolean isN2ws, boolean isTaped) {
        ClientLimits limits = new EnvironmentLimits(env).limits(isN2ws ? ClientLimits.N2WS : ClientLimits.PX);
        return isTaped ? limits.withParallelPages(1) : limits;
    }

    private ClientLimits limits(ClientLimits defaults) {
        ClientLimits limits = defaults.withConcurrency(
                parallelism("BAKSH_READS", defaults.maxConcurrentReads()),
                parallelism("BAKSH_WRITES", defaults.maxConcurrentWrites()));
        if (!isResendEnabled()) limits = limits.withoutResend();
        String text = value("BAKSH_SETTLE");
        if (text.isEmpty()) return limits;
        String seconds =
                text.endsWith("s") ? text.substring(0, text.length() - 1).strip() : text;
        if (seconds.matches("\\d{1,5}"))
            return limits.withReconcileTimeout(Duration.ofSeconds(Long.parseLong(seconds)));
        throw BakshException.usageError("BAKSH_SETTLE: not a number of seconds: " + text, "write 180");
    }

    private boolean isResendEnabled() {
        String text = value("BAKSH_RESEND");
        if (text.isEmpty() || text.equals("once")) return true;
        if (text.equals("off")) return false;
        throw BakshException.usageError("BAKSH_RESEND: neither once nor off: " + text, "write off");
    }

    private int parallelism(String variable, int defaultValue) {
        String text = value(variable);
        if (text.isEmpty()) return defaultValue;
        if (text.matches("[1-9]\\d{0,2}")) return Integer.parseInt(text);
        throw BakshException.usageError(variable + ": not a number from 1 to 999: " + text, "write " + defaultValue);
    }

    private String value(String variable) {
        return env.getOrDefault(variable, "").strip();
    }
}
