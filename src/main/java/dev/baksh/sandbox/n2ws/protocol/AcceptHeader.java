package dev.baksh.sandbox.n2ws.protocol;

import dev.baksh.sandbox.server.ServerRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parser of the Accept header (n2ws-api 3, versioning): {@code application/json; version=1.4.0}. A header without a
 * version selects the newest version. Malformed parameters ({@code version: 1.1}) and a trailing semicolon are ignored,
 * like on real servers.
 */
public final class AcceptHeader {
    private static final Pattern VERSION = Pattern.compile(";\\s*version\\s*=\\s*\"?([^\\s;,\"]+)");

    private AcceptHeader() {}

    /**
     * Returns the API version of the response.
     *
     * @param newestVersion the newest version of this server
     * @param mediaType media type of the response. Assumption: logs and reports are available only as files
     * @throws HttpErrorException 406 for an unknown version or an unsupported media type
     */
    public static String negotiateVersion(ServerRequest request, String newestVersion, String mediaType) {
        String accept = request.header("Accept");
        if (accept == null) return newestVersion;
        String family = mediaType.substring(0, mediaType.indexOf('/')) + "/*";
        boolean acceptable = Arrays.stream(accept.split(","))
                .map(range -> range.split(";", 2)[0].trim().toLowerCase(Locale.ROOT))
                .anyMatch(type ->
                        type.isEmpty() || Set.of("*/*", family, mediaType).contains(type));
        if (!acceptable)
            throw N2wsErrorBodies.exception(406, "Could not satisfy the request Accept header.", "not_acceptable");
        Matcher versionMatcher = VERSION.matcher(accept);
        if (!versionMatcher.find()) return newestVersion;
        String version = versionMatcher.group(1);
        boolean isSupported =
                version.matches("1\\.[0-9](\\.[0-9]+)?") || (version.equals("2.0.0") && newestVersion.equals("2.0.0"));
        if (isSupported) return version;
        throw N2wsErrorBodies.exception(406, "Invalid version in \"Accept\" header.", "not_acceptable");
    }
}
