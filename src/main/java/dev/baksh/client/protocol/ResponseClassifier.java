package dev.baksh.client.protocol;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.client.api.ServerKind;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.http.NonApiResponse;
import dev.baksh.client.http.SecretRedactor;
import dev.baksh.client.http.TransportExceptionMapper;
import dev.baksh.client.retry.Backoff;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Classifier of responses: success, refused without execution, or unclear. Creates the error messages too.
 *
 * @param forwardProxy address of a proxy that could respond in place of the server, or null
 */
public record ResponseClassifier(
        ServerConfig server, ServerDialect dialect, SecretRedactor redactor, String forwardProxy) {
    /** Status codes of requests that the server has refused and not executed. */
    private static final Set<Integer> NOT_EXECUTED = Set.of(400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 429);

    /** Status codes that say the same (RFC 9110), but only with an error of the API: a proxy may send them too. */
    private static final Set<Integer> NOT_EXECUTED_BY_API =
            Set.of(402, 410, 411, 412, 414, 416, 417, 423, 424, 426, 428, 431, 451);

    /** gRPC code (px-api 5). */
    private static final String ALREADY_EXISTS = "6";
    /** Code and texts of Django REST framework and Laravel for a name that exists; their status is 400 or 422. */
    private static final String NOT_UNIQUE = "unique";

    private static final Pattern ALREADY_EXISTS_TEXT =
            Pattern.compile("(?i)\\b(already (exists?|been taken|in use)|exists)\\b|\\bmust be unique\\b");
    /** Start of the hint for a missing permission. */
    private static final String PERMISSION_HINT = "this needs the permission: ";

    /**
     * Returns true for the status of a success: 200 to 205. The other 2xx say that the body is only a part (206), or
     * report several results (207), or are not known.
     */
    public static boolean isOrdinarySuccess(int status) {
        return status >= 200 && status <= 205;
    }

    /** Returns true for {@link #isOrdinarySuccess} with an empty body, or with JSON that contains no error. */
    public boolean isSuccess(HttpResponse response) {
        return isOrdinarySuccess(response.status())
                && (response.body().length == 0 || response.isJson())
                && dialect.parseError(response) == null;
    }

    /** Returns true if the response says that the server did not execute the request; see {@link #isRefusedInWords}. */
    public boolean isNotExecuted(HttpResponse response) {
        if (response.status() / 100 == 2 && !isOrdinarySuccess(response.status())) return false;
        ApiError error = parseJsonError(response);
        if (error != null) {
            switch (dialect.execution(error, response.status())) {
                case REFUSED, REFUSED_IN_WORDS -> {
                    return true;
                }
                case UNKNOWN -> {
                    return false;
                }
                case BY_STATUS -> {
                    if (response.status() / 100 == 2 || NOT_EXECUTED_BY_API.contains(response.status())) return true;
                }
            }
        }
        return NOT_EXECUTED.contains(response.status());
    }

    /** Returns true if neither the status nor a code, only words say that the server did not execute the request. */
    public boolean isRefusedInWords(HttpResponse response) {
        ApiError error = NOT_EXECUTED.contains(response.status()) ? null : parseJsonError(response);
        return error != null && dialect.execution(error, response.status()) == ServerDialect.Execution.REFUSED_IN_WORDS;
    }

    /** Returns the message of an error with its hint at a missing permission, for an error of which only the message is shown. */
    public static String messageWithPermission(BakshException error) {
        boolean namesPermission = error.hint() != null && error.hint().startsWith(PERMISSION_HINT);
        return error.getMessage() + (namesPermission ? "\n" + error.hint() : "");
    }

    /** Returns true if a 2xx response reports an error that does not prove that nothing was executed. */
    public boolean isErrorWithoutProof(HttpResponse response) {
        return response.status() / 100 == 2 && parseJsonError(response) != null && !isNotExecuted(response);
    }

    /** Describes the complete response of a success status that reports neither success nor failure; null for any other. */
    public String describeUnclear(HttpResponse response) {
        if (!isOrdinarySuccess(response.status())) return null;
        if (response.isEmptyPage())
            return "the response is an empty page, which does not prove that the write was done";
        ApiError error = parseJsonError(response);
        return error != null && SuccessFlag.UNCLEAR_CODE.equals(error.code())
                ? "the response reports neither success nor failure"
                : null;
    }

    private ApiError parseJsonError(HttpResponse response) {
        return response.isJson() ? dialect.parseError(response) : null;
    }

    /** Returns true if the server rejects the token, by status 401 or by the body with any other status (px-api 2, 5). */
    public boolean isUnauthenticated(HttpResponse response) {
        if (response.status() == 401) return true;
        ApiError error = parseJsonError(response);
        return error != null && error.unauthenticated();
    }

    /** Returns true if the object exists already: status 409, or a code or a text with another status. */
    public boolean alreadyExists(HttpResponse response) {
        if (response.status() == 409) return true;
        ApiError error = parseJsonError(response);
        if (error == null) return false;
        return ALREADY_EXISTS.equals(error.code())
                || NOT_UNIQUE.equals(error.code())
                || Stream.concat(Stream.of(error.message()), error.fieldErrors().stream())
                        .anyMatch(text -> ALREADY_EXISTS_TEXT.matcher(text).find());
    }

    /** Returns true for errors that may be temporary: 408, 429, 5xx, or an error of the API that says so. */
    public boolean isRetryable(HttpResponse response) {
        if (response.isTemporaryError()) return true;
        ApiError error = parseJsonError(response);
        return error != null && dialect.isTemporary(error);
    }

    /** Creates the exception for a response that is not {@link #isSuccess}, with a message for the user. */
    public BakshException explain(ApiCall call, String target, HttpResponse response) {
        String subject = server.label() + ": " + call.description() + ": ";
        String requestLine = " (" + call.method() + " " + server.url()
                + NameSuggestions.abbreviate(redactor.redact(target)) + " -> " + response.status() + ")";
        if (response.status() == 206)
            return BakshException.failure(
                    subject + "the response is only a part of the file, which was not requested" + requestLine,
                    "try again; a proxy may have cut the response");
        // Another web server, or a wrong path.
        if (response.status() / 100 == 2 && !response.isJson())
            return new BakshException(
                    ExitCode.UNREACHABLE,
                    subject + "the response is " + response.describeContent() + " instead of JSON" + requestLine,
                    "this is not the API: check " + server.settingName("URL")
                            + " and the path; paths are case-sensitive" + server.basePathHint());
        NonApiResponse other = NonApiResponse.of(server, target, response, forwardProxy);
        if (other != null)
            return new BakshException(ExitCode.UNREACHABLE, subject + other.message() + requestLine, other.hint());
        ApiError error = dialect.parseError(response);
        if (error == null) error = new ApiError(false, describeStatus(response.status()), null, List.of());
        String fields = error.fieldErrors().isEmpty() ? "" : ": " + String.join("; ", error.fieldErrors());
        String message = redactor.redact(error.message() + fields);
        return new ServerException(
                exitCode(response.status(), error),
                response.status(),
                subject + message + requestLine,
                hint(call, response, error));
    }

    private ExitCode exitCode(int status, ApiError error) {
        if (error.denied() || status == 401 || status == 403) return ExitCode.DENIED;
        return dialect.isTemporary(error) && status != 429
                        || status == 408
                        || status == 502
                        || status == 503
                        || status == 504
                ? ExitCode.UNREACHABLE
                : ExitCode.FAILED;
    }

    private String hint(ApiCall call, HttpResponse response, ApiError error) {
        int status = response.status();
        String retryAfterHint = Backoff.retryAfterHint(response);
        if (retryAfterHint != null) return retryAfterHint;
        if (status == 400 && !response.isJson() && server.url().getScheme().equals("http"))
            return TransportExceptionMapper.httpsHint(server);
        if (status == 408) return "the network or a proxy may be slow: try again";
        if (status == 401 || error.unauthenticated())
            return "the server rejects a token that it has just issued; check the state of the user on the server";
        if (status == 403 || error.denied()) {
            return call.permission() == null ? null : PERMISSION_HINT + call.permission();
        }
        if (PathResolver.isUnknownPath(response)) {
            boolean slashMissing =
                    server.kind() == ServerKind.N2WS && !call.path().endsWith("/");
            return "the response is a page, not JSON: the server does not know this path"
                    + (slashMissing ? "; paths of N2WS end in /" : "")
                    + (call.path().matches(".*%(2F|3A).*")
                            ? "; the gateway finds no object whose name contains a slash or a colon: use the console"
                            : "")
                    + server.basePathHint();
        }
        return null;
    }

    private static String describeStatus(int status) {
        return switch (status) {
            case 401 -> "not authenticated";
            case 403 -> "permission denied";
            case 404 -> "not found";
            case 408 -> "timeout: the server did not receive the complete request in time";
            case 429 -> "too many requests";
            case 502 -> "bad gateway";
            case 503 -> "the server is not available";
            case 504 -> "the server behind the proxy did not respond in time";
            default ->
                status >= 500
                        ? "the server failed"
                        : status / 100 == 2 ? "the status does not report one complete result" : "refused";
        };
    }
}
