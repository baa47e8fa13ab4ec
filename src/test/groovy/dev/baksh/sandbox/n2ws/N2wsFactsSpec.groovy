package dev.baksh.sandbox.n2ws

import dev.baksh.sandbox.ManualClock
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.SandboxHttpClient
import dev.baksh.sandbox.server.Fault
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification

import java.security.cert.CertificateFactory
import java.security.cert.X509Certificate
import java.time.Duration

/**
 * What an emulator of N2WS must and should reproduce, point by point, in the numbers of the facts (n2ws-api 4). The other
 * specs of the sandbox go further into each.
 */
class N2wsFactsSpec extends Specification {
    static final String OBTAIN = '/api/token/obtain/api_key/'
    static final String REFRESH = '/api/token/refresh/'
    static final String POLICIES = '/api/aws/policies/'

    /** For all points that leave it as it was; the others make their {@link #own}. */
    @Shared
    @AutoCleanup
    Sandbox still = Sandbox.start(SandboxOptions.defaults().toBuilder().clock(new ManualClock()).build())

    ManualClock clock = new ManualClock()
    Sandbox sandbox = still
    SandboxHttpClient hand = new SandboxHttpClient(sandbox.n2wsUrl()).withKey(sandbox.n2wsApiKey())

    def cleanup() {
        if (!sandbox.is(still)) sandbox.close()
    }

    private void own() {
        sandbox = Sandbox.start(SandboxOptions.defaults().toBuilder().clock(clock).build())
        hand = new SandboxHttpClient(sandbox.n2wsUrl()).withKey(sandbox.n2wsApiKey())
    }

    private static Map claims(String token) {
        new com.fasterxml.jackson.databind.ObjectMapper().readValue(Base64.urlDecoder.decode(token.split('\\.')[1]), Map)
    }

    def "1: HTTPS with a self-signed certificate, plain HTTP on loopback for tests, JSON below /api/ with a slash at the end"() {
        given:
        Sandbox safe = Sandbox.start(SandboxOptions.defaults().toBuilder().https(true).build())
        X509Certificate certificate = safe.caFile().toFile().withInputStream { CertificateFactory.getInstance('X.509').generateCertificate(it) } as X509Certificate

        expect:
        safe.n2wsUrl().scheme == 'https'
        certificate.issuerX500Principal == certificate.subjectX500Principal
        sandbox.n2wsUrl().toString().startsWith('http://127.0.0.1:')
        hand.get(POLICIES).header('Content-Type').startsWith('application/json')

        cleanup:
        safe.close()
    }

    def "2: a key goes as JSON or as a form, whatever Authorization says, and a wrong one is 400 with the live body"() {
        given:
        Map key = [api_key: sandbox.n2wsApiKey()]
        SandboxHttpClient fresh = new SandboxHttpClient(sandbox.n2wsUrl())

        expect:
        fresh.post(OBTAIN, key).json.keySet() == ['access', 'refresh'] as Set
        fresh.form(OBTAIN, key, [Authorization: 'Bearer $TOKEN']).json.keySet() == ['access', 'refresh'] as Set
        fresh.post(OBTAIN, [api_key: 'x']).status == 400
        fresh.post(OBTAIN, [api_key: 'x']).text == '{"errors":[{"message":"No user found for given API key.","code":"invalid"}]}'
    }

    def "3: tokens are HS256 with five claims, live as long as is set, and a refresh gives an access token only"() {
        given:
        Sandbox short_ = Sandbox.start(SandboxOptions.defaults().toBuilder().clock(clock).n2wsAccessLifetime(Duration.ofSeconds(2)).n2wsRefreshLifetime(Duration.ofSeconds(5)).build())
        Map tokens = hand.post(OBTAIN, [api_key: sandbox.n2wsApiKey()]).json
        Map brief = new SandboxHttpClient(short_.n2wsUrl()).post(OBTAIN, [api_key: short_.n2wsApiKey()]).json

        expect:
        new String(Base64.urlDecoder.decode(tokens.access.split('\\.')[0])).contains('"HS256"')
        claims(tokens.access).keySet() == ['token_type', 'exp', 'jti', 'user_id', 'acc'] as Set
        [tokens.access, tokens.refresh].collect { claims(it).exp - clock.now.epochSecond } == [3600, 86_400]
        [brief.access, brief.refresh].collect { claims(it).exp - clock.now.epochSecond } == [2, 5]
        hand.post(REFRESH, [refresh: tokens.refresh]).json.keySet() == ['access'] as Set

        cleanup:
        short_.close()
    }

