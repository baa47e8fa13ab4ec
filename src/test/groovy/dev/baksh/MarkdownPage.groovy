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
        List<String> words
        int code
        Map<String, String> env
    }

    /** All blocks of these languages, in order. */
    static List<Block> blocks(String file, String... languages) {
        final List<Block> blocks = []
        String heading = file
        Block open
        new File(file).eachLine { line ->
            if (open != null && line == '```') {
                blocks << open
                open = null
            } else if (open != null) {
                open.text += line + '\n'
            } else if (line.startsWith('```')) {
                open = new Block(file: file, heading: heading, language: line.drop(3), text: '')
            } else if (line.startsWith('#')) {
                heading = line.replaceFirst('#+ ', '')
            }
        }
        assert open == null
        blocks.findAll { it.language in languages }
    }

    /** The commands of a shell block; a line that is neither one nor an export is a mistake in the page. */
    static List<Command> commands(Block block) {
        final Map<String, String> env = [:]
        final List<Command> commands = []
        block.text.readLines().each { line ->
            if (line.startsWith('export ')) {
                final List<String> pair = words(line)[1].split('=', 2) as List
                env[pair[0]] = pair[1]
            } else {
                assert line.startsWith('scripts/baksh')
                final parts = line =~ /(.*?)(?:\s+# exit (\d+))?/
                assert parts.matches()
                commands << new Command(words: words(parts.group(1)).tail(), code: (parts.group(2) ?: '0') as int, env: new HashMap(env))
            }
        }
        commands
    }

    /** As a shell splits a line that has no more than blanks and quotes. */
    static List<String> words(String line) {
        (line =~ /'([^']*)'|"([^"]*)"|(\S+)/).collect { List<String> all -> all.tail().find { it != null } }
    }
}
