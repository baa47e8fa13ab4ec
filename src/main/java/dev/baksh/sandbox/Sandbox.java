package dev.baksh.sandbox;

import dev.baksh.sandbox.gateway.GatewayServer;
import dev.baksh.sandbox.n2ws.N2wsServer;
import dev.baksh.sandbox.px.KeycloakRealm;
import dev.baksh.sandbox.px.PxServer;
import dev.baksh.sandbox.server.HttpServer;
import dev.baksh.sandbox.server.RecordedRequest;
import dev.baksh.sandbox.server.RequestRecorder;
import dev.baksh.sandbox.server.SandboxOptions;
import dev.baksh.sandbox.server.SeededRandom;
import dev.baksh.sandbox.server.SelfSignedCertificate;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * A stateful N2WS server and a stateful Portworx Backup server (with its Keycloak and its gateway) on loopback, in this process. State lives in
 * memory and goes with {@link #close()}.
 */
public final class Sandbox implements AutoCloseable {
    private final RequestRecorder requestRecorder = new RequestRecorder();
    private final SelfSignedCertificate certificate;
    private final N2wsServer n2wsServer;
    private final PxServer pxServer;
    private final HttpServer n2wsHttpServer;
    private final HttpServer pxHttpServer;
    private final GatewayServer gatewayServer;
    private final HttpServer gatewayHttpServer;

    private Sandbox(SandboxOptions options) {
        SeededRandom random = new SeededRandom(options.seed());
        n2wsServer = new N2wsServer(options, random);
        pxServer = new PxServer(options, random);
        gatewayServer = new GatewayServer(pxServer, options, random);
        certificate = options.https() ? new SelfSignedCertificate() : null;
        SSLContext sslContext = certificate == null ? null : certificate.sslContext();
        List<HttpServer> startedServers = new ArrayList<>();
        try {
            startedServers.add(
                    new HttpServer(n2wsServer, options.n2wsPort(), sslContext, options.clock(), requestRecorder));
            startedServers.add(
                    new HttpServer(pxServer, options.pxPort(), sslContext, options.clock(), requestRecorder));
            startedServers.add(new HttpServer(
                    gatewayServer, options.pxGatewayPort(), sslContext, options.clock(), requestRecorder));
        } catch (RuntimeException e) {
            startedServers.forEach(HttpServer::close);
            if (certificate != null) certificate.close();
            throw e;
        }
        n2wsHttpServer = startedServers.get(0);
        pxHttpServer = startedServers.get(1);
        gatewayHttpServer = startedServers.get(2);
    }

    /**
     * Starts the servers; they listen when this returns.
     *
     * @throws java.io.UncheckedIOException when a port is taken
     * @throws IllegalStateException when https is asked for and there is no keytool
     */
    public static Sandbox start(SandboxOptions options) {
        return new Sandbox(options);
    }

    /** Without a path and without a final slash. */
    public URI n2wsUrl() {
        return n2wsHttpServer.url();
    }

    /** Without a path and without a final slash. */
    public URI pxUrl() {
        return pxHttpServer.url();
    }

    /** Of the Backup REST gateway. Without a path and without a final slash. */
    public URI pxGatewayUrl() {
        return gatewayHttpServer.url();
    }

    /** The API key of the root user. */
    public String n2wsApiKey() {
        return n2wsApiKey("root");
    }

    /**
     * The API key of a user: root, tenant (managed), branch (independent), or a delegate: readonly, operator
     * (allow_backup_changes), drill (allow_recovery), all of root, and tenant_readonly.
     *
     * @throws IllegalArgumentException for another name
     */
    public String n2wsApiKey(String user) {
        return n2wsServer.users().apiKey(user);
    }

    /** A confidential client whose service account holds super admin. */
    public String pxClientId() {
        return KeycloakRealm.SERVICE_CLIENT;
    }

    /** The secret of {@link #pxClientId()}. */
    public String pxClientSecret() {
        return px().clientSecret(KeycloakRealm.SERVICE_CLIENT);
    }

    /** A user who holds super admin, for the password grant by client pxcentral. */
    public String pxUsername() {
        return KeycloakRealm.ADMIN;
    }

    /** The password of {@link #pxUsername()}. */
    public String pxPassword() {
        return px().password(KeycloakRealm.ADMIN);
    }

    /** State and switches of the N2WS server. */
    public N2wsSandbox n2ws() {
        return new N2wsSandbox(n2wsServer, n2wsHttpServer);
    }

    /** State and switches of the Portworx server. */
    public PxSandbox px() {
        return new PxSandbox(pxServer, pxHttpServer);
    }

    /** State and switches of the gateway beside the Portworx server. */
    public GatewaySandbox pxGateway() {
        return new GatewaySandbox(gatewayServer, pxServer, gatewayHttpServer);
    }

    /**
     * The PEM file of the certificate; gone after {@link #close()}.
     *
     * @throws IllegalStateException unless started with https
     */
    public Path caFile() {
        if (certificate == null) throw new IllegalStateException("the sandbox was started without https");
        return certificate.pemFile();
    }

    /** The requests that the servers received, in order of arrival; the newest 10,000. */
    public List<RecordedRequest> requests() {
        return requestRecorder.requests();
    }

    /** Stops the servers and closes all connections. */
    @Override
    public void close() {
        n2wsHttpServer.close();
        pxHttpServer.close();
        gatewayHttpServer.close();
        if (certificate != null) certificate.close();
    }
}