    def "4: an expired access token is 401 token_not_valid, and so is an expired refresh token"() {
        given:
        own()
        String refresh = hand.post(OBTAIN, [api_key: sandbox.n2wsApiKey()]).json.refresh

        when:
        clock.turn(Duration.ofHours(24))
        SandboxHttpClient.Reply late = hand.get(POLICIES)
        SandboxHttpClient.Reply end = hand.post(REFRESH, [refresh: refresh])

        then:
        [late.status, late.json.errors[0].code.code] == [401, 'token_not_valid']
        [end.status, end.json.errors[0].code.code] == [401, 'token_not_valid']
    }

    def "5: data has owners, others' objects are not found, and a read-only delegate reads and does not write"() {
        given:
        int root = sandbox.n2ws().policy('nightly').get('id').asInt()
        SandboxHttpClient tenant = new SandboxHttpClient(sandbox.n2wsUrl()).withKey(sandbox.n2wsApiKey('tenant'))
        SandboxHttpClient reader = new SandboxHttpClient(sandbox.n2wsUrl()).withKey(sandbox.n2wsApiKey('readonly'))

        expect:
        hand.get('/api/users/').json*.profile*.is_managed_user.toSet() == [null, true, false] as Set
        tenant.get("$POLICIES$root/").status == 404
        !tenant.get(POLICIES).json*.id.contains(root)
        reader.get("$POLICIES$root/").status == 200
        [reader.post(POLICIES, [name: 'x', account: 1]), reader.put("$POLICIES$root/", [enabled: true]), reader.delete("$POLICIES$root/")]*.status == [403] * 3
    }

    def "6: lists are bare, pages are envelopes; ordering, search and exact filters"() {
        expect:
        hand.get(POLICIES).json instanceof List
        hand.get(POLICIES + '?page=1&page_size=2').json.keySet() == ['count', 'next', 'previous', 'results'] as Set
        hand.get(POLICIES + '?page=1').json instanceof List
        hand.get(POLICIES + '?page=999&page_size=2').text == '{"errors":[{"message":"Invalid page.","code":"not_found"}]}'
        hand.get(POLICIES + '?ordering=-name').json*.name == hand.get(POLICIES).json*.name.kind().reverse()
        hand.get(POLICIES + '?search=LINUX').json*.name == ['linux_web', 'linux_db']
        hand.get('/api/aws/backups/?status=B').json*.status.toSet() == ['B'] as Set
    }

    def "7: errors stand in a list called errors"() {
        expect:
        hand.post(POLICIES, [name: ' ', account: 1]).text == '{"errors":[{"name":[{"message":"This field may not be blank.","code":"blank"}]}]}'
        hand.get(POLICIES + '999/').text == '{"errors":[{"message":"Not found.","code":"not_found"}]}'
        hand.send('PATCH', POLICIES + '1/', '{}', 'application/json').json.errors[0].code == 'method_not_allowed'
    }

    def "8: a version in Accept of #accept is #status"() {
        given:
        hand.accept = accept

        expect:
        hand.get('/api/schedules/').status == status

        where:
        accept                            || status
        null                              || 200
        'application/json;'               || 200
        'application/json; version=1.4.0' || 200
        'application/json; version=2.0.0' || 200
        'application/json; version: 1.1'  || 200
        'application/json; version=9.9'   || 406
    }

    def "9: a policy is made, changed in part and deleted; names and ids are looked at"() {
        given:
        own()
        SandboxHttpClient.Reply made = hand.post(POLICIES, [name: 'weekly', account: 1, schedules: [1]])
        String one = POLICIES + made.json.id + '/'

        expect:
        made.status == 201
        made.json.schedules == [1]
        hand.put(one, [enabled: false]).with { [status, json.enabled, json.name] } == [200, false, 'weekly']
        hand.post(POLICIES, [name: 'a-b', account: 1]).json.errors[0].name[0].code == 'invalid'
        hand.post(POLICIES, [name: 'weekly', account: 1]).json.errors[0].name[0].code == 'unique'
        hand.post(POLICIES, [name: 'x', account: 77]).json.errors[0].account[0].code == 'does_not_exist'
        hand.post(POLICIES, [name: 'x', account: 1, schedules: [77]]).json.errors[0].schedules[0].code == 'does_not_exist'
        hand.delete(one).with { [status, text] } == [204, '']
    }

