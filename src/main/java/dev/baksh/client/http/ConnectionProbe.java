package dev.baksh.client.http;

import dev.baksh.client.api.TimeSource;
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
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.Protocol;

/** Watches one request and tells how each link of the way to a server did: name, connection, certificate, answer, clock. */
final class ConnectionProbe extends EventListener {
    /** A certificate that ends sooner is spoken of: a month is what renewing one takes in many houses. */
    private static final Duration SOON = Duration.ofDays(30);
    /** Below this a difference may be the way and the whole seconds of the Date header. */
    private static final Duration SKEW = Duration.ofSeconds(30);

    private final ServerConfig server;
    private final TimeSource time;
    private final boolean byKey;
    private final List<ProbeStep> links = new ArrayList<>();
    private String underWay = "address";
    private long since;
    private String through = "";

    /** @param byKey the server's key is one that was configured or confirmed */
    ConnectionProbe(ServerConfig server, TimeSource time, boolean byKey) {
        this.server = server;
        this.byKey = byKey;
        this.time = time;
        this.since = time.nanos();
    }

    /** All links, after a whole answer. */
    synchronized List<ProbeStep> answered(HttpResponse answer) {
        Duration took = took();
        String what = "HTTP " + answer.status();
        links.add(
                answer.status() < 500
                        ? ProbeStep.ok("answer", took, what)
                        : ProbeStep.warning("answer", took, what, "the front answers; see what is wrong behind it"));
        clock(answer.date());
        return List.copyOf(links);
    }

    /** The links up to the one that broke. */
    synchronized List<ProbeStep> failed(TransportException e) {
        links.add(ProbeStep.failed(underWay, took(), e));
        return List.copyOf(links);
    }

    @Override
    public synchronized void proxySelectEnd(Call call, HttpUrl url, List<Proxy> proxies) {
        Proxy proxy = proxies.get(0);
        if (proxy.type() == Proxy.Type.DIRECT) return;
        InetSocketAddress address = (InetSocketAddress) proxy.address();
        through = " through the proxy " + address.getHostString() + ":" + address.getPort();
    }

    @Override
    public synchronized void dnsStart(Call call, String host) {
        begin("name");
    }

    @Override
    public synchronized void dnsEnd(Call call, String host, List<InetAddress> addresses) {
        List<String> all = addresses.stream().map(InetAddress::getHostAddress).toList();
        links.add(ProbeStep.ok("name", took(), host + " is " + String.join(", ", all)));
    }

    @Override
    public synchronized void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
        begin("connection");
    }

    @Override
    public synchronized void secureConnectStart(Call call) {
        connected();
        begin("certificate");
    }

    /** The certificate as the connection has it: OkHttp's own list is empty for one that only a pin trusts. */
    @Override
    public synchronized void connectionAcquired(Call call, Connection connection) {
        if (!(connection.socket() instanceof SSLSocket socket)) plain();
        else if (socket.getSession().isValid()) certificate(socket.getSession());
        begin("answer");
    }

    private void certificate(SSLSession session) {
        Duration took = took();
        X509Certificate certificate;
        try {
            certificate = (X509Certificate) session.getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException e) {
            throw new IllegalStateException("a connection that was verified has a certificate", e);
        }
        String by = server.pin() != null
                ? "by its pin"
                : server.ca() != null ? "by " + server.ca() : byKey ? "by a person's word" : "by the system";
        Instant end = certificate.getNotAfter().toInstant();
        Duration left = Duration.between(time.now(), end);
        String found = session.getProtocol() + ", trusted " + by + ", until " + end + ", key "
                + ServerTrustManager.pin(certificate);
        String hint = left.isNegative() ? "it has ended: renew it" : "it ends in " + left.toDays() + " days: renew it";
        links.add(
                left.compareTo(SOON) > 0
                        ? ProbeStep.ok("certificate", took, found)
                        : ProbeStep.warning("certificate", took, found, hint));
    }

    @Override
    public synchronized void connectEnd(Call call, InetSocketAddress address, Proxy proxy, Protocol protocol) {
        if (underWay.equals("connection")) connected();
    }

    private void connected() {
        links.add(ProbeStep.ok("connection", took(), server.url().getAuthority() + through));
    }

    private void plain() {
        String host = server.url().getHost();
        if (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")) {
            links.add(ProbeStep.skipped("certificate", "plain http within this machine", null));
            return;
        }
        links.add(ProbeStep.warning(
                "certificate",
                null,
                "plain http: secrets and tokens can be read on the way",
                "put https:// into " + server.variable("URL")));
    }

    private void clock(Instant date) {
        if (date == null) {
            links.add(ProbeStep.skipped("clock", "the answer has no Date", null));
            return;
        }
        Duration ahead = Duration.between(time.now(), date);
        if (ahead.abs().compareTo(SKEW) < 0) {
            links.add(ProbeStep.ok("clock", null, "within " + SKEW.toSeconds() + " s of this machine's"));
            return;
        }
        links.add(ProbeStep.warning(
                "clock",
                null,
                ahead.abs().toSeconds() + " s " + (ahead.isNegative() ? "behind" : "ahead of") + " this machine's",
                "set the wrong one: times and tokens go by them"));
    }

    private void begin(String link) {
        underWay = link;
        since = time.nanos();
    }

    private Duration took() {
        return Duration.ofNanos(time.nanos() - since);
    }

    /** A connection that failed to one address of several is tried at the next; the last one counts. */
    @Override
    public synchronized void connectFailed(
            Call call, InetSocketAddress address, Proxy proxy, Protocol protocol, IOException e) {
        if (links.stream().noneMatch(link -> link.name().equals("connection"))) underWay = "connection";
    }
}
