package dev.baksh.client.protocol;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.http.SecretRedactor;
import dev.baksh.client.http.TransportErrors;
import dev.baksh.client.retry.Backoff;
import java.util.Set;

/** What an answer means: fine, refused without having been carried out, or unclear; and the words for it. */
public final class ResponseClassifier {
    /** With these the server has looked at the request and not carried it out. */
    private static final Set<Integer> NOT_EXECUTED = Set.of(400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 429);

    /** gRPC's code (px-api 5). */
    private static final String ALREADY_EXISTS = "6";

    private final ServerConfig server;
    private final ServerDialect dialect;
    private final SecretRedactor redaction;

    public ResponseClassifier(ServerConfig server, ServerDialect dialect, SecretRedactor redaction) {
        this.server = server;
        this.dialect = dialect;
        this.redaction = redaction;
    }

    /** Good status, and the body is what it says it is. */
    public boolean good(HttpResponse answer) {
        return answer.status() / 100 == 2
                && (answer.body().length == 0 || answer.json())
                && dialect.problem(answer) == null;
    }

    /** The server says that it did not do it. */
    public boolean notExecuted(HttpResponse answer) {
        if (NOT_EXECUTED.contains(answer.status())) return true;
        return answer.status() / 100 == 2 && answer.json() && dialect.problem(answer) != null;
    }

    /** The token is not taken: by the status, or in a body under any other (px-api 2, 5). */
    public boolean unauthenticated(HttpResponse answer) {
        if (answer.status() == 401) return true;
        ApiError problem = answer.json() ? dialect.problem(answer) : null;
        return problem != null && problem.unauthenticated();
    }

    /** What was to be made is there already: 409, or gRPC's code for it under another status. */
    public boolean taken(HttpResponse answer) {
        if (answer.status() == 409) return true;
        ApiError problem = answer.json() ? dialect.problem(answer) : null;
        return problem != null && ALREADY_EXISTS.equals(problem.code());
    }

    /** Worth asking again a moment later. */
    public boolean passing(HttpResponse answer) {
        return answer.status() == 429 || answer.status() == 408 || answer.status() >= 500;
    }

    /** Any answer that is not {@link #good}, as an exception in the reader's words. */
    public BakshException explain(ApiCall call, String target, HttpResponse answer) {
        String tried = " (" + call.method() + " " + server.url() + NameSuggestions.shortened(target) + " -> "
                + answer.status() + ")";
        if (answer.status() / 100 == 2 && !answer.json()) return notTheApi(call, tried, answer);
        if (answer.status() / 100 == 3) {
            return new BakshException(
                    ExitCode.UNREACHABLE,
                    server.label() + ": " + call.what() + ": the server answers with a redirect, which is not followed"
                            + tried,
                    "check " + server.variable("URL") + ": https instead of http, and the right host");
        }
        ApiError problem = dialect.problem(answer);
        if (problem == null) problem = ApiError.of(status(answer.status()), null);
        String fields = problem.fields().isEmpty() ? "" : ": " + String.join("; ", problem.fields());
        String words = redaction.apply(problem.words() + fields);
        return new ServerException(
                exit(answer.status(), problem),
                answer.status(),
                problem,
                server.label() + ": " + call.what() + ": " + words + tried,
                hint(call, answer, problem));
    }

    /** HTML with 200: another web server, or the wrong path on the right one. */
    private BakshException notTheApi(ApiCall call, String tried, HttpResponse answer) {
        return new BakshException(
                ExitCode.UNREACHABLE,
                server.label() + ": " + call.what() + ": the answer is " + answer.kind() + " instead of JSON" + tried,
                "this is not the API: check " + server.variable("URL") + " and the path; paths are case-sensitive");
    }

    private static ExitCode exit(int status, ApiError problem) {
        if (problem.denied() || status == 401 || status == 403) return ExitCode.DENIED;
        return status == 408 || status == 502 || status == 503 || status == 504
                ? ExitCode.UNREACHABLE
                : ExitCode.FAILED;
    }

    private String hint(ApiCall call, HttpResponse answer, ApiError problem) {
        int status = answer.status();
        String wait = Backoff.hint(answer);
        if (wait != null) return wait;
        if (status == 400 && !answer.json() && server.url().getScheme().equals("http"))
            return TransportErrors.httpsHint(server);
        if (status == 408) return "the network, or a proxy on the way, may be slow: try again";
        if (status == 401 || problem.unauthenticated())
            return "the server refuses a token that it has just given; look at the user's state on the server";
        if (status == 403 || problem.denied()) {
            return call.permission() == null ? null : "this needs the permission: " + call.permission();
        }
        if (PathResolver.unknown(answer)) {
            boolean slash = server.kind().equals("n2ws") && !call.path().endsWith("/");
            return "the answer is a page and no JSON: the server does not know this address"
                    + (slash ? "; paths of N2WS end in /" : "");
        }
        return null;
    }

    private static String status(int status) {
        return switch (status) {
            case 401 -> "not authenticated";
            case 403 -> "permission denied";
            case 404 -> "not found";
            case 408 -> "timed out: the server did not get the whole request in its time";
            case 429 -> "too many requests";
            case 502 -> "bad gateway";
            case 503 -> "the server is not available";
            case 504 -> "the server behind the proxy did not answer in time";
            default -> status >= 500 ? "the server failed" : "refused";
        };
    }
}
