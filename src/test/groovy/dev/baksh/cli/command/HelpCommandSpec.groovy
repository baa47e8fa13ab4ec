package dev.baksh.cli.command

import dev.baksh.cli.CommandRunner
import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.app.AppContext
import dev.baksh.cli.console.CommandLineOptions
import dev.baksh.cli.console.ProcessEnvironment
import dev.baksh.cli.repl.Repl
import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Catalog
import dev.baksh.client.api.Operation
import dev.baksh.client.api.TimeSource
import dev.baksh.dsl.BakshScript
import dev.baksh.script.runbook.RunbookScript
import dev.baksh.shell.complete.CompletionContext
import dev.baksh.shell.complete.DslCompleter
import dev.baksh.shell.complete.ScriptWords
import dev.baksh.shell.complete.ShellCommand
import org.jline.reader.Candidate
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.lang.reflect.Modifier
import java.nio.file.Files
import java.nio.file.Path

import static dev.baksh.cli.CommandResult.failure
import static dev.baksh.cli.CommandResult.success

/** Spec of the topics of help, at the prompt and on the command line. */
@Timeout(300)
class HelpCommandSpec extends Specification {
    static final List<Path> SCRIPTS = Files.list(Path.of('scripts')).filter { it.toString().endsWith('.groovy') }.sorted().toList()

    @TempDir
    Path home

    ByteArrayOutputStream out = new ByteArrayOutputStream()
    AppContext app
    Map<String, ShellCommand> commands
    Map<String, Catalog> catalogs
    DslCompleter completer

    def setup() {
        app = SandboxHarness.createContext(new ProcessEnvironment(
            new ByteArrayInputStream(new byte[0]), new PrintStream(out, true), new PrintStream(new ByteArrayOutputStream()), [BAKSH_HOME: home.toString()],
            false, false, 80, [Path.of('lib')], TimeSource.SYSTEM))
        commands = Repl.commandsForHelp(app)
        catalogs = app.catalogs.all()
        completer = new DslCompleter(new CompletionContext(catalogs, { [] as Set }, { null }, { null }, [:]), { kind, server, noun -> [] }, commands)
    }

    def cleanup() {
        app.close()
    }

    def "help explains every name that TAB offers at the start of a line, after a colon and after help"() {
        given:
        List<String> topics = offersFor('') + offersFor(':') + offersFor('help ').collect { it == 'find ' ? 'find role' : it }

        expect:
        topics.size() > 80
        topics.containsAll(['n2ws', 'table', ':watch', ':quit', 'morning-check', 'step', 'choice'])
        topicsWithoutHelp(topics) == []
    }

    def "help explains every noun, verb, field, list method, argument and verb of a block that TAB offers"() {
        given:
        List<String> topics = catalogs.values().collectMany { catalog ->
            membersOf("${catalog.server()}.") + catalog.nouns().values().findAll { it.name() != 'server' }.collectMany { noun ->
                String path = "${catalog.server()}.${noun.name()}"
                membersOf("$path.") + offersFor("$path[1].").collect { "$path.$it".toString() } + noun.operations().values().collectMany { argumentsOf(it) }
            } + (catalog.noun('server')?.operations()?.values() ?: []).collectMany { argumentsOf(it) }
        }

        expect:
        topics.size() > 1_000
        topics.containsAll(['px.access', 'px.plan', 'n2ws.get', 'n2ws.token', 'n2ws.azure', 'n2ws.policies.findAll', 'n2ws.policies.lastModified', 'px.roles.description',
            'n2ws.policies.runTimes.days', 'n2ws.policies.create.account', 'px.roles.create.viewOnly', 'px.plan.user'])
        topicsWithoutHelp(topics) == []
    }

    def "a search finds the scripts of the installation, the commands of the shell and the methods of lists: #word"() {
        expect:
        help("find $word").readLines().contains(line)

        where:
        word        || line
        'drill'     || '  restore-drill   Recovers one instance from the last good backup of a policy,'
        ':journal'  || '  :journal  lists the writes, newest first; shows write N or the last one; lists'
        'exportcsv' || "  exportCsv  writes the rows to a CSV file: exportCsv('rows.csv')"
    }

