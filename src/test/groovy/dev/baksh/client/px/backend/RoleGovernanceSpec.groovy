package dev.baksh.client.px.backend

import dev.baksh.cli.SandboxHarness
import dev.baksh.sandbox.server.Fault
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.util.concurrent.CountDownLatch

/** Roles by rule, by the hundred, by audit and by file, as they are typed. */
class RoleGovernanceSpec extends Specification {
    @TempDir
    Path home

    @AutoCleanup
    SandboxHarness lab

    def setup() {
        lab = new SandboxHarness(home)
    }

    def "#rule is refused before anything is sent, and says what is meant"() {
        when:
        SandboxHarness.Ended ended = lab.start(['-e', "px.roles.create('new-role') { $rule }".toString()])

        then:
        ended.code == 1
        ended.err.readLines().first() == "baksh: role \"new-role\": there is no $what"
        ended.err.contains(hint)
        lab.writes() == []

        where:
        rule                                      || what                          | hint
        "viewOnly 'cloudcredentials'"             || "service 'cloudcredentials'"  | 'did you mean: cloudcredential'
        "allow 'schedule', apis: ['create']"      || "service 'schedule'"          | 'force: true sends it as it stands'
        "allow 'role', apis: ['inspekt*']"        || "api 'inspekt*'"              | 'force: true sends it as it stands'
        "allow 'role', apis: ['validate']"        || "api 'validate'"              | 'force: true sends it as it stands'
    }

    def "#rule is taken"() {
        expect:
        lab.start(['-e', "px.roles.create('new-role'$force) { $rule }.name".toString()]).out == 'new-role\n'

        where:
        rule                                        | force
        "allow 'role', apis: ['validate*', '!create']" | ''
        "allow '*', apis: '*'"                      | ''
        "allow 'audit', apis: 'inspect*'"           | ''
        "viewOnly 'somethingnew'"                   | ', force: true'
    }

    def "a built-in role is not changed unless it is forced"() {
        expect:
        lab.start(['--yes', '-e', "px.roles['px-backup-app.user'].$verb".toString()]).with {
            assert code == 3
            err.contains("copy it: px.roles['px-backup-app.user'].copy('my-role'), or say force: true")
        }
        lab.writes() == []

        where:
        verb << ["update { description 'mine' }", 'delete()']
    }

    def "a copy may do the same"() {
        expect:
        lab.start(['-e', "px.roles['px-backup-app.user'].copy('backup-viewer').name"]).out == 'backup-viewer\n'
        lab.start(['-e', "px.roles['px-backup-app.user'].diff(px.roles['backup-viewer']).empty"]).out == 'true\n'
    }

    def "the rules of a role are spelled out"() {
        expect:
        lab.start(['-e', "px.roles['px-backup-infra.admin'].permissions.findAll { it.access == 'full' }*.service.join(',')"]).out ==
            'schedulepolicy,cloudcredential,backuplocation,rules,role,receiver,recipient,audit\n'
        lab.start(['-e', "px.roles['test-role'].permissions.find { it.service == 'role' }.apis.join(',')"]).out == 'enumerate,inspect\n'
    }

    def "access is a matrix of users and roles"() {
        when:
        SandboxHarness.Ended ended = lab.start(['-o', 'csv', '-e', 'px.access()'])

        then:
        ended.out.readLines().take(3) == [
            'user,px-backup-super.admin,px-backup-infra.admin,px-backup-app.admin,px-backup-app.user,test-role',
            'admin,true,false,false,false,false',
            'alice,false,false,false,true,true']
    }

    def "an audit finds super admins, roles of nobody and roles without a twin"() {
        given:
        lab.start(['-e', "px.roles.create('unused') { viewOnly 'role' }"])
        lab.sandbox.px().removeKeycloakRole('test-role')

        expect:
        lab.start(['-e', 'px.audit().collect { "$it.finding: $it.role $it.user" }.each { println it }; null'])
            .out.readLines() == [
            'super admin: px-backup-super.admin admin', 'super admin: px-backup-super.admin carol', 'held by nobody: test-role null',
            'held by nobody: unused null', 'no twin: test-role null']
    }

