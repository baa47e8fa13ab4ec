package dev.baksh.cli.console;

import dev.baksh.cli.console.CommandLineTable.Command;
import dev.baksh.cli.console.CommandLineTable.Option;
import dev.baksh.output.OutputFormat;
import dev.baksh.shell.WrappedText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Help pages of the command line, generated from {@link CommandLineTable}: the compiler demands a text for each command and
 * each option. Loaded only when a page is shown.
 */
public final class CommandLineHelp {
    private static final int COLUMN = 34;

    private static final Map<String, String> VARIABLES = new LinkedHashMap<>();

    static {
        VARIABLES.put("BAKSH_N2WS_URL", "address of N2WS");
        VARIABLES.put("BAKSH_N2WS_API_KEY", "API key of N2WS");
        VARIABLES.put("BAKSH_PX_URL", "address of Portworx Backup");
        VARIABLES.put("BAKSH_PX_CLIENT_ID", "client of Keycloak, with BAKSH_PX_CLIENT_SECRET");
        VARIABLES.put("BAKSH_PX_CLIENT_SECRET", "secret of the client");
        VARIABLES.put("BAKSH_PX_USERNAME", "user of Portworx Backup, with BAKSH_PX_PASSWORD");
        VARIABLES.put("BAKSH_PX_PASSWORD", "password of the user");
        VARIABLES.put("BAKSH_PX_TOKEN", "token from the browser; without a credential: baksh login px");
        VARIABLES.put("BAKSH_PX_GATEWAY_URL", "address of the Backup REST gateway");
        VARIABLES.put("BAKSH_PX_GROUPS", "keycloak: px.groups through the admin API of Keycloak");
        VARIABLES.put("BAKSH_N2WS_CA", "PEM file of a CA to trust; BAKSH_PX_CA too");
        VARIABLES.put("BAKSH_N2WS_PIN", "sha256/... of the server's public key; BAKSH_PX_PIN too");
        VARIABLES.put("BAKSH_N2WS_PLAINTEXT", "true accepts plain http over a network; BAKSH_PX_PLAINTEXT too");
        VARIABLES.put(
                "BAKSH_N2WS_FAILED",
                "status letters of failures, F or F,E; BAKSH_N2WS_PARTIAL, BAKSH_N2WS_RECOVERED too");
        VARIABLES.put("BAKSH_HOME", "configuration, state and history in one folder");
    }

    private CommandLineHelp() {}

    /** Form of a command: the arguments, and one line of help. */
    private record Form(String arguments, String help) {}

    private static List<Form> forms(Command command) {
        return switch (command) {
            case RUN ->
                List.of(
                        new Form("FILE [ARGS]", "runs a script or a runbook; `baksh FILE` is the same"),
                        new Form(
                                "--answer NAME=VALUE FILE",
                                "runs a runbook and answers its question; may be repeated"));
            case CHECK -> List.of(new Form("FILE...", "reports errors and every call that writes; runs nothing"));
            case RUNS ->
                List.of(new Form("[RUN]", "lists the runs, newest first; the steps of one run (last: the newest)"));
            case RESUME ->
                List.of(
                        new Form(
                                "RUN ["
                                        + String.join(" STEP | ", CommandLineOptions.stepOptions())
                                        + " STEP] [--answer NAME=VALUE] [--ticket TICKET]",
                                "resumes a run; --resend sends writes of unknown outcome again, --accept accepts changed writes"));
            case REPORT ->
                List.of(new Form("RUN [FILE.html | FILE.md]", "prints the report of a run, or writes it to a file"));
            case UNDO -> List.of(new Form("RUN [FILE.groovy]", "writes a runbook that reverses a run; runs nothing"));
            case SERVERS -> List.of(new Form("", "lists the configured servers"));
            case LOGIN ->
                List.of(new Form("NAME", "asks for user and password, or a token, and stores the tokens (Portworx)"));
            case DOCTOR ->
                List.of(new Form(
                        "[NAME...]",
                        "tests the connection to a server step by step: name, connection, certificate, clock, token, "
                                + "a read; sends no write"));
            case SANDBOX -> List.of(new Form("[--n2ws-port P --px-port P]", "runs both sandbox servers until Ctrl-C"));
            case JOURNAL ->
                List.of(
                        new Form(
                                "[N | last | open]",
                                "lists the writes, newest first; shows write N or the last one; lists the open writes"),
                        new Form("verify [RUN]", "checks the hash chain of the journal, or of a run"),
                        new Form(
                                "settle N --happened | --did-not-happen [--note TEXT]",
                                "settles write N after a look at the server; a resume follows it"));
            case WARM -> List.of(new Form("start | stop | status", "controls the warm process, for --warm"));
            case VERSION ->
                List.of(new Form(
                        "[--verbose]", "prints the version; --verbose: also Java, Groovy, system and folders"));
            case HELP ->
                List.of(
                        new Form("", "prints this page"),
                        new Form("NAME", "explains a word: n2ws.policies.create, table, :watch, undo; find restore"),
                        new Form("FILE", "prints purpose, parameters and steps of a script"));
        };
    }