    def "10: run times are computed from the rules of the schedules, in UTC"() {
        expect:
        hand.get(POLICIES + '1/run_times/?days_ahead=2').json*.run_time == ['2026-03-04T22:00:00Z', '2026-03-05T22:00:00Z']
        hand.get('/api/schedules/1/run_times/?days_ahead=2').json*.run_time == ['2026-03-04T22:00:00Z', '2026-03-05T22:00:00Z']
    }

    def "11: a run now is a backup that goes from in progress to #end, and can be told how to end"() {
        given:
        own()
        sandbox.n2ws().setNextBackupResult(end)

        when:
        int tracker = hand.post(POLICIES + '1/backups/').json.tracker_id
        Map begun = hand.get("/api/aws/backups/?tracker_id=$tracker").json[0]
        clock.turn(Duration.ofMinutes(30))
        Map ended = hand.get("/api/aws/backups/?tracker_id=$tracker").json[0]

        then:
        [begun.status, begun.end_time] == ['P', null]
        [ended.status, ended.end_time != null] == [letter, over]

        where:
        end       || letter | over
        'success' || 'B'    | true
        'partial' || 'L'    | true
        'failed'  || 'F'    | true
        'stuck'   || 'P'    | false
    }

    def "12: recoveries and runs of scenarios begin at P and end; logs are CSV with a name; a dry run recovers nothing"() {
        given:
        own()

        when:
        Map dry = hand.post('/api/aws/recovery_scenarios/1/recover/', [backup_id: 241, dry_run_only: true]).json
        Map real = hand.post('/api/aws/recovery_scenarios/1/recover/', [backup_id: 241]).json
        List children = hand.get("/api/aws/recoveries/?recovery_scenario_record=$real.id").json
        clock.turn(Duration.ofMinutes(1))
        hand.accept = 'text/csv'

        then:
        [dry.status, real.status] == ['P', 'P']
        children*.status == ['P', 'P', 'P']
        hand.get("/api/aws/recoveries/${children[0].id}/logs/").header('Content-Disposition') == "attachment; filename=\"recovery_${children[0].id}_log.csv\""

        when:
        hand.accept = null

        then:
        hand.get("/api/aws/recoveries/?recovery_scenario_record=$dry.id").json == []
        hand.get("/api/aws/recovery_scenarios/records/$real.id/").json.status == 'S'
    }

    def "13: #path is a #type with a file name"() {
        given:
        hand.accept = '*/*'
        SandboxHttpClient.Reply file = hand.get(path)

        expect:
        file.header('Content-Type').startsWith(type)
        file.header('Content-Disposition') ==~ /attachment; filename="?[\w-]+\.\w{3}"?/
        file.text.startsWith(begins)

        where:
        path                                                          || type              | begins
        '/api/reports/backups/'                                       || 'text/csv'        | 'id,policy,status,'
        '/api/reports/snapshots/'                                     || 'text/csv'        | 'backup,'
        '/api/reports/audit/'                                         || 'text/csv'        | 'time,'
        '/api/azure/reports/summary/?period_type=W&period_length=1'   || 'application/pdf' | '%PDF-'
    }

    def "14: rows have the shape of their kind"() {
        given:
        Map<Boolean, List<Map>> accounts = hand.get('/api/aws/accounts/').json.groupBy { it.is_dr_account }
        int windows = hand.get('/api/aws/backups/?policy=4&ordering=-start_time').json[0].id

        expect:
        accounts[true].every { it.containsKey('allow_deleting_snapshots') && !it.containsKey('scan_regions') }
        accounts[false].every { !it.containsKey('allow_deleting_snapshots') && it.scan_regions instanceof List }
        !hand.get('/api/users/').json.find { it.username == 'root' }.containsKey('profile')
        hand.get("/api/backups/$windows/snapshots/copy_to_s3/").json[0].backup_id == windows as String
        hand.get('/api/aws/backups/').json[0].containsKey('performed_quiecse')
    }

