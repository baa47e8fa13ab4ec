package dev.baksh.cli.console;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.config.Secret;
import dev.baksh.client.files.Utf8Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Decoder of the text that reaches baksh as bytes: arguments, environment variables and scripts on standard input. All
 * text must be UTF-8, in every locale; baksh refuses other text before it sends a request. The JVM has already decoded
 * arguments and variables by its locale, with U+FFFD for bytes that it could not decode.
 */
public final class PlatformText {
    private static final String HINT = "use UTF-8, for example with LC_ALL=C.UTF-8; nothing was sent";
    /** Variables that baksh reads in every call; a variable of servers.yaml is checked as a secret. */
    private static final Pattern VARIABLE_PATTERN = Pattern.compile("BAKSH_.*|XDG_.*|HOME|TMPDIR");

    private PlatformText() {}

    /** @throws BakshException (exit 2) if the arguments or the variables of baksh could not be decoded */
    public static void requireDecoded(List<String> args, Map<String, String> env) {
        for (int i = 0; i < args.size(); i++)
            if (!Secret.isDecoded(args.get(i)))
                throw BakshException.usageError("argument " + (i + 1) + " is not UTF-8 text", HINT);
        env.forEach((name, value) -> {
            if (!Secret.isDecoded(value) && VARIABLE_PATTERN.matcher(name).matches())
                throw BakshException.usageError("the variable " + name + " is not UTF-8 text", HINT);
        });
    }

    /** @throws BakshException (exit 2) if standard input is not UTF-8 text */
    public static String decodeInput(byte[] bytes) {
        try {
            return Utf8Text.decode(bytes);
        } catch (Utf8Text.EncodingException e) {
            throw BakshException.usageError("standard input is not UTF-8 text", e.hint());
        }
    }

    /** Returns the arguments of this process, in which a text that its locale cannot decode contains U+FFFD. */
    public static List<String> ofProcess(String... args) {
        List<String> decoded = new ArrayList<>();
        for (String arg : args) decoded.add(ofPlatform(arg));
        return decoded;
    }

    /**
     * Returns the variables of the caller.
     *
     * @param callerLocale value of LC_ALL before the launcher replaced it; empty if LC_ALL was not set; null if the
     *     launcher did not change the locale
     */
    static Map<String, String> ofProcess(Map<String, String> env, String callerLocale) {
        Map<String, String> decoded = new LinkedHashMap<>(env);
        decoded.replaceAll((name, value) -> ofPlatform(value));
        if (callerLocale != null && callerLocale.isEmpty()) decoded.remove("LC_ALL");
        else if (callerLocale != null) decoded.put("LC_ALL", callerLocale);
        return decoded;
    }

    private static String ofPlatform(String text) {
        String charset = System.getProperty("sun.jnu.encoding", "");
        if (charset.equalsIgnoreCase("UTF-8") || text.chars().allMatch(c -> c < 0x80)) return text;
        return text + "\ufffd"; // The launcher found no locale with UTF-8.
    }
}
