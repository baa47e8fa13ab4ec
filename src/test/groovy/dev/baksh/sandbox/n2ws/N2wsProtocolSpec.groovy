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
 * Conformance spec of the N2WS emulator; the numbers are those of the facts (n2ws-api 4). The other specs of the
 * sandbox cover more details.
 */
class N2wsProtocolSpec extends Specification {
    static final String OBTAIN = '/api/token/obtain/api_key/'
    static final String REFRESH = '/api/token/refresh/'
    static final String POLICIES = '/api/aws/policies/'

    /** Shared by all points that do not change its state; other points start their own sandbox. */
    @Shared
    @AutoCleanup
    Sandbox sharedSandbox = Sandbox.start(new SandboxOptions(clock: new ManualClock()))

    ManualClock clock = new ManualClock()
    Sandbox sandbox = sharedSandbox
    SandboxHttpClient http = new SandboxHttpClient(sandbox.n2wsUrl()).withKey(sandbox.n2wsApiKey())

    def cleanup() {
        if (!sandbox.is(sharedSandbox)) sandbox.close()
    }

    private void startOwnSandbox() {
        sandbox = Sandbox.start(new SandboxOptions(clock: clock))
        http = new SandboxHttpClient(sandbox.n2wsUrl()).withKey(sandbox.n2wsApiKey())
    }

    private static Map claims(String token) {
        new com.fasterxml.jackson.databind.ObjectMapper().readValue(Base64.urlDecoder.decode(token.split('\\.')[1]), Map)
    }

    def "1: HTTPS with a self-signed certificate, plain HTTP on loopback for tests, JSON below /api/ with a trailing slash"() {
        given:
        Sandbox secureSandbox = Sandbox.start(new SandboxOptions(https: true))
        X509Certificate certificate = secureSandbox.caFile().toFile().withInputStream { CertificateFactory.getInstance('X.509').generateCertificate(it) } as X509Certificate

        expect:
        secureSandbox.n2wsUrl().scheme == 'https'
        certificate.issuerX500Principal == certificate.subjectX500Principal
        sandbox.n2wsUrl().toString().startsWith('http://127.0.0.1:')
        http.get(POLICIES).header('Content-Type').startsWith('application/json')

        cleanup:
        secureSandbox.close()
    }

    def "2: the key is accepted as JSON or form with any Authorization header, and a wrong key gets 400 with the recorded body"() {
        given:
        Map key = [api_key: sandbox.n2wsApiKey()]
        SandboxHttpClient freshTokens = new SandboxHttpClient(sandbox.n2wsUrl())

        expect:
        freshTokens.post(OBTAIN, key).json.keySet() == ['access', 'refresh'] as Set
        freshTokens.postForm(OBTAIN, key, [Authorization: 'Bearer $TOKEN']).json.keySet() == ['access', 'refresh'] as Set
        freshTokens.post(OBTAIN, [api_key: 'x']).status == 400
        freshTokens.post(OBTAIN, [api_key: 'x']).text == '{"errors":[{"message":"No user found for given API key.","code":"invalid"}]}'
    }

    def "3: tokens are HS256 with five claims and the configured lifetime, and a refresh returns only an access token"() {
        given:
        Sandbox shortLivedSandbox = Sandbox.start(new SandboxOptions(clock: clock, n2wsAccessLifetime: Duration.ofSeconds(2), n2wsRefreshLifetime: Duration.ofSeconds(5)))
        Map tokens = http.post(OBTAIN, [api_key: sandbox.n2wsApiKey()]).json
        Map shortLived = new SandboxHttpClient(shortLivedSandbox.n2wsUrl()).post(OBTAIN, [api_key: shortLivedSandbox.n2wsApiKey()]).json

        expect:
        new String(Base64.urlDecoder.decode(tokens.access.split('\\.')[0])).contains('"HS256"')
        claims(tokens.access).keySet() == ['token_type', 'exp', 'jti', 'user_id', 'acc'] as Set
        [tokens.access, tokens.refresh].collect { claims(it).exp - clock.now.epochSecond } == [3600, 86_400]
        [shortLived.access, shortLived.refresh].collect { claims(it).exp - clock.now.epochSecond } == [2, 5]
        http.post(REFRESH, [refresh: tokens.refresh]).json.keySet() == ['access'] as Set

        cleanup:
        shortLivedSandbox.close()
    }