    private static String text(Option option) {
        return switch (option) {
            case SERVER -> "NAME: selects a server; may be repeated";
            case SANDBOX -> "uses servers inside baksh; needs no configuration";
            case DRY_RUN -> "sends reads only; prints each write as a curl command";
            case READ_ONLY -> "refuses every write";
            case YES -> "answers every question with yes; never lifts read-only";
            case NO_COLOR -> "prints no colours";
            case DEBUG -> "prints stack traces and requests, without secrets";
            case DEADLINE -> "30m: stops at the deadline";
            case UNATTENDED ->
                "refuses questions; a script needs --deadline; the last line of standard error is a summary in JSON";
            case RECORD -> "DIR: records the responses of servers and user, redacted";
            case REPLAY -> "DIR: replays a recording without servers and questions";
            case WARM -> "uses the warm process if it runs (-e and run)";
            case HELP -> "prints this page";
            case VERSION -> "prints the version";
            case EXPRESSION -> "'EXPR': evaluates an expression, prints its value, ends";
            case OUTPUT -> "FORMAT: " + String.join(", ", OutputFormat.names());
        };
    }

    /** Returns the lines of the whole page. */
    public static List<String> page(int width) {
        WrappedText page = new WrappedText(width);
        page.addParagraph("baksh: a backup shell over N2WS Backup & Recovery and Portworx Backup");
        page.addLine("");
        page.addPair("baksh", COLUMN, "opens the shell");
        page.addPair("baksh -e 'EXPR'", COLUMN, "evaluates an expression, prints its value, ends");
        page.addPair("baksh -", COLUMN, "reads a script from standard input");
        for (Command command : Command.values()) addForms(command, "baksh ", page);
        page.addLine("");
        page.addParagraph(
                "Options, anywhere before FILE (after FILE they are refused; after -- they belong to the script):");
        for (Option option : Option.values()) addOption(option, page);
        page.addHeading("Servers from the environment:");
        page.addPairs(VARIABLES, COLUMN);
        page.addHeading("Nouns and verbs:");
        page.addLine("  n2ws.policies  n2ws.policies['nightly']  n2ws.policies['nightly'].backup().await()");
        page.addLine("  px.roles       px.users['alice'].map('backup-viewer')");
        page.addLine("");
        page.addParagraph(
                "Exit codes: 0 ok, 1 failed, 2 usage, 3 refused, 4 not permitted, 5 unreachable or not trusted, "
                        + "6 some of many failed, 74 journal, 75 not finished, 130 Ctrl-C.");
        return page.lines();
    }

    private static void addForms(Command command, String prefix, WrappedText page) {
        for (Form form : forms(command))
            page.addPair((prefix + command.word() + " " + form.arguments()).strip(), COLUMN, form.help());
    }

    private static void addOption(Option option, WrappedText page) {
        page.addPair(String.join(", ", option.names), 16, text(option));
    }

    /**
     * Returns the lines about a command, an option or a variable; empty for any other word.
     *
     * @param prefix of a command: {@code "baksh "}, or {@code ":"} in the shell
     */
    public static List<String> page(String word, String prefix, int width) {
        WrappedText page = new WrappedText(width);
        Command command = Command.find(word);
        Option option = Option.find(word);
        if (command != null) addForms(command, prefix, page);
        else if (option != null) addOption(option, page);
        else if (VARIABLES.containsKey(word)) page.addPair(word, word.length() + 2, VARIABLES.get(word));
        else addMentions(word, prefix, page);
        return page.lines();
    }

    /** Adds the commands that have an option, or the variables whose line names another variable. */
    private static void addMentions(String word, String prefix, WrappedText page) {
        for (Command command : Command.values()) if (command.options.contains(word)) addForms(command, prefix, page);
        VARIABLES.forEach((name, text) -> {
            boolean isMentioned =
                    word.startsWith("BAKSH_") && List.of(text.split("[ ,;]+")).contains(word);
            if (isMentioned) page.addPair(name, name.length() + 2, text);
        });
    }

    /** Returns one line about a command. */
    public static String summary(String command) {
        return forms(Command.find(command)).get(0).help();
    }
}
