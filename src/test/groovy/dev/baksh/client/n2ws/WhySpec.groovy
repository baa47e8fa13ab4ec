package dev.baksh.client.n2ws

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxSpecification
import dev.baksh.cli.ScriptedServer
import dev.baksh.sandbox.server.Fault

/** The rule: one word leads from a backup, a recovery or a policy to the cause and the next command, whatever cannot be read. */
class WhySpec extends SandboxSpecification {
    static final Map<String, String> LETTERS = [BAKSH_N2WS_FAILED: 'F', BAKSH_N2WS_PARTIAL: 'L', BAKSH_N2WS_RECOVERED: 'S']

    private SandboxHarness.Result run(String expression, List<String> options = ['-o', 'table'], Map<String, String> env = LETTERS) {
        harness.start(['--yes', *options, '-e', expression], env)
    }

    private String server() {
        "n2ws (${harness.sandbox.n2wsUrl().authority})"
    }

    def "a failed backup tells its status in words, its alerts, its failed parts and the next command: #expression"() {
        when:
        SandboxHarness.Result result = run(expression)

        then:
        result.out == '''\
            what      backup 273 of "failing"
            status    F (failed)
            summary   The backup of 2026-03-03T22:00:00Z ended without success at 2026-03-03T22:11:03Z.
            alerts    time: 2026-03-03T22:11:03Z, severity: alert, message: Backup of policy failing failed
            failures  what: target legacy-2 (i-0bae), reason: no snapshot in this backup
            notes     the API of N2WS has no log of a backup; the console shows it
            next      n2ws.policies[8].backup().await()
            '''.stripIndent()
        result.err == ''
        result.code == 0
        harness.writeRequests() == []

        where:
        expression << ['n2ws.backups[273].why', 'n2ws.backups[273].why()', "n2ws.policies['failing'].why",
                       "n2ws.backups.latest(policy: 'failing').why", "n2ws.backups.list(policy: 'failing', ordering: '-start_time')[0].why"]
    }

    def "the cause has one form in every format"() {
        when:
        Object json = new ObjectMapper().readValue(run('n2ws.backups[273].why', ['-o', 'json']).out, Object)
        String csv = run('n2ws.backups[273].why', ['-o', 'csv']).out
        String piped = run('n2ws.backups[273].why', []).out

        then:
        json == [what: 'backup 273 of "failing"', status: 'F (failed)',
                 summary: 'The backup of 2026-03-03T22:00:00Z ended without success at 2026-03-03T22:11:03Z.',
                 alerts: [[time: '2026-03-03T22:11:03Z', severity: 'alert', message: 'Backup of policy failing failed']],
                 failures: [[what: 'target legacy-2 (i-0bae)', reason: 'no snapshot in this backup']],
                 notes: ['the API of N2WS has no log of a backup; the console shows it'], next: 'n2ws.policies[8].backup().await()']
        csv.readLines()[0] == 'what,status,summary,alerts,failures,notes,next'
        csv.contains('"backup 273 of ""failing""",F (failed),')
        new ObjectMapper().readValue(piped, Object) == json
        run("n2ws.backups.list(policy: 'failing')*.why*.status").out.readLines().countBy { it } == ['F (failed)': 3, 'B (success)': 1]
        run('def why = n2ws.backups[273].why; "$why.log ${why.alerts[0].severity}"').out == 'null alert\n'
    }

    def "an alert from the time of another backup of the policy is not shown: backup #id"() {
        expect:
        run("n2ws.backups[$id].why.alerts*.time").out == times

        where:
        id  || times
        239 || ''
        246 || ''
        273 || '2026-03-03T22:11:03Z\n'
    }

    def "alerts are read once for a statement, whatever the number of backups"() {
        when:
        run("n2ws.backups.list(policy: 'failing')*.why*.summary")

        then:
        harness.sandbox.requests().count { it.path() == '/api/alerts/' } == 1
    }

