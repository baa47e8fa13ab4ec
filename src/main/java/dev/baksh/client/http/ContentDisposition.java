package dev.baksh.client.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parser of the file name in a {@code Content-Disposition} header, quoted or not. */
public final class ContentDisposition {
    private static final Pattern FILE_NAME =
            Pattern.compile("(?i)(?:^|;)\\s*filename\\s*=\\s*(?:\"([^\"]*)\"|([^;\\s]+))");

    private ContentDisposition() {}

    /** Returns the file name from the server, or null. */
    public static String fileName(HttpResponse response) {
        String header = response.header("content-disposition");
        if (header == null) return null;
        Matcher matcher = FILE_NAME.matcher(header);
        if (!matcher.find()) return null;
        String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return name.isBlank() ? null : name;
    }
}
