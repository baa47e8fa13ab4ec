package dev.baksh.cli.console

import spock.lang.Specification

import java.nio.file.Files
import java.nio.file.Path

import static dev.baksh.cli.console.CommandLineTable.Command
import static dev.baksh.cli.console.CommandLineTable.Option

/** Checks the generated help page, and compares the reference page and the launcher with the table of commands and options. */
class CommandLineTableSpec extends Specification {
    static final List<String> HELP = CommandLineHelp.page(200)
    static final String REFERENCE = Files.readString(Path.of('src/doc/reference.md'))
    static final String LAUNCHER = Files.readString(Path.of('scripts/baksh'))

    def "the help page contains every command with its options, and every option with all its names"() {
        expect:
        Command.values().every { command ->
            List<String> lines = CommandLineHelp.page(command.word(), 'baksh ', 200)
            HELP.containsAll(lines) && command.options.every { option -> lines.any { it.contains(option) } }
        }
        Option.values().every { option -> HELP.any { it.startsWith("  ${option.names.join(', ')} ") } }
        HELP.contains("  ${"baksh -e 'EXPR'".padRight(34)}evaluates an expression, prints its value, ends".toString())
    }

    def "no line of the help page is wider than #width, and the texts of the commands are aligned"() {
        given:
        List<String> lines = CommandLineHelp.page(width)

        expect:
        lines.every { it.length() <= width }
        lines.takeWhile { !it.startsWith('Options') }.drop(2).findAll { it }.every { it.startsWith('  baksh') || it.startsWith(' ' * 36) || it ==~ / {6}\S.*/ }
        lines.findAll { it ==~ /  baksh.{0,27} {2,}\S.*/ }.every { it[35] == ' ' && it[36] != ' ' }

        where:
        width << [80, 100, 200]
    }

    def "the reference page contains every command, with its options, and no other command"() {
        given:
        List<String> rows = section(REFERENCE, 'Commands').readLines().findAll { it.startsWith('| `baksh') }

        expect:
        rows.collectMany { (it =~ /`baksh ([a-z]+)\b/).collect { it[1] } } as Set == Command.NAMES as Set
        Command.values().every { command -> command.options.every { option -> rows.any { it.contains("`baksh ${command.word()}") && it.contains(option) } } }
    }

    def "the reference page contains every option by its first name, and no other option"() {
        given:
        Set<String> documented = Option.values().collect { it.names[0] } as Set

        expect:
        optionsIn(section(REFERENCE, 'Options').readLines().findAll { it.startsWith('|') }*.split(/(?<!\\)\|/)*.getAt(1).join(' ')) == documented - ['-e', '--version']
    }

    def "the launcher skips the values of the same options, except the expression"() {
        expect:
        (LAUNCHER =~ /(?m)^    (-.*)\) skip=1 ;;/)[0][1].split(/ \| /) as Set ==
            Option.values().findAll { it.takesValue && it != Option.EXPRESSION }.collectMany { it.names } as Set
        LAUNCHER.contains('-e | -) word=$arg')
        ['sandbox', 'warm'].every { Command.find(it) != null && LAUNCHER =~ /(?m)^(?:'' \| )?$it\)/ }
    }

    def "no two options of a command have the same name"() {
        given:
        List<String> global = Option.values().collectMany { it.names }

        expect:
        Command.values().every { (global + it.options).toUnique() == global + it.options }
        Command.values().every { Command.find(it.word()) == it }
        Option.values().every { option -> option.names.every { Option.find(it) == option } }
        Command.find('none') == null
        Option.find('--none') == null
    }

    private static Set<String> optionsIn(String text) {
        (text =~ /(?<=  |`)--?[a-z][a-z-]*/).collect { it } as Set
    }

    private static String section(String page, String title) {
        page.takeAfter("\n## $title\n").takeBefore('\n## ')
    }
}
