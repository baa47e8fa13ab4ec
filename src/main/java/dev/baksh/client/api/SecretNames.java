package dev.baksh.client.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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
            ("password passwort passwd passphrase passcode kennwort contraseña motdepasse wachtwoord geheim zugangsdaten"
                            + " secret kubeconfig dockerconfig connectionstr connstr sessionid sessid keydata privkey certkey"
                            + " basicauth")
                    .split(" "));

    /** Kinds of keys that are secrets; a public key and the key of a table, cache or tag are none. */
    private static final Pattern SECRET_KEY = Pattern.compile(
            "(?:private|encryption|decryption|encrypt|decrypt|symmetric|crypto|cipher|account|api|json|access|shared|storage"
                    + "|signing|master|root|admin|ssh|license|client|consumer|subscription|tls|ssl|auth|hmac|aes|rsa|dsa|pgp|gpg"
                    + "|pass|deploy|webhook|recovery|unseal|wrapping|certificate|ed25519)_?key"
                    + "|(?<=^|_)(?:ca|ec|app|server|session)_?keys?(?=_|$)");

    /** Marks as the last word of a name, in singular. */
    private static final Set<String> LAST_WORDS = Set.of(
            "pfx",
            "psk",
            "otp",
            "totp",
            "jwt",
            "cookie",
            "authorization",
            "bearer",
            "sas",
            "sig",
            "signature",
            "assertion",
            "credential");

    /** Words that end in {@code pass} and mark no secret. */
    private static final Set<String> OTHER_WORDS = Set.of("bypass", "compass", "trespass", "surpass", "overpass");

    /** Last words of names that only describe a secret: {@code password_policy}. */
    private static final Set<String> DESCRIBING_WORDS = Set.of(
            ("name names ref refs type types kind count policy policies expiry expires expiration enabled required ttl"
                            + " uid path file folder length lifetime age version status state namespace description at"
                            + " changed updated created provider rotation minutes seconds days info cache manager secretsmanager")
                    .split(" "));

    /** Words that make a token a position in a list: {@code next} in {@code next_token}, and {@code nexttoken}. */
    private static final Pattern POSITION_WORD =
            Pattern.compile("(page|pagination|next|nextpage|continuation|continue|sync|cursor)(tokens?)?");
    /** Words before {@code credential} that make the credential an object with a name. */
    private static final Set<String> OBJECT_WORDS = Set.of("cloud", "platform");

    private static final Set<String> VALUE_NAMES = Set.of("value", "data", "content", "text", "plain", "raw");

    /** Fields with the name of the value beside them. */
    private static final List<String> NAME_FIELDS =
            List.of("name", "key", "field", "parameter", "label", "header", "variable", "property");

    /** Cache of results by field name, because {@link #isSecret} is called for each field of each row. */
    private static final Map<String, Boolean> KNOWN_NAMES = new ConcurrentHashMap<>();

    private static final int MAX_KNOWN_NAMES = 4_096;
    /** A longer text is no name. */
    private static final int MAX_NAME_LENGTH = 200;

    /** User and password in a URL, not the placeholders of a hint; JSON and Groovy may escape the slashes. */
    public static final Pattern URL_USER =
            Pattern.compile(":(?:\\\\?/){2}(?!USER:PASSWORD@HOST:)[^/\\s:@?#'\"]*:[^/\\s@?#'\"]+@");

    private SecretNames() {}

    /** Returns true when a value of this name is a secret. */
    public static boolean isSecret(String name) {
        if (name.length() > MAX_NAME_LENGTH) return false;
        Boolean known = KNOWN_NAMES.get(name);
        if (known != null) return known;
        boolean isSecret = hasSecretWord(name);
        if (KNOWN_NAMES.size() < MAX_KNOWN_NAMES) KNOWN_NAMES.put(name, isSecret);
        return isSecret;
    }

    private static boolean hasSecretWord(String name) {
        List<String> words = words(name);
        if (words.isEmpty()) return false;
        String lastWord = words.get(words.size() - 1);
        if (DESCRIBING_WORDS.contains(lastWord)) return false;
        String last = singular(withoutNumber(lastWord));
        String joined = String.join("", words);
        if (MARKS.stream().anyMatch(joined::contains)
                || SECRET_KEY.matcher(String.join("_", words)).find()) return true;
        String before = words.size() > 1 ? words.get(words.size() - 2) : "";
        if (last.equals("credential")) return !OBJECT_WORDS.contains(before);
        boolean hasValue = isValueName(last) || last.equals("json");
        if (hasValue && singular(before).equals("credential")) return true;
        if (last.endsWith("token")
                || words.stream().anyMatch(word -> singular(word).equals("token")))
            return words.stream().noneMatch(word -> POSITION_WORD.matcher(word).matches());
        boolean isPassword =
                last.endsWith("pwd") || last.endsWith("pw") || last.endsWith("pass") && !OTHER_WORDS.contains(last);
        // The word alone is a method of a login, or the path of a request.
        boolean isLogin = last.equals("auth") && !before.isEmpty() && !before.equals("o") && !before.equals("factor");
        return isPassword || isLogin || LAST_WORDS.contains(last);
    }

    /** Returns {@code token} for {@code token2}. */
    private static String withoutNumber(String word) {
        int end = word.length();
        while (end > 0 && Character.isDigit(word.charAt(end - 1))) end--;
        return word.substring(0, end);
    }

    /**
     * Returns true when a field of an object is a secret, by its name or by its siblings: {@code {name: 'password', value:
     * '...'}}. If an object has both {@code key} and {@code value}, {@code key} is a tag or selector, not a secret. {@code
     * auth} is the secret of a registry of images.
     *
     * @param siblings returns the text of another field of the object, or null
     */
    public static boolean isSecretField(String name, UnaryOperator<String> siblings) {
        if (isSecret(name) || isNamedSecret(name, siblings)) return true;
        return name.equalsIgnoreCase("auth")
                || name.equalsIgnoreCase("key")
                        && List.of("value", "values", "operator", "name", "label", "id").stream()
                                .allMatch(sibling -> sibling(sibling, siblings) == null);
    }

    /** Returns true for the value beside a name that marks a secret. */
    static boolean isNamedSecret(String name, UnaryOperator<String> siblings) {
        if (!isValueName(name)) return false;
        for (String field : NAME_FIELDS) {
            String text = sibling(field, siblings);
            // A sentence beside a text is a title.
            boolean isName = text != null && (text.indexOf(' ') < 0 || name.equalsIgnoreCase("value"));
            if (isName && isSecret(text)) return true;
        }
        return false;
    }

    /** Returns true if a field of this name may hold the name of the value beside the field. */
    static boolean isNameField(String name) {
        return NAME_FIELDS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Returns the text of a field in lower case or with a capital letter, or null. */
    private static String sibling(String name, UnaryOperator<String> siblings) {
        String text = siblings.apply(name);
        return text != null ? text : siblings.apply(name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1));
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

    /**
     * Returns a value for the output: {@code ***} in place of each string of a field that is a secret by its name, or by the
     * name beside it. If an object has a name that marks a secret, only its fields such as {@code value} are secrets.
     *
     * @param siblings returns the text of another field of the object, or null
     */
    public static Object mask(String name, Object value, UnaryOperator<String> siblings) {
        return value != null && (isSecret(name) || isNamedSecret(name, siblings)) ? hide(value) : value;
    }

    /** Returns the value of a field of an object like {@link #mask(String, Object, UnaryOperator)}. */
    public static Object mask(String name, Object value, Map<?, ?> fields) {
        return mask(name, value, sibling -> {
            // The map may be sorted, with names that are no strings.
            for (Map.Entry<?, ?> field : fields.entrySet())
                if (field.getValue() instanceof CharSequence text
                        && String.valueOf(field.getKey()).equals(sibling)) return text.toString();
            return null;
        });
    }

    private static Object hide(Object value) {
        if (value instanceof CharSequence text) return text.isEmpty() ? value : REDACTED;
        if (value instanceof Object[] items) return hide(Arrays.asList(items));
        if (value instanceof Collection<?> items)
            return items.stream().map(item -> item == null ? null : hide(item)).collect(Collectors.toList());
        if (!(value instanceof Row) && !(value instanceof Map<?, ?>)) return value;
        Map<String, Object> fields = new LinkedHashMap<>();
        (value instanceof Row row ? row.toMap() : (Map<?, ?>) value).forEach((name, field) -> {
            boolean isHidden = field != null && isValueName(String.valueOf(name));
            fields.put(String.valueOf(name), isHidden ? hide(field) : field);
        });
        return fields;
    }

    /**
     * Returns the words of a command line with {@code ***} in place of the values of options that name a secret, and of
     * words such as {@code password=x}.
     */
    public static List<String> redactArguments(List<String> arguments) {
        List<String> redacted = new ArrayList<>();
        String previous = null;
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (isOptionValue(previous, argument)) redacted.add(REDACTED);
            else if (equals > 0 && isSecret(argument.substring(0, equals)))
                redacted.add(argument.substring(0, equals + 1) + REDACTED);
            else redacted.add(argument);
            previous = argument;
        }
        return redacted;
    }

    /** Returns true for an item of a list behind an option that names a secret: {@code ['--password', 'x']}. */
    public static boolean isOptionValue(Object option, Object item) {
        return option instanceof CharSequence name
                && name.toString().startsWith("-")
                && name.toString().indexOf('=') < 0
                && isSecret(name.toString())
                && !String.valueOf(item).startsWith("--");
    }

    /**
     * Returns true for a text with {@code ***} in place of a secret, also within the text: {@code Authorization: ***}. False
     * for a banner: {@code *** do not delete ***}.
     */
    public static boolean hidesSecret(String text) {
        boolean isBanner = text.startsWith(REDACTED + " ") && text.endsWith(" " + REDACTED);
        return !isBanner
                && Pattern.compile("(?<!\\*)\\*{3}(?!\\*)").matcher(text).find();
    }

    private static List<String> words(String name) {
        List<String> words = new ArrayList<>();
        for (String word : WORD_BORDER.split(name)) if (!word.isEmpty()) words.add(word.toLowerCase(Locale.ROOT));
        return words;
    }

    private static String singular(String word) {
        return word.endsWith("s") && !word.endsWith("ss") && !word.equals("sas")
                ? word.substring(0, word.length() - 1)
                : word;
    }
}
