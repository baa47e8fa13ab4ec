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
 * List of the hosts in {@code NO_PROXY}, which are reached without a proxy. Commas, semicolons and blanks separate the entries. An
 * entry is:
 *
 * <ul>
 *   <li>{@code *}: every host;
 *   <li>a name, which also matches the names below; a leading dot or {@code *.} does not matter, nor does upper case; an
 *       international name also in its ASCII form; {@code <local>}: each name without a dot;
 *   <li>a name or an address with {@code *} for any text: {@code 192.168.*};
 *   <li>an IP address, IPv6 with or without brackets; matches only the same address in a URL, names are not looked up;
 *   <li>a network: {@code 10.0.0.0/8}, {@code 10/8}, {@code 10.0.0.0/255.0.0.0}, {@code 2001:db8::/32};
 *   <li>one of these with a port: {@code example.com:8443}, {@code [::1]:8443}; matches only this port;
 *   <li>a URL; its host and its port count.
 * </ul>
 */
final class NoProxyList {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    /** Name or pattern; digits, dots and hyphens alone are a range or a part of an address. */
    private static final Pattern NAME = Pattern.compile("<local>|(?=.*[\\p{L}_*])[\\p{L}\\p{M}\\p{N}._*-]+");

    private final List<String> entries = new ArrayList<>();

    NoProxyList(String text) {
        for (String entry : text.split("[,;\\s]+"))
            if (!entry.isEmpty())
                entries.add(entry.toLowerCase(Locale.ROOT).replaceFirst("^[a-z0-9]+://(?:[^/@]*@)?([^/]*).*", "$1"));
    }

    /** Returns the entries that can match no server. */
    List<String> unusable() {
        return entries.stream().filter(entry -> !isUsable(entry)).toList();
    }

    private static boolean isUsable(String entry) {
        int colon = portStart(entry);
        if (colon > 0 && !entry.substring(colon + 1).matches("\\d{1,5}")) return false;
        String name = colon > 0 ? entry.substring(0, colon) : entry;
        int slash = name.indexOf('/');
        if (slash > 0) return mask(network(name.substring(0, slash)), name.substring(slash + 1)) != null;
        return NAME.matcher(name).matches() || address(normalizeHost(name)) != null;
    }

    boolean matches(String urlHost, int port) {
        String host = normalizeHost(urlHost);
        return entries.stream().anyMatch(entry -> matches(entry, host, port));
    }

    private static boolean matches(String entry, String host, int port) {
        int colon = portStart(entry);
        if (colon > 0 && !entry.substring(colon + 1).equals(String.valueOf(port))) return false;
        String text = colon > 0 ? entry.substring(0, colon) : entry;
        if (text.equals("<local>")) return address(host) == null && host.indexOf('.') < 0;
        int slash = text.indexOf('/');
        if (slash > 0) return isInNetwork(address(host), network(text.substring(0, slash)), text.substring(slash + 1));
        String name = normalizeHost(text.replaceFirst("^\\*?\\.", ""));
        if (name.contains("*")) return host.matches(Pattern.quote(text).replace("*", "\\E.*\\Q"));
        byte[] address = address(name);
        if (address != null) return Arrays.equals(address, address(host));
        boolean isBelow = address(host) == null && host.endsWith("." + name);
        return !name.isEmpty() && (host.equals(name) || isBelow);
    }

    /** Returns the position of the colon before a port, or a number below 1. */
    private static int portStart(String entry) {
        boolean hasPort = entry.startsWith("[") ? entry.contains("]:") : entry.indexOf(':') == entry.lastIndexOf(':');
        return hasPort ? entry.lastIndexOf(':') : -1;
    }

    private static boolean isInNetwork(byte[] address, byte[] network, String length) {
        byte[] mask = mask(network, length);
        if (mask == null || address == null || network.length != address.length) return false;
        for (int i = 0; i < mask.length; i++) if ((network[i] & mask[i]) != (address[i] & mask[i])) return false;
        return true;
    }

    /** Returns the address of a network, whose last bytes may be missing, or null. */
    private static byte[] network(String text) {
        boolean isShort = text.matches("\\d{1,3}(\\.\\d{1,3}){0,2}");
        return address(isShort ? text + ".0".repeat(4 - text.split("\\.").length) : normalizeHost(text));
    }

    /**
     * Returns the mask of a network, or null.
     *
     * @param length number of bits, or the mask itself
     */
    private static byte[] mask(byte[] network, String length) {
        byte[] mask = address(length);
        if (network == null || mask != null) return network != null && mask.length == network.length ? mask : null;
        if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > network.length * 8) return null;
        mask = new byte[network.length];
        for (int i = 0; i < Integer.parseInt(length); i++) mask[i / 8] |= (byte) (0x80 >> (i % 8));
        return mask;
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
