package dev.baksh.sandbox.n2ws

import dev.baksh.sandbox.ManualClock
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.SandboxHttpClient
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification

import java.time.Duration

/** Recoveries, scenarios, reports and Azure in the sandbox (n2ws-api 2.5 to 2.8). */
class N2wsRecoveriesSpec extends Specification {
    final ManualClock clock = new ManualClock()

    @AutoCleanup
    final Sandbox sandbox = Sandbox.start(new SandboxOptions(clock: clock))

    final SandboxHttpClient http = new SandboxHttpClient(sandbox.n2wsUrl()).withKey(sandbox.n2wsApiKey())

    def "a recovery of an instance from its snapshot record ends after some time"() {
        when:
        SandboxHttpClient.Response response = http.post('/api/aws/backups/241/snapshots/instances/24100/recover/', [instance_type: 't3.large'])

        then:
        response.status == 201
        response.json.status == 'P'
        response.json.subMap('id', 'policy', 'recovery_type', 'resource', 'recovery_scenario_id') ==
            [id: 8, policy: 1, recovery_type: 'instance', resource: 'i-0abc', recovery_scenario_id: null]

        when:
        clock.advance(Duration.ofSeconds(5))

        then:
        http.get('/api/aws/recoveries/8/').json.status == 'S'
    }

    def "a snapshot record of a volume or of another backup is rejected"() {
        expect:
        http.post("/api/aws/backups/241/snapshots/instances/$record/recover/").status == 404

        where:
        record << [24103, 24200, 1, 'x']
    }

    def "a recovery needs its own permission flag, not the flag for backups"() {
        given:
        http.withKey(sandbox.n2wsApiKey(user))

        expect:
        http.post('/api/backups/241/snapshots/instances/24100/recover/').status == status

        where:
        user       || status
        'drill'    || 201
        'operator' || 403
        'readonly' || 403
    }

    def "a log is a CSV file with a file name"() {
        given:
        http.accept = 'text/csv; version=1.7'

        when:
        SandboxHttpClient.Response log = http.get('/api/aws/recoveries/7/logs/')

        then:
        log.status == 200
        log.header('Content-Type') == 'text/csv; charset=utf-8'
        log.header('Content-Disposition') == 'attachment; filename="recovery_7_log.csv"'
        log.text.readLines() == ['time,level,message',
                                 '2026-03-03T05:00:00Z,Info,Recovery of i-0abc started',
                                 '2026-03-03T05:00:00Z,Info,Recovery completed successfully']

        when:
        http.accept = 'application/json'

        then:
        http.get('/api/aws/recoveries/7/logs/').status == 406
    }

    def "a dry run of a scenario creates a record and recovers nothing"() {
        when:
        Map record = http.post('/api/aws/recovery_scenarios/1/recover/', [backup_id: 241, dry_run_only: true]).json

        then:
        record.status == 'P'
        http.get("/api/aws/recoveries/?recovery_scenario_record=$record.id").json == []

        when:
        clock.advance(Duration.ofSeconds(5))

        then:
        http.get("/api/aws/recovery_scenarios/records/$record.id/").json.status == 'S'
    }

    def "a scenario run has a recovery for each instance"() {
        when:
        Map record = http.post('/api/recovery_scenarios/1/recover/', [backup_id: 241]).json
        List children = http.get("/api/aws/recoveries/?recovery_scenario_record=$record.id").json

        then:
        children*.resource == ['i-0abc', 'i-0abd', 'i-0dba']
        children*.recovery_scenario_id == [1, 1, 1]
    }

    def "a scenario accepts only a successful backup of its own policy: #body"() {
        expect:
        http.post('/api/aws/recovery_scenarios/1/recover/', body).json.errors[0].backup_id[0].code == code

        where:
        body               || code
        [:]                || 'required'
        [backup_id: 99999] || 'does_not_exist'
        [backup_id: 'x']   || 'incorrect_type'
    }

    def "a report covers the requested period"() {
        given:
        http.accept = 'text/csv'

        when:
        SandboxHttpClient.Response report = http.get('/api/reports/backups/?from_time=2026-03-02T22:00:00Z&to_time=2026-03-02T22:00:00Z')

        then:
        report.header('Content-Disposition') == 'attachment; filename="backups_report.csv"'
        report.text.readLines()[0] == 'id,policy,status,start_time,end_time'
        report.text.readLines().drop(1).every { it.contains('2026-03-02T22:00:00Z') }
        report.text.contains('241,nightly,B,2026-03-02T22:00:00Z')
        http.get('/api/reports/backups/?from_time=yesterday').status == 400
    }

    def "a summary is a PDF for any Accept header"() {
        given:
        http.accept = accept

        expect:
        http.get('/api/azure/reports/summary/?period_type=W&period_length=1').status == status

        where:
        accept             || status
        '*/*'              || 200
        'application/pdf'  || 200
        'application/json' || 406
    }

    def "a virtual machine is found only by its lower-case id and recovered"() {
        given:
        String backup = '/api/azure/backups/1/snapshots/'
        String id = '/subscriptions/00000000-0000-4000-8000-000000000001/resourcegroups/prod/virtualmachines/vm-vms'

        when:
        List found = http.get("${backup}virtual_machines/?resource=$id").json
        Map recovery = http.post("${backup}virtual_machines/${found[0].id}/recover/",
            [resource_group: 'test', preserve_tags: true, disks: [[id: 11, is_os_disk: true, name: 'x']]]).json

        then:
        http.get("${backup}virtual_machines/?resource=${id.toUpperCase()}").json == []
        http.get("${backup}disks/").json*.is_os_disk == [true, false]
        recovery.status == 'P'
        http.get("/api/azure/recoveries/$recovery.id/").json.resource == 'vm-vms'
    }

    def "S3 copies reference their backup by a string"() {
        given:
        Integer backup = http.get('/api/aws/backups/?policy=4&ordering=-start_time').json[0].id

        expect:
        http.get("/api/backups/$backup/snapshots/copy_to_s3/").json*.subMap('backup_id', 'snapshot_type', 'succeeded') ==
            [[backup_id: backup as String, snapshot_type: 's3_backup_copy', succeeded: true]]
        http.get('/api/aws/backups/241/snapshots/copy_to_s3/').json == []
    }

    def "the remaining resources can be read"() {
        expect:
        http.get('/api/aws/resource_control/groups/').json*.name == ['office_hours', 'lab']
        http.get('/api/scheduled_reports/').json*.report_type == ['backups']
        http.get('/api/azure/policies/').json*.name == ['azure_vms', 'azure_web']
        http.get('/api/resources/?search=web-1').json*.resource == ['i-0abc', 'i-0abc', 'i-0abc']
        http.get('/api/user/settings/scan_resources').status == 200
        http.post('/api/policies/4/archive/abort/').status == 202
        http.post('/api/accounts/backup/', [name: 'new', scan_regions: [1, 8]]).json.subMap('name', 'scan_regions') ==
            [name: 'new', scan_regions: [1, 8]]
    }
}
