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
     * @param taped exchanges are recorded or replayed: then pages come one after the other, since a recording tells what came
     *     after what
     * @throws BakshException (exit 2) a variable that cannot be read
     */
    static ClientLimits of(Map<String, String> env, boolean n2ws, boolean taped) {
        ClientLimits limits = new EnvironmentLimits(env).limits(n2ws ? ClientLimits.N2WS : ClientLimits.PX);
        return taped ? limits.reading(1) : limits;
    }

    private ClientLimits limits(ClientLimits otherwise) {
        ClientLimits limits =
                otherwise.atOnce(atOnce("BAKSH_READS", otherwise.reads()), atOnce("BAKSH_WRITES", otherwise.writes()));
        if (!resends()) limits = limits.sendingOnce();
        String text = text("BAKSH_SETTLE");
        if (text.isEmpty()) return limits;
        String seconds =
                text.endsWith("s") ? text.substring(0, text.length() - 1).strip() : text;
        if (seconds.matches("\\d{1,5}")) return limits.settling(Duration.ofSeconds(Long.parseLong(seconds)));
        throw BakshException.usage("BAKSH_SETTLE: not a number of seconds: " + text, "write 180");
    }

    private boolean resends() {
        String text = text("BAKSH_RESEND");
        if (text.isEmpty() || text.equals("once")) return true;
        if (text.equals("off")) return false;
        throw BakshException.usage("BAKSH_RESEND: neither once nor off: " + text, "write off");
    }

    private int atOnce(String variable, int otherwise) {
        String text = text(variable);
        if (text.isEmpty()) return otherwise;
        if (text.matches("[1-9]\\d{0,2}")) return Integer.parseInt(text);
        throw BakshException.usage(variable + ": not a number from 1 to 999: " + text, "write " + otherwise);
    }

    private String text(String variable) {
        return env.getOrDefault(variable, "").strip();
    }
}