    def "what a user has is not mapped again, even by a row from before"() {
        when:
        SandboxHarness.Ended ended = lab.start(['--yes', '-e', "def a = px.users['alice']; a.map('test-role'); a.unmap('test-role'); a.map('test-role'); null"])

        then:
        ended.code == 0
        lab.writes()*.method() == ['DELETE', 'POST']
        'test-role' in lab.sandbox.px().rolesOf('alice')
    }

    def "a role that a user does not hold is not taken, nor asked about"() {
        given:
        String px = "px (${lab.sandbox.pxUrl().authority})"

        expect:
        with(lab.start(['-e', "px.users['bob'].unmap('test-role').roles*.name"])) {
            code == 0
            err == "$px: user \"bob\" does not hold 'test-role'; nothing was sent\n"
            out == '"px-backup-infra.admin"\n'
        }
        with(lab.start(['--yes', '-e', "px.users['alice'].unmap('px-backup-infra.admin', 'test-role').roles*.name"])) {
            code == 0
            err == "$px: user \"alice\" does not hold 'px-backup-infra.admin'; nothing was sent for that\n"
            out == '"px-backup-app.user"\n'
        }
        lab.writes()*.method() == ['DELETE']
    }

    def "200 users get 3 roles from a CSV file by one question, and a second time nothing is sent"() {
        given:
        Path csv = users(200)
        String line = "px.users.mapAll('$csv').countBy { it.result }"

        when:
        SandboxHarness.Ended refused = lab.start(['-e', line])
        int read = lab.sandbox.requests().count { it.method() == 'GET' }
        SandboxHarness.Ended first = lab.start(['--yes', '-e', line])
        int sent = lab.writes().size()
        int readAgain = lab.sandbox.requests().count { it.method() == 'GET' } - read
        SandboxHarness.Ended second = lab.start(['-e', line])

        then:
        refused.code == 3
        refused.err.contains('give roles to 200 of 200 users')
        refused.err.readLines().count { it ==~ /px .*: role ".*": 200 to get it/ } == 3
        first.out == '{"mapped":600}\n'
        sent == 200
        // The list of users is not read again for each of them.
        readAgain == read
        second.out == '{"already so":600}\n'
        lab.writes().size() == sent
    }

    def "users may be named in the line itself"() {
        expect:
        with(lab.start(['--yes', '-e', "px.users.mapAll(erin: 'test-role', alice: ['test-role']).countBy { it.result }"])) {
            out == '{"mapped":1,"already so":1}\n'
            err == "px (${lab.sandbox.pxUrl().authority}): role \"test-role\": 1 to get it, 1 already so\n"
        }
    }

    def "users that fail do not stop the others, and the same line completes it"() {
        given:
        Path csv = users(5)
        lab.sandbox.px().faults().injectNext('POST', 'mapRoles/apply', Fault.status(403, 'application/json', '{"message":"not now"}'))
        String line = "px.users.mapAll('$csv').countBy { it.result }"

        when:
        SandboxHarness.Ended first = lab.start(['--yes', '-e', line])
        SandboxHarness.Ended second = lab.start(['--yes', '-e', line])

        then:
        first.code == 6
        first.err.contains('1 of 5 users did not get their roles')
        first.out.readLines().size() == 15
        first.out.count('"result":"failed"') == 3
        first.out.count('"result":"mapped"') == 12
        second.out == '{"mapped":3,"already so":12}\n'
        second.code == 0
    }

