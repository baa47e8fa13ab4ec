package dev.baksh.client.px.backend

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxSpecification
import dev.baksh.sandbox.server.Fault

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.util.concurrent.CountDownLatch

/** Roles by rule, in bulk, by audit and by file, from the command line. */
class RoleGovernanceSpec extends SandboxSpecification {
    def "#rule is rejected before anything is sent, with a suggestion"() {
        when:
        SandboxHarness.Result commandResult = harness.start(['-e', "px.roles.create('new-role') { $rule }".toString()])

        then:
        commandResult.code == 1
        commandResult.err.readLines().first() == "baksh: role \"new-role\": there is no $what"
        commandResult.err.contains(hint)
        harness.writeRequests() == []

        where:
        rule                                      || what                          | hint
        "viewOnly 'cloudcredentials'"             || "service 'cloudcredentials'"  | 'did you mean: cloudcredential'
        "allow 'schedule', apis: ['create']"      || "service 'schedule'"          | 'force: true sends it unchanged'
        "allow 'role', apis: ['inspekt*']"        || "api 'inspekt*'"              | 'force: true sends it unchanged'
        "allow 'role', apis: ['validate']"        || "api 'validate'"              | 'force: true sends it unchanged'
    }

    def "#rule is accepted"() {
        expect:
        harness.start(['-e', "px.roles.create('new-role'$force) { $rule }.name".toString()]).out == 'new-role\n'

        where:
        rule                                        | force
        "allow 'role', apis: ['validate*', '!create']" | ''
        "allow '*', apis: '*'"                      | ''
        "allow 'audit', apis: 'inspect*'"           | ''
        "viewOnly 'somethingnew'"                   | ', force: true'
    }

    def "a built-in role is changed only with force"() {
        expect:
        harness.start(['--yes', '-e', "px.roles['px-backup-app.user'].$verb".toString()]).with {
            assert code == 3
            err.contains("copy it: px.roles['px-backup-app.user'].copy('my-role'), or use force: true")
        }
        harness.writeRequests() == []

        where:
        verb << ["update { description 'mine' }", 'delete()']
    }

    def "a copied role has the same permissions"() {
        expect:
        harness.start(['-e', "px.roles['px-backup-app.user'].copy('backup-viewer').name"]).out == 'backup-viewer\n'
        harness.start(['-e', "px.roles['px-backup-app.user'].diff(px.roles['backup-viewer']).empty"]).out == 'true\n'
    }

    def "the rules of a role are listed"() {
        expect:
        harness.start(['-e', "px.roles['px-backup-infra.admin'].permissions.findAll { it.access == 'full' }*.service.join(',')"]).out ==
            'schedulepolicy,cloudcredential,backuplocation,rules,role,receiver,recipient,audit\n'
        harness.start(['-e', "px.roles['test-role'].permissions.find { it.service == 'role' }.apis.join(',')"]).out == 'enumerate,inspect\n'
    }

    def "access() is a matrix of users and roles"() {
        when:
        SandboxHarness.Result commandResult = harness.start(['-o', 'csv', '-e', 'px.access()'])

        then:
        commandResult.out.readLines().take(3) == [
            'user,px-backup-super.admin,px-backup-infra.admin,px-backup-app.admin,px-backup-app.user,test-role',
            'admin,true,false,false,false,false',
            'alice,false,false,false,true,true']
    }

    def "an audit finds super admins, unused roles and roles without a Keycloak counterpart"() {
        given:
        harness.start(['-e', "px.roles.create('unused') { viewOnly 'role' }"])
        harness.sandbox.px().removeKeycloakRole('test-role')

        expect:
        harness.start(['-e', 'px.audit().collect { "$it.finding: $it.role $it.user" }.each { println it }; null'])
            .out.readLines() == [
            'super admin: px-backup-super.admin admin', 'super admin: px-backup-super.admin carol', 'without users: test-role null',
            'without users: unused null', 'not in Keycloak: test-role null']
    }

