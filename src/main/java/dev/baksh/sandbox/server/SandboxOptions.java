package dev.baksh.sandbox.server;

import java.time.Clock;
import java.time.Duration;

/**
 * Options of a {@code Sandbox}. Start with {@link #defaults()} and change options with {@link #toBuilder()}.
 *
 * @param clock clock of all times: token expiry, backup progress, run times, the Date header
 * @param n2wsAccessLifetime lifetime of N2WS access tokens
 * @param n2wsRefreshLifetime lifetime of N2WS refresh tokens
 * @param pxAccessLifetime lifetime of Keycloak access tokens
 * @param pxRefreshLifetime lifetime of Keycloak refresh tokens
 * @param backupDuration duration of a backup that is started by API, and of a Portworx restore
 * @param n2wsPort port of N2WS, 0 for any free port
 * @param pxPort port of Portworx, 0 for any free port
 * @param pxGatewayPort port of the Backup REST gateway, 0 for any free port
 * @param https true for HTTPS with a new self-signed certificate, see {@code Sandbox.caFile()}
 * @param seed seed of keys, secrets and ids; the same seed gives the same values
 * @param extraPolicies number of further N2WS policies, named {@code extra_000001} and so on; every third is disabled
 * @param pagingSupported true if N2WS supports {@code page_size}; otherwise every list is a bare array
 * @param pxUsersIncludeRoles true if rows of the user list have an array {@code roles}
 * @param n2wsApiVersion newest N2WS API version: 2.0.0, or 1.1 for an old server without {@code aws/} paths
 */
public record SandboxOptions(
        Clock clock,
        Duration n2wsAccessLifetime,
        Duration n2wsRefreshLifetime,
        Duration pxAccessLifetime,
        Duration pxRefreshLifetime,
        Duration backupDuration,
        int n2wsPort,
        int pxPort,
        int pxGatewayPort,
        boolean https,
        long seed,
        int extraPolicies,
        boolean pagingSupported,
        boolean pxUsersIncludeRoles,
        String n2wsApiVersion) {

    /** Returns options with the lifetimes of the real servers, the system clock, free ports and plain HTTP. */
    public static SandboxOptions defaults() {
        return new Builder().build();
    }

    /** Returns a builder with these options. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.clock = clock;
        builder.n2wsAccessLifetime = n2wsAccessLifetime;
        builder.n2wsRefreshLifetime = n2wsRefreshLifetime;
        builder.pxAccessLifetime = pxAccessLifetime;
        builder.pxRefreshLifetime = pxRefreshLifetime;
        builder.backupDuration = backupDuration;
        builder.n2wsPort = n2wsPort;
        builder.pxPort = pxPort;
        builder.pxGatewayPort = pxGatewayPort;
        builder.https = https;
        builder.seed = seed;
        builder.extraPolicies = extraPolicies;
        builder.pagingSupported = pagingSupported;
        builder.pxUsersIncludeRoles = pxUsersIncludeRoles;
        builder.n2wsApiVersion = n2wsApiVersion;
        return builder;
    }

    /** Builder of options; each method has the name of the option that it sets. */
    public static final class Builder {
        private Clock clock = Clock.systemUTC();
        private Duration n2wsAccessLifetime = Duration.ofHours(1);
        private Duration n2wsRefreshLifetime = Duration.ofHours(24);
        private Duration pxAccessLifetime = Duration.ofMinutes(5);
        private Duration pxRefreshLifetime = Duration.ofMinutes(30);
        // Short, so that a demonstration shows a wait and its end.
        private Duration backupDuration = Duration.ofSeconds(4);
        private int n2wsPort;
        private int pxPort;
        private int pxGatewayPort;
        private boolean https;
        private long seed = 1;
        private int extraPolicies;
        private boolean pagingSupported = true;
        private boolean pxUsersIncludeRoles = true;
        private String n2wsApiVersion = "2.0.0";

        Builder() {}

        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        public Builder n2wsAccessLifetime(Duration lifetime) {
            n2wsAccessLifetime = lifetime;
            return this;
        }

        public Builder n2wsRefreshLifetime(Duration lifetime) {
            n2wsRefreshLifetime = lifetime;
            return this;
        }

        public Builder pxAccessLifetime(Duration lifetime) {
            pxAccessLifetime = lifetime;
            return this;
        }

        public Builder pxRefreshLifetime(Duration lifetime) {
            pxRefreshLifetime = lifetime;
            return this;
        }

        public Builder backupDuration(Duration duration) {
            backupDuration = duration;
            return this;
        }

        public Builder n2wsPort(int port) {
            n2wsPort = port;
            return this;
        }

        public Builder pxPort(int port) {
            pxPort = port;
            return this;
        }

        public Builder pxGatewayPort(int port) {
            pxGatewayPort = port;
            return this;
        }

        public Builder https(boolean https) {
            this.https = https;
            return this;
        }

        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        public Builder extraPolicies(int count) {
            extraPolicies = count;
            return this;
        }

        public Builder pagingSupported(boolean supported) {
            pagingSupported = supported;
            return this;
        }

        public Builder pxUsersIncludeRoles(boolean include) {
            pxUsersIncludeRoles = include;
            return this;
        }

        public Builder n2wsApiVersion(String version) {
            n2wsApiVersion = version;
            return this;
        }

        public SandboxOptions build() {
            return new SandboxOptions(
                    clock,
                    n2wsAccessLifetime,
                    n2wsRefreshLifetime,
                    pxAccessLifetime,
                    pxRefreshLifetime,
                    backupDuration,
                    n2wsPort,
                    pxPort,
                    pxGatewayPort,
                    https,
                    seed,
                    extraPolicies,
                    pagingSupported,
                    pxUsersIncludeRoles,
                    n2wsApiVersion);
        }
    }
}