    def "a plan with drift ends with 1, and after apply there is none"() {
        given:
        Path file = write('roles.yaml', '''
            roles:
              backup-viewer:
                description: Sees backups
                rules:
                  - services: [cloudcredential, backuplocation]
                    apis: [inspect*, enumerate*]
            users:
              erin: [backup-viewer, test-role]
            '''.stripIndent())
        String plan = "px.plan('$file')"
        String apply = "px.apply('$file')*.result"

        when:
        SandboxHarness.Ended before = lab.start(['-o', 'csv', '-e', plan])
        SandboxHarness.Ended rehearsed = lab.start(['--dry-run', '-e', apply])
        SandboxHarness.Ended unasked = lab.start(['-e', apply])
        int sent = lab.writes().size()
        SandboxHarness.Ended applied = lab.start(['--yes', '-e', apply])
        SandboxHarness.Ended after = lab.start(['-e', plan])
        SandboxHarness.Ended again = lab.start(['-e', apply])

        then:
        before.code == 1
        before.out.readLines().tail()*.tokenize(',')*.first() == [
            'roles.backup-viewer', 'roles.backup-viewer.description', 'roles.backup-viewer.rules.backuplocation',
            'roles.backup-viewer.rules.cloudcredential', 'users.erin.backup-viewer', 'users.erin.test-role']
        rehearsed.out.readLines().count { it.startsWith('curl') } == 2
        rehearsed.err.contains('roles.backup-viewer.description: (none) -> Sees backups')
        unasked.code == 3
        sent == 0
        applied.out == '"created"\n"mapped to backup-viewer, test-role"\n'
        after.code == 0
        lab.writes().size() == 2
        again.err.contains('all is so already; nothing was sent')
        lab.writes().size() == 2
    }

    def "what shall be may stand in a block, and a role that shall not be is deleted after a question of its own"() {
        given:
        lab.start(['-e', "px.roles.create('old-role') { viewOnly 'role' }"])
        int before = lab.writes().size()
        String block = """{
            role('backup-viewer') { description 'Sees backups'; viewOnly 'cloudcredential'; allow 'role', apis: ['inspect*'] }
            user 'erin', 'backup-viewer', 'test-role'
            ['alice', 'bob'].each { user it, ['test-role'] }
            absent 'old-role', 'never-there'
        }"""

        when:
        SandboxHarness.Ended plan = lab.start(['-o', 'csv', '-e', "px.plan $block".toString()])
        SandboxHarness.Ended rehearsed = lab.start(['--dry-run', '-o', 'csv', '-e', "px.apply $block".toString()])
        SandboxHarness.Ended applied = lab.start(['--yes', '-o', 'csv', '-e', "px.apply $block".toString()])
        SandboxHarness.Ended after = lab.start(['-e', "px.plan($block).empty".toString()])

        then:
        plan.code == 1
        plan.out.readLines() == [
            'path,left,right', 'roles.backup-viewer,,is there', 'roles.backup-viewer.description,,Sees backups',
            'roles.backup-viewer.rules.cloudcredential,,"enumerate*, inspect*"', 'roles.backup-viewer.rules.role,,inspect*',
            'roles.old-role,is there,', 'users.bob.test-role,,holds it', 'users.erin.backup-viewer,,holds it', 'users.erin.test-role,,holds it']
        rehearsed.out.readLines()*.replaceAll(/ -H.*/, '') == [
            'curl -X POST', 'curl -X POST', 'curl -X POST', 'curl -X DELETE', 'kind,name,result', 'role,backup-viewer,planned: created',
            'user,erin,"planned: mapped to backup-viewer, test-role"', 'user,bob,planned: mapped to test-role', 'role,old-role,planned: deleted']
        applied.out.readLines() == [
            'kind,name,result', 'role,backup-viewer,created', 'user,erin,"mapped to backup-viewer, test-role"',
            'user,bob,mapped to test-role', 'role,old-role,deleted']
        after.out == 'true\n'
        lab.writes().drop(before)*.method() == ['POST', 'POST', 'POST', 'DELETE']
    }

