package dev.baksh.client.n2ws;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.protocol.ServerException;
import dev.baksh.client.resource.CompletionRule;
import dev.baksh.client.resource.Waiter;
import java.time.Duration;

/**
 * Base of the rules that decide whether a backup or a recovery of N2WS has ended: time limits of the wait, and the
 * errors that the wait tolerates.
 */
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
