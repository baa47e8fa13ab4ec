package dev.baksh.cli.daemon;

import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.cli.console.PlatformText;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.client.api.SecretNames;
import dev.baksh.client.config.AppDirectories;
import dev.baksh.client.config.SecretPrompt;
import dev.baksh.client.config.Servers;
import dev.baksh.script.compile.SourceText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Request of the launcher to the warm process: arguments, environment and working folder of the call. Decides whether
 * the warm process may execute the request.
 *
 * @param terminals letters of the streams that are terminals: i, o, e
 * @param env       variables of the caller that baksh reads
 */
record DaemonRequest(Path workingFolder, int columns, String terminals, Map<String, String> env, List<String> args) {
    private static final int HEADER_FIELD_COUNT = 4;
    /**
     * Variables that the JVM, the C library or baksh reads from its own process, most of them only at the start; a request must
     * have the same values. {@code warm.pl} sends the same names.
     */
    static final String READ_AT_START =
            "LC_(ALL|ADDRESS|COLLATE|CTYPE|IDENTIFICATION|MEASUREMENT|MESSAGES|MONETARY|NAME|NUMERIC|PAPER|TELEPHONE|TIME)|LANG|TZ|HOME|LD_PRELOAD|LOCALDOMAIN|RES_OPTIONS|HOSTALIASES|JAVA_HOME|(JAVA_TOOL|JDK_JAVA|_JAVA)_OPTIONS";

    private static final Pattern COMPARED_PATTERN = Pattern.compile(READ_AT_START + "|BAKSH_JAVA_OPTS");

    /** Field of the request with the umask of the caller, for the files of a script. */
    private static final String UMASK_VARIABLE = "BAKSH_CALLER_UMASK";

    /**
     * Parses the fields, each of which ends in a zero byte: folder, columns, terminals, number of variables, the
     * variables, and then the arguments.
     */
    static DaemonRequest parse(byte[] body) {
        List<String> fields =
                new ArrayList<>(List.of(PlatformText.decodeInput(body).split("\0", -1)));
        fields.remove(fields.size() - 1);
        if (fields.size() < HEADER_FIELD_COUNT) throw new IllegalArgumentException("incomplete request");
        int variableCount = Integer.parseInt(fields.get(HEADER_FIELD_COUNT - 1));
        Map<String, String> env = new LinkedHashMap<>();
        for (String variable : fields.subList(HEADER_FIELD_COUNT, HEADER_FIELD_COUNT + variableCount)) {
            int equalsIndex = variable.indexOf('=');
            env.put(variable.substring(0, equalsIndex), variable.substring(equalsIndex + 1));
        }
        int columns = ProcessEnvironment.parseWidth(fields.get(1));
        List<String> args = List.copyOf(fields.subList(HEADER_FIELD_COUNT + variableCount, fields.size()));
        return new DaemonRequest(Path.of(fields.get(0)), columns, fields.get(2), env, args);
    }

    /**
     * Returns true if a credential comes from an external program, which must run with the complete environment and the
     * umask of the caller.
     */
    private boolean usesCredentialCommand() {
        return Servers.read(env, AppDirectories.of(env), List.of(), notice -> {}, SecretPrompt.UNATTENDED)
                .all()
                .stream()
                .anyMatch(server -> server.credentialSource().runsCommand());
    }

    /** True if standard input and standard error of the caller are terminals. */
    boolean canAskUser() {
        return terminals.contains("i") && terminals.contains("e");
    }

    /** Returns why the warm process cannot execute this request, so that the launcher starts a JVM, or null. */
    String findReasonToRefuse(Path daemonFolder, ProcessEnvironment daemonEnvironment, IsolationCheck isolationCheck) {
        List<Path> libraries = daemonEnvironment.libraries();
        if (!workingFolder.equals(daemonFolder)) return "another folder";
        Set<String> names = new TreeSet<>(env.keySet());
        names.addAll(daemonEnvironment.env().keySet());
        for (String name : names) {
            boolean isEqual =
                    Objects.equals(env.get(name), daemonEnvironment.env().get(name));
            if (!isEqual && COMPARED_PATTERN.matcher(name).matches()) return "another " + name;
        }
        if (!Objects.equals(env.get(UMASK_VARIABLE), JvmState.umask())) return "another umask";
        try {
            if (usesCredentialCommand()) return "a credential that a command prints";
            CommandLineOptions options = CommandLineOptions.parse(args);
            if (options.command.equals("-e"))
                return isolationCheck.findViolation(options.expression, workingFolder, libraries);
            if (!options.command.equals("run")) return "another command";
            Path file = Path.of(options.arguments.get(0));
            List<Path> folders = ProcessEnvironment.scriptLibraries(file);
            folders.addAll(libraries);
            Path folder = file.toAbsolutePath().getParent();
            String text = SourceText.read(file);
            // The warm process cannot hide the input of the caller's terminal.
            if (canAskUser() && Stream.of(text.split("\\W+")).anyMatch(SecretNames::isAskedFor))
                return "a question for a secret";
            return isolationCheck.findViolation(text, folder, folders);
        } catch (RuntimeException e) {
            return "an error in the arguments"; // The process of the caller reports it.
        }
    }
}
