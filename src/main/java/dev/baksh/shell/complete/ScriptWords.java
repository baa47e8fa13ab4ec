package dev.baksh.shell.complete;

import dev.baksh.script.runbook.RunbookParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Table of the words of scripts that the catalogue does not contain: functions, words of runbooks, times and variables. Used by
 * completion and by the help pages.
 */
public final class ScriptWords {
    /** Group of words, with its heading on a help page. */
    public enum Group {
        FUNCTION("a function of scripts and of the shell"),
        RUNBOOK("a word of a runbook"),
        PARAMETER("declares a parameter in the params block of a runbook"),
        TIME("a time or a duration"),
        VARIABLE("a variable of scripts and of the shell"),
        BLOCK("a verb of a block");

        private final String description;

        Group(String description) {
            this.description = description;
        }

        public String description() {
            return description;
        }
    }

    /**
     * Word of scripts.
     *
     * @param help one line
     * @param example one line that uses the word
     */
    public record Word(String name, Group group, String help, String example) {}

    /** Functions: name, help and example of each word. */
    private static final String FUNCTIONS = """
            table | prints a table of rows | table rows, 'id', 'name'
            timeline | shows the runs of each policy, one column per day | timeline n2ws.backups, days: 14
            bar | shows one bar per entry | bar a: 3, b: 5
            spark | shows numbers in one line | spark([1, 5, 3])
            csv | returns rows as CSV text; rows.exportCsv('rows.csv') writes a file | csv(n2ws.policies)
            json | returns any value as JSON text | json(n2ws.policies[1])
            bg | runs a block in the background, as a line that ends in & does; :jobs lists the jobs \
                | bg { n2ws.policies['nightly'].backup().await() }
            unlock | permits writes to read-only servers for a time, with a reason for the journal; :lock ends the unlock \
                | unlock 15.minutes, 'INC-1'
            instant | returns a time: a date, or a date and time with an offset | instant('2026-11-01T22:00Z')
            sleep | waits; Ctrl-C ends the wait | sleep 5.seconds
            exit | ends the script with an exit code, or the input in the shell | exit 3
            fail | ends the script with exit code 1 and a reason | fail 'no good backup'
            """;
    /** Words of runbooks, as {@link #FUNCTIONS}. */
    private static final String RUNBOOK_WORDS = """
            title | names the runbook | title 'Failover drill'
            params | declares the parameters of a runbook; later the variable params holds their values \
                | params { string 'policy', required: true, help: 'which policy' }
            step | runs a block once: a resume returns the stored result of a finished step \
                | def b = step('backup') { n2ws.policies[params.policy].backup() }
            approve | continues only after the approval of a user | approve 'Run the failover?'
            ask | asks the user for an answer; a resume returns the same answer \
                | def type = ask('Which type?', choices: ['t3.micro', 't3.large'], default: 't3.micro')
            note | prints a line and adds it to the report of the run | note 'the drill begins'
            window | refuses to continue outside of a maintenance window \
                | window '22:00-06:00', days: ['sat', 'sun'], zone: 'Europe/Berlin'
            require | refuses to continue unless a requirement is met: a condition, atMost:, ticket:, version:, permission: \
                | require atMost: 20, of: n2ws.policies
            onFailure | runs a block when the script fails | onFailure { note "failed: $it" }
            always | runs a block at the end, after success or failure | always { note 'the end' }
            include | runs another file and imports its methods | include 'common.groovy'
            """;

    private static final String TIMES = """
            ago | the time before now by a duration, in UTC | 7.days.ago
            fromNow | the time after now by a duration, in UTC | 2.hours.fromNow
            now | the current time; in a run with a journal, the time of the run | now - 2.hours
            """;

    private static final String VARIABLES = """
            args | the arguments after the file name | args[0]
            _ | the last value of the shell; __ is the value before | _.wide
            __ | the value before the last value of the shell | __
            _err | the last failure of the shell | _err
            """;

    private static final List<Word> WORDS = createWords();

    private ScriptWords() {}

    private static List<Word> createWords() {
        List<Word> words = new ArrayList<>();
        addTable(words, Group.FUNCTION, FUNCTIONS);
        addTable(words, Group.RUNBOOK, RUNBOOK_WORDS);
        for (RunbookParameter.Kind kind : RunbookParameter.Kind.values()) {
            String name = kind.name().toLowerCase(Locale.ROOT);
            words.add(new Word(name, Group.PARAMETER, kind.description(), parameterExample(kind)));
        }
        for (String unit : List.of("seconds", "minutes", "hours", "days", "weeks")) {
            words.add(new Word(unit, Group.TIME, "a duration", "2." + unit));
            String singular = unit.substring(0, unit.length() - 1);
            words.add(new Word(singular, Group.TIME, "a duration", "1." + singular));
        }
        addTable(words, Group.TIME, TIMES);
        addTable(words, Group.VARIABLE, VARIABLES);
        return List.copyOf(words);
    }

    private static void addTable(List<Word> words, Group group, String table) {
        for (String line : table.split("\n")) {
            String[] cells = line.split(" +\\| ");
            words.add(new Word(cells[0], group, cells[1], cells[2]));
        }
    }

    private static String parameterExample(RunbookParameter.Kind kind) {
        String value = switch (kind) {
            case STRING -> "'policy', required: true, help: 'which policy'";
            case INTEGER -> "'at-most', default: 20";
            case NUMBER -> "'share', default: 0.5";
            case DURATION -> "'timeout', default: 2.hours";
            case TIME -> "'since', default: 7.days.ago";
            case LIST -> "'users', default: ['alice', 'bob']";
            case CHOICE -> "'how', choices: ['fast', 'slow'], default: 'slow'";
            case FLAG -> "'notify', help: 'sends a message'";
        };
        return "params { " + kind.name().toLowerCase(Locale.ROOT) + " " + value + " }";
    }

    /** Returns all words, in the order of the groups. */
    public static List<Word> all() {
        return WORDS;
    }

    /** Returns the word of this name, or null. */
    public static Word find(String name) {
        for (Word word : WORDS) if (word.name().equals(name)) return word;
        return null;
    }
}
