package dev.baksh.client.n2ws;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.protocol.ServerException;
import dev.baksh.client.resource.CompletionRule;
import dev.baksh.client.resource.Waiter;
import java.time.Duration;

/** Completion rule with the limits and the outage errors of N2WS. */
interface N2wsCompletion extends CompletionRule {
    Waiter.Limits LIMITS = new Waiter.Limits(
            Duration.ofHours(6), Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofMinutes(10));

    /** A restarting server is unreachable, fails, or rejects tokens for a while; a rejected API key is final. */
    @Override
    default boolean isTransient(BakshException error) {
        return error.exit() == ExitCode.UNREACHABLE
                || error instanceof ServerException serverError
                        && (serverError.status() >= 500 || error.exit() == ExitCode.DENIED);
    }
}
