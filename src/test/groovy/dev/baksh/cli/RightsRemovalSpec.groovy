package dev.baksh.cli

import com.fasterxml.jackson.databind.ObjectMapper

/** The rule: a change that takes rights away asks first, and names the rights, the users and the server. */
class RightsRemovalSpec extends SandboxSpecification {
    String px

    def setup() {
        px = "px (${harness.sandbox.pxUrl().authority})"
    }

    String gateway() {
        "px (${harness.sandbox.pxGatewayUrl().authority})"
    }

    SandboxHarness.Result start(String expression, String... options) {
        harness.start([*options, '-e', expression])
    }

    Map<String, List<String>> rules(String name) {
        Map<String, List<String>> result = [:]
        harness.sandbox.px().role(name).at('/rules').each { rule -> rule.get('services').each { result[it.asText()] = rule.get('apis')*.asText() } }
        result
    }

    def "an update changes the services that it names, and no other: #block"() {
        when:
        SandboxHarness.Result result = start("px.roles['test-role'].update($arguments) { $block }", '--yes')

        then:
        result.code == 0
        rules('test-role').collectEntries { service, apis -> [service, apis == ['inspect*', 'enumerate*'] ? 'view' : apis == ['*'] ? 'full' : apis.join()] } == expected

        where:
        arguments    | block                                              || expected
        ''           | "fullAccess 'rules'"                               || [cloudcredential: 'view', schedulepolicy: 'view', backuplocation: 'view', role: 'view', rules: 'full']
        ''           | "fullAccess 'receiver'"                            || [cloudcredential: 'view', schedulepolicy: 'view', backuplocation: 'view', rules: 'view', role: 'view', receiver: 'full']
        ''           | "description 'x'"                                  || [cloudcredential: 'view', schedulepolicy: 'view', backuplocation: 'view', rules: 'view', role: 'view']
        ''           | "allow 'role', apis: ['inspect*']"                 || [cloudcredential: 'view', schedulepolicy: 'view', backuplocation: 'view', rules: 'view', role: 'inspect*']
        'only: true' | "fullAccess 'rules'"                               || [rules: 'full']
        'only: false'| "fullAccess 'rules'"                               || [cloudcredential: 'view', schedulepolicy: 'view', backuplocation: 'view', role: 'view', rules: 'full']
    }

    def "a change that takes rights away is refused without a terminal, and names them: #expression"() {
        when:
        SandboxHarness.Result result = start(expression)

        then:
        result.out == ''
        result.err.replace(px, 'PX').replaceAll(/ \((role_id|id|role|user|the object)\b[^()]*\)/, '').readLines().findAll { !it.startsWith('PX: ') && !it.startsWith('notice: ') } ==
            ["baksh: no user can be asked: $question".toString(), '  use --yes to agree in advance; this write was not sent', '  -e:1']
        result.code == 3
        harness.writeRequests() == []

        where:
        expression                                                     || question
        "px.roles['test-role'].update(only: true) { fullAccess 'rules' }" || "px.roles.update 'test-role' on PX: takes away cloudcredential: enumerate*, inspect* -> none; schedulepolicy: enumerate*, inspect* -> none; backuplocation: enumerate*, inspect* -> none; role: enumerate*, inspect* -> none from the user 'alice'?"
        "px.roles['test-role'].update { allow 'role', apis: ['inspect*'] }" || "px.roles.update 'test-role' on PX: takes away role: enumerate*, inspect* -> inspect* from the user 'alice'?"
        "px.roles['px-backup-infra.admin'].update(force: true) { viewOnly 'role' }" || "px.roles.update 'px-backup-infra.admin' on PX: takes away role: * -> enumerate*, inspect* from the user 'bob'?"
        "px.roles['test-role'].update { allow 'receiver', apis: ['inspect*', '!delete*'] }" || "px.roles.update 'test-role' on PX: takes away all that !delete* denies from the user 'alice'?"
        "px.roles['test-role'].delete()"                               || "px.roles.delete 'test-role' on PX: takes away the role from the user 'alice'?"
        "px.users['alice'].unmap('test-role')"                         || "px.users.unmap 'alice' from 'test-role' on PX?"
        "px.put('/backend/api/pxBackup/rbac/roles/update', [id: 0, org_id: 'default', name: 'test-role', rules: [[services: ['rules'], apis: ['*']]], uid: 'x', role_id: 'y'])" || "px.put '/backend/api/pxBackup/rbac/roles/update' on PX: takes away cloudcredential: enumerate*, inspect* -> none; schedulepolicy: enumerate*, inspect* -> none; backuplocation: enumerate*, inspect* -> none; role: enumerate*, inspect* -> none from the user 'alice'?"
        "px.put('/Backend/api/pxBackup/rbac/roles/update', [name: 'ghost', rules: []])" || "px.put '/backend/api/pxBackup/rbac/roles/update' on PX: takes away an unknown set of rights, because the request names no existing role?"
        "px.apply { role('test-role') { fullAccess 'rules' } }"        || "5 changes to roles and users on PX, which take away role 'test-role': cloudcredential: enumerate*, inspect* -> none, schedulepolicy: enumerate*, inspect* -> none, backuplocation: enumerate*, inspect* -> none, role: enumerate*, inspect* -> none; apply?"
    }