    def "a role that the user has is not mapped again, even with a stale row"() {
        when:
        SandboxHarness.Result commandResult = harness.start(['--yes', '-e', "def a = px.users['alice']; a.map('test-role'); a.unmap('test-role'); a.map('test-role'); null"])

        then:
        commandResult.code == 0
        harness.writeRequests()*.method() == ['DELETE', 'POST']
        'test-role' in harness.sandbox.px().rolesOf('alice')
    }

    def "a role that the user does not have is not removed and needs no confirmation"() {
        given:
        String px = "px (${harness.sandbox.pxUrl().authority})"

        expect:
        with(harness.start(['-e', "px.users['bob'].unmap('test-role').roles*.name"])) {
            code == 0
            err == "$px: user \"bob\" does not hold 'test-role'; nothing was sent\n"
            out == '"px-backup-infra.admin"\n'
        }
        with(harness.start(['--yes', '-e', "px.users['alice'].unmap('px-backup-infra.admin', 'test-role').roles*.name"])) {
            code == 0
            err == "$px: user \"alice\" does not hold 'px-backup-infra.admin'; nothing was sent for that\n"
            out == '"px-backup-app.user"\n'
        }
        harness.writeRequests()*.method() == ['DELETE']
    }

    def "mapping 3 roles to 200 users from a CSV file needs one confirmation, and a second run sends nothing"() {
        given:
        Path csv = writeUserFile(200)
        String line = "px.users.mapAll('$csv').countBy { it.result }"

        when:
        SandboxHarness.Result refusedResult = harness.start(['-e', line])
        int read = harness.sandbox.requests().count { it.method() == 'GET' }
        SandboxHarness.Result first = harness.start(['--yes', '-e', line])
        int sent = harness.writeRequests().size()
        int secondRead = harness.sandbox.requests().count { it.method() == 'GET' } - read
        SandboxHarness.Result second = harness.start(['-e', line])

        then:
        refusedResult.code == 3
        refusedResult.err.contains('give roles to 200 of 200 users')
        refusedResult.err.readLines().count { it ==~ /px .*: role ".*": 200 to be mapped/ } == 3
        first.out == '{"mapped":600}\n'
        sent == 200
        // The list of users is not read again for each user.
        secondRead == read
        second.out == '{"already so":600}\n'
        harness.writeRequests().size() == sent
    }

    def "users can be named in the expression"() {
        expect:
        with(harness.start(['--yes', '-e', "px.users.mapAll(erin: 'test-role', alice: ['test-role']).countBy { it.result }"])) {
            out == '{"mapped":1,"already so":1}\n'
            err == "px (${harness.sandbox.pxUrl().authority}): role \"test-role\": 1 to be mapped, 1 already so\n"
        }
    }

    def "a CSV file of a spreadsheet maps the same users: #text"() {
        given:
        Path csv = writeFile('users.csv', text)

        expect:
        harness.start(['--yes', '-e', "px.users.mapAll('$csv').collect { [it.user, it.role, it.result] }".toString()]).out == '["erin","test-role","mapped"]\n'

        where:
        text << ['"user","role"\n"erin","test-role"\n', 'user;role\r\nerin;test-role\r\n', 'sep=;\r\nuser;role\r\nerin;test-role\r\n',
            'user,role,comment\nerin,test-role,on call\n', 'user,role\nerin,test-role,\n,,\n', '\ufeffRole;User\ntest-role;erin\n', 'user, role\nerin, "test-role"\n']
    }

