package dev.baksh.cli

import dev.baksh.client.api.Catalog
import dev.baksh.client.api.Effect
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.Fault
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/** The rule: every question before a write identifies the object, and the result says what was done. */
class QuestionIdentitySpec extends Specification {
    /** Operations whose question a feature has compared. */
    @Shared
    Set<String> comparedOperations = []

    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions())

    @TempDir
    Path home

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home).useSandbox(sandbox)
        baksh.env.BAKSH_PX_GATEWAY_URL = sandbox.pxGatewayUrl().toString()
        baksh.env.BAKSH_PX_GROUPS = 'keycloak'
        baksh.width = 1000
    }

    /** The text with names for the servers and for generated ids. */
    private String labels(String text) {
        text.replace("n2ws (${sandbox.n2wsUrl().authority})", 'N2WS').replace("px (${sandbox.pxUrl().authority})", 'PX')
            .replace("px (${sandbox.pxGatewayUrl().authority})", 'GATEWAY')
            .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, 'UUID')
    }

    def "a dangerous verb names the object, id, owner and server, and says what was done: #expression"() {
        given:
        if (before) baksh.runExpression(before, '--yes')

        when: 'a dry run describes the write in the words of the question, on standard error, before the curl command'
        CommandResult planned = baksh.runExpression("$expression; null", '--dry-run')

        then:
        labels(planned.err()) == "${notices}dry run: $write on $server$loss\n"
        planned.out() ==~ /curl -X .*\n/
        planned.code() == 0

        when:
        CommandResult refused = baksh.runExpression(expression)

        then:
        labels(refused.err()) == "${notices}baksh: no user can be asked: $write on $server$loss?\n  use --yes to agree in advance; this write was not sent\n  -e:1\n"
        refused.out() == ''
        refused.code() == 3

        when:
        baksh.useTerminal('yes\n')
        CommandResult confirmed = baksh.runExpression("$expression; null")

        then:
        labels(confirmed.err()) == "$notices$write on $server$loss? [y/N] ${done ?: "done: $write"} on $server\n$later"
        confirmed.out() == ''
        confirmed.code() == 0
        comparedOperations << write.split(' ')[0]

        where:
        expression | write | server | before | loss | done | notices | later
        "n2ws.policies['adhoc'].delete()" | "n2ws.policies.delete 'adhoc' (id 11, owner root)" | 'N2WS' | '' | '' | "deleted policy 'adhoc' (id 11, owner root)" | '' | ''
        "n2ws.policies.find { it.name == 'adhoc' }.delete()" | "n2ws.policies.delete 'adhoc' (id 11, owner root)" | 'N2WS' | '' | '' | "deleted policy 'adhoc' (id 11, owner root)" | '' | ''
        "n2ws.policies['adhoc'].abortArchive()" | "n2ws.policies.abortArchive 'adhoc' (id 11, owner root)" | 'N2WS' | '' | '' | '' | '' | ''
        "n2ws.schedules['spare'].delete()" | "n2ws.schedules.delete 'spare' (id 5, owner root)" | 'N2WS' | "n2ws.schedules.create('spare') { everyUnit 'D'; everyHowMany 1 }" | '' | "deleted schedule 'spare' (id 5, owner root)" | '' | ''
        "n2ws.backups.latest(policy: 'linux_db', status: 'B').recover(instance: 'i-0dba')" | "n2ws.backups.recover i-0dba from backup 283 (instance i-0dba (db-1); backup 'linux_db', id 283, owner root)" | 'N2WS' | '' | '' | '' | '' | ''
        "n2ws.scenarios['failover'].run(backup: n2ws.backups.latest(policy: 'nightly', status: 'B'))" | "n2ws.scenarios.run 'failover' from backup 268 (scenario 'failover', id 1, owner root; backup 'nightly', id 268, owner root)" | 'N2WS' | '' | '' | '' | '' | ''
        "n2ws.azure.backups[1].recover(machine: 'vm-vms') { resourceGroup 'test' }" | "n2ws.azure.backups.recover vm-vms from backup 1 (machine /subscriptions/UUID/resourcegroups/prod/virtualmachines/vm-vms (vm-vms); Azure backup 'azure_vms', id 1, owner root)" | 'N2WS' | '' | '' | '' | '' | ''
        "px.roles['test-role'].delete()" | "px.roles.delete 'test-role' (role_id UUID, owner admin)" | 'PX' | '' | ": takes away the role from the user 'alice'" | "deleted role 'test-role' (role_id UUID, owner admin)" | '' | ''
        "px.roles['unused'].delete()" | "px.roles.delete 'unused' (role_id UUID, owner with the id UUID)" | 'PX' | "px.roles.create('unused') { viewOnly 'role' }" | ': takes away nothing, because no user has the role' | "deleted role 'unused' (role_id UUID, owner with the id UUID)" | '' | ''
        "px.users['alice'].unmap('test-role')" | "px.users.unmap 'alice' from 'test-role' (user 'alice', id UUID; role 'test-role', role_id UUID)" | 'PX' | '' | '' | '' | '' | ''
        "px.groups['ops'].delete()" | "px.groups.delete 'ops' (id UUID)" | 'PX' | '' | ": takes away no role from the user 'dave'" | "deleted group 'ops' (id UUID)" | '' | ''
        "px.groups['ops'].unmap('test-role')" | "px.groups.unmap 'ops' from 'test-role' (group 'ops', id UUID; role 'test-role', role_id UUID, owner admin)" | 'PX' | "px.groups['ops'].map('test-role')" | '' | '' | '' | ''
        "px.groups['ops'].remove('alice')" | "px.groups.remove 'ops' 'alice' (group 'ops', id UUID; user 'alice', id UUID)" | 'PX' | "px.groups['ops'].add('alice')" | '' | '' | '' | ''
        "px.backups['nightly-1'].delete()" | "px.backups.delete 'nightly-1' (uid UUID, owner admin)" | 'GATEWAY' | '' | '' | "deleted backup 'nightly-1' (uid UUID, owner admin)" | '' | ''
        "px.backupLocations['main-bucket'].delete()" | "px.backupLocations.delete 'main-bucket' (uid UUID, owner admin)" | 'GATEWAY' | '' | '' | "deleted backup location 'main-bucket' (uid UUID, owner admin)" | '' | ''
        "px.schedules['nightly'].delete()" | "px.schedules.delete 'nightly' (uid UUID, owner admin)" | 'GATEWAY' | '' | '' | "deleted schedule 'nightly' (uid UUID, owner admin)" | '' | ''
        "px.schedules.deleteMany(includeFilter: 'night', deleteBackups: true)" | "px.schedules.deleteMany (include_filter night, delete_backups true)" | 'GATEWAY' | '' | '' | '' | '' | ''
        "px.schedules.deleteMany { }" | "px.schedules.deleteMany (without a filter)" | 'GATEWAY' | '' | '' | '' | '' | ''
        "px.cloudCredentials['main'].delete()" | "px.cloudCredentials.delete 'main' (uid UUID, owner admin)" | 'GATEWAY' | '' | '' | "deleted cloud credential 'main' (uid UUID, owner admin)" | '' | ''
        "px.clusters['prod'].delete()" | "px.clusters.delete 'prod' (uid UUID, owner admin)" | 'GATEWAY' | '' | '' | "deleted cluster 'prod' (uid UUID, owner admin)" | '' | ''
        "px.clusters['prod'].unshare { }" | "px.clusters.unshare 'prod' (uid UUID, owner admin)" | 'GATEWAY' | '' | '' | '' | '' | ''
        "px.clusterDiscoveryConfigs['gardener'].delete()" | "px.clusterDiscoveryConfigs.delete 'gardener' (uid UUID, owner admin)" | 'GATEWAY' | '' | '' | "deleted cluster discovery config 'gardener' (uid UUID, owner admin)" | '' | ''
        "px.organizations['default'].delete()" | "px.organizations.delete 'default' (uid UUID, owner admin)" | 'GATEWAY' | '' | '' | "deleted organization 'default' (uid UUID, owner admin)" | '' | ''
        "px.receivers['mail'].delete()" | "px.receivers.delete 'mail' (uid UUID, owner admin)" | 'GATEWAY' | '' | '' | "deleted receiver 'mail' (uid UUID, owner admin)" | '' | ''
        "px.recipients['oncall'].delete()" | "px.recipients.delete 'oncall' (uid UUID, owner admin)" | 'GATEWAY' | '' | '' | "deleted recipient 'oncall' (uid UUID, owner admin)" | '' | ''
        "px.restores.create('r1') { backupRef 'nightly-1'; clusterRef 'prod' }" | "px.restores.create 'r1' (backup 'nightly-1' (uid UUID), cluster 'prod' (uid UUID))" | 'GATEWAY' | '' | '' | '' | '' | ''
        "px.restores['drill-1'].delete()" | "px.restores.delete 'drill-1' (uid UUID, owner admin)" | 'GATEWAY' | '' | '' | "deleted restore 'drill-1' (uid UUID, owner admin)" | '' | ''
        "px.gatewayRoles['test-role'].delete()" | "px.gatewayRoles.delete 'test-role' (uid UUID, owner admin)" | 'GATEWAY' | '' | '' | "deleted gateway role 'test-role' (uid UUID, owner admin)" | '' | ''
        "px.rules['flush'].delete()" | "px.rules.delete 'flush' (uid UUID, owner admin)" | 'GATEWAY' | '' | '' | "deleted rule 'flush' (uid UUID, owner admin)" | '' | ''
        "px.schedulePolicies['daily'].delete()" | "px.schedulePolicies.delete 'daily' (uid UUID, owner admin)" | 'GATEWAY' | '' | '' | "deleted schedule policy 'daily' (uid UUID, owner admin)" | '' | ''
        "px.volumeResourceOnlyPolicies['no-nfs'].delete()" | "px.volumeResourceOnlyPolicies.delete 'no-nfs' (uid UUID, owner admin)" | 'GATEWAY' | '' | '' | "deleted volume resource only policy 'no-nfs' (uid UUID, owner admin)" | '' | ''
    }

    def "the questions of all dangerous verbs of both catalogues are compared"() {
        expect:
        [Catalog.of('n2ws'), Catalog.of('px', 'px-gateway')].collectMany { it.nouns().values() }
            .collectMany { it.operations().values() }.findAll { it.effect() == Effect.DANGER }*.id().toSet() == comparedOperations
    }

    def "a raw write names the object that it changes, and what was done: #expression"() {
        when:
        CommandResult planned = baksh.runExpression("$expression; null", '--dry-run')

        then:
        labels(planned.err()) == "dry run: $write on $server$loss\n"
        planned.out() ==~ /curl -X .*\n/
        planned.code() == 0

        when:
        CommandResult refused = baksh.runExpression(expression)

        then:
        labels(refused.err()) == "baksh: no user can be asked: $write on $server$loss?\n  use --yes to agree in advance; this write was not sent\n  -e:1\n"
        refused.code() == 3

        when:
        baksh.useTerminal('yes\n')
        CommandResult confirmed = baksh.runExpression("$expression; null")

        then:
        confirmed.code() != 0 || labels(confirmed.err()) == "$write on $server$loss? [y/N] done: $write on $server\n"
        (confirmed.code() == 0) == isDone

        where:
        expression | write | server | loss | isDone
        "n2ws.delete('aws/policies/11/')" | "n2ws.delete 'aws/policies/11/' (policy 'adhoc', id 11, owner root)" | 'N2WS' | '' | true
        "n2ws.delete('/api/aws/policies/11/')" | "n2ws.delete '/api/aws/policies/11/' (policy 'adhoc', id 11, owner root)" | 'N2WS' | '' | true
        "n2ws.delete('policies/11/')" | "n2ws.delete 'policies/11/' (policy 'adhoc', id 11, owner root)" | 'N2WS' | '' | true
        "n2ws.delete('aws/policies/999/')" | "n2ws.delete 'aws/policies/999/' (the object cannot be read)" | 'N2WS' | '' | false
        "n2ws.delete('unknown/1/')" | "n2ws.delete 'unknown/1/' (the object cannot be read)" | 'N2WS' | '' | false
        "n2ws.delete('aws/s3_repositories/1/')" | "n2ws.delete 'aws/s3_repositories/1/' (S3 repository 'archive', id 1, owner root)" | 'N2WS' | '' | false
        "n2ws.post('aws/policies/11/archive/abort/')" | "n2ws.post 'aws/policies/11/archive/abort/' (policy 'adhoc', id 11, owner root)" | 'N2WS' | '' | true
        "n2ws.post('aws/recovery_scenarios/1/recover/', [backup_id: 268])" | "n2ws.post 'aws/recovery_scenarios/1/recover/' (scenario 'failover', id 1, owner root)" | 'N2WS' | '' | true
        "n2ws.post('aws/anything/delete/', [name: 'x'])" | "n2ws.post 'aws/anything/delete/' (name 'x')" | 'N2WS' | '' | false
        "px.delete('/backend/api/pxBackup/rbac/roles/delete', org_id: 'default', name: 'test-role', role_id: px.roles['test-role'].role_id)" | "px.delete '/backend/api/pxBackup/rbac/roles/delete' (role 'test-role', role_id UUID, owner admin)" | 'PX' | '' | true
        "px.delete('/backend/api/pxBackup/rbac/users/mapRoles/delete', user_id: px.users['alice'].id, role_id: px.roles['test-role'].role_id, role_name: 'test-role')" | "px.delete '/backend/api/pxBackup/rbac/users/mapRoles/delete' (user 'alice', id UUID; role 'test-role', role_id UUID, owner admin)" | 'PX' | '' | true
        "px.delete('/auth/admin/realms/master/groups/' + px.groups['ops'].id)" | "px.delete '/auth/admin/realms/master/groups/UUID' (group 'ops', id UUID)" | 'PX' | '' | true
        "px.delete('/v1/backup/default/nightly-1')" | "px.delete '/v1/backup/default/nightly-1' (backup 'nightly-1', uid UUID, owner admin)" | 'GATEWAY' | '' | true
        "px.post('/v1/restore', [metadata: [name: 'r1', org_id: 'default']])" | "px.post '/v1/restore' (name 'r1')" | 'GATEWAY' | '' | true
        "px.put('/backend/api/pxBackup/rbac/roles/update', [id: 0, org_id: 'default', name: 'test-role', rules: [[services: ['role'], apis: ['*']]], uid: px.roles['test-role'].uid, role_id: px.roles['test-role'].role_id])" | "px.put '/backend/api/pxBackup/rbac/roles/update' (role 'test-role', role_id UUID, owner admin)" | 'PX' | ": takes away cloudcredential: enumerate*, inspect* -> none; schedulepolicy: enumerate*, inspect* -> none; backuplocation: enumerate*, inspect* -> none; rules: enumerate*, inspect* -> none from the user 'alice'" | true
    }

    def "a name with line ends stays in its line of each message: #expression"() {
        given:
        baksh.runExpression("px.groups.create('x\\nbaksh: all deleted\\r\\n  curl evil')")

        expect:
        with(baksh.runExpression(expression)) {
            labels(err()) == message
            code() == exit
        }

        where:
        expression | exit | message
        "px.groups.find { it.name.startsWith('x') }.delete()" | 3 | "baksh: no user can be asked: px.groups.delete 'x\\nbaksh: all deleted\\r\\n  curl evil' (id UUID) on PX: takes away no role from no user?\n  use --yes to agree in advance; this write was not sent\n  -e:1\n"
        "px.groups['xy']"                                     | 1 | "baksh: PX: group \"xy\" not found\n  there are: ops, x\\nbaksh: all deleted\\r\\n  curl evil\n  -e:1\n"
    }

    def "an update that takes rights away names the role, and says what was done"() {
        given:
        baksh.useTerminal('yes\n')

        when:
        CommandResult result = baksh.runExpression("px.roles['test-role'].update { allow 'role', apis: ['inspect*'] }; null")

        then:
        labels(result.err()) == """px.roles.update 'test-role' (role_id UUID, owner admin) on PX: takes away role: enumerate*, inspect* -> inspect* from the user 'alice'? [y/N] \
done: px.roles.update 'test-role' (role_id UUID, owner admin) on PX
PX: role "test-role": rules.role: enumerate*, inspect* -> inspect*
"""
        result.code() == 0
    }

    def "a delete that the server only accepts is no deleted object"() {
        given:
        sandbox.n2ws().faults().injectNext('DELETE', 'policies', Fault.status(202, 'application/json', ''))
        baksh.useTerminal('y\n')

        when:
        CommandResult result = baksh.runExpression("n2ws.policies['adhoc'].delete()")

        then:
        labels(result.err()) == "n2ws.policies.delete 'adhoc' (id 11, owner root) on N2WS? [y/N] deletion accepted: policy 'adhoc' (id 11, owner root) on N2WS\n"
        result.out() == ''
        result.code() == 0
    }

    def "twins on a production server are told apart before the name of the server is typed"() {
        given:
        baksh.runExpression("n2ws.post('aws/policies/', [name: 'twin', account: 1])", '--yes')
        baksh.env.clear()
        baksh.env.putAll(BAKSH_HOME: home.toString(), KEY: sandbox.n2wsApiKey())
        baksh.writeFile('servers.yaml', "main: {kind: n2ws, url: '${sandbox.n2wsUrl()}', credential: 'env:KEY', production: true, mode: read-write}\n")
        baksh.useTerminal('main\n')

        when:
        CommandResult result = baksh.start('-e', "n2ws.policies.list().findAll { it.name == 'twin' }[0].delete()")

        then:
        result.err() ==~ /n2ws\.policies\.delete 'twin' \(id \d+, owner root\) on n2ws 'main'\? Type main to go on: deleted policy 'twin' \(id \d+, owner root\) on n2ws 'main'\n/
    }

    def "the question of many writes names the objects before, the next object and the server, and each write after it is reported"() {
        when:
        CommandResult refused = baksh.runExpression("n2ws.policies.list().take(7).each { it.update { description 'x' } }; null")

        then:
        labels(refused.err()) == """\
baksh: no user can be asked: 5 writes of this expression were sent (n2ws.policies.update 'nightly', 'linux_web', 'linux_db', 'windows_ad', 'weekly_full'); \
continue with n2ws.policies.update 'stuck' (id 6, owner root) and the rest on N2WS?
  use --yes to agree in advance; this write was not sent
  -e:1
"""

        when:
        baksh.useTerminal('yes\n')
        CommandResult confirmed = baksh.runExpression("n2ws.policies.list().take(7).each { it.update { description 'y' } }; null")

        then:
        labels(confirmed.err()) ==~ /(?s).* and the rest on N2WS\? \[y\/N\] done: n2ws\.policies\.update 'stuck' \(id 6, owner root\) on N2WS\ndone: n2ws\.policies\.update '\w+' \(id 7, owner root\) on N2WS\n/
    }

    def "a plan names the roles and users that lose rights"() {
        expect:
        labels(baksh.runExpression(expression).err()).readLines()[-3] == "baksh: no user can be asked: $question; apply?".toString()

        where:
        expression                                                          || question
        "px.apply { absent 'test-role' }"                                   || "1 change to roles and users on PX, which takes away role 'test-role' (role_id UUID, owner admin) and all its users"
        "px.apply(prune: true) { user 'alice', 'px-backup-app.user' }"      || "1 change to roles and users on PX, which takes away user 'alice' (id UUID): 'test-role'"
    }

    def "a dry run describes a plan and a mapping of many users in the words of the question: #expression"() {
        when:
        CommandResult planned = baksh.runExpression("$expression; null", '--dry-run')

        then:
        labels(planned.err()).readLines().findAll { it.startsWith('dry run: ') } == lines
        planned.out().readLines().findAll { !it.startsWith('curl -X ') } == (code == 6 ? ['{"user":"erin","role":"test-role","result":"planned"}', '{"user":"ghost","role":"test-role","result":"failed"}'] : [])
        planned.code() == code

        where:
        expression                                                     || code | lines
        "px.apply { absent 'test-role' }"                              || 0    | ["dry run: 1 change to roles and users on PX, which takes away role 'test-role' (role_id UUID, owner admin) and all its users",
                                                                                  "dry run: px.roles.delete 'test-role' (role_id UUID, owner admin) on PX: takes away the role from the user 'alice'"]
        "px.users.mapAll(erin: 'test-role')"                           || 0    | ["dry run: give roles to 1 of 1 users ('erin', id UUID) on PX"]
        "px.users.mapAll(erin: 'test-role', bob: 'test-role')"         || 0    | ["dry run: give roles to 2 of 2 users ('erin', id UUID; 'bob', id UUID) on PX"]
        "px.users.mapAll(erin: 'test-role', ghost: 'test-role')"       || 6    | ["dry run: give roles to 1 of 2 users ('erin', id UUID) on PX"]
        "px.users['erin'].map('test-role')"                            || 0    | []
        "n2ws.policies['adhoc'].backup()"                              || 0    | []
    }

    def "the question of mapAll names the users with their ids"() {
        given:
        14.times { sandbox.px().addUser("user-${it + 10}") }
        String users = (10..23).collect { "'user-$it': 'test-role'" }.join(', ')

        expect:
        labels(baksh.runExpression("px.users.mapAll($users)").err()).readLines().find { it.startsWith('baksh: ') } ==
            "baksh: no user can be asked: give roles to 14 of 14 users (${(10..21).collect { "'user-$it', id UUID" }.join('; ')}; and 2 more) on PX?"
    }

    def "the owner is read once for question and result"() {
        given:
        baksh.useTerminal('yes\n')

        when:
        baksh.runExpression("n2ws.policies['adhoc'].delete()")

        then:
        sandbox.requests().count { it.method() == 'GET' && it.path().endsWith('/users/') } == 1
    }

    def "without a terminal the result has no line, and --yes asks and reads nothing: #expression"() {
        expect:
        baksh.runExpression(expression, '--yes') == new CommandResult(0, '', '')
        sandbox.requests().every { !it.path().endsWith('/users/') }

        where:
        expression << ["n2ws.policies['adhoc'].delete()", "n2ws.delete('aws/policies/11/')"]
    }

    def "with --yes on a terminal the result says what was done: #expression"() {
        given:
        baksh.useTerminal('')

        expect:
        labels(baksh.runExpression("$expression; null", '--yes').err()) == "$done on N2WS\n"

        where:
        expression                        || done
        "n2ws.policies['adhoc'].delete()" || "deleted policy 'adhoc' (id 11, owner root)"
        "n2ws.delete('aws/policies/11/')" || "done: n2ws.delete 'aws/policies/11/' (policy 'adhoc', id 11, owner root)"
    }

    def "a declined question sends nothing and names the object"() {
        given:
        baksh.useTerminal('no\n')

        expect:
        labels(baksh.runExpression("n2ws.policies['adhoc'].delete()").err()) ==
            "n2ws.policies.delete 'adhoc' (id 11, owner root) on N2WS? [y/N] baksh: declined: n2ws.policies.delete 'adhoc' (id 11, owner root) on N2WS?\n  nothing was sent\n  -e:1\n"
    }
}
