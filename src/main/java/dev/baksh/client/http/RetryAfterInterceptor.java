package dev.baksh.client.http;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Interceptor that hides {@code Retry-After} from OkHttp, which repeats a GET after a 503 with {@code Retry-After: 0}. Only
 * {@code ApiExecutor} and {@code TokenEndpoint} retry.
 */
final class RetryAfterInterceptor implements Interceptor {
    private static final String HEADER = "Retry-After";
    private static final String RENAMED_HEADER = "Baksh-Retry-After";

    @Override
    public Response intercept(Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        String value = response.header(HEADER);
        Response.Builder builder = response.newBuilder().removeHeader(HEADER).removeHeader(RENAMED_HEADER);
        return (value == null ? builder : builder.header(RENAMED_HEADER, value)).build();
    }

    /** Returns the header name that the server sent. */
    static String originalName(String header) {
        return header.equalsIgnoreCase(RENAMED_HEADER) ? HEADER : header;
    }
}