    def "help explains every word that the overview and the list of commands contain"() {
        given:
        String overview = help('')
        List<String> named = (overview.readLines().findAll { it ==~ /  (n2ws|px|shell|files) .*|          .*,.*/ }*.trim().join(' ') =~ /[\w.]+/).collect { it }
        List<String> topics = named.findAll { !(it in ['shell', 'files']) }.collect { name -> qualify(name) }

        expect:
        topics.size() > 60
        topicsWithoutHelp(topics) == []
    }

    def "every public method of a script and of a runbook has help"() {
        given:
        List<String> names = [BakshScript, RunbookScript].collectMany { it.declaredMethods.toList() }
            .findAll { Modifier.isPublic(it.modifiers) && !it.synthetic && !it.name.contains('$') && !(it.name in ['methodMissing', 'evaluate', 'run']) }*.name.unique()

        expect:
        names.size() > 20
        topicsWithoutHelp(names) == []
    }

    def "help explains every command, option and variable of the command line"() {
        given:
        String page = narrowRunner().start('help').out()
        List<String> topics = CommandLineOptions.COMMANDS + (page =~ /(?m)^  (--?[a-z][a-z-]*)/).collect { it[1] } + (page =~ /(?m)^  (BAKSH_\w+)/).collect { it[1] }

        expect:
        topics.size() > 40
        topicsWithoutHelp(topics) == []
    }

    def "help for the shipped script #script names its purpose and each parameter with its default"() {
        given:
        String source = Files.readString(script)
        String purpose = (source =~ /\A\/\/ ([^\n]+)/)[0][1]
        Map<String, String> defaults = (source =~ /number\(params, '([\w-]+)', (\d+)\)/).collect { [it[1], it[2]] }.collectEntries()
        Set<String> names = (source =~ /params\.(?:containsKey\('(\w+)'\)|'([\w-]+)'|(\w+))/).collect { it[1] ?: it[2] ?: it[3] } + defaults.keySet()

        when:
        String page = help(topic)

        then:
        page.replaceAll(/\s+/, ' ').contains(purpose)
        names.every { page.contains("--$it") }
        defaults.every { name, value -> page.replaceAll(/\s+/, ' ').contains("[--$name $value]") }
        page.readLines().any { it.startsWith("  :run $script") }

        where:
        [script, topic] << SCRIPTS.collectMany { [[it, it.toString()], [it, it.fileName.toString().replace('.groovy', '')]] }
    }

    def "the page of a script with declared parameters is complete"() {
        expect:
        narrowRunner().start('help', 'scripts/failover-drill.groovy') == success(*'''\
            Failover drill

            Failover drill with a report: tests a recovery scenario, asks for approval, runs
            it and measures the recovery time.

            The report (baksh report last drill.html) has the time from the approval to the
            end of the recovery.

              baksh run scripts/failover-drill.groovy --scenario STRING [--timeout DURATION]

            Parameters:
              --scenario  a string                      name of the recovery scenario;
                                                        required
              --timeout   a duration: 90s, 30m, 2h, 7d  for the test, and for the run;
                                                        default 2h

            Steps:
              1  pick the newest good backup
              2  test
              3  run'''.stripIndent().readLines())
    }

    def "help #topic at the prompt"() {
        expect:
        help(topic).readLines() == lines

        where:
        topic             || lines
        'table'           || ['table: prints a table of rows', '', "  table rows, 'id', 'name'", '', '  a function of scripts and of the shell']
        'viewOnly'        || ["viewOnly: allows reads of these services: viewOnly 'cloudcredential',", "    'backuplocation'", '', '  help px.roles.create shows the block', '', '  a verb of a block']
        '7.days.ago'      || ['ago: the time before now by a duration, in UTC', '', '  7.days.ago', '', '  a time or a duration']
        'choice'          || ['choice: one of its choices', '', "  params { choice 'how', choices: ['fast', 'slow'], default: 'slow' }", '', '  declares a parameter in the params block of a runbook']
        ':watch'          || [':watch: repeats an expression and marks changes: :watch 30s EXPR', '', 'The interval is 5s, 2m or 1h. :watch 30s x10 EXPR repeats ten times. Ctrl-C ends', 'the watch. An expression that writes, or may write, is refused.']
        'px.access'       || ['px.access: Returns the matrix of users (rows) and roles (columns).', '', '  px.access()', '', 'facts', '  request     no request of its own', '  effect      READ: changes nothing',
            '  permission  no special permission is known', '  returns     the response of the server', '  evidence    confirmed (px-api 2, rows 3 and 7)']
        '--ticket'        || ['  :resume RUN [--from STEP | --only STEP | --skip STEP | --resend STEP |', '      --accept STEP] [--answer NAME=VALUE] [--ticket TICKET]',
            '                                    resumes a run; --resend sends writes of', '                                    unknown outcome again, --accept accepts', '                                    changed writes']
        'BAKSH_N2WS_PARTIAL' || ['  BAKSH_N2WS_FAILED  status letters of failures, F or F,E; BAKSH_N2WS_PARTIAL,', '                     BAKSH_N2WS_RECOVERED too']
        'BAKSH_PX_CA'     || ['  BAKSH_N2WS_CA  PEM file of a CA to trust; BAKSH_PX_CA too']
        'n2ws.s3Copies.succeeded' || ['n2ws.s3Copies.succeeded: a field of each S3 copy', '', '  succeeded  true or false']
        'n2ws.snapshots'  || ['n2ws.snapshots: Rows of the snapshots of a backup.', '', 'fields', '  id          whole number', '  snapshotId  text', '  region      text', '  status      code letter: not documented']
        'n2ws.get'        || ["n2ws.get: raw GET: get('path', search: 'x')"]
        'px.plan.user'    || ['user: in the block of px.plan', '', "  roles that the user must have: user 'alice', 'test-role'", '', 'more', '  help px.plan']
    }

