package dev.baksh.client.n2ws

import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.ScriptedServer
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path
import java.time.Instant
import java.time.temporal.ChronoUnit

/** The rule: a status letter has a word where its meaning is known, and no other letter is a success or a failure. */
class StatusWordsSpec extends Specification {
    @TempDir
    Path home

    String status
    final Instant time = Instant.now().minus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS)

    @AutoCleanup
    ScriptedServer server = new ScriptedServer({ method, target ->
        Map row = [id: 5, name: 'p', policy: 1, status: status, start_time: time.toString(), end_time: time.plusSeconds(600).toString(), recovery_time: time.toString()]
        if (target.contains('envelope')) return [count: 1, next: null, previous: null, results: [row]]
        if (target.contains('/nested/')) return [id: 5, inner: row]
        if (target.contains('/unknown/')) return row
        return target.contains('/snapshots') ? [row] : target =~ '/(backups|recoveries|records)/\\d' ? row : target =~ '/(backups|recoveries)/' ? [row] : null
    })

    CommandResult start(String expression, String format, Map<String, String> env = [:], boolean color = false) {
        CommandRunner baksh = new CommandRunner(home)
        if (color) baksh.useTerminal()
        baksh.env.putAll(server.environment + [BAKSH_N2WS_API_KEY: 'k', BAKSH_PX_TOKEN: 'x'] + env)
        baksh.start('-o', format, '-e', expression)
    }

    def "#noun: #letter is shown as #shown in tables, and alone in data"() {
        given:
        status = letter

        expect:
        start("table n2ws.${noun}.list(), 'id', 'status'", 'table', env).out() == "id  status\n 5  $shown\n1 row\n"
        start("n2ws.${noun}.list()", 'md', env).out().contains(" | $shown |") || start("table n2ws.${noun}.list(), 'id', 'status'", 'md', env).out().contains("| $shown |")
        start("n2ws.${noun}.list()", 'csv', env).out().readLines()[1].startsWith("5,p,1,$letter,${time.toString().take(10)}")
        ['json', 'ndjson', 'yaml'].every { !start("n2ws.${noun}.list()", it, env).out().contains('(') }

        where:
        noun               | letter | env                                          || shown
        'backups'          | 'B'    | [:]                                          || 'B (success)'
        'backups'          | 'M'    | [:]                                          || 'M (marked for deletion)'
        'backups'          | 'F'    | [:]                                          || 'F (meaning not known)'
        'backups'          | 'P'    | [:]                                          || 'P (meaning not known)'
        'backups'          | 'S'    | [BAKSH_N2WS_RECOVERED: 'S']                  || 'S (meaning not known)'
        'backups'          | 'F'    | [BAKSH_N2WS_FAILED: 'E,F']                   || 'F (failed)'
        'backups'          | 'L'    | [BAKSH_N2WS_PARTIAL: 'L']                    || 'L (partial success)'
        'azure.backups'    | 'F'    | [BAKSH_N2WS_FAILED: 'F']                     || 'F (failed)'
        'recoveries'       | 'P'    | [:]                                          || 'P (in progress)'
        'recoveries'       | 'B'    | [:]                                          || 'B (meaning not known)'
        'recoveries'       | 'S'    | [BAKSH_N2WS_RECOVERED: 'S']                  || 'S (success)'
        'recoveries'       | 'F'    | [BAKSH_N2WS_FAILED: 'F']                     || 'F (failed)'
        'azure.recoveries' | 'X'    | [BAKSH_N2WS_RECOVERED: 'S']                  || 'X (meaning not known)'
    }

    def "a letter of a row without a noun has a word only from its own table: #expression shows #shown"() {
        given:
        status = letter

        expect:
        start("table $expression, 'id', 'status'", 'table').out() == "id  status\n 5  $shown\n1 row\n"
        start("table $expression, 'id', 'status'", 'md').out().contains("| $shown |")
        start("$expression", 'csv').out().readLines()[1].contains(",$letter,")
        start("table $expression, 'status'", 'table', [:], true).out().contains("\u001b[${color}m$shown\u001b[0m")

        where:
        expression                              | letter || color | shown
        'n2ws.backups[5].snapshots'             | 'B'    || 33    | 'B (meaning not known)'
        'n2ws.backups[5].instances'             | 'S'    || 33    | 'S (meaning not known)'
        'n2ws.azure.backups[5].machines'        | 'B'    || 33    | 'B (meaning not known)'
        'n2ws.azure.backups[5].disks'           | 'S'    || 33    | 'S (meaning not known)'
        'n2ws.backups[5].s3Copies'              | 'S'    || 32    | 'S (success)'
        'n2ws.backups[5].s3Copies'              | 'F'    || 31    | 'F (failed)'
        'n2ws.backups[5].s3Copies'              | 'P'    || 33    | 'P (in progress)'
        'n2ws.backups[5].s3Copies'              | 'B'    || 33    | 'B (meaning not known)'
        "[n2ws.get('aws/backups/5/')]"          | 'B'    || 32    | 'B (success)'
        "[n2ws.get('aws/unknown/5/')]"          | 'B'    || 33    | 'B (meaning not known)'
    }

    def "a nested object and the rows of a raw list have the words of their own table: #expression shows #shown"() {
        given:
        status = letter

        expect:
        start(expression, 'table').out().contains(shown)
        !start(expression, 'json').out().contains('(')

        where:
        expression                                                | letter || shown
        "n2ws.get('aws/envelope/backups/')"                       | 'B'    || 'status: B (meaning not known)'
        "n2ws.get('aws/nested/5/')"                               | 'S'    || 'status: S (meaning not known)'
        "n2ws.get('aws/backups/', envelope: 1)"                   | 'B'    || 'status: B (success)'
        "n2ws.get('aws/backups/', envelope: 1)"                   | 'Q'    || 'status: Q (meaning not known)'
        "n2ws.get('aws/backups/')"                                | 'B'    || 'B (success)'
        "n2ws.get('aws/backups/')"                                | 'Q'    || 'Q (meaning not known)'
        "n2ws.get('backups/5/snapshots/copy_to_s3/')"             | 'S'    || 'S (success)'
        "n2ws.get('aws/recoveries/', envelope: 1)"                | 'B'    || 'status: B (meaning not known)'
        "n2ws.get('backups/5/snapshots/copy_to_s3/', envelope: 1)" | 'S'    || 'status: S (success)'
        "n2ws.backups[5].vertical"                                | 'S'    || 'S (meaning not known)'
    }

    def "on a terminal only a known success is green and only a known failure is red: #letter"() {
        given:
        status = letter

        expect:
        start("table n2ws.${noun}.list(), 'id', 'status'", 'table', [BAKSH_N2WS_FAILED: 'F'], true).out().contains("\u001b[${color}m$shown\u001b[0m")

        where:
        noun         | letter || color | shown
        'backups'    | 'B'    || 32    | 'B (success)'
        'backups'    | 'F'    || 31    | 'F (failed)'
        'backups'    | 'M'    || 33    | 'M (marked for deletion)'
        'backups'    | 'Q'    || 33    | 'Q (meaning not known)'
        'recoveries' | 'B'    || 33    | 'B (meaning not known)'
    }

    def "the legend of a timeline has the word, or says that the meaning is not known: #letter"() {
        given:
        status = letter

        expect:
        start("timeline n2ws.backups.list(), days: 366", 'table', env).out().readLines().last().contains(legend)

        where:
        letter | env                      || legend
        'B'    | [:]                      || '■ success, · no run'
        'F'    | [BAKSH_N2WS_FAILED: 'F'] || 'F failed, · no run'
        'F'    | [:]                      || 'F (meaning not known), · no run'
        ''     | [:]                      || '? no status, · no run'
    }

    def "the letters of the sandbox have words in every table"() {
        when:
        CommandResult result = new CommandRunner(home).start('--sandbox', '-o', 'table', '-e', "table n2ws.backups.list() + n2ws.recoveries.list(), 'status'")

        then:
        result.out().readLines()[1..-2].every { it ==~ /[A-Z] \([a-z ]+\)/ }
        ['B (success)', 'F (failed)', 'L (partial success)', 'P (in progress)'].every { result.out().contains(it) }
    }

    def "a run whose wait ended with an unknown letter is unfinished; resume does not start the backup again and does not call the run done"() {
        given:
        SandboxHarness harness = new SandboxHarness(home)
        harness.sandbox.n2ws().behavior.backupResults.add('Z')
        Path runbook = new CommandRunner(home).writeFile('wait.groovy', "step('back up') { n2ws.policies['linux_web'].backup().await() }\nprintln 'good'\n")
        String unknown = 'ended with status Z; whether Z is success is not known here'

        when:
        SandboxHarness.Result first = harness.start(['run', runbook.toString()])
        SandboxHarness.Result resumed = harness.start(['resume', 'last'])
        String report = harness.start(['report', 'last']).out

        then:
        [first, resumed].every { it.code == 75 && it.err.contains(unknown) && !it.out.contains('good') }
        harness.sandbox.n2ws().startedBackupCount('linux_web') == 1
        report.contains(unknown)

        when: 'the letter is configured'
        SandboxHarness.Result known = harness.start(['resume', 'last'], [BAKSH_N2WS_PARTIAL: 'Z'])

        then:
        known.code == 0
        known.out.contains('good')
        harness.sandbox.n2ws().startedBackupCount('linux_web') == 1

        cleanup:
        harness.close()
    }
}
