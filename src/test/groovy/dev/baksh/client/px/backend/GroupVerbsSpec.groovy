package dev.baksh.client.px.backend

import dev.baksh.cli.SandboxHarness
import dev.baksh.cli.SandboxSpecification
import dev.baksh.sandbox.server.Fault

/** Group verbs through Keycloak's admin API, from the command line. */
class GroupVerbsSpec extends SandboxSpecification {
    String serverLabel

    def setup() {
        serverLabel = "px (${harness.sandbox.pxUrl().authority})"
    }

    def "groups are off by default, and the message names the setting: #expression"() {
        when:
        SandboxHarness.Result result = harness.start(['--yes', '-e', expression], [BAKSH_PX_GROUPS: setting])

        then:
        result.code == 2
        result.err.readLines()[0] == "baksh: $serverLabel: groups are off, because Portworx' public API has no groups"
        result.err.contains('BAKSH_PX_GROUPS=keycloak, or groups: keycloak in servers.yaml')
        !harness.sandbox.requests().any { it.path().contains('/groups') }

        where:
        expression                | setting
        'px.groups'               | ''
        "px.groups['ops']"        | 'off'
        "px.groups.create('new')" | ''
    }

    def "an invalid value of the setting is rejected"() {
        expect:
        harness.start(['-e', 'px.groups'], [BAKSH_PX_GROUPS: 'yes']).with {
            assert err == "baksh: BAKSH_PX_GROUPS: must be keycloak or off, not 'yes'\n  -e:1\n"
            code
        } == 2
    }

    def "members without a name do not prove that a user is no member"() {
        given:
        harness.sandbox.px().faults().injectAlways('GET', '/members', Fault.status(200, 'application/json', '[{"id":"a-1"}]'))

        expect:
        with(harness.start(['--yes', '-e', "px.groups['ops'].remove('dave')"])) {
            err == "baksh: $serverLabel: the members of group \"ops\" have no names\n  -e:1\n"
            code == 1
        }
        harness.writeRequests() == []
    }

    def "#expression prints #out"() {
        when:
        SandboxHarness.Result result = harness.start(['--yes', '-e', expression])

        then:
        result.err == ''
        result.out == out + '\n'
        result.code == 0

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

    def "a change without effect is not sent"() {
        when:
        SandboxHarness.Result result = harness.start(['-e', "px.groups['ops'].add('dave'); null"])

        then:
        result.err == "$serverLabel: group \"ops\": add 'dave' is done already; nothing was sent\n"
        harness.writeRequests() == []
    }

    def "removing and deleting need a confirmation"() {
        expect:
        harness.start(['-e', expression]).code == 3
        harness.writeRequests() == []

        where:
        expression << ["px.groups['ops'].delete()", "px.groups['ops'].remove('dave')"]
    }

    def "a write with a lost response is done if the group has the new state: #expression"() {
        given:
        harness.sandbox.px().faults().injectNext(method, '/groups', Fault.drop().afterExecution())

        when:
        SandboxHarness.Result result = harness.start(['--yes', '-e', expression + '; null'])

        then:
        result.code == 0
        result.err.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4,12}){4}/, 'UUID') == """\
            px (${harness.sandbox.pxUrl().authority}): $what: the write was sent and the response was lost; looking for the result on the server for at most 330 s
            px (${harness.sandbox.pxUrl().authority}): $what: found: $found; the write was not sent again
            """.stripIndent()
        harness.writeRequests().size() == 1

        where:
        method   | expression                           || what                                | found
        'POST'   | "px.groups.create('new')"            || "px.groups.create 'new'"            | 'group UUID "new"'
        'POST'   | "px.groups['ops'].map('test-role')"  || "px.groups.map 'ops' to 'test-role'" | 'the object has the desired state'
        'PUT'    | "px.groups['ops'].add('alice')"      || "px.groups.add 'ops' 'alice'"       | 'the object has the desired state'
        'DELETE' | "px.groups['ops'].remove('dave')"    || "px.groups.remove 'ops' 'dave'"      | 'the object has the desired state'
        'DELETE' | "px.groups['ops'].delete()"          || "px.groups.delete 'ops'"            | 'the object is deleted'
    }

    def "a group with more members than one Keycloak page is read completely"() {
        given:
        130.times { harness.sandbox.px().addUser("user-$it") }

        when:
        SandboxHarness.Result result = harness.start(['--yes', '-e', "px.groups['ops'].add(*(0..<130).collect { \"user-\$it\".toString() }).members.size()"])

        then:
        result.out == '131\n'
    }

    def "an audit includes roles from groups"() {
        given:
        harness.start(['-e', "px.roles.create('by-group') { viewOnly 'role' }; px.groups['ops'].map('by-group', 'px-backup-super.admin'); null"])

        when:
        List<String> findings = harness.start(['-e', 'px.audit().each { println "$it.finding: $it.role $it.detail" }; null']).out.readLines()

        then:
        'super admin: px-backup-super.admin given by the group ops' in findings
        !findings.any { it.startsWith('without users: by-group') }
    }

    def "in a dry run nothing is sent"() {
        when:
        SandboxHarness.Result result = harness.start(['--dry-run', '-e', "px.groups.create('new').map('test-role').add('alice'); null"])

        then:
        result.code == 0
        result.out.readLines()*.replaceAll(/ (-H|http).*/, '') == ['curl -X POST --globoff'] * 2 + ['curl -X PUT --globoff']
        harness.writeRequests() == []
    }
}
