package dev.baksh.client.http;

import dev.baksh.client.api.TimeSource;
import dev.baksh.client.config.LoopbackAddress;
import dev.baksh.client.config.ServerAddress;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.tls.ServerTrustManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.Protocol;

/** Listener that tests the connection to a server in steps: name, connection, certificate, response, clock. */
final class ConnectionProbe extends EventListener {
    /** A certificate that expires sooner leads to a warning; a renewal takes up to a month in many companies. */
    private static final Duration EXPIRY_WARNING = Duration.ofDays(30);
    /** A smaller clock difference may come from the network delay and from the whole seconds of the Date header. */
    private static final Duration MAX_CLOCK_SKEW = Duration.ofSeconds(30);

    private final ServerConfig server;
    private final TimeSource time;
    private final RequestProgress progress;
    private final boolean trustedByKey;
    private final List<ProbeStep> steps = new ArrayList<>();
    private String currentStep = "address";
    private long stepStart;
    private String proxyDescription = "";

    /** @param trustedByKey true if the key of the server is configured or confirmed */
    ConnectionProbe(ServerConfig server, TimeSource time, RequestProgress progress, boolean trustedByKey) {
        this.server = server;
        this.progress = progress;
        this.trustedByKey = trustedByKey;
        this.time = time;
        this.stepStart = time.nanos();
    }

    /** @param proxy address of the proxy that forwarded the request, or null */
    synchronized List<ProbeStep> complete(HttpResponse response, String proxy) {
        String hint = response.status() < 500 ? null : "the front end responds; check the server behind it";
        NonApiResponse other = NonApiResponse.ofProbe(server, response, proxy);
        if (other == null) addStep("answer", elapsed(), "HTTP " + response.status(), hint);
        else addStep("answer", elapsed(), "HTTP " + response.status() + ": " + other.message(), other.hint());
        addClockStep(response.date());
        return List.copyOf(steps);
    }

    /** Adds a step with a warning if there is a hint. */
    private void addStep(String name, Duration duration, String description, String hint) {
        steps.add(
                hint == null
                        ? ProbeStep.ok(name, duration, description)
                        : ProbeStep.warning(name, duration, description, hint));
    }

    /** Returns the steps up to the failed step. */
    synchronized List<ProbeStep> fail(TransportException e) {
        steps.add(ProbeStep.failed(currentStep, elapsed(), e));
        return List.copyOf(steps);
    }

    @Override
    public synchronized void proxySelectEnd(Call call, HttpUrl url, List<Proxy> proxies) {
        Proxy proxy = proxies.get(0);
        if (proxy.type() == Proxy.Type.DIRECT) return;
        InetSocketAddress address = (InetSocketAddress) proxy.address();
        proxyDescription = " through the proxy " + ProxyAddress.hostAndPort(address.getHostString(), address.getPort());
    }

    @Override
    public synchronized void dnsStart(Call call, String host) {
        beginStep("name");
    }

    @Override
    public synchronized void dnsEnd(Call call, String host, List<InetAddress> addresses) {
        String hostAddresses =
                addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
        addStep("name", elapsed(), host + " is " + hostAddresses, null);
    }

    @Override
    public synchronized void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
        beginStep("connection");
    }

    @Override
    public synchronized void secureConnectStart(Call call) {
        progress.recordServerReached();
        addConnectionStep();
        beginStep("certificate");
    }

    /**
     * Reads the certificate from the connection: OkHttp returns an empty certificate list if only the pin makes the
     * certificate trusted.
     */
    @Override
    public synchronized void connectionAcquired(Call call, Connection connection) {
        // With plain http, the socket may be that of a proxy with TLS.
        boolean isTls = server.url().getScheme().equals("https");
        if (!isTls || !(connection.socket() instanceof SSLSocket socket)) addPlainHttpStep();
        else if (socket.getSession().isValid()) addCertificateStep(socket.getSession());
        beginStep("answer");
    }

    @Override
    public void requestHeadersStart(Call call) {
        progress.recordStart();
    }

    private void addCertificateStep(SSLSession session) {
        Duration elapsed = elapsed();
        X509Certificate certificate;
        try {
            certificate = (X509Certificate) session.getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException e) {
            throw new IllegalStateException("a verified connection has no certificate", e);
        }
        String trustSource = server.pin() != null
                ? "by its pin"
                : server.caFile() != null
                        ? "by " + server.caFile()
                        : trustedByKey ? "by the confirmation of the user" : "by the system";
        Instant expiry = certificate.getNotAfter().toInstant();
        Duration remaining = Duration.between(time.now(), expiry);
        // The last parts are cut on a narrow terminal.
        String description = "until " + expiry + ", trusted " + trustSource + ", " + session.getProtocol() + ", key "
                + ServerTrustManager.publicKeyPin(certificate);
        String hint = null;
        if (remaining.isNegative()) hint = "the certificate has expired: renew it";
        else if (remaining.compareTo(EXPIRY_WARNING) <= 0)
            hint = "the certificate expires in " + remaining.toDays() + " days: renew it";
        addStep("certificate", elapsed, description, hint);
    }

    @Override
    public synchronized void connectEnd(Call call, InetSocketAddress address, Proxy proxy, Protocol protocol) {
        if (currentStep.equals("connection")) addConnectionStep();
    }

    private void addConnectionStep() {
        addStep("connection", elapsed(), server.url().getAuthority() + proxyDescription, null);
    }

    private void addPlainHttpStep() {
        String host = ServerAddress.host(server.url());
        if (LoopbackAddress.isLoopbackName(host)) {
            steps.add(ProbeStep.skipped("certificate", "plain http within this machine", null));
            return;
        }
        boolean isGateway = server.url().equals(server.gatewayUrl());
        String hint = "use https:// in " + server.settingName(isGateway ? "GATEWAY_URL" : "URL");
        addStep("certificate", null, "plain http: secrets and tokens can be read in transit", hint);
    }

    private void addClockStep(Instant date) {
        if (date == null) {
            steps.add(ProbeStep.skipped("clock", "the response has no Date header", null));
            return;
        }
        Duration clockOffset = Duration.between(time.now(), date);
        if (clockOffset.abs().compareTo(MAX_CLOCK_SKEW) < 0) {
            addStep("clock", null, "within " + MAX_CLOCK_SKEW.toSeconds() + " s of this machine's", null);
            return;
        }
        String direction = clockOffset.isNegative() ? "behind" : "ahead of";
        String description = clockOffset.abs().toSeconds() + " s " + direction + " this machine's";
        addStep("clock", null, description, "correct the wrong clock: times and tokens depend on it");
    }

    private void beginStep(String step) {
        currentStep = step;
        stepStart = time.nanos();
    }

    private Duration elapsed() {
        return Duration.ofNanos(time.nanos() - stepStart);
    }

    /**
     * Handles a failed connection to one of several addresses: OkHttp tries the next address. The probe fails only if
     * all addresses fail.
     */
    @Override
    public synchronized void connectFailed(
            Call call, InetSocketAddress address, Proxy proxy, Protocol protocol, IOException e) {
        if (steps.stream().noneMatch(step -> step.name().equals("connection"))) currentStep = "connection";
    }
}
