package dev.baksh.cli

import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

import static dev.baksh.cli.CommandResult.failure
import static dev.baksh.cli.CommandResult.success

class DryRunSpec extends Specification {
    static final String AUTHORIZATION_OPTION = '-H "Authorization: Bearer $TOKEN"'
    static final String JSON_OPTIONS = "-H 'Content-Type: application/json' --data"

    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions())

    @TempDir
    Path home

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home).useSandbox(sandbox)
    }

    def "each write is printed as a curl command and not sent: #expression"() {
        when:
        final CommandResult result = baksh.runExpression(expression, '--dry-run')

        then:
        result.out() == success(*lines.collect { it.replace('N2WS', "${sandbox.n2wsUrl()}/api").replace('PX', "${sandbox.pxUrl()}/backend/api/pxBackup") }).out()
        result.err() == (expression.contains('delete') ? "dry run: n2ws.policies.delete 'adhoc' (id 11, owner root) on n2ws (${sandbox.n2wsUrl().authority})\n" : '')
        result.code() == 0
        !sandbox.requests().any { it.method() != 'GET' && !it.path().contains('token') }

        where:
        expression                                                   || lines
        "n2ws.policies['nightly'].backup()"                          || ["curl -X POST --globoff $AUTHORIZATION_OPTION 'N2WS/aws/policies/1/backups/'"]
        "n2ws.policies['nightly'].backup().await(timeout: 2.hours)"  || ["curl -X POST --globoff $AUTHORIZATION_OPTION 'N2WS/aws/policies/1/backups/'"]
        "n2ws.policies['nightly'].update { enabled false }"          || ["curl -X PUT --globoff $AUTHORIZATION_OPTION $JSON_OPTIONS '{\"enabled\":false}' 'N2WS/aws/policies/1/'"]
        "n2ws.policies['adhoc'].delete()"                            || ["curl -X DELETE --globoff $AUTHORIZATION_OPTION 'N2WS/aws/policies/11/'"]
        "n2ws.policies.create('weekly') { account 'main'; schedules 'daily' }" || [
            "curl -X POST --globoff $AUTHORIZATION_OPTION $JSON_OPTIONS '{\"name\":\"weekly\",\"account\":1,\"schedules\":[1]}' 'N2WS/aws/policies/'"]
        "px.roles.create('some-role') { viewOnly 'role' }"           || [
            "curl -X POST --globoff $AUTHORIZATION_OPTION $JSON_OPTIONS '{\"id\":0,\"org_id\":\"default\",\"name\":\"some-role\",\"description\":\"\",\"rules\":[{\"services\":[\"role\"],\"apis\":[\"inspect*\",\"enumerate*\"]}]}' 'PX/rbac/roles/create'"]
    }

    def "an object created in a dry run is found by name and by reference until the dry run ends"() {
        when:
        final CommandResult result = baksh.runStandardInput("""\
            n2ws.schedules.create('nights') { everyUnit 'D'; everyHowMany 1 }
            n2ws.policies.create('weekly') { account 'main'; schedules 'nights' }
            n2ws.policies['weekly'].update { generations 3 }
            n2ws.policies['weekly'].backup()
            println n2ws.policies['nowhere']
            """.stripIndent(), '--dry-run')

        then:
        result.out().readLines()*.replace(AUTHORIZATION_OPTION, 'TOKEN')*.replace(JSON_OPTIONS, 'JSON')*.replace("${sandbox.n2wsUrl()}/api", 'N2WS').drop(1) == [
            'curl -X POST --globoff TOKEN JSON \'{"name":"weekly","account":1,"schedules":["NEW_SCHEDULE_ID"]}\' \'N2WS/aws/policies/\'',
            'curl -X PUT --globoff TOKEN JSON \'{"generations":3}\' \'N2WS/aws/policies/NEW_POLICY_ID/\'',
            'curl -X POST --globoff TOKEN \'N2WS/aws/policies/NEW_POLICY_ID/backups/\'']
        result.err().contains('policy "nowhere" not found')
        !sandbox.requests().any { it.method() != 'GET' && !it.path().contains('token') }
    }

    def "a planned row is an argument of a later verb: #expression"() {
        expect:
        lines(baksh.runExpression(expression, '--dry-run')) == expected

        where:
        expression || expected
        "def s = n2ws.schedules.create('nights') { everyUnit 'D'; everyHowMany 1 }; n2ws.policies.create('weekly') { account 'main'; schedules s }" || [
            'curl -X POST --globoff TOKEN JSON \'{"name":"nights","every_unit":"D","every_how_many":1}\' \'N2WS/schedules/\'',
            'curl -X POST --globoff TOKEN JSON \'{"name":"weekly","account":1,"schedules":["NEW_SCHEDULE_ID"]}\' \'N2WS/aws/policies/\'']
        "def s = n2ws.schedules.create('nights') { everyUnit 'D'; everyHowMany 1 }; n2ws.policies.create('weekly') { account 'main'; schedules([s, 'daily']) }" || [
            'curl -X POST --globoff TOKEN JSON \'{"name":"nights","every_unit":"D","every_how_many":1}\' \'N2WS/schedules/\'',
            'curl -X POST --globoff TOKEN JSON \'{"name":"weekly","account":1,"schedules":["NEW_SCHEDULE_ID",1]}\' \'N2WS/aws/policies/\'']
        "n2ws.scenarios['failover'].run(backup: n2ws.policies['nightly'].backup())" || [
            "curl -X POST --globoff TOKEN 'N2WS/aws/policies/1/backups/'",
            'curl -X POST --globoff TOKEN JSON \'{"backup_id":"NEW_BACKUP_ID","dry_run_only":false}\' \'N2WS/aws/recovery_scenarios/1/recover/\'']
        "println n2ws.backups.latest(policy: n2ws.policies.create('weekly') { account 'main' })" || [
            'curl -X POST --globoff TOKEN JSON \'{"name":"weekly","account":1}\' \'N2WS/aws/policies/\'', 'null']
    }

    def "each write to a planned row is printed: #expression"() {
        expect:
        lines(baksh.runExpression(expression, '--dry-run')).collect { it.replaceAll(/ JSON '.*?' '/, " '") } == expected

        where:
        expression || expected
        "n2ws.policies.create('weekly') { account 'main' }; n2ws.policies['weekly'].delete()" || [
            "curl -X POST --globoff TOKEN 'N2WS/aws/policies/'", "curl -X DELETE --globoff TOKEN 'N2WS/aws/policies/NEW_POLICY_ID/'"]
        "px.roles.create('some-role') { viewOnly 'role' }; px.roles['some-role'].update { fullAccess 'rules' }; px.roles['some-role'].delete()" || [
            "curl -X POST --globoff TOKEN 'PX/rbac/roles/create'",
            "curl -X PUT --globoff TOKEN 'PX/rbac/roles/update'",
            "curl -X DELETE --globoff TOKEN 'PX/rbac/roles/delete?org_id=default&name=some-role&role_id=NEW_ROLE_ID'"]
        "def r = px.roles.create('some-role') { viewOnly 'role' }; px.users['alice'].map('some-role')" || [
            "curl -X POST --globoff TOKEN 'PX/rbac/roles/create'", "curl -X POST --globoff TOKEN 'PX/rbac/users/mapRoles/apply?user_id=84f70f02-6cc9-4763-acdd-01588a4e558a'"]
    }

    private List<String> lines(CommandResult result) {
        assert !sandbox.requests().any { it.method() != 'GET' && !it.path().contains('token') }
        assert result.err().readLines().every { it.startsWith('dry run: ') }
        return result.out().readLines()*.replace(AUTHORIZATION_OPTION, 'TOKEN')*.replace(JSON_OPTIONS, 'JSON')*.replace("${sandbox.n2wsUrl()}/api", 'N2WS')*.replace("${sandbox.pxUrl()}/backend/api/pxBackup", 'PX')
    }

    def "the placeholder response is marked and contains the data of the request"() {
        expect:
        baksh.runStandardInput("def p = n2ws.policies.create('weekly') { account 'main'; generations 4 }\nprintln p.generations\nprintln p.id\nprintln p.last_modified", '--dry-run')
            .with { [it.code(), it.out().readLines().drop(1), it.err()] } == [1, ['4', 'NEW_POLICY_ID'], '''\
                dry run: 1 read sent, 1 write planned: 1 ENSURE
                baksh: dry run: 'last_modified' is not known because n2ws.policies.create 'weekly' was not sent
                  a dry run cannot execute this part of the script
                  -:4
                '''.stripIndent()]
    }

    def "the id of a planned row is a placeholder that names its noun: #call"() {
        expect:
        baksh.runExpression("${call}.id", '--dry-run').with { [it.code(), it.out().readLines().last()] } == [0, id]

        where:
        call                                                                 || id
        "n2ws.backups.latest(policy: 'nightly').recover(instance: 'i-0abc')" || 'NEW_RECOVERY_ID'
        "n2ws.policies['nightly'].backup()"                                  || 'NEW_BACKUP_ID'
        "n2ws.policies.create('w') { account 'main'; generations 4 }"        || 'NEW_POLICY_ID'
    }

    def "an object created in a dry run has its current state for the rest of the dry run"() {
        expect:
        baksh.runStandardInput("""
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

    def "a dry run shows no confirmation prompt and reports unknown names"() {
        expect:
        baksh.runExpression("n2ws.policies['nigtly'].delete()", '--dry-run') == failure(1,
            "baksh: n2ws (${sandbox.n2wsUrl().authority}): policy \"nigtly\" not found", '  did you mean: nightly', '  -e:1')
        baksh.runExpression("n2ws.policies.list(search: 'linux').each { it.delete() }; 1", '--dry-run').code() == 0
        sandbox.n2ws().policy('linux_web') != null
    }

    def "a dry run takes precedence over read-only"() {
        expect:
        baksh.runExpression("n2ws.policies['adhoc'].delete()", '--dry-run', '--read-only').code() == 0
    }

    def "a read of an object that exists only in the plan is not sent, and the dry run continues: #expression"() {
        when:
        final CommandResult result = baksh.runStandardInput("$expression", '--dry-run')

        then:
        result.code() == 0
        result.out().readLines().findAll { !it.startsWith('curl ') } == out
        result.err().readLines().findAll { it.contains('was not sent') } == calls.collect { call, id ->
            "dry run: $call was not sent, because only a planned write would return the id $id; the dry run continues with an empty result".toString()
        }
        !sandbox.requests().any { it.path().contains('NEW_') }

        where:
        expression                                                                                        || out                                           | calls
        "def b = n2ws.policies['nightly'].backup(); println b.instances.size(); println b.instances*.name" || ['0', '[]']                                    | ['n2ws.backups.instances': 'NEW_BACKUP_ID']
        "println n2ws.policies['nightly'].backup().await().snapshots.size()"                              || ['0']                                         | ['n2ws.backups.snapshots': 'NEW_BACKUP_ID']
        "println n2ws.policies['nightly'].backup().why.summary"                                           || ['It is planned; the dry run has sent nothing.'] | [:]
        "def b = n2ws.policies['nightly'].backup(); println n2ws.backups[b.id].id"                        || ['NEW_BACKUP_ID']                             | [:]
        "def b = n2ws.policies['nightly'].backup(); n2ws.get(\"aws/backups/\${b.id}/\"); println 'end'"    || ['end']                                       | ["n2ws.get 'aws/backups/NEW_BACKUP_ID/'": 'NEW_BACKUP_ID']
        "def p = n2ws.policies.create('w') { account 'main' }; p.targets; println p.instances.size()"     || ['0']                                         | ['n2ws.policies.targets': 'NEW_POLICY_ID', 'n2ws.policies.instances': 'NEW_POLICY_ID']
        "def p = n2ws.policies.create('w') { account 'main' }; println p.account.name"                    || ['main']                                      | [:]
        "def p = n2ws.policies.create('w') { account 'main' }; println n2ws.backups.list(policy: p).size()" || ['0']                                       | ['n2ws.backups.list': 'NEW_POLICY_ID']
        "def s = n2ws.schedules.create('s') { everyUnit 'D'; everyHowMany 1 }; n2ws.policies.create('w') { account 'main'; schedules s.id }; println 'end'" || ['end'] | [:]
        "def r = n2ws.backups.latest(policy: 'nightly').recover(instance: 'i-0abc').await(); println r.log.text.size()" || ['0']                         | ['n2ws.recoveries.log': 'NEW_RECOVERY_ID']
        "println n2ws.scenarios['failover'].dryRun().recoveries.size()"                                   || ['0']                                         | ['n2ws.recoveries.list': 'NEW_SCENARIO_RECORD_ID']
        "println px.roles.create('some-role') { viewOnly 'role' }.permissions*.service"                   || ['[role]']                                    | [:]
        "println px.users['alice'].map('px-backup-app.admin').roles*.name"                                || ['[px-backup-app.user, test-role, px-backup-app.admin]'] | [:]
    }

    def "a planned update keeps the id and the fields of the object, with the changes on top: #expression"() {
        given:
        baksh.env.BAKSH_PX_GATEWAY_URL = sandbox.pxGatewayUrl().toString()

        when:
        final CommandResult result = baksh.runStandardInput("println($expression)", '--dry-run')

        then:
        result.err().readLines().findAll { !it.startsWith('dry run: ') } == []
        !result.err().contains('was not sent')
        result.code() == 0
        result.out().readLines().findAll { !it.startsWith('curl ') } == [out]
        !result.out().contains('NEW_')
        !sandbox.requests().any { it.method() != 'GET' && !it.path().contains('token') }

        where:
        expression || out
        "n2ws.policies['nightly'].update { generations 3 }.with { [it.id, it.name, it.generations, it.account.name] }" || '[1, nightly, 3, main]'
        "n2ws.policies['nightly'].update { name 'nights' }.with { [it.id, it.name] }"                    || '[1, nights]'
        "n2ws.policies['nightly'].update { enabled false }.update { generations 3 }.with { [it.enabled, it.generations] }" || '[false, 3]'
        "n2ws.policies['nightly'].update { enabled false }.targets.size() == n2ws.policies['nightly'].targets.size()" || 'true'
        "n2ws.get(\"aws/policies/\${n2ws.policies['nightly'].update { enabled false }.id}/\").name"          || 'nightly'
        "n2ws.backups.latest(policy: n2ws.policies['nightly'].update { enabled false }).id == n2ws.backups.latest(policy: 'nightly').id" || 'true'
        "n2ws.policies['nightly'].update { schedules n2ws.schedules['daily'].update { everyHowMany 2 } }.schedules" || '[1]'
        "n2ws.schedules['daily'].update { everyHowMany 2 }.with { [it.id, it.name, it.everyHowMany] }"   || '[1, daily, 2]'
        "n2ws.policies['nightly'].update { enabled false }"                                              || "planned: n2ws.policies.update 'nightly'"
        "n2ws.put('aws/policies/1/', [generations: 3]).with { [it.id, it.name, it.generations] }"        || '[1, nightly, 3]'
        "[px.roles['test-role'].update { description 'new' }].collect { [it.name, it.description, it.roleId == px.roles['test-role'].roleId] }[0]" || '[test-role, new, true]'
        "px.users['alice'].unmap('test-role').with { [it.username, it.roles*.name] }"                    || '[alice, [px-backup-app.user]]'
        "px.users['alice'].map('px-backup-app.admin').map('px-backup-infra.admin').id == px.users['alice'].id" || 'true'
        "[px.schedulePolicies['daily'].update { schedulePolicy daily: [time: '05:00AM'] }].collect { [it.name, it.uid == px.schedulePolicies['daily'].uid, it.schedulePolicyInfo.daily.time, it.schedulePolicyInfo.daily.retain] }[0]" || '[daily, true, 05:00AM, 7]'
        "px.schedulePolicies['daily'].update { metadata labels: [tier: 'gold'] }.with { [it.name, it.labels.tier] }" || '[daily, gold]'
        "px.schedulePolicies['daily'].updateOwnership(ownership: [owner: 'bob']).with { [it.name, it.ownership.owner] }" || '[daily, bob]'
        "[px.schedules['nightly'].update { suspend true }].collect { [it.name, it.uid == px.schedules['nightly'].uid, it.backupScheduleInfo.suspend, it.backupScheduleInfo.namespaces] }[0]" || '[nightly, true, true, [shop]]'
    }

    def "a role that a planned copy creates is found by its name, and an updated role has its own id in later requests"() {
        when:
        final CommandResult copy = baksh.runExpression("px.roles['test-role'].copy('copied-role'); px.users['erin'].map('copied-role'); null", '--dry-run')
        final CommandResult applied = baksh.runExpression("px.apply { role('test-role') { viewOnly 'cloudcredential' }; user 'erin', 'test-role' }; null", '--dry-run')

        then:
        [copy.code(), copy.err()] == [0, '']
        copy.out().readLines()[1].contains('"roles":[{"id":"NEW_ROLE_ID","name":"copied-role"}]')
        applied.code() == 0
        applied.out().readLines().size() == 2
        !applied.out().contains('NEW_')
    }

    def "a field of a read that was not sent ends the dry run with a sentence"() {
        expect:
        baksh.runStandardInput("def b = n2ws.policies['nightly'].backup()\nprintln n2ws.get(\"aws/backups/\${b.id}/\").status\n", '--dry-run')
            .with { [it.code(), it.err()] } == [1, """\
                dry run: n2ws.get 'aws/backups/NEW_BACKUP_ID/' was not sent, because only a planned write would return the id NEW_BACKUP_ID; the dry run continues with an empty result
                dry run: 1 read sent, 1 write planned: 1 START
                baksh: dry run: 'status' is not known because n2ws.get 'aws/backups/NEW_BACKUP_ID/' was not sent
                  a dry run cannot execute this part of the script
                  -:2
                """.stripIndent()]
    }

    def "a plan names the placeholder of a planned object and never null"() {
        expect:
        baksh.runExpression("n2ws.policies['nightly'].backup().recover(instance: 'i-0abc')", '--dry-run').err() ==
            "dry run: n2ws.backups.recover i-0abc from backup NEW_BACKUP_ID on n2ws (${sandbox.n2wsUrl().authority})\n"
        baksh.runExpression("n2ws.scenarios['failover'].run(backup: n2ws.policies['nightly'].backup().id)", '--dry-run').err() ==
            "dry run: n2ws.scenarios.run 'failover' from backup NEW_BACKUP_ID (scenario 'failover', id 1, owner root; backup) on n2ws (${sandbox.n2wsUrl().authority})\n"
    }
}