    def "4: an expired access token gets 401 token_not_valid, and so does an expired refresh token"() {
        given:
        startOwnSandbox()
        String refresh = http.post(OBTAIN, [api_key: sandbox.n2wsApiKey()]).json.refresh

        when:
        clock.advance(Duration.ofHours(24))
        SandboxHttpClient.Response expiredResponse = http.get(POLICIES)
        SandboxHttpClient.Response end = http.post(REFRESH, [refresh: refresh])

        then:
        [expiredResponse.status, expiredResponse.json.errors[0].code.code] == [401, 'token_not_valid']
        [end.status, end.json.errors[0].code.code] == [401, 'token_not_valid']
    }

    def "5: objects have owners, objects of other users are not found, and a read-only delegate can only read"() {
        given:
        int root = sandbox.n2ws().policy('nightly').get('id').asInt()
        SandboxHttpClient tenant = new SandboxHttpClient(sandbox.n2wsUrl()).withKey(sandbox.n2wsApiKey('tenant'))
        SandboxHttpClient reader = new SandboxHttpClient(sandbox.n2wsUrl()).withKey(sandbox.n2wsApiKey('readonly'))

        expect:
        http.get('/api/users/').json*.profile*.is_managed_user.toSet() == [null, true, false] as Set
        tenant.get("$POLICIES$root/").status == 404
        !tenant.get(POLICIES).json*.id.contains(root)
        reader.get("$POLICIES$root/").status == 200
        [reader.post(POLICIES, [name: 'x', account: 1]), reader.put("$POLICIES$root/", [enabled: true]), reader.delete("$POLICIES$root/")]*.status == [403] * 3
    }

    def "6: lists are plain arrays, pages are envelopes; ordering, search and exact filters"() {
        expect:
        http.get(POLICIES).json instanceof List
        http.get(POLICIES + '?page=1&page_size=2').json.keySet() == ['count', 'next', 'previous', 'results'] as Set
        http.get(POLICIES + '?page=1').json instanceof List
        http.get(POLICIES + '?page=999&page_size=2').text == '{"errors":[{"message":"Invalid page.","code":"not_found"}]}'
        http.get(POLICIES + '?ordering=-name').json*.name == http.get(POLICIES).json*.name.sort().reverse()
        http.get(POLICIES + '?search=LINUX').json*.name == ['linux_web', 'linux_db']
        http.get('/api/aws/backups/?status=B').json*.status.toSet() == ['B'] as Set
    }

    def "7: errors are in a list called errors"() {
        expect:
        http.post(POLICIES, [name: ' ', account: 1]).text == '{"errors":[{"name":[{"message":"This field may not be blank.","code":"blank"}]}]}'
        http.get(POLICIES + '999/').text == '{"errors":[{"message":"Not found.","code":"not_found"}]}'
        http.send('PATCH', POLICIES + '1/', '{}', 'application/json').json.errors[0].code == 'method_not_allowed'
    }

    def "8: a version in Accept #accept gets #status"() {
        given:
        http.accept = accept

        expect:
        http.get('/api/schedules/').status == status

        where:
        accept                            || status
        null                              || 200
        'application/json;'               || 200
        'application/json; version=1.4.0' || 200
        'application/json; version=2.0.0' || 200
        'application/json; version: 1.1'  || 200
        'application/json; version=9.9'   || 406
    }

