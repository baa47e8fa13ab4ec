package dev.baksh.client.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Classifier that decides by its name if a value is a secret: the name of a field, parameter, option or query
 * parameter. No other class contains such names. A name is split into words, so that {@code apiKey}, {@code api_key},
 * {@code api-key} and {@code APIKeys} are equal.
 */
public final class SecretNames {
    /** Value of a redacted field. */
    public static final String REDACTED = "***";

    private static final Pattern WORD_BORDER =
            Pattern.compile("[^\\p{L}\\p{N}]+|(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");

    /** Texts that mark a secret anywhere in a name; word boundaries do not matter. */
    private static final List<String> MARKS = List.of(
            ("password passwort passwd passphrase passcode secret kubeconfig privatekey encryptionkey accountkey apikey jsonkey"
                            + " accesskey sharedkey storagekey signingkey masterkey sshkey licensekey connectionstring")
                    .split(" "));

    /** Marks as the last word of a name, in singular. */
    private static final Set<String> LAST_WORDS = Set.of(
            "token",
            "pwd",
            "pass",
            "otp",
            "totp",
            "jwt",
            "cookie",
            "authorization",
            "bearer",
            "sas",
            "sig",
            "signature",
            "credential");

    /** Last words of names that only describe a secret: {@code password_policy}. */
    private static final Set<String> DESCRIBING_WORDS = Set.of(
            ("name names ref refs type types kind count policy policies expiry expires expiration enabled required ttl"
                            + " uid path file folder length lifetime age version status state namespace description at"
                            + " changed updated created provider rotation minutes seconds days info")
                    .split(" "));

    /** Words before {@code token} that make the token a position in a list. */
    private static final Set<String> POSITION_WORDS =
            Set.of("page", "next", "continuation", "continue", "sync", "cursor");
    /** Words before {@code credential} that make the credential an object with a name. */
    private static final Set<String> OBJECT_WORDS = Set.of("cloud", "platform");

    private static final Set<String> VALUE_NAMES = Set.of("value", "data", "content", "text", "plain", "raw");

    /** Cache of results by field name, because {@link #isSecret} is called for each field of each row. */
    private static final Map<String, Boolean> KNOWN_NAMES = new ConcurrentHashMap<>();

    private static final int MAX_KNOWN_NAMES = 4_096;

    /** User and password in a URL, not the placeholders of a hint; JSON and Groovy may escape the slashes. */
    public static final Pattern URL_USER =
            Pattern.compile(":(?:\\\\?/){2}(?!USER:PASSWORD@HOST:)[^/\\s:@?#'\"]*:[^/\\s@?#'\"]+@");

    private SecretNames() {}

    /** Returns true when a value of this name is a secret. */
    public static boolean isSecret(String name) {
        Boolean known = KNOWN_NAMES.get(name);
        if (known != null) return known;
        boolean isSecret = hasSecretWord(name);
        if (KNOWN_NAMES.size() < MAX_KNOWN_NAMES) KNOWN_NAMES.put(name, isSecret);
        return isSecret;
    }

    private static boolean hasSecretWord(String name) {
        List<String> words = words(name);
        if (words.isEmpty()) return false;
        String last = singular(words.get(words.size() - 1));
        if (DESCRIBING_WORDS.contains(words.get(words.size() - 1))) return false;
        String joined = String.join("", words);
        if (MARKS.stream().anyMatch(joined::contains)) return true;
        String before = words.size() > 1 ? words.get(words.size() - 2) : "";
        if (last.equals("credential")) return !OBJECT_WORDS.contains(before);
        if (words.stream().anyMatch(word -> singular(word).equals("token")))
            return words.stream().noneMatch(POSITION_WORDS::contains);
        return LAST_WORDS.contains(last);
    }

    /**
     * Returns true when a field of an object is a secret, by its name or by its siblings: {@code {name: 'password', value:
     * '...'}}. If an object has both {@code key} and {@code value}, {@code key} is a tag or selector, not a secret.
     *
     * @param siblings returns the text of another field of the object, or null
     */
    public static boolean isSecretField(String name, UnaryOperator<String> siblings) {
        if (isSecret(name)) return true;
        String lowerCase = name.toLowerCase(Locale.ROOT);
        if (lowerCase.equals("key"))
            return List.of("value", "values", "operator", "name", "label", "id").stream()
                    .allMatch(sibling -> siblings.apply(sibling) == null);
        if (!isValueName(name)) return false;
        for (String sibling : List.of("name", "key", "field", "parameter", "label")) {
            String text = siblings.apply(sibling);
            if (text != null && isSecret(text)) return true;
        }
        return false;
    }

    /** Returns true when a question asks for a secret: {@code Password of the vault?} */
    public static boolean isAskedFor(String question) {
        for (String word : words(question)) if (isSecret(word) || word.equals("pin")) return true;
        return isSecret(question);
    }

    /** Returns true if a field of this name may hold the secret inside an object: {@code secret: {value: '...'}}. */
    public static boolean isValueName(String name) {
        return VALUE_NAMES.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Returns the value, or {@code ***} for a string in a field whose name marks a secret. */
    public static Object mask(String name, Object value) {
        return value instanceof CharSequence text && !text.isEmpty() && isSecret(name) ? REDACTED : value;
    }

    /** Returns the words of a command line with {@code ***} in place of the values of options that name a secret. */
    public static List<String> redactArguments(List<String> arguments) {
        List<String> redacted = new ArrayList<>();
        boolean isValue = false;
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            String option = equals < 0 ? argument : argument.substring(0, equals);
            boolean isSecretOption = option.startsWith("-") && isSecret(option);
            if (isValue && !argument.startsWith("--")) redacted.add(REDACTED);
            else redacted.add(isSecretOption && equals >= 0 ? option + "=" + REDACTED : argument);
            isValue = isSecretOption && equals < 0;
        }
        return redacted;
    }

    private static List<String> words(String name) {
        List<String> words = new ArrayList<>();
        for (String word : WORD_BORDER.split(name)) if (!word.isEmpty()) words.add(word.toLowerCase(Locale.ROOT));
        return words;
    }

    private static String singular(String word) {
        return word.endsWith("s") && !word.equals("pass") && !word.equals("sas")
                ? word.substring(0, word.length() - 1)
                : word;
    }
}
