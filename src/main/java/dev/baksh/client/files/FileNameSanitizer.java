package dev.baksh.client.files;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Sanitizer of file names from a server: the result is one plain name without a folder, and keeps the type of the file.
 * A server could otherwise name a script, a settings file, or a device.
 */
public final class FileNameSanitizer {
    /** Types of data that no program runs or loads by itself. */
    private static final Set<String> DATA_EXTENSIONS = Set.of("csv", "log", "txt", "zip", "gz", "pdf");
    /** Names of devices on Windows, with any extension. */
    private static final Pattern DEVICE =
            Pattern.compile("(?i)(con|prn|aux|nul|conin\\$|conout\\$|com\\d|lpt\\d)(\\..*)?");

    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._-]+|^[.]+");
    /** File systems allow 255 bytes; a number may follow. */
    private static final int MAX_LENGTH = 200;

    private FileNameSanitizer() {}

    /**
     * Returns a safe name.
     *
     * @param serverName name from the server, or null
     * @param fallback name if the server's name is empty; its extension is the type of the file
     */
    public static String sanitize(String serverName, String fallback) {
        String name = plainName(serverName == null ? "" : serverName);
        if (name.isEmpty()) name = plainName(fallback);
        String type = extension(fallback);
        String extension = extension(name);
        boolean keepsExtension =
                extension.equalsIgnoreCase(type) || DATA_EXTENSIONS.contains(extension.toLowerCase(Locale.ROOT));
        if (!keepsExtension) {
            name = extension.isEmpty() ? name : name.substring(0, name.length() - extension.length() - 1);
            extension = type;
        } else if (!extension.isEmpty()) {
            name = name.substring(0, name.length() - extension.length() - 1);
        }
        int maxBase = MAX_LENGTH - extension.length() - 1;
        // The end is kept, because it often contains the date.
        if (name.length() > maxBase)
            name = name.substring(name.length() - maxBase).replaceFirst("^[.-]+", "");
        return name.isEmpty() ? plainName(fallback) : name + (extension.isEmpty() ? "" : "." + extension);
    }

    /**
     * Returns a file name for a name that the user chose, with other characters as {@code %2F}: a different one for
     * each name.
     */
    public static String encode(String name) {
        return UNSAFE.matcher(name).replaceAll(match -> {
            StringBuilder encoded = new StringBuilder();
            for (byte b : match.group().getBytes(StandardCharsets.UTF_8)) encoded.append("%%%02X".formatted(b & 0xff));
            return encoded.toString();
        });
    }

    /** Returns the name with a number before its extension: {@code report-2.csv}. */
    public static String numbered(String name, int number) {
        String extension = extension(name);
        if (extension.isEmpty()) return name + "-" + number;
        return name.substring(0, name.length() - extension.length() - 1) + "-" + number + "." + extension;
    }

    /**
     * Returns the last part of a path: unusual characters become {@code _}, leading and trailing dots are removed, and
     * the name of a device gets the prefix {@code _}.
     */
    private static String plainName(String text) {
        String base = text.substring(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1);
        boolean isDevice = DEVICE.matcher(base.strip()).matches();
        String name = base.replaceAll("[^A-Za-z0-9._-]", "_")
                .replaceFirst("^[.-]+", "")
                .replaceFirst("(?<![.])[.]++$", "");
        return isDevice || DEVICE.matcher(name).matches() ? "_" + name : name;
    }

    private static String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1);
    }
}
