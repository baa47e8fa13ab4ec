package dev.baksh.px

import dev.baksh.cli.Lab
import dev.baksh.sandbox.Fault
import java.nio.file.Files
import java.nio.file.Path
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

/** Roles by rule, by the hundred, by audit and by file, as they are typed. */
class GovernanceSpec extends Specification {
    @TempDir
    Path home

    @AutoCleanup
    Lab lab

    def setup() {
        lab = new Lab(home)
    }

    def "#rule is refused before anything is sent, and says what is meant"() {
        when:
        Lab.Ended ended = lab.start(['-e', "px.roles.create('new-role') { $rule }".toString()])

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
        Lab.Ended ended = lab.start(['-o', 'csv', '-e', 'px.access()'])

        then:
        ended.out.readLines().take(3) == [
            'user,px-backup-super.admin,px-backup-infra.admin,px-backup-app.admin,px-backup-app.user,test-role',
            'admin,true,false,false,false,false',
            'alice,false,false,false,true,true']
    }

    def "an audit finds super admins, roles of nobody and roles without a twin"() {
        given:
        lab.start(['-e', "px.roles.create('unused') { viewOnly 'role' }"])
        lab.sandbox.px().removeTwin('test-role')

        expect:
        lab.start(['-e', 'px.audit().collect { "$it.finding: $it.role $it.user" }.each { println it }; null'])
            .out.readLines() == [
            'super admin: px-backup-super.admin admin', 'super admin: px-backup-super.admin carol', 'held by nobody: test-role null',
            'held by nobody: unused null', 'no twin: test-role null']
    }

    def "what a user has is not mapped again, even by a row from before"() {
        when:
        Lab.Ended ended = lab.start(['--yes', '-e', "def a = px.users['alice']; a.map('test-role'); a.unmap('test-role'); a.map('test-role'); null"])

        then:
        ended.code == 0
        lab.writes()*.method() == ['DELETE', 'POST']
        'test-role' in lab.sandbox.px().rolesOf('alice')
    }

    def "200 users get 3 roles from a CSV file by one question, and a second time nothing is sent"() {
        given:
        Path csv = users(200)
        String line = "px.users.mapAll('$csv').countBy { it.result }"

        when:
        Lab.Ended refused = lab.start(['-e', line])
        Lab.Ended first = lab.start(['--yes', '-e', line])
        int sent = lab.writes().size()
        Lab.Ended second = lab.start(['-e', line])

        then:
        refused.code == 3
        refused.err.contains('give roles to 200 of 200 users')
        first.out == '{"mapped":600}\n'
        sent == 200
        second.out == '{"already so":600}\n'
        lab.writes().size() == sent
    }

    def "users may be named in the line itself"() {
        expect:
        lab.start(['--yes', '-e', "px.users.mapAll(erin: 'test-role', alice: ['test-role']).countBy { it.result }"]).out ==
            '{"mapped":1,"already so":1}\n'
    }

    def "users that fail do not stop the others, and the same line completes it"() {
        given:
        Path csv = users(5)
        lab.sandbox.px().faults().next('POST', 'mapRoles/apply', Fault.status(403, 'application/json', '{"message":"not now"}'))
        String line = "px.users.mapAll('$csv').countBy { it.result }"

        when:
        Lab.Ended first = lab.start(['--yes', '-e', line])
        Lab.Ended second = lab.start(['--yes', '-e', line])

        then:
        first.code == 6
        first.err.contains('1 of 5 users did not get their roles')
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
        Lab.Ended before = lab.start(['-o', 'csv', '-e', plan])
        Lab.Ended rehearsed = lab.start(['--dry-run', '-e', apply])
        Lab.Ended unasked = lab.start(['-e', apply])
        int sent = lab.writes().size()
        Lab.Ended applied = lab.start(['--yes', '-e', apply])
        Lab.Ended after = lab.start(['-e', plan])
        Lab.Ended again = lab.start(['-e', apply])

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

    def "a role that drifted is set right, and a surplus role is taken only by prune"() {
        given:
        String state = "users: [alice: ['test-role']], roles: ['test-role': [rules: [[services: ['role'], apis: ['inspect*']]]]]"

        when:
        Lab.Ended plain = lab.start(['--yes', '-e', "px.apply($state)*.result".toString()])
        Set<String> kept = lab.sandbox.px().rolesOf('alice')
        Lab.Ended pruned = lab.start(['--yes', '-e', "px.apply($state, prune: true)*.result".toString()])

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
        Lab.Ended export = lab.start(['-e', "px.export('$file')".toString()])

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
