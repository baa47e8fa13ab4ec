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
    final Sandbox sandbox = Sandbox.start(new SandboxOptions(clock: clock))

    final SandboxHttpClient http = new SandboxHttpClient(sandbox.pxUrl()).withPassword(sandbox.pxUsername(), sandbox.pxPassword())

    def "the list is the vendor sample in its envelope"() {
        when:
        Map body = http.get("$ROLES/list").json
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

    def "pages start at row 0, and a page past the end is empty"() {
        when:
        Map second = http.get("$ROLES/list?page=2&per_page=2").json.DATA
        Map pagePastEnd = http.get("$ROLES/list?page=9&per_page=2").json.DATA

        then:
        second.subMap('current_page', 'from', 'to', 'last_page', 'total') ==
            [current_page: 2, from: 2, to: 4, last_page: 3, total: 5]
        second.data*.metadata*.name == ['px-backup-app.admin', 'px-backup-app.user']
        pagePastEnd.data == []
        pagePastEnd.total == 5
    }

    def "the search matches a part of the name, case-sensitively"() {
        expect:
        http.get("$ROLES/list?searchString=$text").json.DATA.subMap('searched', 'total') == [searched: true, total: found]

        where:
        text  || found
        'app' || 2
        'App' || 0
    }

    def "a role is created, changed and deleted together with its counterpart in Keycloak"() {
        when:
        Map created = http.post("$ROLES/create", VIEWER).json

        then:
        created.SUCCESS
        created.DATA.metadata.ownership.owner == sandbox.px().userId('admin')
        http.get("/auth/admin/realms/master/roles/backup-viewer").json.id == created.DATA.role_id

        when:
        http.put("$ROLES/update", VIEWER + [uid: created.DATA.metadata.uid, role_id: created.DATA.role_id, description: '',
                                           rules: [[services: ['role'], apis: ['*']]]])

        then:
        sandbox.px().role('backup-viewer').path('metadata').path('description').asText() == 'NA'
        sandbox.px().role('backup-viewer').path('rules').toString() == '[{"services":["role"],"apis":["*"]}]'

        when:
        http.delete("$ROLES/delete?org_id=default&name=backup-viewer&role_id=${created.DATA.role_id}")

        then:
        sandbox.px().role('backup-viewer') == null
        http.get("/auth/admin/realms/master/roles/backup-viewer").status == 404
    }

    def "creating #what is rejected with #status"() {
        when:
        SandboxHttpClient.Response response = http.post("$ROLES/create", VIEWER + change)

        then:
        response.status == status
        response.json == [SUCCESS: false, DATA: null, ERRORMESSAGE: message, code: code]

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

    def "a change of #name is rejected with code #code"() {
        given:
        Map body = VIEWER + [name: name] + more

        expect:
        http.put("$ROLES/update", body).json.code == code

        where:
        name                 | more                 || code
        'px-backup-app.user' | [:]                  || 9
        'nobody'             | [:]                  || 5
        'test-role'          | [role_id: 'another'] || 5
    }

    def "the same error in the style #style"() {
        given:
        sandbox.px().behavior.errorStyle = style

        when:
        SandboxHttpClient.Response response = http.post("$ROLES/create", VIEWER + [name: 'X'])

        then:
        response.status == status
        response.text == text

        where:
        style                   || status | text
        BackendErrorFormat.ENVELOPE     || 422    | '{"SUCCESS":false,"DATA":null,"ERRORMESSAGE":"The name format is invalid.","code":3}'
        BackendErrorFormat.OK_ENVELOPE  || 200    | '{"SUCCESS":false,"DATA":null,"ERRORMESSAGE":"The name format is invalid.","code":3}'
        BackendErrorFormat.LARAVEL      || 422    | '{"message":"The name format is invalid.","errors":{"name":["The name format is invalid."]}}'
    }

    def "#user can list roles: #list, and create a role: #create"() {
        given:
        http.withPassword(user, sandbox.px().password(user))

        expect:
        http.get("$ROLES/list").json.SUCCESS == list
        http.post("$ROLES/create", VIEWER).json.SUCCESS == create

        where:
        user    || list  | create
        'admin' || true  | true
        'bob'   || true  | true
        'dave'  || true  | false
        'alice' || true  | false
        'erin'  || false | false
    }

    def "a missing permission is reported with the message of the real server"() {
        given:
        http.withPassword('alice', sandbox.px().password('alice'))

        when:
        SandboxHttpClient.Response response = http.post("$ROLES/create", VIEWER)

        then:
        response.status == 403
        response.json.ERRORMESSAGE == 'Access denied for [Resource: role]'
    }

    def "an infra admin can change only its own roles"() {
        given:
        http.withPassword('bob', sandbox.px().password('bob'))
        http.post("$ROLES/create", VIEWER)

        expect:
        http.put("$ROLES/update", VIEWER).status == 200
        http.put("$ROLES/update", VIEWER + [name: 'test-role']).status == 403
    }

    def "without a valid token the status is 401, and the authentication scheme is case-insensitive"() {
        when:
        String token = http.token
        http.token = null

        then:
        http.get("$ROLES/list").status == 401
        http.send('GET', "$ROLES/list", null, null, [Authorization: "BEARER $token"]).status == 200
        http.send('GET', "$ROLES/list", null, null, [Authorization: token]).status == 401
        http.send('GET', "$ROLES/list", null, null, [Authorization: "Bearer ${token}x"]).status == 401
    }

    def "an upper-case letter in the path gets 404 or the console page with 200"() {
        when:
        SandboxHttpClient.Response missing = http.get('/Backend/api/pxBackup/rbac/roles/list')
        sandbox.px().behavior.htmlForUnknownPaths = true
        SandboxHttpClient.Response page = http.get('/Backend/api/pxBackup/rbac/roles/list')

        then:
        missing.status == 404
        page.status == 200
        page.header('Content-Type') == 'text/html; charset=utf-8'
    }
}
