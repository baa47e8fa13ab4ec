package dev.baksh.client.config;

import dev.baksh.client.thread.InternalThread;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Identity of a server in the names of locks and token files, independent of the spelling of its address: case, default
 * port, trailing dot, international names, forms of an IP address, and the names of this machine.
 */
public final class ServerIdentity {
    private static final String LOOPBACK = "loopback";
    /** Maximum number of addresses of one name; a name with more addresses belongs to a large service. */
    private static final int MAX_ADDRESSES = 4;
    /** A resolver without a response must not delay a write. */
    private static final long RESOLVE_SECONDS = 2;

    private ServerIdentity() {}

    /** Returns the identity of an address; resolves no name. */
    public static String of(URI url) {
        return join(normalizeHost(ServerAddress.host(url)), url);
    }

    /**
     * Returns all identities under which other processes may know the server: that of the name, and those of its addresses.
     * The order is the same in all processes, so that all acquire the locks of the identities in one order. Sends no request
     * to the server.
     */
    public static Set<String> all(URI url) {
        String host = normalizeHost(ServerAddress.host(url));
        Set<String> identities = new TreeSet<>();
        identities.add(join(host, url));
        if (!host.equals(LOOPBACK) && !isIpAddress(host))
            for (String address : resolve(host)) identities.add(join(address, url));
        return identities;
    }

    private static String join(String host, URI url) {
        int port = ServerAddress.port(url);
        if (port < 0) port = "http".equalsIgnoreCase(url.getScheme()) ? 80 : 443;
        return host + ":" + port;
    }

    private static String normalizeHost(String rawHost) {
        String name = rawHost.replaceAll("[\\[\\]]", "")
                .replaceFirst("(?<!\\.)\\.++$", "")
                .replaceFirst("%.*", "");
        // If it is not an international name, the text itself is the identity.
        String host = ServerAddress.toAscii(name).toLowerCase(Locale.ROOT);
        if (host.equals("localhost") || host.endsWith(".localhost") || host.equals("localhost.localdomain"))
            return LOOPBACK;
        return isIpAddress(host) ? normalizeAddress(host) : host;
    }

    private static boolean isIpAddress(String host) {
        return host.indexOf(':') >= 0 || host.matches("(0x[0-9a-f]+|[0-9]+)(\\.(0x[0-9a-f]+|[0-9]+)){0,3}");
    }

    private static String normalizeAddress(String text) {
        try {
            return addressText(InetAddress.getByName(text)); // A literal address is not looked up.
        } catch (UnknownHostException e) {
            return text;
        }
    }

    private static String addressText(InetAddress address) {
        return address.isLoopbackAddress() || address.isAnyLocalAddress() || isOwnAddress(address)
                ? LOOPBACK
                : address.getHostAddress().replaceFirst("%.*", "");
    }

    /** Returns true for an address of this machine: another process may call the same server localhost. */
    private static boolean isOwnAddress(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    private static Set<String> resolve(String host) {
        FutureTask<Set<String>> task = new FutureTask<>(() -> {
            Set<String> addresses = new TreeSet<>();
            for (InetAddress address : InetAddress.getAllByName(host)) addresses.add(addressText(address));
            return addresses;
        });
        Thread thread = new InternalThread(task, "baksh-resolve");
        thread.start();
        try {
            Set<String> addresses = task.get(RESOLVE_SECONDS, TimeUnit.SECONDS);
            return addresses.size() <= MAX_ADDRESSES ? addresses : Set.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Set.of();
        } catch (ExecutionException | TimeoutException e) {
            return Set.of(); // Behind a proxy the name may be unknown here.
        }
    }
}
