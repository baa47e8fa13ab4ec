package dev.baksh.sandbox.server;

import java.time.Clock;
import java.time.Duration;

/**
 * Options of a {@code Sandbox}. The options must not change after the start. The defaults are the token lifetimes of
 * the real servers, the system clock, free ports and plain HTTP.
 */
public final class SandboxOptions {
    /** Clock of all times: token expiry, backup progress, run times, the Date header. */
    public Clock clock = Clock.systemUTC();
    /** Lifetime of N2WS access tokens. */
    public Duration n2wsAccessLifetime = Duration.ofHours(1);
    /** Lifetime of N2WS refresh tokens. */
    public Duration n2wsRefreshLifetime = Duration.ofHours(24);
    /** Lifetime of Keycloak access tokens. */
    public Duration pxAccessLifetime = Duration.ofMinutes(5);
    /** Lifetime of Keycloak refresh tokens. */
    public Duration pxRefreshLifetime = Duration.ofMinutes(30);
    /**
     * Duration of the backups, recoveries, scenario runs and restores that start while the sandbox runs. Short, so that
     * a demonstration shows a wait and its end.
     */
    public Duration backupDuration = Duration.ofSeconds(4);
    /** Port of N2WS, 0 for any free port. */
    public int n2wsPort;
    /** Port of Portworx, 0 for any free port. */
    public int pxPort;
    /** Port of the Backup REST gateway, 0 for any free port. */
    public int pxGatewayPort;
    /** True for HTTPS with a new self-signed certificate, see {@code Sandbox.caFile()}. */
    public boolean https;
    /** Seed of keys, secrets and ids; the same seed gives the same values. */
    public long seed = 1;
    /** Number of further N2WS policies, named {@code extra_000001} and so on; every third is disabled. */
    public int extraPolicies;
    /** True if N2WS supports {@code page_size}; otherwise every list is a bare array. */
    public boolean pagingSupported = true;
    /** True if rows of the user list have an array {@code roles}. */
    public boolean pxUsersIncludeRoles = true;
    /** Newest N2WS API version: 2.0.0, or 1.1 for an old server without {@code aws/} paths. */
    public String n2wsApiVersion = "2.0.0";
}
