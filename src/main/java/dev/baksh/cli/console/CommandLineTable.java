package dev.baksh.cli.console;

import dev.baksh.client.api.NameSuggestions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Table of the commands and options of the command line, used to parse the arguments and to suggest names. {@link
 * CommandLineHelp} generates the help page from this table. {@code src/doc/reference.md} and {@code scripts/baksh}
 * repeat parts of the table; CommandLineTableSpec compares them.
 */
final class CommandLineTable {
    /** Commands that use no configured server. */
    private static final List<String> LOCAL_COMMANDS =
            List.of("check", "journal", "report", "runs", "sandbox", "undo", "warm");
    /** Commands whose output has one fixed format. */
    private static final List<String> FIXED_FORMAT_COMMANDS = List.of("help", "login", "report", "sandbox", "undo");

    private CommandLineTable() {}

    /** Arguments that follow a command. */
    enum Arguments {
        NONE,
        /** Arguments and global options in any order. */
        MIXED,
        /** Every argument belongs to the command, options too. */
        REST
    }

    /** Command, with the options that only this command has. */
    enum Command {
        RUN(Arguments.REST, "--answer"),
        CHECK(Arguments.MIXED),
        RUNS(Arguments.MIXED),
        RESUME(Arguments.MIXED, "--from", "--only", "--skip", "--resend", "--accept", "--answer", "--ticket"),
        REPORT(Arguments.MIXED),
        UNDO(Arguments.MIXED),
        SERVERS(Arguments.NONE),
        LOGIN(Arguments.MIXED),
        DOCTOR(Arguments.MIXED),
        SANDBOX(Arguments.REST),
        JOURNAL(Arguments.MIXED, "--happened", "--did-not-happen", "--note"),
        WARM(Arguments.MIXED),
        VERSION(Arguments.NONE, "--verbose"),
        HELP(Arguments.MIXED);

        static final List<String> NAMES =
                Arrays.stream(values()).map(Command::word).toList();

        final Arguments arguments;
        final List<String> options;

        Command(Arguments arguments, String... options) {
            this.arguments = arguments;
            this.options = List.of(options);
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Returns the command with this name, or null. */
        static Command find(String word) {
            int index = NAMES.indexOf(word);
            return index < 0 ? null : values()[index];
        }
    }

    /** Global option, with all its names. */
    enum Option {
        SERVER(true, "--server"),
        SANDBOX(false, "--sandbox"),
        DRY_RUN(false, "--dry-run"),
        READ_ONLY(false, "--read-only"),
        YES(false, "--yes"),
        NO_COLOR(false, "--no-color"),
        DEBUG(false, "--debug"),
        DEADLINE(true, "--deadline"),
        UNATTENDED(false, "--unattended"),
        RECORD(true, "--record"),
        REPLAY(true, "--replay"),
        WARM(false, "--warm"),
        HELP(false, "--help", "-h"),
        VERSION(false, "--version"),
        EXPRESSION(true, "-e"),
        OUTPUT(true, "-o", "--output");

        final boolean takesValue;
        final List<String> names;

        Option(boolean takesValue, String... names) {
            this.takesValue = takesValue;
            this.names = List.of(names);
        }

        /** Returns the option with this name, or null. */
        static Option find(String name) {
            for (Option option : values()) if (option.names.contains(name)) return option;
            return null;
        }

        /**
         * Returns true for a command that ignores the option. The other options hold for every command: they select the
         * sandbox, restrict or permit writes, or change how text is shown.
         *
         * @param command name of the command; empty for the shell
         */
        boolean isIgnoredBy(String command) {
            return switch (this) {
                case SERVER -> LOCAL_COMMANDS.contains(command);
                case RECORD -> LOCAL_COMMANDS.contains(command) || command.equals("doctor");
                case REPLAY ->
                    LOCAL_COMMANDS.contains(command)
                            || List.of("doctor", "login").contains(command);
                case OUTPUT -> FIXED_FORMAT_COMMANDS.contains(command);
                default -> false;
            };
        }

        /**
         * Returns the option that a word probably means, with or without {@code =value}, or null. A long name matches
         * by its letters alone, so that a misspelling such as {@code --dryrun}, {@code -dry-run} or a typographic dash
         * is recognised.
         */
        static Option findMeant(String word) {
            if (word.length() < 2 || !isDash(word.charAt(0))) return null;
            int equalsIndex = word.indexOf('=');
            String name = equalsIndex < 0 ? word : word.substring(0, equalsIndex);
            String letters = lettersOf(name);
            for (Option option : values()) {
                for (String optionName : option.names) {
                    if (optionName.length() == 2
                            ? optionName.equals("-" + name.substring(1))
                            : lettersOf(optionName).equals(letters)) return option;
                }
            }
            return null;
        }

        /**
         * Returns the option whose name is similar to a word that {@link #findMeant} does not find, or null: a misspelt option;
         * and an option that decides whether, where or how long a script writes, whose name is less similar: {@code --dry},
         * {@code --readonly-mode}, {@code --sandboxed}.
         *
         * @param word without {@code =value}
         */
        static Option findSimilar(String word) {
            for (Option option : values()) if (isMisspelt(word, option.longName())) return option;
            String letters = lettersOf(word);
            if (letters.length() < 3 || !isDash(word.charAt(0))) return null;
            for (Option option : List.of(DRY_RUN, READ_ONLY, SANDBOX, REPLAY, SERVER, DEADLINE)) {
                String known = lettersOf(option.longName());
                if (letters.charAt(0) == known.charAt(0)
                        && !NameSuggestions.nearest(letters, List.of(known)).isEmpty()) return option;
            }
            return null;
        }

        /**
         * Returns true for a word that has one wrong, missing, additional or swapped letter of a long name. Another first letter is
         * another word: {@code --headline}.
         */
        static boolean isMisspelt(String word, String name) {
            String letters = lettersOf(word);
            String known = lettersOf(name);
            if (known.length() < 2 || Math.abs(letters.length() - known.length()) > 1 || !isDash(word.charAt(0)))
                return false;
            boolean startsAlike = letters.charAt(0) == known.charAt(0) || letters.charAt(0) == known.charAt(1);
            return startsAlike && NameSuggestions.distance(letters, known) == 1;
        }

        /** Returns the name with two hyphens, or the only name. */
        String longName() {
            return names.get(names.get(0).startsWith("--") ? 0 : names.size() - 1);
        }

        private static String lettersOf(String name) {
            StringBuilder letters = new StringBuilder();
            for (char c : name.toCharArray()) if (Character.isLetter(c)) letters.append(Character.toLowerCase(c));
            return letters.toString();
        }

        private static boolean isDash(char c) {
            return c == '-' || c == '\u2212' || Character.getType(c) == Character.DASH_PUNCTUATION;
        }
    }
}