    def "a change that keeps every right is not asked about: #block"() {
        expect:
        start("px.roles['test-role'].update { $block }").code == 0
        harness.writeRequests().size() == sent
        !start("px.roles['test-role'].update { $block }").err.contains('confirmation')
        harness.writeRequests().size() == sent

        where:
        block                                                     || sent
        "fullAccess 'role'"                                       || 1
        "viewOnly 'role'"                                         || 0
        "allow 'role', apis: ['enumerate*', 'inspect*', 'create']" || 1
        "viewOnly 'receiver'"                                     || 1
        "description 'Sees'"                                      || 1
    }

    def "a dry run prints the rights that would be taken away"() {
        when:
        SandboxHarness.Result result = start("px.roles['test-role'].update { allow 'role', apis: ['inspect*'] }", '--dry-run')

        then:
        result.out.startsWith('curl ')
        result.err.replace(px, 'PX').replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, 'UUID')
            .startsWith("dry run: px.roles.update 'test-role' (role_id UUID, owner admin) on PX: takes away role: enumerate*, inspect* -> inspect* from the user 'alice'\n")
        result.code == 0
        harness.writeRequests() == []
    }

    def "only: true needs the services, and unknown arguments are refused: #call"() {
        when:
        SandboxHarness.Result result = start("px.roles['test-role'].update($call")

        then:
        result.err == "baksh: $message\n  $hint\n  -e:1\n"
        result.code == 1
        harness.writeRequests() == []

        where:
        call                                       || message                                                                              | hint
        "only: true) { description 'x' }"          || 'px.roles.update: only: true replaces all rules, and the block names no service'      | 'name each service that the role keeps; or leave out only: true'
        "only: 'yes') { fullAccess 'role' }"       || 'px.roles.update: only takes true or false'                                          | 'it takes: force, only'
    }

    def "an update of one service is refused when a rule for all services gives more"() {
        given:
        start("px.roles.create('wide', force: true) { fullAccess '*' }").code == 0

        when:
        SandboxHarness.Result result = start("px.roles['wide'].update { viewOnly 'role' }")

        then:
        result.err.replace(px, 'PX') == "baksh: PX: role \"wide\" has a rule for the services '*', which gives more rights than the block; nothing was sent\n  name '*' in the block too, or replace all rules with only: true\n  -e:1\n"
        result.code == 1
    }

    def "the gateway's updates have the same meaning and the same questions: #expression"() {
        given:
        start("px.gatewayRoles.create('viewer') { rules([[services: ['role'], apis: ['*']], [services: ['rules'], apis: ['inspect*']]]) }").code == 0
        int before = harness.writeRequests().size()

        when:
        SandboxHarness.Result result = start(expression)

        then:
        result.err.replace(gateway(), 'GATEWAY').replace(px, 'PX').contains(text)
        result.code == code
        harness.writeRequests().size() - before == (code == 3 ? 0 : 1)

        where:
        expression                                                                                                   || code | text
        "px.gatewayRoles['viewer'].update { rules([[services: ['rules'], apis: ['*']]]) }"                           || 0    | ''
        "px.gatewayRoles['viewer'].update(only: true) { rules([[services: ['rules'], apis: ['*']]]) }"               || 3    | "takes away role: * -> none?"
        "px.gatewayRoles['viewer'].update { rules([[services: ['role'], apis: ['inspect*']]]) }"                     || 3    | "takes away role: * -> inspect*?"
        "px.schedulePolicies['daily'].updateOwnership(ownership: [owner: 'bob'])"                                    || 3    | "px.schedulePolicies.updateOwnership 'daily'"
        "px.put('/v1/schedulepolicy/updateownership', [org_id: 'default', name: 'daily', ownership: [collaborators: []]])" || 3 | 'takes away all access rights that the request does not list?'
    }

    def "an update of a gateway object keeps the access that it does not name"() {
        given:
        assert start("px.schedulePolicies['daily'].updateOwnership(ownership: [groups: [[id: 'ops', access: 'Read']], collaborators: [[id: 'alice', access: 'Read']]]); null").code == 0

        when:
        SandboxHarness.Result refused = start("px.schedulePolicies['daily'].update { metadata ownership: $access }")

        then:
        refused.code == 3
        refused.err.replace(gateway(), 'GATEWAY').readLines().first().endsWith("on GATEWAY: takes away $loss?")

        when:
        SandboxHarness.Result updated = start("px.schedulePolicies['daily'].update { metadata ownership: [collaborators: []] }; null", '--yes')

        then:
        // The sandbox changes access rights only by updateOwnership.
        updated.code == 75
        updated.err.readLines().first().endsWith("px.schedulePolicies.update 'daily' was accepted, but the server still shows the previous state")
        with(new ObjectMapper().readValue(harness.writeRequests().last().body(), Map).metadata.ownership) {
            it.groups*.id == ['ops']
            it.collaborators == []
        }

        where:
        access                || loss
        '[collaborators: []]' || "collaborator 'alice': Read -> none"
        'null'                || "group 'ops': Read -> none; collaborator 'alice': Read -> none"
    }

    def "a permission flag of a delegate that a raw request clears is asked about: #body"() {
        when:
        SandboxHarness.Result result = start("n2ws.put('delegates/' + n2ws.delegates.list(original_user: n2ws.users.list().find { it.username == 'root' }?.id ?: 1).first().id + '/', [profile: $body])")

        then:
        result.code == code || code == 0 && result.code != 3
        harness.writeRequests().findAll { it.method() == 'PUT' }.size() == (code == 3 ? 0 : 1)

        where:
        body                        || code
        '[allow_recovery: false, allow_backup_changes: false, allow_account_changes: false, allow_settings_changes: false]' || 3
        '[allow_recovery: true]'    || 0
    }
}
