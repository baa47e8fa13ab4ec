package dev.baksh.client.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file name of a {@code Content-Disposition} header, quoted or not. */
public final class ContentDisposition {
    private static final Pattern NAME = Pattern.compile("(?i)(?:^|;)\\s*filename\\s*=\\s*(?:\"([^\"]*)\"|([^;\\s]+))");

    private ContentDisposition() {}

    /** As the server wrote it, or null. */
    public static String of(HttpResponse answer) {
        String header = answer.header("content-disposition");
        if (header == null) return null;
        Matcher found = NAME.matcher(header);
        if (!found.find()) return null;
        String name = found.group(1) == null ? found.group(2) : found.group(1);
        return name.isBlank() ? null : name;
    }
}
