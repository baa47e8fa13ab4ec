package dev.baksh.client.config;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.files.FileTrust;
import dev.baksh.client.files.PrivateFiles;
import dev.baksh.client.files.RegularFile;
import dev.baksh.client.files.Utf8Text;
import dev.baksh.client.text.ShellWord;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reference to a secret in the configuration: {@code env:NAME}, {@code file:PATH}, {@code command:WORDS} or
 * {@code keyring}.
 */
final class SecretReference {
    private static final Set<PosixFilePermission> OWNER_PERMISSIONS = PosixFilePermissions.fromString("rwx------");

    /** Word of a command line, which may contain quotes. */
    private static final Pattern SHELL_WORD = Pattern.compile("(?:\"[^\"]*\"|'[^']*'|\\\\.|[^\\s\"'\\\\]++)++");

    private static final int MAX_SECRET_FILE = 1 << 16;

    /** Timeout of a credential command; long, because the keyring may ask the user to unlock it. */
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(60);

    private final String location;
    private final String reference;
    private final ConfiguredPaths paths;
    private final URI server;

    /** @param username user name from a credential helper, or null */
    record ResolvedSecret(Secret secret, String username) {}

    /**
     * Checks the reference; reads no secret.
     *
     * @param location prefix of the error messages
     * @param paths resolver of the paths of files, with the environment
     * @param server URL that is passed to a command
     * @throws BakshException (exit 2) the text is not a reference; the message does not show the text, since the text
     *     may be the secret itself
     */
    SecretReference(String location, String reference, ConfiguredPaths paths, URI server) {
        if (!reference.equals("keyring") && !reference.matches("(?s)(env|file|command):.*\\S.*"))
            throw BakshException.usageError(
                    location + ": a credential must be a reference, not the secret itself",
                    "write env:NAME, file:PATH, command:WORDS or keyring");
        this.location = location;
        this.reference = reference;
        this.paths = paths;
        this.server = server;
    }

    /** Returns true when resolving the reference runs a command. */
    boolean runsCommand() {
        return !reference.startsWith("env:") && !reference.startsWith("file:");
    }

    /** Reads the current secret. */
    ResolvedSecret resolve() {
        if (reference.equals("keyring"))
            return new SecretCommand(location, SecretCommand.KEYRING_HELPER, COMMAND_TIMEOUT).readSecret(server);
        String argument = reference.substring(reference.indexOf(':') + 1).strip();
        if (reference.startsWith("file:")) return new ResolvedSecret(readFile(paths.resolve(location, argument)), null);
        if (reference.startsWith("command:")) {
            requireTrustedFiles(argument);
            return new SecretCommand(location, argument, COMMAND_TIMEOUT).readSecret(server);
        }
        String value = paths.env().get(argument);
        if (value == null || value.isBlank()) {
            throw BakshException.usageError(location + ": the variable " + argument + " is not set", null);
        }
        if (!Secret.isDecoded(value))
            throw BakshException.usageError(
                    location + ": the variable " + argument + " is not UTF-8 text",
                    "store the secret in UTF-8; nothing was sent");
        return new ResolvedSecret(Secret.of(value), null);
    }

    /** Reads a regular file that is not a link and that has no permissions for other users. */
    private Secret readFile(Path file) {
        String prefix = location + ": " + file;
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS))
            throw BakshException.usageError(prefix + ": no such file", null);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
            throw BakshException.usageError(prefix + ": not a regular file", "a file with a secret must not be a link");
        try {
            if (PrivateFiles.isPosix(file)
                    && !OWNER_PERMISSIONS.containsAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)))
                throw BakshException.usageError(
                        prefix + ": other users may read or write this secret",
                        "chmod 600 " + ShellWord.quoteIfNeeded(file.toString()));
            requireTrusted(file);
            Secret secret = Secret.of(RegularFile.readText(file, MAX_SECRET_FILE));
            if (secret.isEmpty()) throw BakshException.usageError(prefix + ": the file is empty", null);
            return secret;
        } catch (Utf8Text.EncodingException e) {
            throw BakshException.usageError(prefix + " is not UTF-8 text", e.hint() + "; nothing was sent");
        } catch (RegularFile.RefusedException e) {
            throw BakshException.usageError(location + ": " + e.getMessage(), "a secret is one short line");
        } catch (IOException e) {
            throw BakshException.usageError(prefix + " cannot be read", null);
        }
    }

    /**
     * Refuses a command with a program, script or file that another user could have written or replaced. A word without a slash
     * is checked only behind an interpreter: {@code python3 token.py}. The shell searches for a program in PATH. The arguments
     * of {@code sudo} are not checked, because they may be files of the user whose rights the command gets.
     */
    private void requireTrustedFiles(String command) {
        String program = command.strip().split("\\s+")[0];
        boolean changesUser = program.matches("(.*/)?(sudo|doas|runuser)");
        boolean isInterpreter = program.matches("(.*/)?(\\.|source|[a-z]*sh|python[0-9.]*|perl|ruby|node|groovy|java)");
        Matcher words = SHELL_WORD.matcher(changesUser ? program : command);
        while (words.find()) {
            String word = paths.expandVariables(words.group().replaceAll("^[^/$]*=|[\"';|&()<>\\\\]", ""));
            boolean isPath = (word.contains("/") || isInterpreter && !word.equals(program)) && word.indexOf('\0') < 0;
            if (isPath && Files.isRegularFile(Path.of(word))) requireTrustedFile(Path.of(word));
        }
    }

    private void requireTrustedFile(Path file) {
        try {
            requireTrusted(file);
        } catch (IOException e) {
            throw BakshException.usageError(location + ": " + file + " cannot be read", null);
        }
    }

    private void requireTrusted(Path file) throws IOException {
        try {
            FileTrust.ofCurrentUser().require(file);
        } catch (BakshException e) {
            throw new BakshException(e.exit(), location + ": " + e.getMessage(), e.hint(), e);
        }
    }
}
