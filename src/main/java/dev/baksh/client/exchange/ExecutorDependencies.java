package dev.baksh.client.exchange;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.NoticeListener;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.auth.TokenProvider;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.http.HttpTransport;
import dev.baksh.client.http.SecretRedactor;
import dev.baksh.client.protocol.ServerDialect;
import dev.baksh.client.retry.ClientLimits;
import java.util.random.RandomGenerator;

/**
 * Collaborators of an {@link ApiExecutor}.
 *
 * @param random source of the jitter of backoff delays
 * @param notices receives messages for the user that are neither a result nor an error
 */
public record ExecutorDependencies(
        ServerConfig server,
        ServerDialect dialect,
        TokenProvider tokenProvider,
        HttpTransport transport,
        WriteGuard guard,
        JournalContext journalContext,
        SecretRedactor redactor,
        ClientLimits limits,
        TimeSource time,
        RandomGenerator random,
        NoticeListener notices) {
    /** Start of a message about a call: the server and the description of the call. */
    String subject(ApiCall call) {
        return server.label() + ": " + call.description();
    }

    /** @param text follows the description of the call */
    void showNotice(ApiCall call, String text) {
        notices.showNotice(subject(call) + text);
    }
}
