package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.ServerKind;
import dev.baksh.client.config.ServerConfig;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a runbook may demand of a server before it goes on. What is not known is never taken for granted. */
public final class Requirements {
    private Requirements() {}

    /**
     * Refuses when a server is older than this.
     *
     * @param target   the server's word
     * @param minimum {@code 2}, {@code 2.8}, {@code 2.8.1}
     * @throws BakshException (exit 3) it is older, or its version is not known
     */
    public static void requireVersion(Object target, String minimum) {
        if (!(target instanceof ServerBinding serverBinding))
            throw BakshException.failure("require version takes of: a server", "require version: '2.8', of: px");
        if (!minimum.matches("\\d+(\\.\\d+)*"))
            throw BakshException.failure("require version takes numbers with dots, not '" + minimum + "'", "'2.8'");
        ServerConfig server = serverBinding.client().server();
        String actual = server.kind() == ServerKind.PX ? portworxVersion(serverBinding, server) : server.apiVersion();
        if (actual == null || !actual.matches("v?\\d+(\\.\\d+)*([-+].*)?")) {
            throw BakshException.refusal(
                    server.label() + ": which version it has is not known"
                            + (actual == null ? "" : ": it says '" + actual + "'") + "; the runbook needs " + minimum,
                    server.kind() == ServerKind.PX ? null : "say it in servers.yaml, as version: \"1.7\"");
        }
        if (compare(actual.replaceFirst("^v", "").replaceFirst("[-+].*", ""), minimum) < 0) {
            throw BakshException.refusal(
                    server.label() + ": it has version " + actual + ", and the runbook needs " + minimum + " or later",
                    null);
        }
    }

    /** By the gateway (px-api 5, Version_Get): {@code version {major, minor, patch}}. Null where no gateway is configured. */
    private static String portworxVersion(ServerBinding serverBinding, ServerConfig server) {
        if (server.gatewayUrl() == null) return null;
        for (Row row : serverBinding.client().resource("version").list(Map.of())) return formatVersion(row);
        return null;
    }

    private static String formatVersion(Row row) {
        List<String> parts = new ArrayList<>();
        for (String name : List.of("major", "minor", "patch")) {
            Object number = row.known().contains(name) ? row.get(name) : null;
            if (number == null) break;
            parts.add(number.toString());
        }
        return parts.isEmpty() ? null : String.join(".", parts);
    }

    private static int compare(String first, String second) {
        String[] left = first.split("\\.");
        String[] right = second.split("\\.");
        for (int i = 0; i < Math.max(left.length, right.length); i++) {
            BigInteger a = i < left.length ? new BigInteger(left[i]) : BigInteger.ZERO;
            BigInteger b = i < right.length ? new BigInteger(right[i]) : BigInteger.ZERO;
            if (!a.equals(b)) return a.compareTo(b);
        }
        return 0;
    }

    /**
     * Refuses when a delegate lacks a right.
     *
     * @param target   a delegate of N2WS, whose {@code profile} says what it may do (n2ws-api 31.2)
     * @param permission {@code allow_recovery}
     * @throws BakshException (exit 3) it has not that right, or does not say
     */
    public static void requirePermission(Object target, String permission) {
        if (!(target instanceof Row row))
            throw BakshException.failure(
                    "require permission takes of: a delegate",
                    "require permission: 'allow_recovery', of: n2ws.delegates['drill']");
        Row permissions = row.known().contains("profile") && row.get("profile") instanceof Row profile ? profile : row;
        Object granted = permissions.known().contains(permission) ? permissions.get(permission) : null;
        if (Boolean.TRUE.equals(granted)) return;
        String delegateName = row.known().contains("username") ? "'" + row.get("username") + "'" : "this row";
        throw BakshException.refusal(
                Boolean.FALSE.equals(granted)
                        ? delegateName + " has no right '" + permission + "', which the runbook needs"
                        : "whether " + delegateName + " has the right '" + permission
                                + "' is not known; the runbook needs it",
                permissions == row ? null : "its rights are: " + String.join(", ", permissions.names()));
    }
}
