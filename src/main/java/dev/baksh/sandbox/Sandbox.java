package dev.baksh.sandbox;

import dev.baksh.sandbox.gateway.GatewayServer;
import dev.baksh.sandbox.n2ws.N2wsServer;
import dev.baksh.sandbox.px.KeycloakRealm;
import dev.baksh.sandbox.px.PxServer;
import dev.baksh.sandbox.server.EmulatedServer;
import dev.baksh.sandbox.server.RecordedRequest;
import dev.baksh.sandbox.server.RequestRecorder;
import dev.baksh.sandbox.server.SandboxHttpServer;
import dev.baksh.sandbox.server.SandboxOptions;
import dev.baksh.sandbox.server.SeededRandom;
import dev.baksh.sandbox.server.SelfSignedCertificate;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * Sandbox with stateful emulators of N2WS and Portworx Backup (with Keycloak and the gateway), on loopback in this
 * process. The state is in memory until {@link #close()}.
 */
public final class Sandbox implements AutoCloseable {
    private final RequestRecorder requestRecorder = new RequestRecorder();
    private final List<SandboxHttpServer> httpServers = new ArrayList<>();
    private final SelfSignedCertificate certificate;
    private final N2wsServer n2ws;
    private final PxServer px;
    private final GatewayServer pxGateway;
    private final URI n2wsUrl;
    private final URI pxUrl;
    private final URI pxGatewayUrl;

    private Sandbox(SandboxOptions options) {
        SeededRandom random = new SeededRandom(options.seed);
        certificate = options.https ? new SelfSignedCertificate() : null;
        SSLContext sslContext = certificate == null ? null : certificate.sslContext();
        try {
            n2ws = new N2wsServer(options, random);
            n2wsUrl = start(n2ws, options.n2wsPort, sslContext, options);
            px = new PxServer(options, random);
            pxUrl = start(px, options.pxPort, sslContext, options);
            pxGateway = new GatewayServer(px, options, random);
            pxGatewayUrl = start(pxGateway, options.pxGatewayPort, sslContext, options);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private URI start(EmulatedServer server, int port, SSLContext sslContext, SandboxOptions options) {
        SandboxHttpServer httpServer = new SandboxHttpServer(server, port, sslContext, options.clock, requestRecorder);
        httpServers.add(httpServer);
        return httpServer.url();
    }

    /**
     * Starts the servers; they listen when this method returns.
     *
     * @throws java.io.UncheckedIOException if a port is in use
     * @throws IllegalStateException if HTTPS is requested and keytool is missing
     */
    public static Sandbox start(SandboxOptions options) {
        return new Sandbox(options);
    }

    /** Returns the URL of N2WS without a path and without a final slash. */
    public URI n2wsUrl() {
        return n2wsUrl;
    }

    /** Returns the URL of Portworx without a path and without a final slash. */
    public URI pxUrl() {
        return pxUrl;
    }

    /** Returns the URL of the Backup REST gateway without a path and without a final slash. */
    public URI pxGatewayUrl() {
        return pxGatewayUrl;
    }

    /** Returns the API key of the root user. */
    public String n2wsApiKey() {
        return n2wsApiKey("root");
    }

    /**
     * Returns the API key of a user: root, tenant (managed) or branch (independent); or of a delegate: readonly,
     * operator (allow_backup_changes) or drill (allow_recovery), which are delegates of root, or tenant_readonly, a
     * delegate of tenant.
     *
     * @throws IllegalArgumentException for another name
     */
    public String n2wsApiKey(String user) {
        return n2ws.apiKey(user);
    }

    /** Returns the id of a confidential client whose service account has the role super admin. */
    public String pxClientId() {
        return KeycloakRealm.SERVICE_CLIENT;
    }

    /** Returns the secret of {@link #pxClientId()}. */
    public String pxClientSecret() {
        return px.clientSecret(KeycloakRealm.SERVICE_CLIENT);
    }

    /** Returns the name of a user with the role super admin, for the password grant by client pxcentral. */
    public String pxUsername() {
        return KeycloakRealm.ADMIN;
    }

    /** Returns the password of {@link #pxUsername()}. */
    public String pxPassword() {
        return px.password(KeycloakRealm.ADMIN);
    }

    /** Returns the control interface of the N2WS emulator. */
    public N2wsServer n2ws() {
        return n2ws;
    }

    /** Returns the control interface of the Portworx emulator. */
    public PxServer px() {
        return px;
    }

    /** Returns the control interface of the gateway emulator. */
    public GatewayServer pxGateway() {
        return pxGateway;
    }

    /**
     * Returns the PEM file of the certificate, which {@link #close()} deletes.
     *
     * @throws IllegalStateException unless started with HTTPS
     */
    public Path caFile() {
        if (certificate == null) throw new IllegalStateException("the sandbox was started without https");
        return certificate.pemFile();
    }

    /** Returns the newest 10,000 requests to the servers in order of arrival. */
    public List<RecordedRequest> requests() {
        return requestRecorder.requests();
    }

    /** Stops the servers and closes all connections. */
    @Override
    public void close() {
        httpServers.forEach(SandboxHttpServer::close);
        if (certificate != null) certificate.close();
    }
}
