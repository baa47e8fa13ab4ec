package dev.baksh.dsl;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Row;
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
     * @param of   the server's word
     * @param least {@code 2}, {@code 2.8}, {@code 2.8.1}
     * @throws BakshException (exit 3) it is older, or its version is not known
     */
    public static void version(Object of, String least) {
        if (!(of instanceof ServerBinding word))
            throw BakshException.failed("require version takes of: a server", "require version: '2.8', of: px");
        if (!least.matches("\\d+(\\.\\d+)*"))
            throw BakshException.failed("require version takes numbers with dots, not '" + least + "'", "'2.8'");
        ServerConfig server = word.client().server();
        String has = server.kind().equals("px") ? ofPortworx(word, server) : server.version();
        if (has == null || !has.matches("v?\\d+(\\.\\d+)*([-+].*)?")) {
            throw BakshException.refused(
                    server.label() + ": which version it has is not known"
                            + (has == null ? "" : ": it says '" + has + "'") + "; the runbook needs " + least,
                    server.kind().equals("px") ? null : "say it in servers.yaml, as version: \"1.7\"");
        }
        if (compare(has.replaceFirst("^v", "").replaceFirst("[-+].*", ""), least) < 0) {
            throw BakshException.refused(
                    server.label() + ": it has version " + has + ", and the runbook needs " + least + " or later",
                    null);
        }
    }

    /** By the gateway (px-api 5, Version_Get): {@code version {major, minor, patch}}. Null where no gateway is configured. */
    private static String ofPortworx(ServerBinding word, ServerConfig server) {
        if (server.gatewayUrl() == null) return null;
        for (Row row : word.client().resource("version").list(Map.of())) return numbers(row);
        return null;
    }

    private static String numbers(Row row) {
        List<String> numbers = new ArrayList<>();
        for (String name : List.of("major", "minor", "patch")) {
            Object number = row.known().contains(name) ? row.get(name) : null;
            if (number == null) break;
            numbers.add(number.toString());
        }
        return numbers.isEmpty() ? null : String.join(".", numbers);
    }

    private static int compare(String one, String other) {
        String[] left = one.split("\\.");
        String[] right = other.split("\\.");
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
     * @param of   a delegate of N2WS, whose {@code profile} says what it may do (n2ws-api 31.2)
     * @param flag {@code allow_recovery}
     * @throws BakshException (exit 3) it has not that right, or does not say
     */
    public static void permission(Object of, String flag) {
        if (!(of instanceof Row row))
            throw BakshException.failed(
                    "require permission takes of: a delegate",
                    "require permission: 'allow_recovery', of: n2ws.delegates['drill']");
        Row rights = row.known().contains("profile") && row.get("profile") instanceof Row profile ? profile : row;
        Object has = rights.known().contains(flag) ? rights.get(flag) : null;
        if (Boolean.TRUE.equals(has)) return;
        String who = row.known().contains("username") ? "'" + row.get("username") + "'" : "this row";
        throw BakshException.refused(
                Boolean.FALSE.equals(has)
                        ? who + " has no right '" + flag + "', which the runbook needs"
                        : "whether " + who + " has the right '" + flag + "' is not known; the runbook needs it",
                rights == row ? null : "its rights are: " + String.join(", ", rights.names()));
    }
}