    def "in a block of a state #block is refused, and nothing is sent"() {
        expect:
        lab.start(['--yes', '-e', "px.apply { $block }".toString()]).with {
            assert err.readLines().first() == 'baksh: ' + message.replace('PX', "px (${lab.sandbox.pxUrl().authority})")
            code
        } == code
        lab.writes() == []

        where:
        block                                              || code | message
        "role 'x-y-z'"                                     || 1    | 'role takes a name and a block'
        "user 'alice'"                                     || 1    | 'user takes a name and roles'
        "user 'alice', 5"                                  || 1    | 'user takes a name and roles'
        "user 'alice', 'test-role'; user 'alice', 'x'"     || 1    | "px.apply: user 'alice' is given twice"
        "user 'alice', 'test-role'; absent 'test-role'"    || 1    | 'px.apply: role "test-role" is wanted and absent'
        "absent 'px-backup-app.user'"                      || 3    | 'PX: "px-backup-app.user" is a built-in role, and stays'
        "rolle('x') { }"                                   || 1    | "no verb 'rolle' in the block of px.apply"
        "role('x-y-z') { viewOnly 'rol' }"                 || 1    | 'role "x-y-z": there is no service \'rol\''
    }

    def "a script whose last value is a plan with drift shows it and ends with 1"() {
        given:
        Path script = write('nightly.groovy', "px.plan { user 'alice', $role }")
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString('rw-------'))

        when:
        SandboxHarness.Ended ended = lab.start(['-o', 'csv', script.toString()])

        then:
        ended.code == code
        ended.out.readLines() == out