    def "a CSV file that cannot be read without a guess is refused, and nothing is sent: #text"() {
        given:
        Path csv = home.resolve('users.csv')
        Files.write(csv, text.getBytes(encoding))

        expect:
        with(harness.start(['--yes', '-e', "px.users.mapAll('$csv')".toString()])) {
            [it.code, it.out, it.err] == [code, '', "baksh: $csv$message\n  -e:1\n".toString()]
        }
        harness.writeRequests().empty

        where:
        text                         | encoding     || code | message
        'user,role\nerin,test-role'  | 'UTF-16'     || 2    | ' is not UTF-8 text\n  the text looks like UTF-16: save it as UTF-8'
        'user,role\nJörg,test-role'  | 'ISO-8859-1' || 2    | ' is not UTF-8 text\n  the text looks like Latin-1: save it as UTF-8'
        'user,role\nerin,r,s'        | 'UTF-8'      || 1    | ', line 2: a cell without a column; columns are user,role\n  each line is user,role; a header may name more columns'
        'user,role\n'                | 'UTF-8'      || 1    | ' names no user'
        'user|role\nerin|r'          | 'UTF-8'      || 1    | ', line 1: a single cell; columns are user,role; a separator other than comma, semicolon and tab needs a first line, such as sep=|\n  each line is user,role; a header may name more columns'
    }

    def "failed users do not stop the others, and a repeated command completes the mapping"() {
        given:
        Path csv = writeUserFile(5)
        harness.sandbox.px().faults().injectNext('POST', 'mapRoles/apply', Fault.status(403, 'application/json', '{"message":"not now"}'))
        String line = "px.users.mapAll('$csv').countBy { it.result }"

        when:
        SandboxHarness.Result first = harness.start(['--yes', '-e', line])
        SandboxHarness.Result second = harness.start(['--yes', '-e', line])

        then:
        first.code == 6
        first.err.contains('1 of 5 users did not get their roles')
        first.out.readLines().size() == 15
        first.out.count('"result":"failed"') == 3
        first.out.count('"result":"mapped"') == 12
        second.out == '{"mapped":3,"already so":12}\n'
        second.code == 0
    }