    def "the page of a verb with a block lists the verbs of the block"() {
        given:
        List<String> lines = help('px.roles.create').readLines()

        expect:
        lines.indexOf('in the block') > 0
        lines.findAll { it ==~ /  (viewOnly|fullAccess|allow|description) .*/ }*.trim()*.split(/ /, 2)*.getAt(0).toSorted() == ['allow', 'description', 'fullAccess', 'viewOnly']
        !lines.any { it.startsWith('  rules ') }
    }

    def "an unknown topic suggests words, commands and scripts: #topic"() {
        expect:
        narrowRunner().start('help', topic) == failure(2, "baksh: there is no help on '$topic'", "  $hint")

        where:
        topic          || hint
        'tabel'        || 'did you mean: table'
        'morning-chek' || 'did you mean: morning-check'
        ':wach'        || 'did you mean: :watch, :warm'
        'xyzzy'        || 'help lists the topics'
    }

    def "a verb of the server without parentheses is an error that says what to write: #expression"() {
        expect:
        new CommandRunner(home).runExpression(expression) == failure(1, "baksh: px: '$verb' is a verb", "  write px.$verb(...): $example", '  -e:1')

        where:
        expression  || verb     | example
        'px.plan'   || 'plan'   | "px.plan { user 'alice', 'test-role' }"
        'px.access' || 'access' | 'px.access()'
    }

    private CommandRunner narrowRunner() {
        CommandRunner runner = new CommandRunner(home)
        runner.width = 80
        runner.libraries = [Path.of('lib')]
        runner
    }

    /** Returns the qualified name of a noun; a word of scripts stays. */
    private String qualify(String name) {
        if (catalogs.containsKey(name) || ScriptWords.find(name)) return name
        Catalog catalog = catalogs.values().find { it.noun(name) }
        catalog ? "${catalog.server()}.$name" : name
    }

    private List<String> membersOf(String prefix) {
        offersFor(prefix).collect { "$prefix$it".toString() }
    }

    private List<String> argumentsOf(Operation operation) {
        String call = operation.noun() == 'server' ? "${operation.server()}.${operation.verb()}"
            : "${operation.server()}.${operation.noun()}${operation.onRow() ? '[1]' : ''}.${operation.verb()}"
        List<String> arguments = offersFor("$call(").findAll { it.endsWith(': ') }.collect { it - ': ' }
        List<Candidate> blockWords = candidates("$call { ").findAll { it.group() == 'fields of this block' }
        (arguments + blockWords*.value()).collect { "${operation.id()}.$it".toString() }
    }

    private List<String> topicsWithoutHelp(Collection<String> topics) {
        topics.findAll { topic ->
            try {
                help(topic).isBlank()
            } catch (BakshException ignored) {
                true
            }
        }
    }

    private String help(String topic) {
        out.reset()
        new HelpCommand(app, { commands }, true).show(topic)
        out.toString('UTF-8')
    }

    private List<String> offersFor(String before) {
        candidates(before)*.value()
    }

    private List<Candidate> candidates(String before) {
        List<Candidate> candidates = []
        completer.complete(before, candidates)
        candidates
    }
}
