package dev.baksh.client.px.backend

import dev.baksh.cli.SandboxHarness
import dev.baksh.sandbox.server.Fault
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/** Groups by Keycloak's admin API, as they are typed. */
class GroupVerbsSpec extends Specification {
    @TempDir
    Path home

    @AutoCleanup
    SandboxHarness lab

    String px

    def setup() {
        lab = new SandboxHarness(home)
        px = "px (${lab.sandbox.pxUrl().authority})"
    }

    def "groups are off unless they are configured, and it is said how: #expression"() {
        when:
        SandboxHarness.Ended ended = lab.start(['--yes', '-e', expression], [BAKSH_PX_GROUPS: setting])

        then:
        ended.code == 2
        ended.err.readLines()[0] == "baksh: $px: groups are off, since they are no part of Portworx' public API"
        ended.err.contains('BAKSH_PX_GROUPS=keycloak, or groups: keycloak in servers.yaml')
        !lab.sandbox.requests().any { it.path().contains('/groups') }

        where:
        expression                | setting
        'px.groups'               | ''
        "px.groups['ops']"        | 'off'
        "px.groups.create('new')" | ''
    }

    def "another word for the setting is refused"() {
        expect:
        lab.start(['-e', 'px.groups'], [BAKSH_PX_GROUPS: 'yes']).with {
            assert err == "baksh: BAKSH_PX_GROUPS: keycloak or off, not 'yes'\n  -e:1\n"
            code
        } == 2
    }

    def "#expression prints #out"() {
        when:
        SandboxHarness.Ended ended = lab.start(['--yes', '-e', expression])

        then:
        ended.err == ''
        ended.out == out + '\n'
        ended.code == 0

        where:
        expression                                                                          || out
        "px.groups*.name.join(',')"                                                         || 'ops'
        "px.groups['ops'].path"                                                             || '/ops'
        "px.groups['ops'].members*.username.join(',')"                                      || 'dave'
        "px.groups['ops'].map('test-role', 'px-backup-app.user').roles*.name.join(',')"     || 'test-role,px-backup-app.user'
        "px.groups['ops'].map('test-role').unmap('test-role').roles.size()"                 || '0'
        "px.groups['ops'].add('alice', 'bob').members*.username.join(',')"                  || 'dave,alice,bob'
        "px.groups['ops'].add('alice').remove('alice', 'dave').members.size()"              || '0'
        "px.groups.create('night-shift').name"                                              || 'night-shift'
        "px.groups['ops'].delete(); px.groups.count()"                                      || '0'
    }

    def "what is so already is not sent"() {
        when:
        SandboxHarness.Ended ended = lab.start(['-e', "px.groups['ops'].add('dave'); null"])

        then:
        ended.err == "$px: group \"ops\": add 'dave' is so already; nothing was sent\n"
        lab.writes() == []
    }

    def "taking away and deleting are asked about"() {
        expect:
        lab.start(['-e', expression]).code == 3
        lab.writes() == []

        where:
        expression << ["px.groups['ops'].delete()", "px.groups['ops'].remove('dave')"]
    }

    def "a write whose answer was lost has happened when the group reads so: #expression"() {
        given:
        lab.sandbox.px().faults().injectNext(method, '/groups', Fault.drop().afterExecution())

        when:
        SandboxHarness.Ended ended = lab.start(['--yes', '-e', expression + '; null'])

        then:
        ended.code == 0
        ended.err.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4,12}){4}/, 'UUID') == """\
            px (${lab.sandbox.pxUrl().authority}): $what: it was sent and its answer was lost; looking on the server for what came of it, for 330 s at most
            px (${lab.sandbox.pxUrl().authority}): $what: found: $found; it was not sent again
            """.stripIndent()
        lab.writes().size() == 1

        where:
        method   | expression                           || what                                | found
        'POST'   | "px.groups.create('new')"            || "px.groups.create 'new'"            | 'group UUID "new"'
        'POST'   | "px.groups['ops'].map('test-role')"  || "px.groups.map 'ops' to 'test-role'" | 'it reads as wanted'
        'PUT'    | "px.groups['ops'].add('alice')"      || "px.groups.add 'ops' 'alice'"       | 'it reads as wanted'
        'DELETE' | "px.groups['ops'].remove('dave')"    || "px.groups.remove 'ops' 'dave'"      | 'it reads as wanted'
        'DELETE' | "px.groups['ops'].delete()"          || "px.groups.delete 'ops'"            | 'it is gone'
    }

    def "a group of more members than Keycloak gives at once is read whole"() {
        given:
        130.times { lab.sandbox.px().addUser("user-$it") }

        when:
        SandboxHarness.Ended ended = lab.start(['--yes', '-e', "px.groups['ops'].add(*(0..<130).collect { \"user-\$it\".toString() }).members.size()"])

        then:
        ended.out == '131\n'
    }

    def "an audit knows what groups give"() {
        given:
        lab.start(['-e', "px.roles.create('by-group') { viewOnly 'role' }; px.groups['ops'].map('by-group', 'px-backup-super.admin'); null"])

        when:
        List<String> findings = lab.start(['-e', 'px.audit().each { println "$it.finding: $it.role $it.detail" }; null']).out.readLines()

        then:
        'super admin: px-backup-super.admin given by the group ops' in findings
        !findings.any { it.startsWith('held by nobody: by-group') }
    }

    def "in a dry run nothing is sent"() {
        when:
        SandboxHarness.Ended ended = lab.start(['--dry-run', '-e', "px.groups.create('new').map('test-role').add('alice'); null"])

        then:
        ended.code == 0
        ended.out.readLines()*.replaceAll(/ (-H|http).*/, '') == ['curl -X POST'] * 2 + ['curl -X PUT']
        lab.writes() == []
    }
}
