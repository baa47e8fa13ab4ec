package dev.baksh.cli.console

import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

import static dev.baksh.cli.CommandResult.failure
import static dev.baksh.cli.CommandResult.success
import static dev.baksh.cli.console.CommandLineTable.Option

/** A global option of baksh after a script is never ignored silently. */
class MisplacedOptionSpec extends Specification {
    static final String PLAIN = 'println args'
    static final String WITH_PARAMETERS = "params { string 'policy' }\nprintln params.policy"
    static final List<String> WORDS = Option.values().collectMany { option ->
        option.names.collectMany { name -> [name, name + '=x'] }
    } + ['--dryrun', '-dry-run', '--DRY_RUN', '\u2013dry-run', '\u2014yes', '--readonly', '-version']

    @TempDir
    Path home

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home)
    }

    def "a global option after a script is refused with both ways to write it: #word"() {
        given:
        final String file = baksh.writeFile('book.groovy', text).toString()
        baksh.input = text
        final Option option = Option.findMeant(word)

        when:
        List<CommandResult> results = [
            baksh.start(file, word), baksh.start('run', file, word), baksh.start('--sandbox', '-o', 'json', 'run', file, 'adhoc', word, 'after'),
            baksh.start('run', file, '--policy', word), baksh.start('-', word), baksh.start('run', '-', 'adhoc', word)]
        List<String> errors = results*.err
        List<String> messages = word == '--unattended' ? errors*.replaceFirst(/\{"run":null,"script":null,"exit":2,.*\n$/, '') : errors

        then:
        results.every { it.code == 2 && it.out == '' }
        // An unattended call ends with the summary, wherever the option stands.
        word != '--unattended' || errors.every { it.endsWith('nothing was run","steps":[]}\n') }
        messages.take(4).eachWithIndex { err, index ->
            String value = index == 2 && option.takesValue && !word.contains('=') ? ' after' : ''
            assert err.startsWith("baksh: $word after $file is an option of baksh, which has no effect there; nothing was run\n  for baksh: baksh ")
            assert err.readLines().size() == 2
            String sandbox = index == 2 ? '--sandbox ' : ''
            assert err.endsWith("; for the script: baksh ${sandbox}run $file -- ${CommandLineOptions.quote(word)}$value\n")
        }
        messages.drop(4).every { err ->
            err.startsWith("baksh: $word after - is an option of baksh, which has no effect there; nothing was run\n  for baksh: baksh ") &&
                err.readLines().size() == 2 && err.endsWith("; for the script: baksh - -- ${CommandLineOptions.quote(word)}\n")
        }
        option != null

        where:
        [word, text] << [WORDS, [PLAIN, WITH_PARAMETERS]].combinations()
    }

    def "an invisible character in an option does not make it an argument of the script: #shown"() {
        given:
        final String file = baksh.writeFile('book.groovy', PLAIN).toString()

        expect:
        baksh.start(file, word).with { [it.code, it.out, it.err.readLines()[0]] } ==
            [2, '', "baksh: $shown after $file is an option of baksh, which has no effect there; nothing was run".toString()]

        where:
        word                | shown
        '--dry-run\r'       | '--dry-run\\r'
        '--dry\u200b-run'   | '--dry\\u200b-run'
        '--read-only\u00a0' | '--read-only\u00a0'
    }

    def "a word similar to an option against writes is refused, unless the script reads it: #word"() {
        given:
        final String file = baksh.writeFile('book.groovy', 'println params').toString()
        final String parameter = word.replaceFirst('=.*', '').replaceFirst('^-+', '')
        baksh.input = 'println params'

        expect:
        baksh.start('run', file, word) == failure(2, "baksh: $word after $file is similar to $option, which has no effect there; nothing was run",
            "  for baksh: baksh $option run $file; for the script: baksh run $file -- $word")
        baksh.start('-', word) == failure(2, "baksh: $word after - is similar to $option, which has no effect there; nothing was run",
            "  for baksh: baksh $option -; for the script: baksh - -- $word")
        baksh.start('run', file, '--', word).code == 0
        ["println params.'$parameter'", "println params['$parameter']", "if ('--$parameter' in args) println 1", "println args.any { it ==~ /--$parameter(=.*)?/ }"].every {
            baksh.start(baksh.writeFile('reader.groovy', it).toString(), word).code == 0
        }

        where:
        word                || option
        '--dry-runs'        || '--dry-run'
        '--dry'             || '--dry-run'
        '--dryrn'           || '--dry-run'
        '--dy-run'          || '--dry-run'
        '-dry'              || '--dry-run'
        '--dry-run-mode'    || '--dry-run'
        '--dry-runs=true'   || '--dry-run'
        '--readonly-mode'   || '--read-only'
        '--readony'         || '--read-only'
        '--read'            || '--read-only'
        '--redonly'         || '--read-only'
        '--sandboxed'       || '--sandbox'
        '--sandbx'          || '--sandbox'
    }

    def "an option with one wrong letter is found after a file and before it: #name"() {
        given:
        List<String> misspelt = misspellings(name).findAll { !Option.findMeant(it) }

        expect:
        misspelt.size() >= name.size()
        misspelt.findAll { word -> [['book.groovy', word], ['run', 'book.groovy', 'x', word], ['-', word]].any { doubtfulErrors(it)*.message*.contains(" is similar to --") != [true] } } == []
        misspelt.findAll { word ->
            [[word, 'run', 'book.groovy'], ['run', word, 'book.groovy'], [word, 'book.groovy'], [word, '-'], ['resume', 'last', word]].any {
                refusal(it).with { [it.exit(), it.message, it.hint().startsWith('did you mean: ')] } != [ExitCode.USAGE, "unknown option $word".toString(), true]
            }
        } == []

        where:
        name << Option.values()*.longName().findAll { it.startsWith('--') }
    }

    def "an option with one wrong letter after a script is refused, unless the script reads it: #word"() {
        given:
        final String file = baksh.writeFile('book.groovy', 'println params').toString()
        final String parameter = word.replaceFirst('=.*', '').replaceFirst('^-+', '')
        baksh.input = 'println params'

        expect:
        baksh.start(file, word) == failure(2, "baksh: $word after $file is similar to $option, which has no effect there; nothing was run",
            "  for baksh: ${command.replace('FILE', file)}; for the script: baksh run $file -- $word")
        baksh.start('-', word) == failure(2, "baksh: $word after - is similar to $option, which has no effect there; nothing was run",
            "  for baksh: ${command.replace('run FILE', '-').replace(' FILE', '')}; for the script: baksh - -- $word")
        baksh.start(baksh.writeFile('reader.groovy', "println params['$parameter']").toString(), word).code == 0
        baksh.start(baksh.writeFile('declared.groovy', "params { string 'policy' }\nprintln params.policy").toString(), word) ==
            failure(2, "baksh: declared.groovy has no parameter --$parameter", "  did you mean: ${command.replace('FILE', baksh.home.resolve('declared.groovy').toString())}")

        where:
        word              || option         | command
        '--unatended'     || '--unattended' | 'baksh --unattended run FILE'
        '--recrod=tape'   || '--record'     | 'baksh --record tape run FILE'
        '--yess'          || '--yes'        | 'baksh --yes run FILE'
        '--debgu'         || '--debug'      | 'baksh --debug run FILE'
        '--no-colour'     || '--no-color'   | 'baksh --no-color run FILE'
        '--wram'          || '--warm'       | 'baksh --warm run FILE'
        '--ouput=json'    || '--output'     | 'baksh -o json run FILE'
        '--hlep'          || '--help'       | 'baksh help FILE'
        '--verison'       || '--version'    | 'baksh version'
        '--erver=eu'      || '--server'     | 'baksh --server eu run FILE'
    }

    def "a misspelt answer after a script is refused without its text"() {
        given:
        final String file = baksh.writeFile('book.groovy', "println 'ran'").toString()

        expect:
        baksh.start(file, '--anwser', 'key=canary-1') == failure(2, "baksh: --anwser after $file is similar to --answer, which has no effect there; nothing was run",
            "  for baksh: baksh run --answer NAME=VALUE $file; for the script: baksh run $file -- --anwser")
    }

    def "a word similar to an option with a value is refused with its value: #word"() {
        given:
        final String file = baksh.writeFile('book.groovy', 'println params').toString()

        expect:
        baksh.start('run', file, word, 'dr') == failure(2, "baksh: $word after $file is similar to $option, which has no effect there; nothing was run",
            "  for baksh: baksh $option dr run $file; for the script: baksh run $file -- $word dr")
        baksh.start(baksh.writeFile('reader.groovy', "println params.'${word.substring(2)}'").toString(), word, 'dr') == success('dr')

        where:
        word         || option
        '--servers'  || '--server'
        '--sever'    || '--server'
        '--serv'     || '--server'
        '--reply'    || '--replay'
        '--deadlin'  || '--deadline'
        '--dead'     || '--deadline'
    }

    def "the parameters of scripts are not taken for options: #word"() {
        expect:
        baksh.start(baksh.writeFile('book.groovy', 'println "ran"').toString(), word, 'x') == success('ran')

        where:
        word << ['--run', '--only', '--day', '--days', '--drive', '--region', '--region-only', '--ready', '--reason', '--rerun', '--retry', '--d', '--r', '-d', '--driver', '--no-dry-run', '--timeout', '--ro', '--service', '--severity', '--size', '--since', '--date', '--delay', '--delete', '--report', '--restore', '--release', '--region']
    }

    def "a script that reads an option with a pattern gets the option: #word"() {
        expect:
        baksh.start(baksh.writeFile('book.groovy', 'println args.any { it ==~ /--dry(=.*)?/ }').toString(), word) == success('true')

        where:
        word << ['--dry', '--dry=1']
    }

    def "a comment of a script reads no parameter"() {
        given:
        final String file = baksh.writeFile('book.groovy', '// a dry run first\nprintln "dry run"; println dryRun()').toString()

        expect:
        baksh.start(file, '--dry').code == 2
    }

    def "a runbook with declared parameters refuses an unknown word itself, and takes its own"() {
        given:
        final String file = baksh.writeFile('book.groovy', "params { flag 'dry' }\nprintln params.dry").toString()

        expect:
        baksh.start(file, '--dry').with { [it.code, it.out] } == [0, 'true\n']
        baksh.start(file, '--dry-runs') == failure(2, 'baksh: book.groovy has no parameter --dry-runs', '  did you mean: --dry')
        baksh.start(file, '--read') == failure(2, 'baksh: book.groovy has no parameter --read', "  did you mean: baksh --read-only run $file")
        baksh.start(file, '--policy', 'x') == failure(2, 'baksh: book.groovy has no parameter --policy', '  it takes: --dry')
        baksh.start(file, '--answer', 'key=canary-1') == failure(2, 'baksh: book.groovy has no parameter --answer', "  did you mean: baksh run --answer NAME=VALUE $file")
    }

    def "an answer after a script is refused without its text: #words"() {
        given:
        final String file = baksh.writeFile('book.groovy', "println 'ran'").toString()
        final String reader = baksh.writeFile('reader.groovy', "println params.answer").toString()

        expect:
        baksh.start(file, *words) == failure(2, "baksh: --answer after $file is an option of baksh, which has no effect there; nothing was run",
            "  for baksh: baksh run --answer NAME=VALUE $file; for the script: baksh run $file -- --answer")
        baksh.start(reader, *words) == success('key=canary-1')

        where:
        words << [['--answer', 'key=canary-1'], ['--answer=key=canary-1']]
    }

    def "both ways are complete commands: #words"() {
        given:
        final String file = baksh.writeFile('my book.groovy', PLAIN).toString()

        expect:
        baksh.start(file, *words) == failure(2,
            "baksh: ${words[0]} after $file is an option of baksh, which has no effect there; nothing was run",
            "  for baksh: ${command.replace('FILE', "'$file'")}; for the script: baksh run '$file' -- $scriptWords")

        where:
        words                   || command                           | scriptWords
        ['--dry-run']           || 'baksh --dry-run run FILE'        | '--dry-run'
        ['--dryrun']            || 'baksh --dry-run run FILE'        | '--dryrun'
        ['--server', 'eu west'] || "baksh --server 'eu west' run FILE" | "--server 'eu west'"
        ['--server=eu']         || 'baksh --server eu run FILE'      | '--server=eu'
        ['-o', 'json']          || 'baksh -o json run FILE'          | '-o json'
        ['-o']                  || 'baksh -o VALUE run FILE'         | '-o'
        ['--help']              || 'baksh help FILE'                 | '--help'
        ['-h']                  || 'baksh help FILE'                 | '-h'
        ['--version']           || 'baksh version'                   | '--version'
        ['-e', 'println 1']     || "baksh -e 'EXPR'"                 | "-e 'println 1'"
    }

    def "after -- every word belongs to the script"() {
        given:
        final String file = baksh.writeFile('show.groovy', 'println args\nprintln params').toString()
        baksh.input = 'println args\nprintln params'

        expect:
        baksh.start(*words.collect { it == 'FILE' ? file : it }) == success(args, params)

        where:
        words                                                  || args                       | params
        ['FILE', '--', '--dry-run']                            || '[--dry-run]'              | '[dry-run:true]'
        ['run', 'FILE', 'a', '--', '--server', 'eu', '-e']     || '[a, --server, eu, -e]'    | '[server:eu]'
        ['run', 'FILE', '--', '--', '--yes']                   || '[--, --yes]'              | '[yes:true]'
        ['run', '--', 'FILE', '--yes']                         || '[--yes]'                  | '[yes:true]'
        ['--', 'FILE', '--yes']                                || '[--yes]'                  | '[yes:true]'
        ['-', '--', '-o', 'json']                              || '[-o, json]'               | '[:]'
        ['run', '-', 'x', '--', '--replay=y']                  || '[x, --replay=y]'          | '[replay:y]'
        ['FILE', '--from', 'x', '--note=--dry-run', '-5', '-'] || '[--from, x, --note=--dry-run, -5, -]' | '[from:x, note:--dry-run]'
    }

    def "a declared parameter with the name of a global option is given after --, and check and help say so"() {
        given:
        final String file = baksh.writeFile('book.groovy', "params { string 'server', required: true; flag 'color' }\nprintln \"\$params.server \$params.color\"").toString()

        expect:
        baksh.start(file, '--server', 'eu').code == 2
        baksh.start(file, '--', '--server', 'eu', '--no-color').out == 'eu false\n'
        baksh.start('check', file) == success(
            "$file:1: warning: --server is also an option of baksh; callers write: baksh run $file -- --server",
            "$file:1: warning: --no-color is also an option of baksh; callers write: baksh run $file -- --no-color",
            "$file: no findings, no calls that write")
        baksh.start('-o', 'json', 'check', file).out.contains('"warnings":["' + file + ':1: warning: --server is also')
        baksh.start('help', file).out.startsWith("  baksh run $file -- --server STRING [--color]\n")
    }

    def "options after a run, a report or an expression still have an effect"() {
        expect:
        baksh.start('-e', '1', '-o', 'json', '--sandbox') == success('1')
        baksh.start('runs', '-o', 'json').out == '[]\n'
        baksh.start('resume', 'last', '--dry-run') == failure(2, 'baksh: resume has no dry run: it uses the results of finished steps')
        baksh.start('sandbox', '--dry-run').code == 2
    }

    def "in the shell, :run refuses the same words"() {
        given:
        final String file = baksh.writeFile('show.groovy', PLAIN).toString()
        baksh.input = [":run $file x --dry-run", ":run $file --yes", ":run $file -- --yes", ":quit", ''].join('\n')

        when:
        CommandResult result = baksh.start('--sandbox')

        then:
        result.err.contains("baksh: --dry-run after $file is an option of baksh, which has no effect there; nothing was run\n" +
            "  for baksh: :run --dry-run $file; for the script: :run $file -- --dry-run\n")
        result.err.contains("  for baksh: baksh --yes run $file; for the script: :run $file -- --yes\n")
        result.out == '[--yes]\n'
    }

    private static List<BakshException> doubtfulErrors(List<String> words) {
        CommandLineOptions.parse(words).doubtfulOptions.values()*.error()
    }

    private static BakshException refusal(List<String> words) {
        try {
            CommandLineOptions.parse(words)
            throw new AssertionError("$words is accepted" as Object)
        } catch (BakshException e) {
            return e
        }
    }

    /** Returns the name with one letter missing, doubled, replaced or swapped with the next; the first letter is not replaced. */
    private static List<String> misspellings(String name) {
        return (2..<name.size()).collectMany { i ->
            String before = name.substring(0, i)
            String after = name.substring(i + 1)
            List<String> words = [before + after, before + name[i] * 2 + after]
            if (i > 2) words << before + 'q' + after
            if (after) words << before + after[0] + name[i] + after.substring(1)
            words
        }.unique() - name
    }
}