    def "#object that did not fail gets a sentence"() {
        when:
        SandboxHarness.Result result = run(expression)

        then:
        result.out == lines.collect { it + '\n' }.join()
        result.err == ''
        result.code == 0

        where:
        object                 | expression                                || lines
        'a successful backup'  | 'n2ws.backups[241].why'                   || ['what     backup 241 of "nightly"', 'status   B (success)', 'summary  The backup of 2026-03-02T22:00:00Z was successful.']
        'the newest backup'    | 'n2ws.backups.last.why.summary'           || ['The backup of 2026-03-04T04:40:00Z was successful.']
        'the newest, by call'  | 'n2ws.backups.last().why.summary'         || ['The backup of 2026-03-04T04:40:00Z was successful.']
        'a running backup'     | "n2ws.policies['adhoc'].backup().why"     || ['what     backup 284 of "adhoc"', 'status   P (meaning not known)', 'summary  The backup of 2026-03-04T05:06:07Z has not ended.', 'next     n2ws.backups[284].await()']
        'a successful recovery' | 'n2ws.recoveries[7].why'                 || ['what     recovery 7', 'status   S (success)', 'summary  The recovery of 2026-03-03T05:00:00Z was successful.']
        'a running recovery'   | "n2ws.backups[241].recover(instance: 'web-1').why" || ['what     recovery 8', 'status   P (in progress)', 'summary  The recovery of 2026-03-04T05:06:07Z has not ended.', 'next     n2ws.recoveries[8].await()']
        'a successful drill'   | 'n2ws.scenarioRecords[1].why.summary'     || ['The scenario record of 2026-03-03T07:00:00Z was successful.']
        'a policy of no backup' | "n2ws.policies['adhoc'].why"             || ['what     policy "adhoc"', 'summary  The policy has no backup. It has no schedule, so the server does not start it.', 'next     n2ws.policies[11].backup().await()']
        'a good policy'        | "n2ws.policies['nightly'].why.summary"    || ['The backup of 2026-03-03T22:00:00Z was successful.']
    }

    def "a partial backup names the targets without a snapshot"() {
        when:
        SandboxHarness.Result result = run("n2ws.policies['partial'].why")

        then:
        result.out == '''\
            what      backup 272 of "partial"
            status    L (partial success)
            summary   The backup of 2026-03-03T22:00:00Z succeeded only partially at 2026-03-03T22:09:52Z.
            failures  what: target legacy-1 (i-0bad), reason: no snapshot in this backup
            notes     the API of N2WS has no log of a backup; the console shows it
            next      n2ws.policies[7].backup().await()
            '''.stripIndent()
    }

    def "a letter without a known meaning is not judged, and the facts are shown"() {
        when:
        SandboxHarness.Result result = run('n2ws.backups[273].why', ['-o', 'table'], [:])

        then:
        result.out == '''\
            what      backup 273 of "failing"
            status    F (meaning not known)
            summary   The backup of 2026-03-03T22:00:00Z ended at 2026-03-03T22:11:03Z; whether that is a success is not known here.
            alerts    time: 2026-03-03T22:11:03Z, severity: alert, message: Backup of policy failing failed
            failures  what: target legacy-2 (i-0bae), reason: no snapshot in this backup
            notes     the API of N2WS has no log of a backup; the console shows it
                      look at the backup in the console of N2WS; if F means a partial success, set BAKSH_N2WS_PARTIAL to it; if it means a failure, set BAKSH_N2WS_FAILED to it
            next      n2ws.policies[8].backup().await()
            '''.stripIndent()
    }

    def "a failed recovery shows the lines of its log about the failure"() {
        given:
        harness.sandbox.n2ws().behavior.recoveryResults.add('failed')
        run("n2ws.backups[241].recover(instance: 'web-1')")
        harness.clock.advance(java.time.Duration.ofHours(1))

        expect:
        run('n2ws.recoveries[8].why').out == '''\
            what     recovery 8
            status   F (failed)
            summary  The recovery of 2026-03-04T05:06:07Z ended without success.
            log      time: 2026-03-04T05:06:07Z, level: Error, message: Recovery failed, no capacity
            next     n2ws.recoveries[8].log.text
            '''.stripIndent()
    }

    def "reads that fail are notes and hide nothing: #fault"() {
        given:
        harness.sandbox.n2ws().faults().injectAlways('GET', '/alerts/', response)
        harness.sandbox.n2ws().faults().injectAlways('GET', '/snapshots/', response)

        when:
        SandboxHarness.Result result = run('n2ws.backups[273].why', ['-o', 'json'])
        Object why = new ObjectMapper().readValue(result.out, Object)

        then:
        result.code == 0
        result.err == ''
        why.summary == 'The backup of 2026-03-03T22:00:00Z ended without success at 2026-03-03T22:11:03Z.'
        why.next == 'n2ws.policies[8].backup().await()'
        why.notes[0].startsWith('the alerts could not be read: ' + server())
        why.notes.every { !it.contains('\n') }

        where:
        fault            | response
        'no permission'  | Fault.status(403, 'application/json', '{"errors":[{"message":"You do not have permission to perform this action.","code":"permission_denied"}]}')
        'no such path'   | Fault.html(404)
        'a server error' | Fault.html(500)
        'no JSON'        | Fault.status(200, 'application/json', '<html>')
        'no response'    | Fault.drop()
    }

