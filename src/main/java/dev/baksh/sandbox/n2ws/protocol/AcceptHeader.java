package dev.baksh.sandbox.n2ws.protocol;

import dev.baksh.sandbox.server.ServerRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Accept header (n2ws-api 3, versioning): {@code application/json; version=1.4.0}. Without a version the newest counts; a
 * malformed parameter ({@code version: 1.1}) and a trailing semicolon are passed over, as real servers do.
 */
public final class AcceptHeader {
    private static final Pattern VERSION = Pattern.compile(";\\s*version\\s*=\\s*\"?([^\\s;,\"]+)");

    private AcceptHeader() {}

    /**
     * The API version that the answer must have.
     *
     * @param newest the newest version this server knows
     * @throws HttpErrorException 406 when the version is unknown or nothing acceptable can be made
     */
    public static String version(ServerRequest ask, String newest) {
        return version(ask, newest, "application/json");
    }

    /**
     * The API version that the answer must have.
     *
     * @param media what can be answered there; that logs and reports come as nothing but files is an assumption
     */
    public static String version(ServerRequest ask, String newest, String media) {
        String accept = ask.header("Accept");
        if (accept == null) return newest;
        String family = media.substring(0, media.indexOf('/')) + "/*";
        boolean acceptable = Arrays.stream(accept.split(","))
                .map(range -> range.split(";", 2)[0].trim().toLowerCase(Locale.ROOT))
                .anyMatch(type -> type.isEmpty() || Set.of("*/*", family, media).contains(type));
        if (!acceptable)
            throw N2wsErrorBodies.refusal(406, "Could not satisfy the request Accept header.", "not_acceptable");
        Matcher asked = VERSION.matcher(accept);
        if (!asked.find()) return newest;
        String version = asked.group(1);
        boolean known = version.matches("1\\.[0-9](\\.[0-9]+)?") || (version.equals("2.0.0") && newest.equals("2.0.0"));
        if (known) return version;
        throw N2wsErrorBodies.refusal(406, "Invalid version in \"Accept\" header.", "not_acceptable");
    }
}
