package dev.baksh.client.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Classifier of hosts that are this machine. Data that is sent to such a host does not leave the machine. */
public final class LoopbackAddress {
    private static final String LOCALHOST = "localhost";
    /** Requires four numbers, because {@code 127.example.com} is a host of a network. */
    private static final Pattern IPV4 = Pattern.compile("127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");

    private LoopbackAddress() {}

    /** Returns true for {@code localhost}, {@code 127.0.0.0/8} and {@code [::1]}. Resolves no name. */
    public static boolean isLoopbackName(String host) {
        return host.equalsIgnoreCase(LOCALHOST) || isLiteral(host);
    }

    /** Returns true when every address of the host is a loopback address. Resolves only {@code localhost}. */
    static boolean isLoopback(String host) {
        return host.equalsIgnoreCase(LOCALHOST) ? resolvesToLoopback() : isLiteral(host);
    }

    private static boolean isLiteral(String host) {
        if (!host.startsWith("[")) return IPV4.matcher(host).matches();
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean resolvesToLoopback() {
        try {
            return Stream.of(InetAddress.getAllByName(LOCALHOST)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
