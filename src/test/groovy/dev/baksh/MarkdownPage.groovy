package dev.baksh

/** A page of documentation, for its fenced blocks. */
class MarkdownPage {
    static class Block {
        String file
        String heading
        String language
        String text

        /** As a row of a table shows it. */
        @Override
        String toString() {
            "$file, $heading"
        }
    }

    /** A command of a shell block, with the exit code that its comment {@code # exit 3} tells of, and what was exported before it. */
    static class Command {
        List<String> args
        int code
        Map<String, String> env
    }

    /** All blocks of these languages, in order. */
    static List<Block> blocks(String file, String... languages) {
        final List<Block> blocks = []
        String heading = file
        Block currentBlock
        new File(file).eachLine { line ->
            if (currentBlock != null && line == '```') {
                blocks << currentBlock
                currentBlock = null
            } else if (currentBlock != null) {
                currentBlock.text += line + '\n'
            } else if (line.startsWith('```')) {
                currentBlock = new Block(file: file, heading: heading, language: line.drop(3), text: '')
            } else if (line.startsWith('#')) {
                heading = line.replaceFirst('#+ ', '')
            }
        }
        assert currentBlock == null
        blocks.findAll { it.language in languages }
    }

    /** The commands of a shell block; a line that is neither one nor an export is a mistake in the page. */
    static List<Command> shellCommands(Block block) {
        final Map<String, String> env = [:]
        final List<Command> shellCommands = []
        block.text.readLines().each { line ->
            if (line.startsWith('export ')) {
                final List<String> assignment = args(line)[1].split('=', 2) as List
                env[assignment[0]] = assignment[1]
            } else {
                assert line.startsWith('scripts/baksh')
                final matcher = line =~ /(.*?)(?:\s+# exit (\d+))?/
                assert matcher.matches()
                shellCommands << new Command(args: args(matcher.group(1)).tail(), code: (matcher.group(2) ?: '0') as int, env: new HashMap(env))
            }
        }
        shellCommands
    }

    /** As a shell splits a line that has no more than blanks and quotes. */
    static List<String> args(String line) {
        (line =~ /'([^']*)'|"([^"]*)"|(\S+)/).collect { List<String> groups -> groups.tail().find { it != null } }
    }
}
