package dev.baksh.client.http;

import dev.baksh.client.config.ServerAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * List of the hosts in {@code NO_PROXY}, which are reached without a proxy. Commas and blanks separate the entries. An entry is:
 *
 * <ul>
 *   <li>{@code *}: every host;
 *   <li>a name, which also matches the names below; a leading dot or {@code *.} does not matter, nor does upper case; an
 *       international name also in its ASCII form;
 *   <li>an IP address, IPv6 with or without brackets; matches only the same address in a URL, names are not looked up;
 *   <li>a network: {@code 10.0.0.0/8}, {@code 2001:db8::/32};
 *   <li>one of these with a port: {@code example.com:8443}, {@code [::1]:8443}; matches only this port.
 * </ul>
 */
final class NoProxyList {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private final List<String> entries = new ArrayList<>();

    NoProxyList(String text) {
        for (String entry : text.split("[,\\s]+")) if (!entry.isEmpty()) entries.add(entry.toLowerCase(Locale.ROOT));
    }

    boolean matches(String urlHost, int port) {
        String host = normalizeHost(urlHost);
        return entries.stream().anyMatch(entry -> matches(entry, host, port));
    }

    private static boolean matches(String entry, String host, int port) {
        if (entry.equals("*")) return true;
        String name = entry;
        boolean hasPort = entry.startsWith("[") ? entry.contains("]:") : entry.indexOf(':') == entry.lastIndexOf(':');
        int colon = entry.lastIndexOf(':');
        if (hasPort && colon > 0) {
            if (!entry.substring(colon + 1).equals(String.valueOf(port))) return false;
            name = entry.substring(0, colon);
        }
        int slash = name.indexOf('/');
        if (slash > 0) return isInNetwork(host, name.substring(0, slash), name.substring(slash + 1));
        name = normalizeHost(name.replaceFirst("^\\*?\\.", ""));
        byte[] address = address(name);
        if (address != null) return Arrays.equals(address, address(host));
        boolean isBelow = address(host) == null && host.endsWith("." + name);
        return !name.isEmpty() && (host.equals(name) || isBelow);
    }

    private static boolean isInNetwork(String host, String networkAddress, String length) {
        byte[] network = address(normalizeHost(networkAddress));
        byte[] address = address(host);
        if (network == null || address == null || network.length != address.length || !length.matches("\\d{1,3}"))
            return false;
        int bits = Integer.parseInt(length);
        if (bits > network.length * 8) return false;
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i % 8);
            if ((network[i / 8] & mask) != (address[i / 8] & mask)) return false;
        }
        return true;
    }

    private static String normalizeHost(String host) {
        String name = host.replaceAll("[\\[\\]]", "").replaceFirst("\\.$", "").toLowerCase(Locale.ROOT);
        return ServerAddress.toAscii(name);
    }

    /** Returns the bytes of an IP address, or null for a name. */
    private static byte[] address(String host) {
        if (host.indexOf(':') < 0 && !IPV4.matcher(host).matches()) return null;
        try {
            return InetAddress.getByName(host).getAddress(); // An address is not looked up.
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
