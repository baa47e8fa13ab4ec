package dev.baksh.client.protocol;

import dev.baksh.client.http.HttpResponse;

/**
 * Resolver of paths that differ between API versions. The version is configured, or detected from the first responses. The
 * response to an unknown path is a page of the web framework with 404 and without JSON; then nothing was executed.
 */
public final class PathResolver {
    /** Versions 1.x have other paths. */
    private static final String OLDER_MAJOR_VERSION = "1";

    private final ServerDialect dialect;
    /** Null while the version is unknown. */
    private volatile Boolean olderApi;

    /** @param version configured version of the API, or null */
    public PathResolver(ServerDialect dialect, String version) {
        this.dialect = dialect;
        this.olderApi = version == null ? null : version.split("\\.")[0].equals(OLDER_MAJOR_VERSION);
    }

    /** Returns the path on this server for a path of the catalogue. */
    public String resolve(String path) {
        String olderPath = Boolean.TRUE.equals(olderApi) ? dialect.olderPath(path) : null;
        return olderPath == null ? path : olderPath;
    }

    /** Returns the older path if the response shows that the server may not know this path, else null. */
    public String alternativePath(String path, HttpResponse response) {
        String olderPath = dialect.olderPath(path);
        if (olderPath == null || olderApi != null) return null;
        if (isUnknownPath(response)) return olderPath;
        boolean fromApi = response.isJson() && response.status() < 500 && response.status() != 429;
        if (fromApi) olderApi = false;
        return null;
    }

    /** Records the response to the older path. */
    public void recordAlternative(HttpResponse response) {
        if (response.isJson() && response.status() < 500) olderApi = true;
    }

    /** Returns true for 404 without JSON. */
    public static boolean isUnknownPath(HttpResponse response) {
        return response.status() == 404 && !response.isJson();
    }
}
