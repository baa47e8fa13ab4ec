package dev.baksh.cli

import com.fasterxml.jackson.databind.JsonNode
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

import static dev.baksh.cli.CommandResult.failure
import static dev.baksh.cli.CommandResult.success

class RoleSyntaxSpec extends Specification {
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions())

    @TempDir
    Path home

    CommandRunner baksh

    String px

    def setup() {
        baksh = new CommandRunner(home).useSandbox(sandbox)
        px = "px (${sandbox.pxUrl().authority})"
    }

    def "a role is created with the same rules as in the console"() {
        when:
        final CommandResult result = baksh.runStandardInput('''
            println px.roles.create('backup-viewer') {
                description 'Sees backups'
                viewOnly 'cloudcredential', 'backuplocation'
                fullAccess 'schedulepolicy'
                allow 'role', apis: ['inspect*', 'enumerate*']
            }.name
            ''')

        then:
        result == success('backup-viewer')
        rules('backup-viewer') == [cloudcredential: ['inspect*', 'enumerate*'], backuplocation: ['inspect*', 'enumerate*'],
            schedulepolicy: ['*'], role: ['inspect*', 'enumerate*']]
        sandbox.px().role('backup-viewer').at('/metadata/description').asText() == 'Sees backups'
    }

    def "services can be single values, a list or a loop: #block"() {
        expect:
        baksh.runExpression("px.roles.create('some-role', description: 'x') ${block}.description") == success('x')
        rules('some-role') == [role: ['inspect*', 'enumerate*'], rules: ['inspect*', 'enumerate*']]

        where:
        block << ["{ viewOnly 'role', 'rules' }", "{ viewOnly(['role', 'rules']) }",
            "{ ['role', 'rules'].each { viewOnly it } }", "{ it.viewOnly 'role'; it.viewOnly 'rules' }"]
    }

    def "the rules and the description of a role are updated, and the changes are printed"() {
        expect:
        baksh.runExpression("px.roles['test-role'].update { description 'All of rules'; fullAccess 'rules' }.description") ==
            new CommandResult(0, 'All of rules\n', """\
                $px: role "test-role": description: (none) -> All of rules
                $px: role "test-role": rules.rules: enumerate*, inspect* -> *
                """.stripIndent())
        rules('test-role').rules == ['*']
        rules('test-role').keySet() == ['cloudcredential', 'schedulepolicy', 'backuplocation', 'rules', 'role'] as Set
    }

    def "invalid entries in a role block are rejected, and nothing is sent: #block"() {
        when:
        final CommandResult result = baksh.runExpression("px.roles.create('some-role') { $block }")

        then:
        result == failure(1, *lines, '  -e:1')
        !hasWritten()

        where:
        block                        || lines
        "allow 'role'"               || ['baksh: allow takes apis:', "  for example: allow 'role', apis: ['inspect*', 'enumerate*']"]
        "allow 'role', apis: []"     || ['baksh: allow takes apis:', "  for example: allow 'role', apis: ['inspect*', 'enumerate*']"]
        "allow 'role', api: '*'"     || ['baksh: allow takes apis:', "  for example: allow 'role', apis: ['inspect*', 'enumerate*']"]
        'viewOnly()'                 || ['baksh: viewOnly takes one or more services', "  for example: viewOnly 'cloudcredential'"]
        'viewOnly 5'                 || ['baksh: viewOnly takes services as strings in quotes, not 5']
        "viewonly 'role'"            || ["baksh: no verb 'viewonly' in the block of px.roles.create",
                                         '  did you mean: viewOnly; it has: description, viewOnly, fullAccess, allow']
        "viewOnly ['role']"          || ["baksh: 'viewOnly' is a verb of this block and was read as a variable",
                                         "  write the value after it, or in parentheses: viewOnly 'x', 'y'"]
        "fullAccess = 'role'"        || ["baksh: 'fullAccess = 'role'' is an assignment and sets no field of the block",
                                         "  write it without the equals sign: fullAccess 'role'"]
    }

    def "two roles are compared"() {
        expect:
        baksh.runStandardInput('''
            def diff = px.roles['px-backup-app.user'].diff(px.roles['px-backup-app.admin'])
            println diff.empty
            println diff.empty.class.simpleName
            println diff.collect { it.path }
            def one = diff.find { it.path == 'rules.rules' }
            println "$one.left | $one.right"
            println px.roles['test-role'].diff(px.roles['test-role']).empty
            ''') == success('false', 'Boolean',
                '[description, rules.backuplocation, rules.cloudcredential, rules.rules, rules.schedulepolicy]',
                'enumerate*, inspect*, validate* | *', 'true')
        baksh.runExpression("px.roles['test-role'].diff('px-backup-app.user')") == failure(1,
            'baksh: px.roles.diff takes another role',
            "  for example: px.roles['px-backup-app.user'].diff(px.roles['px-backup-app.admin'])",
            '  -e:1')
    }

    def "roles are added to and removed from the roles of a user"() {
        expect:
        baksh.runExpression("px.users['alice'].map('px-backup-infra.admin', 'px-backup-app.user').roles*.name.sort()") ==
            success('"px-backup-app.user"', '"px-backup-infra.admin"', '"test-role"')
        baksh.runExpression("px.users['alice'].unmap('test-role').roles*.name.sort()", '--yes') ==
            success('"px-backup-app.user"', '"px-backup-infra.admin"')
        !('test-role' in sandbox.px().rolesOf('alice'))
    }

    def "a role is assigned to several users"() {
        expect:
        baksh.runExpression("px.roles['test-role'].mapTo('bob', 'dave')*.user") == success('"bob"', '"dave"')
        'test-role' in sandbox.px().rolesOf('bob')
        'test-role' in sandbox.px().rolesOf('dave')
    }

    def "unknown role names are rejected with a suggestion, and nothing is sent: #expression"() {
        when:
        final CommandResult result = baksh.runExpression(expression)

        then:
        result.code() == 1
        result.err() == "baksh: ${message.replace('PX', px)}\n  $hint\n  -e:1\n"
        !hasWritten()

        where:
        expression                                    || message                                      | hint
        "px.users['alice'].map('tset-role')"          || 'PX: role "tset-role" not found'             | 'did you mean: test-role'
        "px.users['alice'].map('test-role', 'x')"     || 'PX: role "x" not found'                     | 'there are: px-backup-super.admin, px-backup-infra.admin, px-backup-app.admin, px-backup-app.user, test-role'
        "px.users['alice'].map()"                     || 'px.users.map takes the names of roles'      | "for example: px.users['alice'].map('backup-viewer')"
        "px.users['alice'].map(['test-role'])"        || 'px.users.map takes the names of roles'      | "for example: px.users['alice'].map('backup-viewer')"
        "px.roles['test-role'].mapTo()"               || 'px.roles.mapTo takes the names of users'    | "for example: px.roles['backup-viewer'].mapTo('alice', 'bob')"
        "px.roles.create('Bad Name') { viewOnly 'role' }" || 'PX: "Bad Name" cannot be the name of a role' | 'use at least three lower case letters or digits; . and - may join parts; no spaces'
    }

    def "a role is deleted only after a confirmation"() {
        expect:
        baksh.runExpression("px.roles['test-role'].delete()").code() == 3
        baksh.runExpression("px.roles['test-role'].delete()", '--yes') == success()
        !('test-role' in sandbox.px().roleNames())
    }

    private Map<String, List<String>> rules(String role) {
        final Map<String, List<String>> rules = [:]
        for (JsonNode rule : sandbox.px().role(role).get('rules')) {
            rule.get('services').each { rules[it.asText()] = rule.get('apis')*.asText() }
        }
        return rules
    }

    private boolean hasWritten() {
        return sandbox.requests().any { it.method() != 'GET' && !it.path().contains('token') }
    }
}