        where:
        role                    || code | out
        "'px-backup-app.admin'" || 1    | ['path,left,right', 'users.alice.px-backup-app.admin,,holds it']
        "'test-role'"           || 0    | []
    }

    def "a mapping that is broken off in the middle is completed by the same line, and nobody is mapped twice"() {
        given:
        Path csv = users(200)
        String line = "px.users.mapAll('$csv').countBy { it.result }"
        CountDownLatch arrived = new CountDownLatch(1)
        CountDownLatch held = new CountDownLatch(1)
        lab.sandbox.px().faults().injectNext(120, 'POST', 'mapRoles/apply', Fault.runBefore {
            if (lab.writes().size() < 120) return
            arrived.countDown()
            held.await()
        })
        SandboxHarness.Ended broken = null
        Thread person = new Thread({ broken = lab.start(['--yes', '-e', line]) })

        when:
        person.start()
        arrived.await()
        person.interrupt()
        person.join()
        held.countDown()
        SandboxHarness.Ended completed = lab.start(['--yes', '-e', line])
        List<String> mapped = lab.writes().collect { it.query() }

        then:
        broken.code == 75
        broken.out.readLines().size() == 600
        [mapped: 357, unknown: 3, 'not tried': 240].every { result, count -> broken.out.count("\"result\":\"$result\"") == count }
        broken.err.contains('whether it happened is not known')
        broken.err.contains('stopped at user 120 of 200, "user-119": 357 mapped before it; the same line goes on, and sends nothing twice')
        completed.code == 0
        completed.out in ['{"already so":360,"mapped":240}\n', '{"already so":357,"mapped":243}\n']

        and: 'one call a user, but for the one that was under way'
        mapped.toSet().size() == 200
        mapped.size() in [200, 201]
        (0..199).every { lab.sandbox.px().rolesOf("user-$it").containsAll(['test-role', 'px-backup-app.user', 'px-backup-app.admin']) }
    }

    def "in a dry run nobody is said to be mapped: #expression"() {
        when:
        SandboxHarness.Ended ended = lab.start(['--dry-run', '-o', 'csv', '-e', expression])

        then:
        ended.code == 0
        ended.out.readLines().findAll { !it.startsWith('curl ') } == ['user,role,result', 'erin,test-role,planned', 'alice,test-role,already so']
        lab.writes() == []

        where:
        expression << ["px.roles['test-role'].mapTo('erin', 'alice')", "px.users.mapAll(erin: ['test-role'], alice: ['test-role'])"]
    }

    def "after a change to oneself the next call has a token that knows of it, by #what"() {
        given:
        Map<String, String> own = [BAKSH_PX_CLIENT_ID: '', BAKSH_PX_CLIENT_SECRET: '', BAKSH_PX_USERNAME: 'admin', BAKSH_PX_PASSWORD: lab.sandbox.pxPassword()]

        when:
        SandboxHarness.Ended ended = lab.start(['--yes', '-e', "$expression; px.roles.count()".toString()], own)

        then:
        ended.err.contains('these are the roles of your own user; the token was renewed')
        lab.sandbox.requests().count { it.path().endsWith('/token') } == 2

        where:
        what     | expression
        'map'    | "px.users['admin'].map('test-role')"
        'mapTo'  | "px.roles['test-role'].mapTo('admin')"
        'mapAll' | "px.users.mapAll(admin: ['test-role'])"
    }

    def "a user is found by its id, too"() {
        given:
        String id = lab.start(['-e', "px.users['alice'].id"]).out.trim() - '"' - '"'

        expect:
        lab.start(['-e', "px.users['$id'].username".toString()]).out.trim() == 'alice'
        lab.start(['-e', "px.users['00000000-0000-0000-0000-000000000000']"]).with {
            assert err.contains('user "00000000-0000-0000-0000-000000000000" not found')
            code
        } == 1
    }

    def "a role that drifted is set right, and a surplus role is taken only by prune"() {
        given:
        String state = "users: [alice: ['test-role']], roles: ['test-role': [rules: [[services: ['role'], apis: ['inspect*']]]]]"

        when:
        SandboxHarness.Ended plain = lab.start(['--yes', '-e', "px.apply($state)*.result".toString()])
        Set<String> kept = lab.sandbox.px().rolesOf('alice')
        SandboxHarness.Ended pruned = lab.start(['--yes', '-e', "px.apply($state, prune: true)*.result".toString()])

        then:
        plain.out == '"updated"\n'
        'px-backup-app.user' in kept
        pruned.out == '"unmapped from px-backup-app.user"\n'
        !('px-backup-app.user' in lab.sandbox.px().rolesOf('alice'))
    }

    def "an exported state has no drift"() {
        given:
        Path file = home.resolve('out.yaml')

        when:
        SandboxHarness.Ended export = lab.start(['-e', "px.export('$file')".toString()])

        then:
        export.code == 0
        lab.start(['-e', "px.plan('$file').empty".toString()]).out == 'true\n'
        lab.start(['-e', "px.export('$file')".toString()]).code == 3
        Files.readAllLines(file).take(2) == ['roles:', '  test-role:']
    }

    def "a file with #what is refused"() {
        expect:
        lab.start(['-e', "px.plan('${write('bad.yaml', text)}')".toString()]).with {
            assert code == 1
            err.contains(message)
        }
        lab.writes() == []

        where:
        what              | text                                    || message
        'a wrong word'    | 'rolls: {}'                             || "'rolls' is not known here"
        'no rules'        | 'roles: {x-y-z: {description: a}}'      || 'a role needs rules'
        'a wrong service' | 'roles: {xyz: {rules: [{services: [rol], apis: ["*"]}]}}' || "there is no service 'rol'"
        'an unknown user' | 'users: {nobody: [test-role]}'          || 'no such users: nobody'
        'an unknown role' | 'users: {alice: [none]}'                || 'there is no role "none"'
        'nothing'         | 'roles: {}'                             || 'names neither roles nor users'
        'no YAML'         | 'roles: ['                              || 'cannot be read'
    }

    private Path users(int count) {
        final List<String> lines = ['user,role']
        count.times { n ->
            lab.sandbox.px().addUser("user-$n")
            ['test-role', 'px-backup-app.user', 'px-backup-app.admin'].each { lines << "user-$n,$it".toString() }
        }
        return write('users.csv', lines.join('\n'))
    }

    private Path write(String name, String text) {
        return Files.writeString(home.resolve(name), text)
    }
}