    def "a plan with drift ends with exit code 1, and apply removes the drift"() {
        given:
        Path file = writeFile('roles.yaml', '''
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
        SandboxHarness.Result planBefore = harness.start(['-o', 'csv', '-e', plan])
        SandboxHarness.Result dryRunResult = harness.start(['--dry-run', '-e', apply])
        SandboxHarness.Result unconfirmedResult = harness.start(['-e', apply])
        int sent = harness.writeRequests().size()
        SandboxHarness.Result applied = harness.start(['--yes', '-e', apply])
        SandboxHarness.Result planAfter = harness.start(['-e', plan])
        SandboxHarness.Result secondApply = harness.start(['-e', apply])

        then:
        planBefore.code == 1
        planBefore.out.readLines().tail()*.tokenize(',')*.first() == [
            'roles.backup-viewer', 'roles.backup-viewer.description', 'roles.backup-viewer.rules.backuplocation',
            'roles.backup-viewer.rules.cloudcredential', 'users.erin.backup-viewer', 'users.erin.test-role']
        dryRunResult.out.readLines().count { it.startsWith('curl') } == 2
        dryRunResult.err.contains('roles.backup-viewer.description: (none) -> Sees backups')
        unconfirmedResult.code == 3
        sent == 0
        applied.out == '"created"\n"mapped to backup-viewer, test-role"\n'
        planAfter.code == 0
        harness.writeRequests().size() == 2
        secondApply.err.contains('the server has this state already; nothing was sent')
        harness.writeRequests().size() == 2
    }

    def "the desired state can be a block, and deleting a surplus role needs its own confirmation"() {
        given:
        harness.start(['-e', "px.roles.create('old-role') { viewOnly 'role' }"])
        int planBefore = harness.writeRequests().size()
        String block = """{
            role('backup-viewer') { description 'Sees backups'; viewOnly 'cloudcredential'; allow 'role', apis: ['inspect*'] }
            user 'erin', 'backup-viewer', 'test-role'
            ['alice', 'bob'].each { user it, ['test-role'] }
            absent 'old-role', 'never-there'
        }"""

        when:
        SandboxHarness.Result plan = harness.start(['-o', 'csv', '-e', "px.plan $block".toString()])
        SandboxHarness.Result dryRunResult = harness.start(['--dry-run', '-o', 'csv', '-e', "px.apply $block".toString()])
        SandboxHarness.Result applied = harness.start(['--yes', '-o', 'csv', '-e', "px.apply $block".toString()])
        SandboxHarness.Result planAfter = harness.start(['-e', "px.plan($block).empty".toString()])

        then:
        plan.code == 1
        plan.out.readLines() == [
            'path,left,right', 'roles.backup-viewer,,is there', 'roles.backup-viewer.description,,Sees backups',
            'roles.backup-viewer.rules.cloudcredential,,"enumerate*, inspect*"', 'roles.backup-viewer.rules.role,,inspect*',
            'roles.old-role,is there,', 'users.bob.test-role,,holds it', 'users.erin.backup-viewer,,holds it', 'users.erin.test-role,,holds it']
        dryRunResult.out.readLines()*.replaceAll(/ -H.*/, '') == [
            'curl -X POST --globoff', 'curl -X POST --globoff', 'curl -X POST --globoff', 'curl -X DELETE --globoff', 'kind,name,result', 'role,backup-viewer,planned: created',
            'user,erin,"planned: mapped to backup-viewer, test-role"', 'user,bob,planned: mapped to test-role', 'role,old-role,planned: deleted']
        applied.out.readLines() == [
            'kind,name,result', 'role,backup-viewer,created', 'user,erin,"mapped to backup-viewer, test-role"',
            'user,bob,mapped to test-role', 'role,old-role,deleted']
        planAfter.out == 'true\n'
        harness.writeRequests().drop(planBefore)*.method() == ['POST', 'POST', 'POST', 'DELETE']
    }

    def "the state block #block is rejected and nothing is sent"() {
        expect:
        harness.start(['--yes', '-e', "px.apply { $block }".toString()]).with {
            assert err.readLines().first() == 'baksh: ' + message.replace('PX', "px (${harness.sandbox.pxUrl().authority})")
            code
        } == code
        harness.writeRequests() == []

        where:
        block                                              || code | message
        "role 'x-y-z'"                                     || 1    | 'role takes a name and a block'
        "user 'alice'"                                     || 1    | 'user takes a name and roles'
        "user 'alice', 5"                                  || 1    | 'user takes a name and roles'
        "user 'alice', 'test-role'; user 'alice', 'x'"     || 1    | "px.apply: user 'alice' is given twice"
        "user 'alice', 'test-role'; absent 'test-role'"    || 1    | 'px.apply: role "test-role" is both in roles: and in absent:'
        "absent 'px-backup-app.user'"                      || 3    | 'PX: "px-backup-app.user" is a built-in role and cannot be absent'
        "rolle('x') { }"                                   || 1    | "no verb 'rolle' in the block of px.apply"
        "role('x-y-z') { viewOnly 'rol' }"                 || 1    | 'role "x-y-z": there is no service \'rol\''
    }

    def "a script whose last value is a plan with drift ends with exit code 1, and standard output has only what the script prints"() {
        given:
        Path script = writeFile('nightly.groovy', "println 'checked'\npx.plan { user 'alice', $role }")
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString('rw-------'))

        expect:
        [[script.toString()], ['run', script.toString()], ['-']].each { words ->
            SandboxHarness.Result result = harness.start(['-o', 'csv'] + words, [:], Files.readString(script))
            assert [result.code, result.out, result.err] == [code, 'checked\n', err]
        }

        where:
        role                    || code | err
        "'px-backup-app.admin'" || 1    | 'the server differs from the plan, the last value of the script:\n  users.alice.px-backup-app.admin: (none) -> holds it\n'
        "'test-role'"           || 0    | ''
    }

    def "a repeated command completes an interrupted mapping and maps no user twice"() {
        given:
        Path csv = writeUserFile(200)
        String line = "px.users.mapAll('$csv').countBy { it.result }"
        CountDownLatch requestArrived = new CountDownLatch(1)
        CountDownLatch responseReleased = new CountDownLatch(1)
        harness.sandbox.px().faults().injectNext(120, 'POST', 'mapRoles/apply', Fault.runBefore {
            if (harness.writeRequests().size() < 120) return
            requestArrived.countDown()
            responseReleased.await()
        })
        SandboxHarness.Result interruptedResult = null
        Thread runThread = new Thread({ interruptedResult = harness.start(['--yes', '-e', line]) })

        when:
        runThread.start()
        requestArrived.await()
        runThread.interrupt()
        runThread.join()
        responseReleased.countDown()
        SandboxHarness.Result completed = harness.start(['--yes', '-e', line])
        List<String> mappedUsers = harness.writeRequests().collect { it.query() }

        then:
        interruptedResult.code == 75
        interruptedResult.out.readLines().size() == 600
        [mapped: 357, unknown: 3, 'not tried': 240].every { result, count -> interruptedResult.out.count("\"result\":\"$result\"") == count }
        interruptedResult.err.contains('the outcome is not known')
        interruptedResult.err.contains('stopped at user 120 of 200, "user-119": 357 mapped before it; run the same line again to continue; roles that a user has are not sent')
        [completed.code, completed.err.readLines().findAll { it.startsWith('baksh') }] == [0, []]
        completed.out in ['{"already so":360,"mapped":240}\n', '{"already so":357,"mapped":243}\n']

        and: 'one call a user, but for the one that was under way'
        mappedUsers.toSet().size() == 200
        mappedUsers.size() in [200, 201]
        (0..199).every { harness.sandbox.px().rolesOf("user-$it").containsAll(['test-role', 'px-backup-app.user', 'px-backup-app.admin']) }
    }

    def "a dry run reports no user as mapped: #expression"() {
        when:
        SandboxHarness.Result commandResult = harness.start(['--dry-run', '-o', 'csv', '-e', expression])

        then:
        commandResult.code == 0
        commandResult.out.readLines().findAll { !it.startsWith('curl ') } == ['user,role,result', 'erin,test-role,planned', 'alice,test-role,already so']
        harness.writeRequests() == []

        where:
        expression << ["px.roles['test-role'].mapTo('erin', 'alice')", "px.users.mapAll(erin: ['test-role'], alice: ['test-role'])"]
    }

    def "after a change to the current user the next call uses a new token, with #what"() {
        given:
        Map<String, String> ownVariables = [BAKSH_PX_CLIENT_ID: '', BAKSH_PX_CLIENT_SECRET: '', BAKSH_PX_USERNAME: 'admin', BAKSH_PX_PASSWORD: harness.sandbox.pxPassword()]

        when:
        SandboxHarness.Result commandResult = harness.start(['--yes', '-e', "$expression; px.roles.count()".toString()], ownVariables)

        then:
        commandResult.err.contains('the roles of your own user have changed; the next request gets a new token')
        harness.sandbox.requests().count { it.path().endsWith('/token') } == 2

        where:
        what     | expression
        'map'    | "px.users['admin'].map('test-role')"
        'mapTo'  | "px.roles['test-role'].mapTo('admin')"
        'mapAll' | "px.users.mapAll(admin: ['test-role'])"
    }

    def "a file for roles names what is wrong with it: #text"() {
        given:
        Path file = home.resolve("desired.$type")
        Files.write(file, text.getBytes(charset))
        String console = "px (${harness.sandbox.pxUrl().authority})"

        expect:
        with(harness.start(['--yes', '-e', "$expression('$file')".toString()])) {
            [it.code, it.out, it.err.readLines()[0..1]] == [code, '', messages.collect { it.replace('FILE', file.toString()).replace('PX', console) }]
        }

        where:
        expression        | type  | charset      | text                                || code | messages
        'px.plan'         | 'yaml' | 'UTF-16'    | 'users: {alice: [test-role]}'       || 2    | ['baksh: FILE is not UTF-8 text', '  the text looks like UTF-16: save it as UTF-8']
        'px.plan'         | 'yaml' | 'ISO-8859-1' | 'users: {größer: [test-role]}'     || 2    | ['baksh: FILE is not UTF-8 text', '  the text looks like Latin-1: save it as UTF-8']
        'px.users.mapAll' | 'csv' | 'UTF-8'      | 'Benutzer;Rolle\nalice;test-role\n' || 1    | ['baksh: PX: role "Rolle" not found', '  there are: px-backup-super.admin, px-backup-infra.admin, px-backup-app.admin, px-backup-app.user, test-role; the header of a CSV file is user,role']
    }

    def "a user is also found by id"() {
        given:
        String id = harness.start(['-e', "px.users['alice'].id"]).out.trim() - '"' - '"'

        expect:
        harness.start(['-e', "px.users['$id'].username".toString()]).out.trim() == 'alice'
        harness.start(['-e', "px.users['00000000-0000-0000-0000-000000000000']"]).with {
            assert err.contains('user "00000000-0000-0000-0000-000000000000" not found')
            code
        } == 1
    }

    def "a drifted role is corrected, and a surplus role is removed only with prune"() {
        given:
        String state = "users: [alice: ['test-role']], roles: ['test-role': [rules: [[services: ['role'], apis: ['inspect*']]]]]"

        when:
        SandboxHarness.Result plainResult = harness.start(['--yes', '-e', "px.apply($state)*.result".toString()])
        Set<String> rolesKept = harness.sandbox.px().rolesOf('alice')
        SandboxHarness.Result pruned = harness.start(['--yes', '-e', "px.apply($state, prune: true)*.result".toString()])

        then:
        plainResult.out == '"updated"\n'
        'px-backup-app.user' in rolesKept
        pruned.out == '"unmapped from px-backup-app.user"\n'
        !('px-backup-app.user' in harness.sandbox.px().rolesOf('alice'))
    }

    def "an exported state has no drift"() {
        given:
        Path file = home.resolve('out.yaml')

        when:
        SandboxHarness.Result export = harness.start(['-e', "px.export('$file')".toString()])

        then:
        export.code == 0
        harness.start(['-e', "px.plan('$file').empty".toString()]).out == 'true\n'
        harness.start(['-e', "px.export('$file')".toString()]).code == 3
        Files.readAllLines(file).take(2) == ['roles:', '  test-role:']
    }

    def "a file with #what is rejected"() {
        expect:
        harness.start(['-e', "px.plan('${writeFile('bad.yaml', text)}')".toString()]).with {
            assert code == 1
            err.contains(message)
        }
        harness.writeRequests() == []

        where:
        what              | text                                    || message
        'a wrong word'    | 'rolls: {}'                             || "'rolls' is not a known key"
        'no rules'        | 'roles: {x-y-z: {description: a}}'      || 'a role needs rules'
        'a wrong service' | 'roles: {xyz: {rules: [{services: [rol], apis: ["*"]}]}}' || "there is no service 'rol'"
        'an unknown user' | 'users: {nobody: [test-role]}'          || 'no such users: nobody'
        'an unknown role' | 'users: {alice: [none]}'                || 'there is no role "none"'
        'nothing'         | 'roles: {}'                             || 'contains neither roles nor users'
        'no YAML'         | 'roles: ['                              || ':1: not valid YAML'
    }

    private Path writeUserFile(int count) {
        final List<String> lines = ['user,role']
        count.times { n ->
            harness.sandbox.px().addUser("user-$n")
            ['test-role', 'px-backup-app.user', 'px-backup-app.admin'].each { lines << "user-$n,$it".toString() }
        }
        return writeFile('users.csv', lines.join('\n'))
    }

    private Path writeFile(String name, String text) {
        return Files.writeString(home.resolve(name), text)
    }
}
