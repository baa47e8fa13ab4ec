package dev.baksh.cli

import com.fasterxml.jackson.databind.ObjectMapper
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

import static dev.baksh.cli.CommandResult.failure
import static dev.baksh.cli.CommandResult.success

class CommandLineSpec extends Specification {
    @TempDir
    Path home

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home)
    }

    def "options can be before or after an expression or on both sides"() {
        expect:
        baksh.start(*words.split(' ')) == success('["nightly"]')

        where:
        words << [
            "--sandbox -o json -e n2ws.policies.findAll{it.id==1}*.name",
            "-e n2ws.policies.findAll{it.id==1}*.name --sandbox -o json",
            "--sandbox -e n2ws.policies.findAll{it.id==1}*.name -o json",
            "--server sandbox --server=sandbox-px --sandbox -o=json -e n2ws.policies.findAll{it.id==1}*.name",
            "--sandbox --output=json --no-color --deadline=30m -e n2ws.policies.findAll{it.id==1}*.name",
            "--sandbox --output json --deadline 30m --read-only -e n2ws.policies.findAll{it.id==1}*.name",
        ]
    }

    def "words after an expression are its args"() {
        expect:
        baksh.start('-o', 'json', '-e', 'args', 'a', 'b') == success('["a","b"]')
        baksh.start('-o', 'json', '-e', 'params.days', '--', '--days', '3') == success('"3"')
        baksh.start('-o', 'json', '-e', 'args', '--', '--dry-run', '-') == success('["--dry-run","-"]')
    }

    def "options are before a file, and everything after the file is passed to the script"() {
        given:
        final String file = baksh.writeFile('show.groovy', 'println args\nprintln params').toString()

        expect:
        baksh.start(*before, file, 'x', '--days', '3', '--fast', '--to=y', '-f', 'json') ==
            success('[x, --days, 3, --fast, --to=y, -f, json]', "[days:3, fast:true, to:y]")

        where:
        before << [[], ['run'], ['--sandbox', 'run'], ['run', '--sandbox', '-o', 'csv'], ['run', '--'], ['--']]
    }

    def "a script is read from standard input, with arguments after the dash"() {
        given:
        baksh.input = 'println args'

        expect:
        baksh.start(*words) == success('[a, --b]')

        where:
        words << [['-', 'a', '--b'], ['run', '-', 'a', '--b'], ['--sandbox', '-', 'a', '--b']]
    }

    def "lib next to the script or next to its folder is on the class path"() {
        given:
        baksh.writeFile('lib/Near.groovy', 'class Near { String toString() { "near" } }')
        final Path script = baksh.writeFile(place, 'println new Near()')

        expect:
        baksh.start(script.toString()) == success('near')

        where:
        place << ['one.groovy', 'scripts/one.groovy']
    }

    def "invalid arguments end with exit code 2 and a hint: #words"() {
        expect:
        baksh.start(*words) == failure(2, *lines)

        where:
        words                          || lines
        ['--sandbx', '-e', '1']        || ['baksh: unknown option --sandbx', '  did you mean: --sandbox']
        ['--dryrun', '-e', '1']        || ['baksh: unknown option --dryrun', '  did you mean: --dry-run']
        ['-e', '1', '--nocolor']       || ['baksh: unknown option --nocolor', '  did you mean: --no-color']
        ['rnu', 'x']                   || ["baksh: there is no command and no file 'rnu'", '  did you mean: run, runs']
        ['jurnal']                     || ["baksh: there is no command and no file 'jurnal'", '  did you mean: journal']

        ['-e']                         || ['baksh: -e needs a value']
        ['--server']                   || ['baksh: --server needs a value']
        ['-o']                         || ['baksh: -o needs a value']
        ['run']                        || ['baksh: run needs a file', '  baksh run FILE [--param value ...]']
        ['--']                         || ['baksh: -- needs a file']

        ['-e', '1', '-e', '2']         || ['baksh: -e was given twice', '  join the expressions with a semicolon']
        ['--dry-run=no', '-e', '1']    || ["baksh: --dry-run takes no value, not 'no'", '  omit the option to turn it off']
        ['--deadline', 'soon']         || ['baksh: --deadline: \'soon\' is not a duration', '  write 90s, 30m or 2h']
        ['--deadline=0s', '-e', '1']   || ['baksh: --deadline: \'0s\' is not a duration', '  write 90s, 30m or 2h']
        ['-o', 'jsn', '-e', '1']       || ["baksh: unknown output format 'jsn'", '  did you mean: json, csv']
        ['version', 'x']               || ["baksh: version takes no arguments, not 'x'"]
        ['servers', 'x']               || ["baksh: servers takes no arguments, not 'x'"]
        ['journal', 'x']               || ["baksh: journal takes no argument, a number, 'last', 'open', 'verify', 'verify RUN' or 'settle'"]
    }

    def "a recording that a command would ignore is refused, and nothing is run: #words"() {
        given:
        final String folder = home.resolve('tape')
        final String file = baksh.writeFile('x.groovy', "println 'ran'").toString()

        expect:
        baksh.start(*words.collect { it == 'DIR' ? folder : it == 'FILE' ? file : it }) ==
            failure(2, "baksh: $option has no effect on $target; nothing was run",
                "  omit $option")
        !new File(folder).exists()

        where:
        words                                   || option       | target
        ['--record', 'DIR', 'runs']             || '--record'   | 'runs'
        ['check', 'FILE', '--record', 'DIR']    || '--record'   | 'check'
        ['doctor', '--record', 'DIR']           || '--record'   | 'doctor'
        ['--replay', 'DIR', 'journal']          || '--replay'   | 'journal'
        ['--replay', 'DIR', 'doctor']           || '--replay'   | 'doctor'
        ['--replay', 'DIR', 'login', 'px']      || '--replay'   | 'login'
    }

    def "a server or a format without effect is named, and the command runs: #words"() {
        given:
        final String file = baksh.writeFile('x.groovy', "println 'ran'").toString()

        expect:
        baksh.start(*words.collect { it == 'FILE' ? file : it }).with { [it.code(), it.err().readLines()[0]] } == [code, notice]

        where:
        words                                || code | notice
        ['--server', 'eu', 'journal']        || 0    | '--server has no effect on journal'
        ['journal', 'verify', '--server=eu'] || 0    | '--server has no effect on journal'
        ['runs', '--server', 'eu']           || 0    | '--server has no effect on runs'
        ['report', 'last', '--server', 'eu'] || 2    | '--server has no effect on report'
        ['undo', '--server', 'eu', 'last']   || 2    | '--server has no effect on undo'
        ['check', 'FILE', '--server', 'eu']  || 0    | '--server has no effect on check'
        ['--server', 'eu', 'warm', 'status'] || 1    | '--server has no effect on warm'
        ['-o', 'json', 'report', 'last']     || 2    | '-o has no effect on report'
        ['undo', 'last', '--output=csv']     || 2    | '-o has no effect on undo'
        ['help', 'FILE', '-o', 'json']       || 0    | '-o has no effect on help'
    }

    def "options that hold for every command are accepted: #words"() {
        expect:
        baksh.start('--dry-run', '--read-only', '--yes', '--no-color', '--deadline', '5m', '--sandbox', '--warm', *words).code() == 0

        where:
        words << [['runs'], ['version'], ['help'], ['servers'], ['journal'], ['-e', '1'], ['-o', 'json', 'runs'], ['-o', 'csv', 'journal'], ['--server', 'sandbox', '--help'], ['-o', 'json', 'run', '-h']]
    }

    def "an option with a value is given once, but the last format counts: #words"() {
        expect:
        baksh.start(*words) == failure(2, "baksh: $error", "  $hint")
        baksh.start('-o', 'csv', '-o=json', '--dry-run', '--dry-run', '-e', '"x"') == success('"x"')

        where:
        words                                                               || error                                    | hint
        ['--deadline', '1m', '--deadline=2m', '-e', '1']                    || '--deadline was given twice: 1m and 2m'  | 'give --deadline once'
        ['--record', 'a', '--record', 'b', '-e', '1']                       || '--record was given twice: a and b'      | 'give --record once'
        ['--replay=a', 'servers', '--replay=b']                             || '--replay was given twice: a and b'      | 'give --replay once'
        ['sandbox', '--px-port', '1', '--px-port=2']                        || 'sandbox: --px-port was given twice'     | 'give --px-port once'
        ['journal', 'settle', '5', '--note', 'a', '--happened', '--note=b'] || '--note was given twice'                 | 'give --note once'
        ['resume', 'last', '--ticket', 'A', '--ticket', 'B']                || "two answers were given to 'ticket'"     | 'give one answer to this question'
        ['resume', 'last', '--answer', 'ticket=A', '--ticket=B']            || "two answers were given to 'ticket'"     | 'give one answer to this question'
        ['check', '-', '-']                                                 || 'check reads standard input once, but - was given twice' | 'baksh check -'
    }

    def "a parameter that was given twice is refused, unless the script reads its arguments: #words"() {
        given:
        final String file = baksh.writeFile('x.groovy', 'println "ran with $params"').toString()
        final String reader = baksh.writeFile('args.groovy', 'println "$args $params"').toString()
        baksh.input = 'println "ran with $params"'

        expect:
        baksh.start(*words.collect { it == 'FILE' ? file : it }) == failure(2, 'baksh: --ticket was given twice', '  give --ticket once')
        baksh.start(reader, '--tag', 'a', '--tag', 'b') == success('[--tag, a, --tag, b] [tag:b]')

        where:
        words << [['run', 'FILE', '--ticket', 'A', '--ticket', 'B'], ['FILE', '--ticket=A', '--x', '1', '--ticket=A'], ['-', '--ticket', 'A', '--ticket=B'],
            ['run', 'FILE', '--', '--ticket', '--ticket']]
    }

    def "an option in place of a value, and an option of another command, are named: #words"() {
        given:
        final String file = baksh.writeFile('my x.groovy', "println 'ran'").toString()

        expect:
        baksh.start(*words.collect { it == 'BOOK' ? file : it }) == failure(2, *lines*.replace('BOOK', file))

        where:
        words                                || lines
        ['--server', '-e', 'n2ws.policies']  || ["baksh: --server takes the name of a server, not '-e'"]
        ['--server=', '-e', '1']             || ["baksh: --server takes the name of a server, not ''"]
        ['-e', '--dry-run', '1']             || ["baksh: -e takes an expression, not '--dry-run'; nothing was run", '  write the expression directly after -e']
        ['-e', 'BOOK']                       || ["baksh: -e takes an expression, not 'BOOK'; nothing was run", "  baksh run 'BOOK'"]
        ['servers', '--verbose']             || ['baksh: --verbose is an option of version; nothing was run', '  baksh help version']
        ['check', '--answer=a=b', 'BOOK']    || ['baksh: --answer is an option of run; nothing was run', '  baksh help run']
        ['run', '--answer', 'a=b', 'BOOK']   || ["baksh: my x.groovy has no question 'a'", '  it asks no question']
        ['runs', 'last', '--from=x']         || ['baksh: --from is an option of resume; nothing was run', '  baksh help resume']
        ['run', '--ticket', 'CHG-1', 'BOOK'] || ['baksh: unknown option --ticket', '  a parameter of the script follows the file: baksh run FILE --ticket VALUE']
        ['sandbox', '--https=yes']           || ["baksh: sandbox: --https takes no value, not 'yes'"]
        ['sandbox', '--px-port=x']           || ['baksh: sandbox: --px-port takes a number']
        ['sandbox', '--px=1']                || ['baksh: sandbox: unknown option --px', '  did you mean: --px-gateway-port, --px-port']
    }

    def "every unattended command ends with the summary, also after a wrong command line: #words"() {
        given:
        final String file = baksh.writeFile('x.groovy', "println 'ran'").toString()

        when:
        final CommandResult result = baksh.start('--unattended', *words.collect { it == 'FILE' ? file : it })

        then:
        result.code() == code
        new ObjectMapper().readValue(result.err().readLines().last(), Map) ==
            [run: null, script: script == 'FILE' ? file : script, exit: code, reason: reason?.replace('FILE', file), steps: []]
        result.out().contains('ran\n') == (script == 'FILE' && code == 0)

        where:
        words                                           || code | script    | reason
        ['version']                                     || 0    | 'version' | null
        ['servers']                                     || 2    | 'servers' | 'no server is configured'
        ['check', 'FILE']                               || 0    | 'check'   | null
        ['runs', 'a', 'b']                              || 2    | 'runs'    | 'runs takes nothing or one run'
        ['journal', 'x']                                || 2    | 'journal' | "journal takes no argument, a number, 'last', 'open', 'verify', 'verify RUN' or 'settle'"
        ['--sandbox', 'login', 'px']                    || 2    | 'login'   | 'the sandbox needs no login'
        []                                              || 0    | 'shell'   | null
        ['-e', '1']                                     || 2    | null      | '--unattended needs --deadline'
        ['--deadline', '1h', 'FILE', '--dry-run']       || 2    | null      | '--dry-run after FILE is an option of baksh, which has no effect there; nothing was run'
        ['--deadline', '1h', 'run', 'FILE', '--', '-x'] || 0    | 'FILE'    | null
        ['--deadline', '1h', '--replay', 'none', 'FILE'] || 2   | 'FILE'    | 'none contains no recording'
    }

    def "--help after sandbox prints the help"() {
        expect:
        baksh.start('sandbox', '--help').out().startsWith('baksh: a backup shell over N2WS Backup & Recovery and Portworx Backup\n')
    }

    def "a missing file ends with exit code 2: #words"() {
        expect:
        baksh.start(*words) == failure(2, "baksh: there is no file ${words.last()}")

        where:
        words << [['run', 'none.groovy'], ['none.groovy'], ['run', 'none'], ['folder/none']]
    }

    def "an empty name, as of an unset variable, is no file: #words"() {
        expect:
        baksh.start(*words) == failure(2, 'baksh: the name of the file is empty', '  nothing was run')

        where:
        words << [['run', ''], [''], ['--dry-run', ''], ['run', '--', ''], ['check', '']]
    }

    def "a folder is rejected as runbook"() {
        expect:
        baksh.start('run', home.toString()) == failure(2, "baksh: $home is a folder, not a runbook")
    }

    def "the words after -- belong to the command and start no script"() {
        given:
        String script = baksh.writeFile('one.groovy', 'println "it ran"').toString()

        expect:
        baksh.start('check', '--', script) == success("$script: no findings, no calls that write".toString())
    }

    def "an unattended run without a deadline is rejected: #words"() {
        expect:
        baksh.start(*words) == failure(2, 'baksh: --unattended needs --deadline', '  for example: --deadline 2h',
            '{"run":null,"script":null,"exit":2,"reason":"--unattended needs --deadline","steps":[]}')

        where:
        words << [['--unattended', '-e', '1'], ['run', '--unattended', 'x.groovy'], ['resume', '--unattended', 'last']]
    }

    def "help for a topic is the same page as in the shell"() {
        when:
        CommandResult helpPage = baksh.start('help', *words)

        then:
        helpPage.code == 0
        helpPage.err == ''
        helpPage.out.contains(text)

        where:
        words                         || text
        ['n2ws']                      || 'policies'
        ['n2ws.policies']             || 'of one policy'
        ['n2ws.policies.backup']      || 'n2ws.policies.backup: Runs the policy now and returns the new backup.'
        ['n2ws.azure.policies']       || 'n2ws.azure.policies: '
        ['find', 'role']              || 'px.roles'
    }

    def "help for an unknown topic suggests the nearest topic, and help for a missing file is an error"() {
        expect:
        baksh.start('help', topic) == failure(2, *lines)

        where:
        topic             || lines
        'n2ws.polices'    || ["baksh: help: n2ws has no 'polices'", '  did you mean: policies']
    }

    def "help goes to standard output at every position of the option"() {
        when:
        final CommandResult result = baksh.start(*words)

        then:
        result.code() == 0
        result.out().startsWith('baksh: a backup shell over N2WS Backup & Recovery and Portworx Backup\n')
        result.err() == ''

        where:
        words << [['help'], ['--help'], ['-h'], ['run', '--help'], ['--help', 'run', 'x.groovy'], ['-e', '1', '--help']]
    }

    def "help for a command is the same text as in the documentation: #command"() {
        when:
        final CommandResult result = baksh.start('help', command)

        then:
        result.code() == 0
        result.err() == ''
        result.out().readLines().size() == lines
        result.out().startsWith("  baksh $command")

        where:
        command   || lines
        'resume'  || 2
        'run'     || 3
        'runs'    || 1
        'journal' || 4
        'help'    || 3
    }

    def "--version prints one line"() {
        expect:
        baksh.start(*words).out() ==~ /baksh .*, Java \d+\n/

        where:
        words << [['version'], ['--version']]
    }

    def "version --verbose also prints Java, Groovy, the system and the folders"() {
        given:
        String version = baksh.start('version').out().split(/[ ,]+/, 2)[1].takeBefore(', Java')
        Closure<String> values = { String... names -> names.collect { System.getProperty(it) }.join(', ') }

        expect:
        ['version', '--version'].every { word ->
            baksh.start(word, '--verbose') == success("baksh: $version", "Java: ${values('java.version', 'java.vendor', 'java.home')}",
                "Groovy: ${GroovySystem.version}", "system: ${values('os.name', 'os.version', 'os.arch')}",
                "configuration: $home", "state: $home")
        }
        baksh.start('-o', 'json', 'version') == success("{\"baksh\":\"$version\",\"Java\":\"${Runtime.version().feature()}\"}")
    }

    def "without a server the message names the variables"() {
        expect:
        baksh.start('-e', 'n2ws.policies') == failure(2,
            'baksh: no n2ws server is configured',
            '  set BAKSH_N2WS_URL and BAKSH_N2WS_API_KEY, or try --sandbox',
            '  -e:1')
        baksh.start('-e', 'px.roles') == failure(2,
            'baksh: no px server is configured',
            '  set BAKSH_PX_URL and one of BAKSH_PX_CLIENT_ID + BAKSH_PX_CLIENT_SECRET, '
                + 'BAKSH_PX_USERNAME + BAKSH_PX_PASSWORD, BAKSH_PX_TOKEN, or try --sandbox',
            '  -e:1')
        baksh.start('servers') == failure(2,
            'baksh: no server is configured',
            '  set BAKSH_N2WS_URL and BAKSH_N2WS_API_KEY, or BAKSH_PX_URL and a credential, or try --sandbox')
    }

    def "servers lists the servers without secrets"() {
        given:
        baksh.env.putAll(BAKSH_N2WS_URL: 'https://n2ws.example.com', BAKSH_N2WS_API_KEY: 'key-of-n2ws')

        expect:
        baksh.start('servers', '-o', 'json') == success(
            '[{"name":"n2ws","kind":"n2ws","url":"https://n2ws.example.com","mode":"read-write","production":false,"trust":"system"}]')
    }

    def "journal lists the writes and verifies the hash chain"() {
        given:
        baksh.runExpression("n2ws.policies['adhoc'].update { enabled false }")

        when:
        final CommandResult listing = baksh.start('journal', '-o', 'json')
        final CommandResult verification = baksh.start('journal', 'verify')

        then:
        listing.code() == 0
        listing.out().contains('"what":"n2ws.policies.update \'adhoc\'"')
        verification.code() == 0
        verification.out() ==~ /\d lines, intact, head [0-9a-f]+\n/
    }

    def "a command that reads no script refuses - and runs nothing: #words"() {
        given:
        baksh.input = "println 'ran'"

        expect:
        baksh.start(*words) == failure(2, "baksh: $name does not read standard input; nothing was run",
            '  for a script on standard input: baksh -, or baksh check -')

        where:
        words << [['undo', '-'], ['report', '-'], ['report', 'last', '-'], ['runs', '-'], ['journal', '-'], ['help', '-'], ['resume', '-'],
            ['login', '-'], ['doctor', '-'], ['warm', '-'], ['servers', '-'], ['version', '-'], ['--version', '-']]
        name = words[0] - '--'
    }

    def "check reads - from standard input, and the words after -- are its files; nothing runs"() {
        given:
        final String file = baksh.writeFile('x.groovy', "println 'ran'\nn2ws.policies['a'].delete()").toString()
        baksh.input = "println 'ran'\nn2ws.policies['a'].delete()"

        expect:
        baksh.start(*words.collect { it == 'FILE' ? file : it }) == new CommandResult(code, out.replace('FILE', file), '')

        where:
        words                            || code | out
        ['check', '-']                   || 0    | '-: no findings, 1 call that writes\n  line 2: DANGER n2ws.policies.delete (allow_backup_changes)\n'
        ['check', '--', 'FILE']          || 0    | 'FILE: no findings, 1 call that writes\n  line 2: DANGER n2ws.policies.delete (allow_backup_changes)\n'
        ['check', 'FILE', '--', 'FILE']  || 0    | 'FILE: no findings, 1 call that writes\n  line 2: DANGER n2ws.policies.delete (allow_backup_changes)\n' * 2
    }

    def "the words after -- are arguments of the command before: #words"() {
        given:
        final String file = baksh.writeFile('x.groovy', "println 'ran'").toString()

        when:
        final CommandResult result = baksh.start(*words.collect { it == 'FILE' ? file : it })

        then:
        result.code() == code
        result.err().startsWith(error.replace('FILE', file))
        !result.out().contains('ran\n')

        where:
        words                        || code | error
        ['help', '--', 'FILE']       || 0    | ''
        ['runs', '--']               || 0    | 'there are no runs'
        ['runs', '--', 'nope']       || 2    | "baksh: there is no run 'nope'"
        ['report', '--', 'nope']     || 2    | "baksh: there is no run 'nope'"
        ['undo', '--', 'nope']       || 2    | "baksh: there is no run 'nope'"
        ['resume', '--', 'nope']     || 2    | "baksh: there is no run 'nope'"
        ['journal', '--', 'FILE']    || 2    | "baksh: journal takes no argument, a number, 'last', 'open', 'verify', 'verify RUN' or 'settle'"
        ['warm', '--', 'FILE']       || 2    | 'baksh: warm needs start, stop or status'
        ['doctor', '--', 'FILE']     || 2    | "baksh: no server 'FILE' is configured"
        ['servers', '--', 'FILE']    || 2    | "baksh: servers takes no arguments, not 'FILE'"
        ['--version', '--', 'FILE']  || 2    | "baksh: version takes no arguments, not 'FILE'"
    }

    def "an expression and --version are never ignored beside a command: #words"() {
        given:
        final String file = baksh.writeFile('x.groovy', "println 'ran'").toString()

        expect:
        baksh.start(*words.collect { it == 'FILE' ? file : it }) == failure(2, "baksh: $error; nothing was run", "  $hint")

        where:
        words                          || error                                    | hint
        ['servers', '-e', '1']         || '-e cannot be combined with servers'     | 'write two calls of baksh'
        ['runs', '-e', '1']            || '-e cannot be combined with runs'        | 'write two calls of baksh'
        ['check', 'FILE', '-e', '1']   || '-e cannot be combined with check'       | 'write two calls of baksh'
        ['run', '-e', '1', 'FILE']     || '-e cannot be combined with run'         | 'write two calls of baksh'
        ['-e', '1', '--version']       || '-e cannot be combined with version'     | 'write two calls of baksh'
        ['--version', '-e', '1']       || '-e cannot be combined with version'     | 'write two calls of baksh'
        ['check', 'FILE', '--version'] || '--version cannot be combined with check' | 'baksh version'
        ['run', '--version', 'FILE']   || '--version cannot be combined with run'  | 'baksh version'
        ['runs', '--version']          || '--version cannot be combined with runs' | 'baksh version'
    }

    def "the root folder is no script: #words"() {
        expect:
        baksh.start(*words) == failure(2, 'baksh: / is a folder, not a runbook')

        where:
        words << [['/'], ['run', '/'], ['check', '/'], ['help', '/'], ['run', '--', '/'], ['--dry-run', 'run', '/']]
    }

    def "a port that cannot be used, and an invalid port, are one line: #option"() {
        given:
        final ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName('127.0.0.1'))

        expect:
        baksh.start('sandbox', option, other.localPort.toString()) == failure(2,
            "baksh: sandbox $server: cannot listen on 127.0.0.1:$other.localPort: Address already in use", '  choose another port, or omit its option')
        baksh.start('sandbox', option, '99999') == failure(2, "baksh: sandbox: $option takes a port up to 65535, not 99999", "  omit $option for a free port")

        cleanup:
        other.close()

        where:
        option              | server
        '--n2ws-port'       | 'n2ws'
        '--px-port'         | 'px'
        '--px-gateway-port' | 'px-gateway'
    }
}
