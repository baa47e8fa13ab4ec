package dev.baksh.sandbox.n2ws

import dev.baksh.sandbox.ManualClock
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.SandboxHttpClient
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification

import java.time.Duration

/** N2WS nouns other than policies and backups. */
class N2wsResourcesSpec extends Specification {
    final ManualClock clock = new ManualClock()

    @AutoCleanup
    final Sandbox sandbox = Sandbox.start(new SandboxOptions(clock: clock))

    final SandboxHttpClient http = new SandboxHttpClient(sandbox.n2wsUrl()).withKey(sandbox.n2wsApiKey())

    def "the root user has no profile, a managed and an independent one have different ones"() {
        when:
        Map users = http.get('/api/users/?ordering=username').json.collectEntries { [it.username, it] }

        then:
        users.keySet() as List == ['branch', 'root', 'tenant']
        users.root == [id: 1, username: 'root', email: 'root@example.com']
        users.tenant.profile.is_managed_user
        !users.tenant.profile.containsKey('applied_managed_users')
        !users.branch.profile.is_managed_user
        users.branch.profile.applied_managed_users == []
    }

    def "the delegates of user #id are #names"() {
        expect:
        http.get("/api/delegates/?original_user=$id").json*.username == names

        where:
        id || names
        1  || ['readonly', 'operator', 'drill']
        2  || ['tenant_readonly']
        3  || []
    }

    def "the profile of a delegate contains the four flags"() {
        expect:
        http.get('/api/delegates/?search=operator').json == [
            [id: 5, username: 'operator', email: 'operator@example.com',
             profile: [allow_recovery: false, allow_account_changes: false, allow_backup_changes: true,
                       allow_settings_changes: false]]]
    }

    def "accounts have the fields of their kind"() {
        when:
        List rows = http.get('/api/aws/accounts/?user=1').json

        then:
        rows*.name == ['main', 'keys', 'dr']
        rows*.authentication == ['R', 'C', 'A']
        rows[0] == [user: 1, name: 'main', authentication: 'R', is_dr_account: false, scan_tagged_resources: false,
                    scan_regions: [2], capture_vpcs: true, id: 1]
        rows[2] == [user: 1, name: 'dr', authentication: 'A', is_dr_account: true, allow_deleting_snapshots: true,
                    assume_from_account: 1, role_name: 'DrRole', account_number: '111122223333', external_id: null, id: 3]
        http.get('/api/accounts/backup/?user=1').json*.name == ['main', 'keys']
        http.get('/api/aws/accounts/dr/3/').json.name == 'dr'
        http.get('/api/aws/accounts/dr/1/').status == 404
    }

    def "a schedule is created, changed and deleted, and is removed from its policies"() {
        when:
        Map created = http.post('/api/schedules/', [name: 'monthly', every_unit: 'O', every_how_many: 1]).json
        http.put('/api/aws/policies/1/', [schedules: [1, created.id]])

        then:
        created.subMap('name', 'every_unit', 'every_how_many', 'user', 'last_modified') ==
            [name: 'monthly', every_unit: 'O', every_how_many: 1, user: 1, last_modified: '2026-03-04T05:06:07Z']
        http.put("/api/schedules/$created.id/", [every_how_many: 3]).json.every_how_many == 3

        when:
        int deletedStatus = http.delete("/api/schedules/$created.id/").status

        then:
        deletedStatus == 204
        http.get("/api/schedules/$created.id/").status == 404
        http.get('/api/aws/policies/1/').json.schedules == [1]
    }

    def "a schedule with an invalid unit is rejected"() {
        expect:
        http.post('/api/schedules/', [name: 'x', every_unit: 'Q', every_how_many: 1]).json ==
            [errors: [[every_unit: [[message: '"Q" is not a valid choice.', code: 'invalid_choice']]]]]
    }

    def "schedules are ordered by several fields"() {
        expect:
        http.get('/api/schedules/?ordering=every_unit,-name').json*.name == ['tenant_daily', 'daily', 'hourly', 'weekly']
    }

    def "run times follow the clock and the requested days"() {
        when:
        List two = http.get('/api/schedules/1/run_times/?days_ahead=2').json

        then:
        two == [[run_time: '2026-03-04T22:00:00Z', schedule: 1], [run_time: '2026-03-05T22:00:00Z', schedule: 1]]
        http.get('/api/aws/policies/1/run_times/').json.size() == 7

        when:
        clock.advance(Duration.ofMinutes(17 * 60))
        http.withKey(sandbox.n2wsApiKey())

        then:
        http.get('/api/schedules/1/run_times/?days_ahead=1').json*.run_time == ['2026-03-05T22:00:00Z']
        http.get('/api/schedules/3/run_times/?days_ahead=7').json*.run_time == ['2026-03-08T22:00:00Z']
        http.get('/api/schedules/1/run_times/?days_ahead=x').status == 400
    }

