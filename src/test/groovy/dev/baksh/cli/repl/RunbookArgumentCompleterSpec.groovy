package dev.baksh.cli.repl

import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

class RunbookArgumentCompleterSpec extends Specification {
    @TempDir
    Path folder

    RunbookArgumentCompleter arguments = new RunbookArgumentCompleter()
    String file

    def setup() {
        file = writeRunbook('drill.groovy', '''
            title 'Drill'
            System.setProperty('baksh.spec.ran', 'yes')
            params {
                string 'policy', required: true, help: 'which policy'
                choice 'how', choices: ['fast', 'very slow'], default: 'fast'
                flag 'notify', help: 'tell the team'
                flag 'check', default: true
                duration 'timeout', default: 2.hours
            }
            ''')
    }

    def "#typed is completed with #expected at the first TAB"() {
        expect:
        arguments.completions("$file $typed").keySet() as List == expected

        where:
        typed                              || expected
        ''                                 || ['--policy ', '--how ', '--notify ', '--no-check ', '--timeout ']
        '--po'                             || ['--policy ', '--how ', '--notify ', '--no-check ', '--timeout ']
        '--policy x '                      || ['--how ', '--notify ', '--no-check ', '--timeout ']
        '--policy=x --notify --no-check '  || ['--how ', '--timeout ']
        '--policy '                        || []
        '--how '                           || ['fast', 'very slow']
        "--how 'very "                     || ['fast', 'very slow']
        '--how='                           || ['--how=fast', '--how=very slow']
        '--policy='                        || []
        "--policy 'nightly db' "           || ['--how ', '--notify ', '--no-check ', '--timeout ']
        '--notify '                        || ['--policy ', '--how ', '--no-check ', '--timeout ']
    }

    def "a parameter shows its type and description"() {
        given:
        Map<String, String> candidates = arguments.completions("$file ")

        expect:
        candidates['--policy '] == 'a string. which policy; required'
        candidates['--how '] == 'one of fast, very slow. default fast'
        candidates['--notify '] == 'tell the team'
        candidates['--timeout '] == 'a duration: 90s, 30m, 2h, 7d. default 2h'
    }

    def "a hint for the next argument is shown once the file has been read"() {
        given:
        arguments.completions("$file ")

        expect:
        arguments.hint("$file $typed") == tip
        arguments.hint("--dry-run $file $typed") == tip

        where:
        typed          || tip
        ''             || '   --policy! --how --notify --check --timeout'
        '--policy '    || '   a string. which policy; required'
        '--policy x '  || '   --how --notify --check --timeout'
        '--po'         || ''
    }

    def "Groovy files and folders are listed first, and no file is executed"() {
        given:
        Files.createDirectory(folder.resolve('more'))
        writeRunbook('notes.txt', '')

        expect:
        arguments.completions("$folder/").keySet() as List == ["$folder/drill.groovy", "$folder/more/", '--dry-run ']*.toString()
        arguments.completions("--dry-run $folder/").keySet() as List == ["$folder/drill.groovy", "$folder/more/"]*.toString()
        System.getProperty('baksh.spec.ran') == null
    }

    def "an invalid file has no parameters: #text"() {
        given:
        String otherFile = writeRunbook('other.groovy', text)

        expect:
        arguments.completions("$otherFile ").isEmpty()
        arguments.hint("$otherFile ") == ''
        arguments.completions("$folder/nowhere.groovy ").isEmpty()

        where:
        text << ['println 1', 'params { string }', '}{', '\u0000']
    }

    private String writeRunbook(String name, String text) {
        Path file = Files.writeString(folder.resolve(name), text.stripIndent())
        file.toFile().setWritable(false, false)
        file.toFile().setWritable(true, true)
        file.toString()
    }
}
