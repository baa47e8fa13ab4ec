package dev.baksh.sandbox.n2ws

import dev.baksh.sandbox.ManualClock
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.SandboxHttpClient
import dev.baksh.sandbox.n2ws.protocol.BackupResponseMode
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification

import java.time.Duration

class N2wsBackupsSpec extends Specification {
    final ManualClock clock = new ManualClock()

    @AutoCleanup
    final Sandbox sandbox = Sandbox.start(
        new SandboxOptions(clock: clock, backupDuration: Duration.ofMinutes(10)))

    final SandboxHttpClient http = new SandboxHttpClient(sandbox.n2wsUrl()).withKey(sandbox.n2wsApiKey())

    def "a started backup is found by its tracker id until it ends"() {
        when:
        SandboxHttpClient.Response startResponse = http.post('/api/aws/policies/1/backups/')
        Map running = backupOf(startResponse)

        then:
        startResponse.status == 202
        startResponse.json.keySet() == ['tracker_id'] as Set
        running.status == 'P'
        running.start_time == '2026-03-04T05:06:07Z'
        running.end_time == null
        running.policy == 1
        running.name == 'nightly'
        sandbox.n2ws().startedBackupCount('nightly') == 1

        when:
        clock.advance(Duration.ofMinutes(10))

        then:
        backupOf(startResponse) == running + [status: 'B', end_time: '2026-03-04T05:16:07Z']
    }

    def "the next backup ends as #end with the status code #letter"() {
        given:
        sandbox.n2ws().behavior.backupResults.add(end)

        when:
        SandboxHttpClient.Response startResponse = http.post('/api/aws/policies/1/backups/')
        clock.advance(Duration.ofMinutes(30))

        then:
        backupOf(startResponse).status == letter
        (backupOf(startResponse).end_time != null) == ended

        where:
        end       || letter | ended
        'success' || 'B'    | true
        'B'       || 'B'    | true
        'partial' || 'L'    | true
        'failed'  || 'F'    | true
        'X'       || 'X'    | true
        'stuck'   || 'P'    | false
    }

    def "special policy names determine the result of the backup"() {
        when:
        SandboxHttpClient.Response startResponse = http.post("/api/aws/policies/${sandbox.n2ws().policy(name).path('id').asInt()}/backups/")
        clock.advance(Duration.ofMinutes(30))

        then:
        backupOf(startResponse).status == letter

        where:
        name      || letter
        'failing' || 'F'
        'partial' || 'L'
        'stuck'   || 'P'
    }

    def "the response to a start in mode #mode has status #status"() {
        given:
        sandbox.n2ws().behavior.backupResponseMode = mode

        when:
        SandboxHttpClient.Response response = http.post('/api/aws/policies/1/backups/')

        then:
        response.status == status
        response.text.isEmpty() == empty
        sandbox.n2ws().backups().last().path('policy').asInt() == 1

        where:
        mode                        || status | empty
        BackupResponseMode.TRACKER  || 202    | false
        BackupResponseMode.RECORD   || 201    | false
        BackupResponseMode.EMPTY    || 202    | true
    }

    def "a backup can appear in lists with a delay"() {
        given:
        sandbox.n2ws().behavior.backupVisibilityDelay = Duration.ofSeconds(20)

        when:
        SandboxHttpClient.Response startResponse = http.post('/api/aws/policies/1/backups/')

        then:
        backupOf(startResponse) == null

        when:
        clock.advance(Duration.ofSeconds(20))

        then:
        backupOf(startResponse).start_time == '2026-03-04T05:06:07Z'
    }

    def "the sample data contains the failures of last night"() {
        given:
        String yesterday = '2026-03-03T05:00:00Z'

        when:
        List rows = http.get('/api/aws/backups/?ordering=-start_time').json
        Map latest = rows.groupBy { it.name }.collectEntries { name, all -> [name, all.first()] }

        then:
        latest.failing.status == 'F'
        latest.partial.status == 'L'
        latest.stuck.status == 'P'
        latest.stuck.end_time == null
        latest.stuck.start_time < yesterday
        latest.forgotten.start_time < yesterday
        latest.nightly.status == 'B'
        latest.nightly.start_time == '2026-03-03T22:00:00Z'
    }

    def "backup 241 is a successful backup of nightly"() {
        when:
        Map row = http.get('/api/aws/backups/241/').json

        then:
        row.subMap('id', 'name', 'policy', 'status', 'start_time') ==
            [id: 241, name: 'nightly', policy: 1, status: 'B', start_time: '2026-03-02T22:00:00Z']
        row.keySet() as List == ['id', 'name', 'description', 'policy', 'account', 'user', 'status', 'start_time',
                                 'end_time', 'is_retry', 'retry_scheduled', 'performed_quiecse', 'marked_for_deletion',
                                 'is_freezer_item', 'dr_status', 'dr_regions', 's3_copy_status']
    }

    def "rows with the status code M are marked for deletion"() {
        expect:
        http.get('/api/backups/?status=M').json*.marked_for_deletion == [true, true]
    }

    def "an unknown parameter is ignored"() {
        given:
        int all = http.get('/api/aws/backups/').json.size()

        expect:
        http.get('/api/aws/backups/?policy=1').json.every { it.policy == 1 }

        when:
        sandbox.n2ws().behavior.ignoredParameters = ['policy'] as Set

        then:
        http.get('/api/aws/backups/?policy=1').json.size() == all
    }

    private Map backupOf(SandboxHttpClient.Response startResponse) {
        return http.get('/api/aws/backups/?tracker_id=' + startResponse.json.tracker_id).json[0]
    }
}
