package dev.baksh.client.http;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Hides {@code Retry-After} from OkHttp, which sends a GET once more by itself when a 503 says {@code Retry-After: 0}. Whether
 * anything is sent again is decided in {@code Exchange} alone.
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

    /** The name by which the server sent it. */
    static String originalName(String header) {
        return header.equalsIgnoreCase(RENAMED_HEADER) ? HEADER : header;
    }
}
