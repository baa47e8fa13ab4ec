package dev.baksh.client.n2ws

import dev.baksh.cli.CommandResult
import dev.baksh.cli.CommandRunner
import dev.baksh.cli.ScriptedServer
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/** The rule: success and failure are reported only for letters that are documented or configured; any other end is exit 75. */
class UnknownStatusSpec extends Specification {
    @TempDir
    Path home

    Object status

    @AutoCleanup
    ScriptedServer server = new ScriptedServer({ method, target ->
        Map backup = [id: 5, name: 'p', policy: 1, status: status, start_time: '2026-03-04T05:00:00Z', end_time: '2026-03-04T05:10:00Z']
        if (target =~ '/aws/backups/5/') return backup
        if (target =~ '/aws/recoveries/8/') return [id: 8, status: status]
        if (target =~ '/azure/recoveries/8/') return [id: 8, status: status]
        if (target =~ '/records/3/') return [id: 3, status: status]
        if (target =~ '/v1/backup/') return [backup: [metadata: [name: 'now', uid: 'u'], backup_info: [status: [status: status], completion_time_info: [total_completion_time: '2026-03-04T05:10:00Z']]]]
        if (target =~ '/v1/restore/') return [restore: [metadata: [name: 'now', uid: 'u'], restore_info: [status: [status: status], completion_time_info: [total_completion_time: '2026-03-04T05:10:00Z']]]]
        return null
    })

    CommandResult start(String expression, Map<String, String> env = [:]) {
        CommandRunner baksh = new CommandRunner(home)
        baksh.env.putAll(server.environment + [BAKSH_N2WS_API_KEY: 'k', BAKSH_PX_TOKEN: 'x'] + env)
        baksh.runExpression(expression)
    }

    private String host() {
        server.url - 'http://'
    }

    def "a backup that ended with status #letter is not judged"() {
        given:
        status = letter

        when:
        CommandResult result = start('n2ws.backups[5].await()')

        then:
        result.code() == 75
        result.out() == ''
        result.err().readLines()[0] == "baksh: n2ws (${host()}): backup 5 of \"p\" $message"

        where:
        letter   || message
        'S'      || 'ended with status S; whether S is success is not known here'
        'b'      || 'ended with status b; whether b is success is not known here'
        'F'      || 'ended with status F; whether F is success is not known here'
        'M'      || 'ended with status M; whether M is success is not known here'
        7        || 'ended with status 7; whether 7 is success is not known here'
        true     || 'ended with status true; whether true is success is not known here'
        'Backup Successful' || 'ended with status Backup Successful; whether Backup Successful is success is not known here'
        ''       || 'ended without a status; whether it is a success is not known here'
        null     || 'ended without a status; whether it is a success is not known here'
    }

    def "#object that ended with an unknown status is not judged: #letter"() {
        given:
        status = letter

        when:
        CommandResult result = start("${expression}.await(timeout: 5.seconds)")

        then:
        result.code() == 75
        result.err().contains("ended with status $letter; whether $letter is success is not known here\n")

        where:
        [object, expression, letter] << [[
            ['a recovery', 'n2ws.recoveries[8]'], ['an Azure recovery', 'n2ws.azure.recoveries[8]'], ['a scenario record', 'n2ws.scenarioRecords[3]'],
            ['a Portworx backup', "px.backups.get('now')"], ['a Portworx restore', "px.restores.get('now')"]], ['X', 'success', 4]].combinations().collect { [it[0][0], it[0][1], it[1]] }
    }

    def "known letters are judged: #letter with #env"() {
        given:
        status = letter

        when:
        CommandResult result = start("${expression}.await().status", env)

        then:
        result.code() == code
        code || result.out() == "$letter\n"
        !code || result.err().contains("ended without success: status $letter (failed)")

        where:
        expression           | letter | env                                                  || code
        'n2ws.backups[5]'    | 'B'    | [:]                                                  || 0
        'n2ws.backups[5]'    | 'L'    | [BAKSH_N2WS_PARTIAL: 'L']                            || 0
        'n2ws.backups[5]'    | 'F'    | [BAKSH_N2WS_FAILED: 'E,F']                           || 1
        'n2ws.backups[5]'    | '7'    | [BAKSH_N2WS_FAILED: '7']                             || 1
        'n2ws.recoveries[8]' | 'S'    | [BAKSH_N2WS_RECOVERED: 'S']                          || 0
        'n2ws.recoveries[8]' | 7      | [BAKSH_N2WS_RECOVERED: '7']                          || 0
        'n2ws.recoveries[8]' | 'F'    | [BAKSH_N2WS_RECOVERED: 'S', BAKSH_N2WS_FAILED: 'F']  || 1
        'n2ws.scenarioRecords[3]' | 'F' | [BAKSH_N2WS_FAILED: 'F']                           || 1
    }

    def "the outcome of a backup is a word"() {
        given:
        status = letter

        expect:
        start('n2ws.backups[5].outcome', [BAKSH_N2WS_FAILED: 'F', BAKSH_N2WS_PARTIAL: 'L']).out() == "$word\n"

        where:
        letter || word
        'B'    || 'success'
        'L'    || 'partial'
        'F'    || 'failed'
        'Q'    || 'unknown'
        null   || 'unknown'
    }
}
