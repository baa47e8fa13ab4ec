package dev.baksh.client.protocol;

import dev.baksh.client.http.HttpResponse;

/**
 * Which paths a server has where its versions differ: configured, or found out by its first answers and remembered. An address that it
 * does not know at all is answered with a page of its framework, 404 and no JSON, and nothing has been carried out then.
 */
public final class PathResolver {
    /** The versions 1.x are those with other paths. */
    private static final String OLDER_MAJOR_VERSION = "1";

    private final ServerDialect dialect;
    /** Null while it is not known. */
    private volatile Boolean olderApi;

    /** @param version of the API as it is configured, or null */
    public PathResolver(ServerDialect dialect, String version) {
        this.dialect = dialect;
        this.olderApi = version == null ? null : version.split("\\.")[0].equals(OLDER_MAJOR_VERSION);
    }

    /** The path to ask for one of the catalogue's. */
    public String resolve(String path) {
        String olderPath = Boolean.TRUE.equals(olderApi) ? dialect.olderPath(path) : null;
        return olderPath == null ? path : olderPath;
    }

    /** Another path that is worth trying after this answer, or null. */
    public String alternativePath(String path, HttpResponse response) {
        String olderPath = dialect.olderPath(path);
        if (olderPath == null || olderApi != null) return null;
        if (isUnknownPath(response)) return olderPath;
        boolean fromApi = response.isJson() && response.status() < 500 && response.status() != 429;
        if (fromApi) olderApi = false;
        return null;
    }

    /** What the other path was answered. */
    public void recordAlternative(HttpResponse response) {
        if (response.isJson() && response.status() < 500) olderApi = true;
    }

    public static boolean isUnknownPath(HttpResponse response) {
        return response.status() == 404 && !response.isJson();
    }
}