    def "too many run times are refused"() {
        when:
        SandboxHttpClient.Response response = http.get("$path/run_times/?days_ahead=999999999")

        then:
        response.status == 400
        response.text.contains('There are more than 100000 run times.')

        where:
        path << ['/api/schedules/1', '/api/aws/policies/1']
    }

    def "each snapshot belongs to a target"() {
        when:
        List targets = http.get('/api/aws/policies/1/targets/').json
        List snapshots = http.get('/api/aws/backups/241/snapshots/').json
        List snapshotsOfInstance = http.get('/api/aws/backups/241/snapshots/instances/?resource=i-0abc').json

        then:
        targets*.resource == ['i-0abc', 'i-0abd', 'i-0dba', 'vol-0abc']
        snapshots*.backed_up_resource_id == targets*.resource
        snapshotsOfInstance == [[id: 24100, snapshot_id: snapshotsOfInstance[0].snapshot_id, status: 'B', region: 'us-east-1',
                 backed_up_resource_id: 'i-0abc', backed_up_resource_name: 'web-1']]
        snapshotsOfInstance[0].snapshot_id ==~ /snap-[0-9a-f]{17}/
        http.get('/api/policies/1/targets/instances/').json*.name == ['web-1', 'web-2', 'db-1']
    }

    def "a partial backup has fewer snapshots or none"() {
        when:
        Map latest = http.get('/api/aws/backups/?ordering=start_time').json.collectEntries { [it.name, it.id] }

        then:
        http.get("/api/aws/backups/${latest.partial}/snapshots/").json.size() == 1
        http.get("/api/aws/backups/${latest.failing}/snapshots/").json == []
        http.get("/api/aws/backups/${latest.stuck}/snapshots/").json == []
    }

    def "an alert is cleared by the next success of the policy"() {
        when:
        List alertsBefore = http.get('/api/alerts/').json

        then:
        alertsBefore*.message == ['The license ends in 30 days', 'Backup of policy failing failed']
        alertsBefore*.severity == ['info', 'alert']

        when:
        sandbox.n2ws().behavior.backupResults.add('success')
        http.post("/api/aws/policies/${alertsBefore[1].policy}/backups/")
        clock.advance(Duration.ofMinutes(1))

        then:
        http.get('/api/alerts/').json*.message == ['The license ends in 30 days']
    }

    def "policy options can be partially updated"() {
        when:
        Map changed = http.put('/api/policies/1/options/', [agent_script_timeout: 120]).json

        then:
        changed == [agent_script_timeout: 120, collect_script_output: false, enable_agent_scripts: false]
        http.get('/api/policies/1/options/').json == changed
        http.get('/api/policies/2/options/').json.agent_script_timeout == 60
    }

    def "the S3 copy of a policy and its repository can be read"() {
        expect:
        http.get('/api/policies/1/copy_to_s3/').json.subMap('enabled', 'repository') == [enabled: false, repository: null]
        http.get('/api/policies/4/copy_to_s3/').json.subMap('enabled', 'repository') == [enabled: true, repository: 1]
        http.get('/api/aws/s3_repositories/').json*.name == ['archive']
    }

    def "the identifier is an object, and #shape for version #version"() {
        given:
        http.accept = "application/json; version=$version"

        expect:
        (http.get('/api/settings/identifier/').json instanceof List) == list

        where:
        version || list
        '1.0'   || true
        '1.1'   || true
        '1.7'   || false
        '2.0.0' || false
        shape = list ? 'a list of one' : 'too'
    }

    def "a server of API 1.1 supports neither the aws paths nor version 2.0.0"() {
        given:
        Sandbox oldApiSandbox = Sandbox.start(new SandboxOptions(clock: clock, n2wsApiVersion: '1.1'))
        SandboxHttpClient reader = new SandboxHttpClient(oldApiSandbox.n2wsUrl()).withKey(oldApiSandbox.n2wsApiKey())

        expect:
        reader.get('/api/aws/policies/').status == 404
        reader.get('/api/policies/').status == 200
        reader.get('/api/settings/identifier/').json*.cpm_name == ['sandbox']

        when:
        reader.accept = 'application/json; version=2.0.0'

        then:
        reader.get('/api/policies/').status == 406

        cleanup:
        oldApiSandbox.close()
    }

    def "a server without paging ignores page and page_size"() {
        given:
        Sandbox unpagedSandbox = Sandbox.start(new SandboxOptions(clock: clock, pagingSupported: false))
        SandboxHttpClient reader = new SandboxHttpClient(unpagedSandbox.n2wsUrl()).withKey(unpagedSandbox.n2wsApiKey())

        expect:
        reader.get('/api/aws/policies/?page=1&page_size=2').json.size() == unpagedSandbox.n2ws().policies().size() - 1

        cleanup:
        unpagedSandbox.close()
    }

    def "a server can limit the page size and return a wrong count"() {
        given:
        sandbox.n2ws().behavior.maxPageSize = 3
        sandbox.n2ws().behavior.countError = 1

        when:
        Map page = http.get('/api/schedules/?page_size=50').json

        then:
        page.results.size() == 3
        page.count == 5
    }
}
