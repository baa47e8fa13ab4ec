package dev.baksh.client.http;

import java.io.IOException;
import java.util.List;
import okhttp3.Authenticator;
import okhttp3.Challenge;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;

/**
 * Login to a proxy with {@code Basic}. The credentials are sent at most once per connection, because the proxy would reject
 * the same credentials again.
 *
 * @param authorization {@code Basic ...}, or null without credentials
 * @param isTunnel false if each request goes to the proxy itself; a rejected request is then never repeated
 */
record ProxyLogin(String authorization, boolean isTunnel) implements Authenticator {
    static final String HEADER = "Proxy-Authorization";
    /** Scheme by which OkHttp asks for credentials before the first request. */
    private static final String PREEMPTIVE = "OkHttp-Preemptive";

    @Override
    public Request authenticate(Route route, Response response) throws IOException {
        List<String> schemes =
                response.challenges().stream().map(Challenge::scheme).distinct().toList();
        boolean isFirst = schemes.contains(PREEMPTIVE);
        if (!isFirst && schemes.stream().noneMatch(scheme -> scheme.equalsIgnoreCase("Basic")))
            throw new RefusedException(schemes, false);
        if (authorization == null && isFirst) return null;
        boolean isRepeated = response.request().header(HEADER) != null;
        if (authorization == null || isRepeated || !isTunnel)
            throw new RefusedException(schemes, authorization != null);
        return withLogin(response.request());
    }

    Request withLogin(Request request) {
        return request.newBuilder().header(HEADER, authorization).build();
    }

    /** Exception of a proxy that requires another login. */
    static final class RefusedException extends IOException {
        private final transient List<String> schemes;
        private final boolean isRejected;

        /** @param isRejected true if the proxy rejected credentials */
        RefusedException(List<String> schemes, boolean isRejected) {
            super("the proxy requires a login");
            this.schemes = schemes;
            this.isRejected = isRejected;
        }

        /** Returns the schemes that the proxy offers. */
        List<String> schemes() {
            return schemes;
        }

        boolean isRejected() {
            return isRejected;
        }

        boolean offersBasic() {
            return schemes.stream().anyMatch(scheme -> scheme.equalsIgnoreCase("Basic"));
        }
    }
}
