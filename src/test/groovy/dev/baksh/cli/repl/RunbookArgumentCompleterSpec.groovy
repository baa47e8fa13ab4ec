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
        file = write('drill.groovy', '''
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

    def "after #typed come #expected, the first time that TAB is pressed"() {
        expect:
        arguments.completions("$file $typed").keySet() as List == expected

        where:
        typed                              || expected
        ''                                 || ['--policy ', '--how ', '--notify ', '--no-check ', '--timeout ']
        '--po'                             || ['--policy ', '--how ', '--notify ', '--no-check ', '--timeout ']
        '--policy x '                      || ['--how ', '--notify ', '--no-check ', '--timeout ']
        '--policy=x --notify --no-check '  || ['--how ', '--timeout ']
        '--policy '                        || []
        '--how '                           || ['fast', "'very slow'"]
        '--notify '                        || ['--policy ', '--how ', '--no-check ', '--timeout ']
    }

    def "a parameter says what it takes and what it is for"() {
        given:
        Map<String, String> words = arguments.completions("$file ")

        expect:
        words['--policy '] == 'a text. which policy; required'
        words['--how '] == 'one of fast, very slow. default fast'
        words['--notify '] == 'tell the team'
        words['--timeout '] == 'a length of time: 90s, 30m, 2h, 7d. default 2h'
    }

    def "behind the cursor stands what comes next, as soon as the file has been read"() {
        given:
        arguments.completions("$file ")

        expect:
        arguments.hint("$file $typed") == tip
        arguments.hint("--dry-run $file $typed") == tip

        where:
        typed          || tip
        ''             || '   --policy! --how --notify --check --timeout'
        '--policy '    || '   a text. which policy; required'
        '--policy x '  || '   --how --notify --check --timeout'
        '--po'         || ''
    }

    def "files of Groovy and folders come first, and nothing of a file is run"() {
        given:
        Files.createDirectory(folder.resolve('more'))
        write('notes.txt', '')

        expect:
        arguments.completions("$folder/").keySet() as List == ["$folder/drill.groovy", "$folder/more/", '--dry-run ']*.toString()
        arguments.completions("--dry-run $folder/").keySet() as List == ["$folder/drill.groovy", "$folder/more/"]*.toString()
        System.getProperty('baksh.spec.ran') == null
    }

    def "a file that is none has no parameters: #text"() {
        given:
        String other = write('other.groovy', text)

        expect:
        arguments.completions("$other ").isEmpty()
        arguments.hint("$other ") == ''
        arguments.completions("$folder/nowhere.groovy ").isEmpty()

        where:
        text << ['println 1', 'params { string }', '}{', '\u0000']
    }

    private String write(String name, String text) {
        Path file = Files.writeString(folder.resolve(name), text.stripIndent())
        file.toFile().setWritable(false, false)
        file.toFile().setWritable(true, true)
        file.toString()
    }
}
