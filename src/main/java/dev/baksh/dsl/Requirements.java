package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Row;
import dev.baksh.client.api.ServerKind;
import dev.baksh.client.config.ServerConfig;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Checks of the preconditions of a runbook on a server: minimum version and permissions. An unknown version or
 * permission fails the check.
 */
public final class Requirements {
    private Requirements() {}

    /**
     * Checks that a server has at least this version.
     *
     * @param target binding of the server
     * @param minimum {@code 2}, {@code 2.8}, {@code 2.8.1}
     * @throws BakshException (exit 3) the version is older or unknown
     */
    public static void requireVersion(Object target, String minimum) {
        if (!(target instanceof ServerBinding serverBinding))
            throw BakshException.failure("require version takes of: a server", "require version: '2.8', of: px");
        if (!minimum.matches("\\d+(\\.\\d+){0,9}"))
            throw BakshException.failure("require version takes numbers with dots, not '" + minimum + "'", "'2.8'");
        ServerConfig server = serverBinding.client().server();
        String actual = server.kind() == ServerKind.PX ? portworxVersion(serverBinding, server) : server.apiVersion();
        if (actual == null || !actual.matches("v?\\d+(\\.\\d+){0,9}([-+].*)?")) {
            throw BakshException.refusal(
                    server.label() + ": the version is unknown"
                            + (actual == null ? "" : ": the server says '" + actual + "'") + "; the runbook needs "
                            + minimum,
                    server.kind() == ServerKind.PX ? null : "set version: \"1.7\" in servers.yaml");
        }
        if (compare(actual.replaceFirst("^v", "").replaceFirst("[-+].*", ""), minimum) < 0) {
            throw BakshException.refusal(
                    server.label() + ": the server has version " + actual + ", but the runbook needs " + minimum
                            + " or later",
                    null);
        }
    }

    /**
     * Version by the gateway (px-api 5, Version_Get): {@code version {major, minor, patch}}; null without a gateway.
     */
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
     * Checks that a delegate has a permission.
     *
     * @param target a delegate of N2WS, whose {@code profile} contains the permissions (n2ws-api 31.2)
     * @param permission {@code allow_recovery}
     * @throws BakshException (exit 3) the permission is missing or unknown
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
                        ? delegateName + " has no permission '" + permission + "', which the runbook needs"
                        : delegateName + ": the permission '" + permission + "', which the runbook needs, is unknown",
                permissions == row ? null : "known permissions: " + String.join(", ", permissions.names()));
    }
}
