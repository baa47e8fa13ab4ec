package dev.baksh.cli.console

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import dev.baksh.cli.ManualClockTimeSource
import dev.baksh.client.api.TimeSource
import dev.baksh.client.http.SecretRedactor
import dev.baksh.sandbox.ManualClock
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.Fault
import dev.baksh.sandbox.server.SandboxOptions
import dev.baksh.shell.Pager
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

import static dev.baksh.cli.CommandResult.failure
import static dev.baksh.cli.CommandResult.success

/** Questions, progress, notices, and server text on a terminal. */
class ConsoleSpec extends Specification {
    static final String CLEAR_LINE = '\r\u001b[K'
    static final String CONTROL_TEXT = 'evil\u001b]0;owned\u0007\u001b[2J\u009b31m\r\nnext'

    ManualClock clock = new ManualClock()

    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions(clock: clock))

    @TempDir
    Path home

    CommandRunner baksh

    String n2ws

    def setup() {
        baksh = new CommandRunner(home).useSandbox(sandbox)
        baksh.time = new ManualClockTimeSource(clock)
        n2ws = "n2ws (${sandbox.n2wsUrl().authority})"
    }

    def "a pager shows a full screen of a result before it waits for a key"() {
        given:
        ByteArrayOutputStream screen = new ByteArrayOutputStream()
        ProcessEnvironment environment = new ProcessEnvironment(
            System.in, new PrintStream(new BufferedOutputStream(screen)), System.err, [:], true, true, 80, [], TimeSource.SYSTEM)
        Console console = new Console(environment, CommandLineOptions.parse([]), new SecretRedactor())
        String shown = null
        console.attach([width: { 80 }, allowsColour: { false }, paginate: { Appendable out ->
            new Pager(out, { shown = screen.toString(); (int) 'q' }, { }, 80, 4)
        }] as Console.Screen)

        when:
        console.print((1..10).toList())

        then:
        shown == '1\n2\n3\n-- more: space, Enter, q --'
    }

    def "an error is wrapped at word boundaries on a terminal but not in a pipe"() {
        given:
        baksh.width = 44

        expect:
        baksh.useTerminal().runExpression("n2ws.policies['nightly'].nowhere").err() == '''\
            baksh: a policy has no field 'nowhere'
              it has: id, name, description, enabled,
                account, user, schedules, generations,
                auto_remove_resource, dr_enabled,
                copy_to_s3_enabled, last_modified
              verbs that read: why, targets, runTimes,
                instances, options, copyToS3,
                storageCost
              -e:1
            '''.stripIndent()
        new CommandRunner(home).useSandbox(sandbox).tap { width = 44 }.runExpression("n2ws.policies['nightly'].nowhere").err().readLines()[1].length() > 100
    }

    def "a question and the notice of the write are wrapped at word boundaries on a terminal"() {
        given:
        baksh.width = 60

        expect:
        baksh.useTerminal('y\n').runExpression("n2ws.backups[269].recover(instance: 'web-1').id").err() == """\
            n2ws.backups.recover web-1 from backup 269 (instance
              i-0abc (web-1); backup 'linux_web', id 269, owner root) on
              $n2ws? [y/N] done: n2ws.backups.recover web-1 from backup 269 (instance
              i-0abc (web-1); backup 'linux_web', id 269, owner root) on
              $n2ws
            """.stripIndent()
    }

    def "a dangerous write needs a confirmation, and #typed.strip() means #meaning"() {
        given:
        baksh.useTerminal(typed)

        when:
        final CommandResult result = baksh.runExpression("n2ws.policies['adhoc'].delete()")

        then:
        result.code() == code
        result.out() == ''
        result.err() == "n2ws.policies.delete 'adhoc' (id 11, owner root) on $n2ws? [y/N] " + (code == 0 ? "deleted policy 'adhoc' (id 11, owner root) on $n2ws\n" :
            "baksh: declined: n2ws.policies.delete 'adhoc' (id 11, owner root) on $n2ws?\n  nothing was sent\n  -e:1\n")
        (sandbox.n2ws().policy('adhoc') == null) == (code == 0)

        where:
        typed      || code | meaning
        'y\n'      || 0    | 'yes'
        'Y\n'      || 0    | 'yes'
        ' yes \n'  || 0    | 'yes'
        'y'        || 0    | 'yes'
        'n\n'      || 3    | 'no'
        '\n'       || 3    | 'no'
        'NO\n'     || 3    | 'no'
        ''         || 3    | 'no'
    }

    def "an answer that is neither yes nor no is asked again, at most three times: #typed"() {
        given:
        baksh.useTerminal(typed)
        String question = "n2ws.policies.delete 'adhoc' (id 11, owner root) on $n2ws?"

        when:
        final CommandResult result = baksh.runExpression("n2ws.policies['adhoc'].delete()")

        then:
        result.code() == code
        result.err() == wrong.collect { "$question [y/N] " + (it ? "'$it' is neither yes nor no\n" : '') }.join('') +
            (code == 0 ? "deleted policy 'adhoc' (id 11, owner root) on $n2ws\n" : "baksh: declined: $question\n  nothing was sent\n  -e:1\n")

        where:
        typed                  || code | wrong
        'ja\ny\n'              || 0    | ['ja', null]
        'adhoc\nall\nyes\n'    || 0    | ['adhoc', 'all', null]
        'a\nb\nc\ny\n'         || 3    | ['a', 'b', null]
        'yo\n\n'               || 3    | ['yo', null]
        'yo\n'                 || 3    | ['yo', null]
    }

    def "several prompts are answered one after the other"() {
        given:
        baksh.useTerminal('y\nn\ny\n')

        when:
        final CommandResult result = baksh.runScriptFile('''
            ['adhoc', 'retired', 'stuck'].each { name ->
                try {
                    n2ws.policies[name].delete()
                } catch (e) {
                    println "kept $name"
                }
            }
            ''')

        then:
        result.code() == 0
        result.out() == 'kept retired\n'
        sandbox.n2ws().policy('adhoc') == null
        sandbox.n2ws().policy('stuck') == null
    }

    def "without a terminal a confirmation is refused unless --yes is given"() {
        expect:
        baksh.runExpression("n2ws.policies['adhoc'].delete()") == failure(3,
            "baksh: no user can be asked: n2ws.policies.delete 'adhoc' (id 11, owner root) on $n2ws?",
            '  use --yes to agree in advance; this write was not sent',
            '  -e:1')
        sandbox.n2ws().policy('adhoc') != null
        baksh.runExpression("n2ws.policies['adhoc'].delete()", '--yes') == success()
        sandbox.n2ws().policy('adhoc') == null
    }

    def "--yes does not override read-only"() {
        expect:
        baksh.runExpression("n2ws.policies['adhoc'].delete()", '--yes', '--read-only') == failure(3,
            "baksh: $n2ws is read-only: n2ws.policies.delete 'adhoc' was not sent", '  leave out --read-only', '  -e:1')
        sandbox.n2ws().policy('adhoc') != null
    }

    def "a production server requires its name as confirmation"() {
        given:
        baksh.env.clear()
        baksh.env.putAll(BAKSH_HOME: home.toString(), KEY: sandbox.n2wsApiKey())
        baksh.writeFile('servers.yaml',
            "eu: {kind: n2ws, url: '${sandbox.n2wsUrl()}', credential: 'env:KEY', production: true, mode: read-write}")
        baksh.useTerminal(typed)

        when:
        final CommandResult result = baksh.start('-e', "n2ws.policies['adhoc'].delete()")

        then:
        result.code() == code
        result.err().startsWith("n2ws.policies.delete 'adhoc' (id 11, owner root) on n2ws 'eu'? Type eu to go on: ")
        (sandbox.n2ws().policy('adhoc') == null) == (code == 0)

        where:
        typed   || code
        'eu\n'  || 0
        'y\n'   || 3
        'EU\n'  || 3
        ''      || 3
    }

    def "more than five writes in a script need one confirmation"() {
        given:
        final String combined = "n2ws.policies.list(user: 'root').take(8).each { it.update { description 'x' } }"

        when:
        final CommandResult refusedResult = baksh.runExpression("$combined; 1")

        then:
        refusedResult == failure(3,
            "baksh: no user can be asked: 5 writes of this expression were sent (n2ws.policies.update 'nightly', 'linux_web', 'linux_db', 'windows_ad', 'weekly_full'); continue with n2ws.policies.update 'stuck' (id 6, owner root) and the rest on $n2ws?",
            '  use --yes to agree in advance; this write was not sent',
            '  -e:1')
        sandbox.n2ws().policies().count { it.get('description').asText() == 'x' } == 5

        when:
        baksh.useTerminal('y\n')
        final CommandResult confirmedResult = baksh.runExpression("$combined; 1")

        then:
        confirmedResult.code() == 0
        confirmedResult.err().count('[y/N]') == 1
        sandbox.n2ws().policies().count { it.get('description').asText() == 'x' } == 8
    }

    def "progress is shown only on a terminal and is erased"() {
        when:
        final CommandResult pipeResult = baksh.runExpression("n2ws.policies['adhoc'].backup().await().status")

        then:
        pipeResult == success('B')

        when:
        baksh.useTerminal()
        final CommandResult terminalResult = baksh.runExpression("n2ws.policies['adhoc'].backup().await().status")

        then:
        terminalResult.out() == 'B\n'
        terminalResult.err().startsWith(CLEAR_LINE + 'backup ')
        terminalResult.err().endsWith(CLEAR_LINE)
        !terminalResult.err().contains('\n')
    }

    def "a notice is printed once"() {
        given:
        baksh.env.BAKSH_N2WS_URL = sandbox.n2wsUrl().toString() + '/login'

        expect:
        baksh.runStandardInput("2.times { println n2ws.policies['nightly'].id }; println n2ws.users.count()") == new CommandResult(0, '1\n1\n3\n',
            "BAKSH_N2WS_URL: the path /login is not needed; using ${sandbox.n2wsUrl()}\n")
    }

    def "control characters of a server are escaped on a terminal: #how"() {
        given:
        servePolicy(CONTROL_TEXT)
        baksh.useTerminal()
        baksh.env.NO_COLOR = '1'

        when:
        final CommandResult result = baksh.runExpression(expression, *options)

        then:
        result.out().contains('evil')
        !(result.out() + result.err()).any { c -> c != '\n' && Character.isISOControl(c as char) }

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

    def "control characters of a server are escaped in messages, on a terminal or not"() {
        given:
        sandbox.n2ws().faults().injectAlways('GET', 'aws/policies', Fault.status(400, 'application/json',
            new ObjectMapper().writeValueAsString([detail: CONTROL_TEXT])))
        if (person) baksh.useTerminal()

        when:
        final CommandResult result = baksh.runExpression('n2ws.policies.count()')

        then:
        result.code() == 1
        result.err().contains('evil')
        result.err().readLines().size() == 2
        !result.err().any { c -> c != '\n' && Character.isISOControl(c as char) }

        where:
        person << [true, false]
    }

    def "server names in suggestions and prompts are escaped"() {
        given:
        servePolicy(CONTROL_TEXT)
        baksh.useTerminal('n\n')

        expect:
        isEscaped(baksh.runExpression("n2ws.policies['evi']").err())
        isEscaped(baksh.runExpression('n2ws.policies.list()[0].delete()').err())
        isEscaped(baksh.runExpression('fail n2ws.policies.list()[0].description').err())
        isEscaped(baksh.runExpression('throw new IllegalStateException(n2ws.policies.list()[0].description)').err())
    }

    def "in a pipe the text is unchanged"() {
        given:
        servePolicy('a\u001bb')

        expect:
        baksh.runExpression('println n2ws.policies.list()[0].description') == success('a\u001bb')
        baksh.runExpression('n2ws.policies.list()[0].description', '-o', 'json') == success('"a\\u001Bb"')
    }

    private static boolean isEscaped(String text) {
        return text.contains('evil') && !text.any { c -> c != '\n' && Character.isISOControl(c as char) }
    }

    /** One policy with this name and description. */
    private void servePolicy(String text) {
        sandbox.n2ws().faults().injectAlways('GET', 'aws/policies', Fault.status(200, 'application/json',
            new ObjectMapper().writeValueAsString([count: 1, next: null, results: [[id: 1, name: text, description: text]]])))
    }

    def "a hint with a command is divided after a semicolon on a terminal"() {
        expect:
        baksh.useTerminal().tap { width = 80 }.start('undo', '20261130T184304926Z-aefb').err().readLines().drop(1) == [
            '  a session and a script without steps are not stored as runs;',
            '  baksh journal lists their writes; an undo needs a run']
    }
}