    def "15: #path answers with and without aws/"() {
        expect:
        hand.get("/api/$path").text == hand.get("/api/aws/$path").text

        where:
        path << ['accounts/', 'policies/', 'backups/', 's3_repositories/']
    }

    def "16: the identifier is an object, and on API 1.1 a list of one"() {
        given:
        Object now = hand.get('/api/settings/identifier/').json

        when:
        hand.accept = 'application/json; version=1.1'

        then:
        now.keySet() == ['cpm_uuid', 'cpm_name'] as Set
        hand.get('/api/settings/identifier/').json == [now]
    }

    def "17: a double slash works"() {
        expect:
        hand.post('/api//token/refresh/', [refresh: hand.post(OBTAIN, [api_key: sandbox.n2wsApiKey()]).json.refresh]).status == 200
    }

    def "18: without the last slash a GET is sent on, and a POST is an HTML page with 404"() {
        expect:
        hand.get('/api/aws/policies').with { [status, header('Location')] } == [301, POLICIES]
        hand.post('/api/aws/policies', [name: 'x']).with { [status, header('Content-Type').contains('html')] } == [404, true]
    }

    def "19: a GET may have a body"() {
        expect:
        hand.send('GET', POLICIES, '{"a":1}', 'application/json').status == 200
    }

    def "20: faults on demand: #status"() {
        given:
        sandbox.n2ws().faults().injectNext('/policies/', fault)

        expect:
        hand.get(POLICIES).status == status
        hand.get(POLICIES).status == 200

        where:
        status | fault
        500    | Fault.html(500)
        401    | Fault.unauthorized()
        429    | Fault.throttled(Duration.ofSeconds(3))
        200    | Fault.delay(Duration.ofMillis(1))
    }

    def "20, the last: a connection that is dropped"() {
        given:
        sandbox.n2ws().faults().injectNext('POST', '/policies/', Fault.drop())

        when:
        hand.post(POLICIES, [name: 'x', account: 1])

        then:
        thrown(IOException)
    }

    def "21: what happens to a second run of the same policy is not known: the sandbox makes two, so that a client's guard shows"() {
        given:
        own()

        when:
        2.times { assert hand.post(POLICIES + '1/backups/').status == 202 }

        then:
        sandbox.n2ws().startedBackupCount('nightly') == 2
    }

    def "22: an alert comes with a failure and goes with the next success"() {
        given:
        own()
        int adhoc = sandbox.n2ws().policy('adhoc').get('id').asInt()
        Closure<List> messages = { String end ->
            sandbox.n2ws().setNextBackupResult(end)
            hand.post("$POLICIES$adhoc/backups/")
            clock.turn(Duration.ofMinutes(1))
            hand.get('/api/alerts/').json*.message
        }

        expect:
        messages('failed').contains('Backup of policy adhoc failed')
        !messages('success').contains('Backup of policy adhoc failed')
    }

    def "23: the filter for a virtual machine takes its id in lower case alone"() {
        given:
        String id = '/subscriptions/00000000-0000-4000-8000-000000000001/resourcegroups/prod/virtualmachines/vm-vms'

        expect:
        hand.get("/api/azure/backups/1/snapshots/virtual_machines/?resource=$id").json.size() == 1
        hand.get("/api/azure/backups/1/snapshots/virtual_machines/?resource=${id.toUpperCase()}").json == []
    }

    def "24: the bodies of recoveries are taken as documented: #body"() {
        given:
        own()
        int record = hand.get(records).json[0].id

        expect:
        hand.post("$records$record/recover/", body).with { [status, json.status] } == [201, 'P']

        where:
        records                                            | body
        '/api/aws/backups/241/snapshots/instances/'        | [instance_type: 't3.large', key_pair: 'drill', vpc_assign_ip: '10.0.0.9']
        '/api/aws/backups/241/snapshots/instances/'        | [:]
        '/api/azure/backups/1/snapshots/virtual_machines/' | [resource_group: 'test', preserve_tags: true, nic_subnet: 's', disks: [[id: 11, is_os_disk: true, name: 'x']]]
    }
}
