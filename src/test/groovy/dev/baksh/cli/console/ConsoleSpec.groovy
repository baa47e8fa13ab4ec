package dev.baksh.cli.console

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import dev.baksh.cli.ManualClockTime
import dev.baksh.sandbox.ManualClock
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.Fault
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

import static dev.baksh.cli.CommandResult.failure
import static dev.baksh.cli.CommandResult.result

/** Questions, progress, notices, and server text on a terminal. */
class ConsoleSpec extends Specification {
    static final String CLEAR = '\r\u001b[K'
    static final String EVIL = 'evil\u001b]0;owned\u0007\u001b[2J\u009b31m\r\nnext'

    ManualClock clock = new ManualClock()

    @AutoCleanup
    Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().toBuilder().clock(clock).build())

    @TempDir
    Path home

    CommandRunner baksh

    String n2ws

    def setup() {
        baksh = new CommandRunner(home).at(sandbox)
        baksh.time = new ManualClockTime(clock)
        n2ws = "n2ws (${sandbox.n2wsUrl().authority})"
    }

    def "an error on a terminal is broken at words, and an error in a pipe is not"() {
        given:
        baksh.width = 44

        expect:
        baksh.atTerminal().says("n2ws.policies['nightly'].nowhere").err() == '''\
            baksh: a policy has no field 'nowhere'
              it has: id, name, description, enabled,
                account, user, schedules, generations,
                auto_remove_resource, dr_enabled,
                copy_to_s3_enabled, last_modified
              -e:1
            '''.stripIndent()
        new CommandRunner(home).at(sandbox).tap { width = 44 }.says("n2ws.policies['nightly'].nowhere").err().readLines()[1].length() > 100
    }

    def "a dangerous write is asked about, and #typed.strip() means #meaning"() {
        given:
        baksh.atTerminal(typed)

        when:
        final CommandResult printed = baksh.says("n2ws.policies['adhoc'].delete()")

        then:
        printed.code() == code
        printed.out() == ''
        printed.err() == "n2ws.policies.delete 'adhoc' on $n2ws? [y/N] " + (code == 0 ? '' :
            "baksh: declined: n2ws.policies.delete 'adhoc' on $n2ws?\n  nothing was sent\n  -e:1\n")
        (sandbox.n2ws().policy('adhoc') == null) == (code == 0)

        where:
        typed      || code | meaning
        'y\n'      || 0    | 'yes'
        'Y\n'      || 0    | 'yes'
        ' yes \n'  || 0    | 'yes'
        'y'        || 0    | 'yes'
        'n\n'      || 3    | 'no'
        '\n'       || 3    | 'no'
        'yo\n'     || 3    | 'no'
        'adhoc\n'  || 3    | 'no'
        ''         || 3    | 'no'
    }

    def "several questions are answered one after the other"() {
        given:
        baksh.atTerminal('y\nn\ny\n')

        when:
        final CommandResult printed = baksh.runs('''
            ['adhoc', 'retired', 'stuck'].each { name ->
                try {
                    n2ws.policies[name].delete()
                } catch (e) {
                    println "kept $name"
                }
            }
            ''')

        then:
        printed.code() == 0
        printed.out() == 'kept retired\n'
        sandbox.n2ws().policy('adhoc') == null
        sandbox.n2ws().policy('stuck') == null
    }

    def "without a terminal a question is a refusal, unless --yes was said"() {
        expect:
        baksh.says("n2ws.policies['adhoc'].delete()") == failure(3,
            "baksh: nobody is there to ask: n2ws.policies.delete 'adhoc' on $n2ws?",
            '  say --yes to agree in advance; this write was not sent',
            '  -e:1')
        sandbox.n2ws().policy('adhoc') != null
        baksh.says("n2ws.policies['adhoc'].delete()", '--yes') == result()
        sandbox.n2ws().policy('adhoc') == null
    }

    def "--yes does not lift read-only"() {
        expect:
        baksh.says("n2ws.policies['adhoc'].delete()", '--yes', '--read-only') == failure(3,
            "baksh: $n2ws is read-only: n2ws.policies.delete 'adhoc' was not sent", '  leave out --read-only', '  -e:1')
        sandbox.n2ws().policy('adhoc') != null
    }

    def "a production server asks for its name"() {
        given:
        baksh.env.clear()
        baksh.env.putAll(BAKSH_HOME: home.toString(), KEY: sandbox.n2wsApiKey())
        baksh.file('servers.yaml',
            "eu: {kind: n2ws, url: '${sandbox.n2wsUrl()}', credential: 'env:KEY', production: true, mode: read-write}")
        baksh.atTerminal(typed)

        when:
        final CommandResult printed = baksh.start('-e', "n2ws.policies['adhoc'].delete()")

        then:
        printed.code() == code
        printed.err().startsWith("n2ws.policies.delete 'adhoc' on n2ws 'eu'? Type eu to go on: ")
        (sandbox.n2ws().policy('adhoc') == null) == (code == 0)

        where:
        typed   || code
        'eu\n'  || 0
        'y\n'   || 3
        'EU\n'  || 3
        ''      || 3
    }

    def "more than five writes in one script are asked about once"() {
        given:
        final String all = "n2ws.policies.list(user: 'root').take(8).each { it.update { description 'x' } }"

        when:
        final CommandResult refused = baksh.says("$all; 1")

        then:
        refused == failure(3,
            "baksh: nobody is there to ask: 5 writes were sent by this expression; go on with n2ws.policies.update 'stuck' and the rest on $n2ws?",
            '  say --yes to agree in advance; this write was not sent',
            '  -e:1')
        sandbox.n2ws().policies().count { it.get('description').asText() == 'x' } == 5

        when:
        baksh.atTerminal('y\n')
        final CommandResult agreed = baksh.says("$all; 1")

        then:
        agreed.code() == 0
        agreed.err().count('[y/N]') == 1
        sandbox.n2ws().policies().count { it.get('description').asText() == 'x' } == 8
    }

    def "progress is shown on a terminal alone, and leaves no trace there"() {
        when:
        final CommandResult quiet = baksh.says("n2ws.policies['adhoc'].backup().await().status")

        then:
        quiet == result('B')

        when:
        baksh.atTerminal()
        final CommandResult shown = baksh.says("n2ws.policies['adhoc'].backup().await().status")

        then:
        shown.out() == 'B\n'
        shown.err().startsWith(CLEAR + 'backup ')
        shown.err().endsWith(CLEAR)
        !shown.err().contains('\n')
    }

    def "a notice is given once"() {
        given:
        baksh.env.BAKSH_N2WS_URL = sandbox.n2wsUrl().toString() + '/login'

        expect:
        baksh.reads("2.times { println n2ws.policies['nightly'].id }; println n2ws.users.count()") == new CommandResult(0, '1\n1\n3\n',
            "BAKSH_N2WS_URL: the path /login is not needed; using ${sandbox.n2wsUrl()}\n")
    }

    def "a server's control characters are never obeyed by a terminal: #how"() {
        given:
        serves(EVIL)
        baksh.atTerminal()
        baksh.env.NO_COLOR = '1'

        when:
        final CommandResult printed = baksh.says(expression, *options)

        then:
        printed.out().contains('evil')
        !(printed.out() + printed.err()).any { c -> c != '\n' && Character.isISOControl(c as char) }

        where:
        how                        | options        | expression
        'a table'                  | []             | 'n2ws.policies'
        'a row'                    | []             | 'n2ws.policies.list()[0]'
        'a value'                  | []             | 'n2ws.policies.list()[0].description'
        'a list of values'         | []             | 'n2ws.policies*.description'
        'JSON'                     | ['-o', 'json'] | 'n2ws.policies'
        'YAML'                     | ['-o', 'yaml'] | 'n2ws.policies*.description'
        'Markdown'                 | ['-o', 'md']   | 'n2ws.policies*.description'
        'println'                  | []             | 'println n2ws.policies.list()[0].description'
        'print and printf'         | []             | 'printf("%s%n", n2ws.policies.list()[0].description); print n2ws.policies.list()[0]'
        'println of a row'         | []             | 'println n2ws.policies.list()[0]'
        'println of a list'        | []             | 'println n2ws.policies.list()'
        'the table word'           | []             | "table n2ws.policies, 'description'"
        'csv, printed'             | []             | 'println csv(n2ws.policies)'
    }

    def "a server's control characters are harmless in a message too, terminal or not"() {
        given:
        sandbox.n2ws().faults().injectAlways('GET', 'aws/policies', Fault.status(400, 'application/json',
            new ObjectMapper().writeValueAsString([detail: EVIL])))
        if (person) baksh.atTerminal()

        when:
        final CommandResult printed = baksh.says('n2ws.policies.count()')

        then:
        printed.code() == 1
        printed.err().contains('evil')
        printed.err().readLines().size() == 2
        !printed.err().any { c -> c != '\n' && Character.isISOControl(c as char) }

        where:
        person << [true, false]
    }

    def "a suggestion and a question with a server's name in it are harmless"() {
        given:
        serves(EVIL)
        baksh.atTerminal('n\n')

        expect:
        harmless(baksh.says("n2ws.policies['evi']").err())
        harmless(baksh.says('n2ws.policies.list()[0].delete()').err())
        harmless(baksh.says('fail n2ws.policies.list()[0].description').err())
        harmless(baksh.says('throw new IllegalStateException(n2ws.policies.list()[0].description)').err())
    }

    def "in a pipe the text goes out as it is"() {
        given:
        serves('a\u001bb')

        expect:
        baksh.says('println n2ws.policies.list()[0].description') == result('a\u001bb')
        baksh.says('n2ws.policies.list()[0].description', '-o', 'json') == result('"a\\u001Bb"')
    }

    private static boolean harmless(String text) {
        return text.contains('evil') && !text.any { c -> c != '\n' && Character.isISOControl(c as char) }
    }

    /** One policy with this name and description. */
    private void serves(String text) {
        sandbox.n2ws().faults().injectAlways('GET', 'aws/policies', Fault.status(200, 'application/json',
            new ObjectMapper().writeValueAsString([count: 1, next: null, results: [[id: 1, name: text, description: text]]])))
    }
}
