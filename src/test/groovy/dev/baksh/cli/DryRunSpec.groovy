package dev.baksh.cli

import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

import static dev.baksh.cli.CommandResult.failure
import static dev.baksh.cli.CommandResult.result

class DryRunSpec extends Specification {
    static final String TOKEN = '-H "Authorization: Bearer $TOKEN"'
    static final String JSON = "-H 'Content-Type: application/json' --data"

    @AutoCleanup
    Sandbox sandbox = Sandbox.start(SandboxOptions.defaults())

    @TempDir
    Path home

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home).at(sandbox)
    }

    def "each write is printed as the curl command that it would be, and not sent: #expression"() {
        when:
        final CommandResult printed = baksh.says(expression, '--dry-run')

        then:
        printed == result(*lines.collect { it.replace('N2WS', "${sandbox.n2wsUrl()}/api").replace('PX', "${sandbox.pxUrl()}/backend/api/pxBackup") })
        !sandbox.requests().any { it.method() != 'GET' && !it.path().contains('token') }

        where:
        expression                                                   || lines
        "n2ws.policies['nightly'].backup()"                          || ["curl -X POST $TOKEN 'N2WS/aws/policies/1/backups/'"]
        "n2ws.policies['nightly'].backup().await(timeout: 2.hours)"  || ["curl -X POST $TOKEN 'N2WS/aws/policies/1/backups/'"]
        "n2ws.policies['nightly'].update { enabled false }"          || ["curl -X PUT $TOKEN $JSON '{\"enabled\":false}' 'N2WS/aws/policies/1/'"]
        "n2ws.policies['adhoc'].delete()"                            || ["curl -X DELETE $TOKEN 'N2WS/aws/policies/11/'"]
        "n2ws.policies.create('weekly') { account 'main'; schedules 'daily' }" || [
            "curl -X POST $TOKEN $JSON '{\"name\":\"weekly\",\"account\":1,\"schedules\":[1]}' 'N2WS/aws/policies/'"]
        "px.roles.create('some-role') { viewOnly 'role' }"           || [
            "curl -X POST $TOKEN $JSON '{\"id\":0,\"org_id\":\"default\",\"name\":\"some-role\",\"description\":\"\",\"rules\":[{\"services\":[\"role\"],\"apis\":[\"inspect*\",\"enumerate*\"]}]}' 'PX/rbac/roles/create'"]
    }

    def "what a dry run would have made is found by its name, by references too, as long as it lasts"() {
        when:
        final CommandResult printed = baksh.reads("""\
            n2ws.schedules.create('nights') { everyUnit 'D'; everyHowMany 1 }
            n2ws.policies.create('weekly') { account 'main'; schedules 'nights' }
            n2ws.policies['weekly'].update { generations 3 }
            n2ws.policies['weekly'].backup()
            println n2ws.policies['nowhere']
            """.stripIndent(), '--dry-run')

        then:
        printed.out().readLines()*.replace(TOKEN, 'TOKEN')*.replace(JSON, 'JSON')*.replace("${sandbox.n2wsUrl()}/api", 'N2WS').drop(1) == [
            'curl -X POST TOKEN JSON \'{"name":"weekly","account":1,"schedules":["NEW_SCHEDULE_ID"]}\' \'N2WS/aws/policies/\'',
            'curl -X PUT TOKEN JSON \'{"generations":3}\' \'N2WS/aws/policies/NEW_POLICY_ID/\'',
            'curl -X POST TOKEN \'N2WS/aws/policies/NEW_POLICY_ID/backups/\'']
        printed.err().contains('policy "nowhere" not found')
        !sandbox.requests().any { it.method() != 'GET' && !it.path().contains('token') }
    }

    def "what stands for the answer says so, and gives what was to be sent"() {
        expect:
        baksh.reads("def p = n2ws.policies.create('weekly') { account 'main'; generations 4 }\nprintln p.generations\nprintln p.id", '--dry-run')
            .with { [it.code(), it.out().readLines()[1], it.err()] } == [1, '4', '''\
                dry run: 1 read sent, 1 write planned: 1 ENSURE
                baksh: dry run: 'id' is not known, since n2ws.policies.create 'weekly' was not sent
                  this part of the script cannot be rehearsed without running it
                  -:3
                '''.stripIndent()]
    }

    def "what would have been made is there for the rest of the rehearsal, as it would be by then"() {
        expect:
        baksh.reads("""
            n2ws.policies.create('weekly') { account 'main'; generations 4 }
            println n2ws.policies.contains('weekly')
            println 'weekly' in n2ws.policies
            n2ws.policies['weekly'].update { generations 3 }
            println n2ws.policies['weekly'].generations
            n2ws.policies['weekly'].delete()
            println n2ws.policies.contains('weekly')
            println n2ws.policies.contains('nowhere')
            """.stripIndent(), '--dry-run').out().readLines().findAll { !it.startsWith('curl ') } == ['true', 'true', '3', 'false', 'false']
    }

    def "a dry run asks no question, and finds names that do not exist"() {
        expect:
        baksh.says("n2ws.policies['nigtly'].delete()", '--dry-run') == failure(1,
            "baksh: n2ws (${sandbox.n2wsUrl().authority}): policy \"nigtly\" not found", '  did you mean: nightly', '  -e:1')
        baksh.says("n2ws.policies.list(search: 'linux').each { it.delete() }; 1", '--dry-run').code() == 0
        sandbox.n2ws().policy('linux_web') != null
    }

    def "a dry run wins over read-only"() {
        expect:
        baksh.says("n2ws.policies['adhoc'].delete()", '--dry-run', '--read-only').code() == 0
    }
}