    def "9: a policy is created, partially updated and deleted; names and ids are validated"() {
        given:
        startOwnSandbox()
        SandboxHttpClient.Response created = http.post(POLICIES, [name: 'weekly', account: 1, schedules: [1]])
        String policyPath = POLICIES + created.json.id + '/'

        expect:
        created.status == 201
        created.json.schedules == [1]
        http.put(policyPath, [enabled: false]).with { [status, json.enabled, json.name] } == [200, false, 'weekly']
        http.post(POLICIES, [name: 'a-b', account: 1]).json.errors[0].name[0].code == 'invalid'
        http.post(POLICIES, [name: 'weekly', account: 1]).json.errors[0].name[0].code == 'unique'
        http.post(POLICIES, [name: 'x', account: 77]).json.errors[0].account[0].code == 'does_not_exist'
        http.post(POLICIES, [name: 'x', account: 1, schedules: [77]]).json.errors[0].schedules[0].code == 'does_not_exist'
        http.delete(policyPath).with { [status, text] } == [204, '']
    }

    def "10: run times are computed from the rules of the schedules, in UTC"() {
        expect:
        http.get(POLICIES + '1/run_times/?days_ahead=2').json*.run_time == ['2026-03-04T22:00:00Z', '2026-03-05T22:00:00Z']
        http.get('/api/schedules/1/run_times/?days_ahead=2').json*.run_time == ['2026-03-04T22:00:00Z', '2026-03-05T22:00:00Z']
    }

    def "11: a started backup goes from in progress to #end, and its result can be configured"() {
        given:
        startOwnSandbox()
        sandbox.n2ws().behavior.backupResults.add(end)

        when:
        int tracker = http.post(POLICIES + '1/backups/').json.tracker_id
        Map startedBackup = http.get("/api/aws/backups/?tracker_id=$tracker").json[0]
        clock.advance(Duration.ofMinutes(30))
        Map finishedBackup = http.get("/api/aws/backups/?tracker_id=$tracker").json[0]

        then:
        [startedBackup.status, startedBackup.end_time] == ['P', null]
        [finishedBackup.status, finishedBackup.end_time != null] == [letter, over]

        where:
        end       || letter | over
        'success' || 'B'    | true
        'partial' || 'L'    | true
        'failed'  || 'F'    | true
        'stuck'   || 'P'    | false
    }

    def "12: recoveries and scenario runs start with status P and end; logs are CSV files with a name; a dry run recovers nothing"() {
        given:
        startOwnSandbox()

        when:
        Map dryRun = http.post('/api/aws/recovery_scenarios/1/recover/', [backup_id: 241, dry_run_only: true]).json
        Map realRun = http.post('/api/aws/recovery_scenarios/1/recover/', [backup_id: 241]).json
        List children = http.get("/api/aws/recoveries/?recovery_scenario_record=$realRun.id").json
        clock.advance(Duration.ofMinutes(1))
        http.accept = 'text/csv'

        then:
        [dryRun.status, realRun.status] == ['P', 'P']
        children*.status == ['P', 'P', 'P']
        http.get("/api/aws/recoveries/${children[0].id}/logs/").header('Content-Disposition') == "attachment; filename=\"recovery_${children[0].id}_log.csv\""

        when:
        http.accept = null

        then:
        http.get("/api/aws/recoveries/?recovery_scenario_record=$dryRun.id").json == []
        http.get("/api/aws/recovery_scenarios/records/$realRun.id/").json.status == 'S'
    }