    def "failed snapshots and copies are named with the server's reason, and alerts by the name of the policy"() {
        given:
        ScriptedServer other = new ScriptedServer({ method, target ->
            if (target =~ '/backups/5/snapshots/copy_to_s3/')
                return [[id: 9, backup_id: '5', status: 'F', succeeded: false, instance_name: 'db', error_message: 'bucket is full'], [id: 10, succeeded: true, status: 'S']]
            if (target =~ '/backups/5/snapshots/')
                return [[id: 1, snapshot_id: 'snap-1', status: 'B', region: 'eu'], [id: 2, snapshot_id: 'snap-2', status: 'F', region: 'eu', backed_up_resource_id: 'i-2', backed_up_resource_name: 'db', message: 'volume is busy'], [id: 3, status: 'Q']]
            if (target =~ '/backups/5/')
                return [id: 5, name: 'db', policy: 3, user: 1, status: 'F', start_time: '2026-03-04T05:00:00Z', end_time: '2026-03-04T05:10:00Z', dr_status: 'X', s3_copy_status: [status: 'F']]
            if (target =~ '/alerts/')
                return [[category: 'backup', text: 'Policy db: backup failed', user: 1], [text: 'Policy db-archive failed'], [text: 'db of another user', user: 2], [severity: 'E', policy: 4, message: 'db'], [severity: 'W', policy_id: 3, message: 'retry']]
            return null
        })
        CommandRunner baksh = new CommandRunner(home)
        baksh.env.putAll(other.environment + [BAKSH_N2WS_API_KEY: 'k', BAKSH_N2WS_FAILED: 'F'])

        when:
        CommandResult result = baksh.runExpression('n2ws.backups[5].why', '-o', 'table')

        then:
        result.out() == '''\
            what      backup 5 of "db"
            status    F (failed)
            summary   The backup of 2026-03-04T05:00:00Z ended without success at 2026-03-04T05:10:00Z. Its DR status is X. Its copy to S3 failed.
            alerts    category: backup, text: Policy db: backup failed
                      severity: W, message: retry, policy_id: 3
            failures  what: snapshot 2 of db (i-2), status: F (failed), reason: volume is busy
                      what: snapshot 3, status: Q (meaning not known)
                      what: S3 copy 9 of db, status: F (meaning not known), reason: bucket is full
            notes     the API of N2WS has no log of a backup; the console shows it
            next      n2ws.policies[3].backup().await()
            '''.stripIndent()
        result.err() == ''

        cleanup:
        other.close()
    }

    def "the message of a failed wait names the word: #expression"() {
        when:
        SandboxHarness.Result result = run(expression)

        then:
        result.err.readLines()[1] == "  n2ws.backups[${id}].why tells the cause"
        result.code == 1

        where:
        expression                                  || id
        "n2ws.policies['failing'].backup().await()" || 284
        'n2ws.backups[273].await()'                 || 273
    }

    def "in a dry run the cause of a planned #object says so"() {
        expect:
        run(expression, ['--dry-run', '-o', 'table']).out.readLines().last() == 'summary  It is planned; the dry run has sent nothing.'

        where:
        object     | expression
        'backup'   | "n2ws.policies['nightly'].backup().why"
        'recovery' | "n2ws.backups[241].recover(instance: 'web-1').why"
        'policy'   | "n2ws.policies.create('w') { account 'main' }.why"
    }

    def "check knows the word and its fields"() {
        given:
        File script = folder.resolve('why.groovy').toFile()
        script.text = "println n2ws.backups.last.why.next\nprintln n2ws.policies['a'].why()\nn2ws.backups.last.whi\n"

        expect:
        harness.start(['check', script.path]).out.contains("a backup has no field 'whi'")
        run('n2ws.backups[273].why.foo').err.readLines()[0] == "baksh: a diagnosis has no field 'foo'"
    }
}
