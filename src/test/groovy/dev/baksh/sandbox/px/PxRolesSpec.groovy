package dev.baksh.sandbox.px

import dev.baksh.sandbox.ManualClock
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.SandboxHttpClient
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification

class PxRolesSpec extends Specification {
    static final String ROLES = '/backend/api/pxBackup/rbac/roles'
    static final Map VIEWER = [id: 0, org_id: 'default', name: 'backup-viewer', description: 'Sees backups',
                               rules: [[services: ['cloudcredential'], apis: ['inspect*', 'enumerate*']]]]

    final ManualClock clock = new ManualClock()

    @AutoCleanup
    final Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().toBuilder().clock(clock).build())

    final SandboxHttpClient hand = new SandboxHttpClient(sandbox.pxUrl()).withPassword(sandbox.pxUsername(), sandbox.pxPassword())

    def "the list is the vendor's sample, in its envelope"() {
        when:
        Map body = hand.get("$ROLES/list").json
        Map data = body.DATA

        then:
        body.keySet() as List == ['SUCCESS', 'DATA', 'SUCCESSMESSAGE']
        body.SUCCESS
        body.SUCCESSMESSAGE == 'Fetched all roles'
        data.findAll { it.key != 'data' } == [
            current_page: 1, searched: false, first_page_url: '', from: 0, last_page: 1, last_page_url: '',
            next_page_url: '', path: '', per_page: 10, to: 5, total: 5, metaData: null, fromCache: false,
            networkTimer: null, processTimer: null, dsRequestId: 0, next_token: '']
        data.data*.metadata*.name == ['px-backup-super.admin', 'px-backup-infra.admin', 'px-backup-app.admin',
                                      'px-backup-app.user', 'test-role']
        data.data[0].metadata.keySet() as List == ['name', 'uid', 'org_id', 'create_time', 'last_update_time',
                                                   'create_time_in_sec', 'ownership', 'description']
        data.data[0].metadata.ownership.public == [type: 1]
        data.data[0].rules == [[services: ['schedulepolicy', 'cloudcredential', 'backuplocation', 'rules', 'role',
                                           'receiver', 'recipient', 'audit'], apis: ['*']]]
        data.data[4].metadata.description == 'NA'
        data.data[4].rules*.services == [['cloudcredential'], ['schedulepolicy'], ['backuplocation'], ['rules'], ['role']]
        data.data[4].rules*.apis.unique() == [['inspect*', 'enumerate*']]
    }

    def "pages count rows from 0, and one past the end is empty"() {
        when:
        Map second = hand.get("$ROLES/list?page=2&per_page=2").json.DATA
        Map past = hand.get("$ROLES/list?page=9&per_page=2").json.DATA

        then:
        second.subMap('current_page', 'from', 'to', 'last_page', 'total') ==
            [current_page: 2, from: 2, to: 4, last_page: 3, total: 5]
        second.data*.metadata*.name == ['px-backup-app.admin', 'px-backup-app.user']
        past.data == []
        past.total == 5
    }

    def "a search looks into the name, in its case"() {
        expect:
        hand.get("$ROLES/list?searchString=$text").json.DATA.subMap('searched', 'total') == [searched: true, total: found]

        where:
        text  || found
        'app' || 2
        'App' || 0
    }

    def "a role is created, changed and deleted, with its twin in Keycloak"() {
        when:
        Map made = hand.post("$ROLES/create", VIEWER).json

        then:
        made.SUCCESS
        made.DATA.metadata.ownership.owner == sandbox.px().userId('admin')
        hand.get("/auth/admin/realms/master/roles/backup-viewer").json.id == made.DATA.role_id

        when:
        hand.put("$ROLES/update", VIEWER + [uid: made.DATA.metadata.uid, role_id: made.DATA.role_id, description: '',
                                           rules: [[services: ['role'], apis: ['*']]]])

        then:
        sandbox.px().role('backup-viewer').path('metadata').path('description').asText() == 'NA'
        sandbox.px().role('backup-viewer').path('rules').toString() == '[{"services":["role"],"apis":["*"]}]'

        when:
        hand.delete("$ROLES/delete?org_id=default&name=backup-viewer&role_id=${made.DATA.role_id}")

        then:
        sandbox.px().role('backup-viewer') == null
        hand.get("/auth/admin/realms/master/roles/backup-viewer").status == 404
    }

    def "creating #what is refused with #status"() {
        when:
        SandboxHttpClient.Reply reply = hand.post("$ROLES/create", VIEWER + change)

        then:
        reply.status == status
        reply.json == [SUCCESS: false, DATA: null, ERRORMESSAGE: message, code: code]

        where:
        what                | change                         || status | code | message
        'a name that is'    | [name: 'test-role']            || 409    | 6    | 'role test-role already exists'
        'a capital'         | [name: 'Viewer']               || 422    | 3    | 'The name format is invalid.'
        'two characters'    | [name: 'a.b']                  || 422    | 3    | 'The name format is invalid.'
        'a blank'           | [name: 'a viewer']             || 422    | 3    | 'The name format is invalid.'
        'a point at an end' | [name: 'viewer.']              || 422    | 3    | 'The name format is invalid.'
        'no name'           | [name: '']                     || 422    | 3    | 'The name field is required.'
        'no rules'          | [rules: []]                    || 422    | 3    | 'The rules field is required.'
        'a rule of text'    | [rules: [[services: 'role']]]  || 422    | 3    | 'The rules format is invalid.'
    }

    def "a change of #name is refused with code #code"() {
        given:
        Map body = VIEWER + [name: name] + more

        expect:
        hand.put("$ROLES/update", body).json.code == code

        where:
        name                 | more                 || code
        'px-backup-app.user' | [:]                  || 9
        'nobody'             | [:]                  || 5
        'test-role'          | [role_id: 'another'] || 5
    }

    def "the same error in the style #style"() {
        given:
        sandbox.px().setErrorStyle(style)

        when:
        SandboxHttpClient.Reply reply = hand.post("$ROLES/create", VIEWER + [name: 'X'])

        then:
        reply.status == status
        reply.text == text

        where:
        style                   || status | text
        ErrorStyle.ENVELOPE     || 422    | '{"SUCCESS":false,"DATA":null,"ERRORMESSAGE":"The name format is invalid.","code":3}'
        ErrorStyle.OK_ENVELOPE  || 200    | '{"SUCCESS":false,"DATA":null,"ERRORMESSAGE":"The name format is invalid.","code":3}'
        ErrorStyle.LARAVEL      || 422    | '{"message":"The name format is invalid.","errors":{"name":["The name format is invalid."]}}'
    }

    def "#user may list roles: #list, and create one: #create"() {
        given:
        hand.withPassword(user, sandbox.px().password(user))

        expect:
        hand.get("$ROLES/list").json.SUCCESS == list
        hand.post("$ROLES/create", VIEWER).json.SUCCESS == create

        where:
        user    || list  | create
        'admin' || true  | true
        'bob'   || true  | true
        'dave'  || true  | false
        'alice' || true  | false
        'erin'  || false | false
    }

    def "who may not is told so in the words of the real one"() {
        given:
        hand.withPassword('alice', sandbox.px().password('alice'))

        when:
        SandboxHttpClient.Reply reply = hand.post("$ROLES/create", VIEWER)

        then:
        reply.status == 403
        reply.json.ERRORMESSAGE == 'Access denied for [Resource: role]'
    }

    def "an infra admin changes its own roles and nobody else's"() {
        given:
        hand.withPassword('bob', sandbox.px().password('bob'))
        hand.post("$ROLES/create", VIEWER)

        expect:
        hand.put("$ROLES/update", VIEWER).status == 200
        hand.put("$ROLES/update", VIEWER + [name: 'test-role']).status == 403
    }

    def "without a living token it is 401, and the scheme may be written in any case"() {
        when:
        String token = hand.token
        hand.token = null

        then:
        hand.get("$ROLES/list").status == 401
        hand.send('GET', "$ROLES/list", null, null, [Authorization: "BEARER $token"]).status == 200
        hand.send('GET', "$ROLES/list", null, null, [Authorization: token]).status == 401
        hand.send('GET', "$ROLES/list", null, null, [Authorization: "Bearer ${token}x"]).status == 401
    }

    def "a capital in the path is 404, or the console's page with 200"() {
        when:
        SandboxHttpClient.Reply missing = hand.get('/Backend/api/pxBackup/rbac/roles/list')
        sandbox.px().setHtmlForUnknownPaths(true)
        SandboxHttpClient.Reply page = hand.get('/Backend/api/pxBackup/rbac/roles/list')

        then:
        missing.status == 404
        page.status == 200
        page.header('Content-Type') == 'text/html; charset=utf-8'
    }
}