    def "13: #path is a #type with a file name"() {
        given:
        http.accept = '*/*'
        SandboxHttpClient.Response file = http.get(path)

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

    def "14: rows have the fields of their kind"() {
        given:
        Map<Boolean, List<Map>> accounts = http.get('/api/aws/accounts/').json.groupBy { it.is_dr_account }
        int windows = http.get('/api/aws/backups/?policy=4&ordering=-start_time').json[0].id

        expect:
        accounts[true].every { it.containsKey('allow_deleting_snapshots') && !it.containsKey('scan_regions') }
        accounts[false].every { !it.containsKey('allow_deleting_snapshots') && it.scan_regions instanceof List }
        !http.get('/api/users/').json.find { it.username == 'root' }.containsKey('profile')
        http.get("/api/backups/$windows/snapshots/copy_to_s3/").json[0].backup_id == windows as String
        http.get('/api/aws/backups/').json[0].containsKey('performed_quiecse')
    }

    def "15: #path works with and without aws/"() {
        expect:
        http.get("/api/$path").text == http.get("/api/aws/$path").text

        where:
        path << ['accounts/', 'policies/', 'backups/', 's3_repositories/']
    }

    def "16: the identifier is an object, and on API 1.1 a list of one"() {
        given:
        Object now = http.get('/api/settings/identifier/').json

        when:
        http.accept = 'application/json; version=1.1'

        then:
        now.keySet() == ['cpm_uuid', 'cpm_name'] as Set
        http.get('/api/settings/identifier/').json == [now]
    }

    def "17: a double slash works"() {
        expect:
        http.post('/api//token/refresh/', [refresh: http.post(OBTAIN, [api_key: sandbox.n2wsApiKey()]).json.refresh]).status == 200
    }

    def "18: without the trailing slash a GET is redirected and a POST gets an HTML page with 404"() {
        expect:
        http.get('/api/aws/policies').with { [status, header('Location')] } == [301, POLICIES]
        http.post('/api/aws/policies', [name: 'x']).with { [status, header('Content-Type').contains('html')] } == [404, true]
    }

    def "19: a GET can have a body"() {
        expect:
        http.send('GET', POLICIES, '{"a":1}', 'application/json').status == 200
    }

    def "20: faults on demand: #status"() {
        given:
        sandbox.n2ws().faults().injectNext('/policies/', fault)

        expect:
        http.get(POLICIES).status == status
        http.get(POLICIES).status == 200

        where:
        status | fault
        500    | Fault.html(500)
        401    | Fault.unauthorized()
        429    | Fault.throttled(Duration.ofSeconds(3))
        200    | Fault.delay(Duration.ofMillis(1))
    }

    def "20: a dropped connection"() {
        given:
        sandbox.n2ws().faults().injectNext('POST', '/policies/', Fault.drop())

        when:
        http.post(POLICIES, [name: 'x', account: 1])

        then:
        thrown(IOException)
    }

    def "21: a second run of a policy creates a second backup, because the real behavior is unknown"() {
        given:
        startOwnSandbox()

        when:
        2.times { assert http.post(POLICIES + '1/backups/').status == 202 }

        then:
        sandbox.n2ws().startedBackupCount('nightly') == 2
    }

    def "22: a failure raises an alert, and the next success clears it"() {
        given:
        startOwnSandbox()
        int adhoc = sandbox.n2ws().policy('adhoc').get('id').asInt()
        Closure<List> messages = { String end ->
            sandbox.n2ws().behavior.backupResults.add(end)
            http.post("$POLICIES$adhoc/backups/")
            clock.advance(Duration.ofMinutes(1))
            http.get('/api/alerts/').json*.message
        }

        expect:
        messages('failed').contains('Backup of policy adhoc failed')
        !messages('success').contains('Backup of policy adhoc failed')
    }

    def "23: the virtual machine filter accepts the id only in lower case"() {
        given:
        String id = '/subscriptions/00000000-0000-4000-8000-000000000001/resourcegroups/prod/virtualmachines/vm-vms'

        expect:
        http.get("/api/azure/backups/1/snapshots/virtual_machines/?resource=$id").json.size() == 1
        http.get("/api/azure/backups/1/snapshots/virtual_machines/?resource=${id.toUpperCase()}").json == []
    }

    def "24: recovery bodies are accepted as documented: #body"() {
        given:
        startOwnSandbox()
        int record = http.get(records).json[0].id

        expect:
        http.post("$records$record/recover/", body).with { [status, json.status] } == [201, 'P']

        where:
        records                                            | body
        '/api/aws/backups/241/snapshots/instances/'        | [instance_type: 't3.large', key_pair: 'drill', vpc_assign_ip: '10.0.0.9']
        '/api/aws/backups/241/snapshots/instances/'        | [:]
        '/api/azure/backups/1/snapshots/virtual_machines/' | [resource_group: 'test', preserve_tags: true, nic_subnet: 's', disks: [[id: 11, is_os_disk: true, name: 'x']]]
    }
}
