package dev.baksh.client.px.gateway

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.cli.SandboxHarness
import dev.baksh.client.api.Catalog
import dev.baksh.sandbox.server.Fault
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import java.time.Duration
import java.time.Instant

/** Gateway nouns from the command line, against the sandbox. */
class GatewayVerbsSpec extends Specification {
    @TempDir
    Path home

    @AutoCleanup
    SandboxHarness harness

    def setup() {
        harness = new SandboxHarness(home, Instant.parse('2026-03-04T05:06:07Z'), [backupDuration: Duration.ofMinutes(5)])
    }

    def "#expression prints #out"() {
        when:
        SandboxHarness.Result result = harness.start(['-e', expression])

        then:
        result.err == ''
        result.out == out + '\n'
        result.code == 0

        where:
        expression                                                            || out
        'px.backups*.name.join(",")'                                          || 'nightly-1,nightly-2,nightly-3'
        'px.backups.list(search: "-2")*.name.join(",")'                       || 'nightly-2'
        'px.backups.list(nameFilter: "-2", orgId: "default").size()'          || '1'
        'px.backups["nightly-2"].backup_info.status.status'                   || 'PartialSuccess'
        'px.backups["nightly-1"].backup_info.total_size + 1'                  || '1073741825'
        'px.backups["nightly-1"].createTime'                                  || '2026-01-11T05:00:00Z'
        'px.backups.get("nightly-1").backup_info.cluster_ref.name'            || 'prod'
        'px.backups.enumerate(enumerateOptions: [name_filter: "-3"])*.name.join(",")' || 'nightly-3'
        'px.version*.major.join(",")'                                         || '3'
        'px.version.get().minor'                                              || '0'
        'px.health.get().answered'                                            || 'true'
        'px.license.get().feature_info[0].consumed'                           || '3'
        'px.resourceTypes*.name.join(",")'                                    || 'ConfigMap,Deployment,PersistentVolumeClaim,Secret'
        'px.activityTimeline.list(days: 7, interval: "Daily").size()'         || '7'
        'px.organizations*.name.join(",")'                                    || 'default'
        'px.gatewayRoles.permission().rules.role.full_access'                 || 'true'
        'px.receivers.get("mail").receiver_info.email_config.host'            || 'mail.example.com'
        'px.managedClusters.get(name: "eks-7", provider: "AWS").name'         || 'eks-7'
        'px.schedules["nightly"].update { suspend true }.backup_schedule_info.suspend' || 'true'
        'px.clusters["prod"].share(users: ["alice"]).ownership.collaborators*.id.join(",")' || 'alice'
        'px.backups["nightly-3"].retryBackupResources().name'                 || 'nightly-3'
        'px.backups["nightly-1"].getBackupResourceDetails().backup.total_resource_count' || '1'
        'px.clusterDiscoveryConfigs["gardener"].discoverClusters().triggered' || 'true'
        'px.schedulePolicies.create("early", orgId: "default") { schedulePolicy daily: [time: "02:00AM", retain: 5] }.name' || 'early'
        'px.rules["flush"].updateOwnership(ownership: [groups: [[id: "ops", access: "Read"]]]).ownership.groups*.id.join(",")' || 'ops'
        'px.logLevel.set(level: "Debug").message'                             || 'log level set to Debug'
        'px.get("/v1/version").version.major'                                 || '3'
    }

    def "px.#noun prints as a table"() {
        when:
        SandboxHarness.Result result = harness.start(['-e', "px.$noun".toString(), '-o', 'table'])

        then:
        result.err == ''
        result.code == 0

        where:
        noun << Catalog.of('px-gateway').nouns().keySet() - ['activityTimeline']
    }

    def "backups are printed as a table with status and cluster"() {
        expect:
        harness.start(['-e', 'px.backups', '-o', 'table']).out.readLines()[0..1]*.replaceAll(/ +/, ' ')*.trim()*.replaceAll(/[0-9a-f-]{36}$/, 'UID') == [
            'name status cluster create_time reason total_size uid',
            'nightly-1 Success prod 2026-01-11T05:00:00Z 1073741824 UID']
    }

    def "a list of several pages is read completely"() {
        given:
        250.times { n -> harness.sandbox.pxGateway().add('backup', "bulk-$n") }

        when:
        SandboxHarness.Result result = harness.start(['-e', 'px.backups.count()'])

        then:
        result.err == ''
        result.out == '253\n'
        harness.sandbox.requests().count { it.path().startsWith('/v1/backup/') } >= 3
    }

    def "a backup is created with a label of the run and awaited"() {
        when:
        SandboxHarness.Result result = harness.start(['-e', '''
            def b = px.backups.create('now-1') { clusterRef 'prod'; backupLocationRef 'main-bucket'; namespaces 'shop' }
            println b.name
            b.await(timeout: 1.hour).backup_info.status.status'''])
        def created = harness.sandbox.pxGateway().object('backup', 'now-1')

        then:
        result.err == ''
        result.out == 'now-1\nSuccess\n'
        created.path('metadata').path('labels').path('runbook-step').asText() ==~ /\d{8}T\d{9}Z-[0-9a-f]{4}\.1/
        created.path('backup_info').path('cluster_ref').path('name').asText() == 'prod'
        created.path('backup_info').path('namespaces').toString() == '["shop"]'
    }

    def "a create with a lost response is found by its label and not sent again"() {
        given:
        harness.sandbox.pxGateway().faults().injectNext('POST', '/v1/backup', Fault.drop().afterExecution())

        when:
        SandboxHarness.Result result = harness.start(['-e', "px.backups.create('now-1') { clusterRef 'prod' }.name"])

        then:
        result.out == 'now-1\n'
        harness.writeRequests()*.path() == ['/v1/backup']
    }

    def "an existing object is adopted if it has the label of the same write, and is an error otherwise"() {
        given:
        harness.sandbox.pxGateway().faults().injectNext('POST', '/v1/backup', Fault.status(500, 'text/html', 'half done').afterExecution())

        expect:
        harness.start(['-e', "px.backups.create('now-1') { clusterRef 'prod' }.name"]).out == 'now-1\n'
        with(harness.start(['-e', "px.backups.create('now-1') { clusterRef 'prod' }.name"])) {
            code == 1
            err.contains('already exists')
        }
        harness.writeRequests().size() == 2
    }

    def "a name conflict means an earlier attempt if the object has the label of the write: #status"() {
        given:
        harness.sandbox.pxGateway().faults().injectNext('POST', '/v1/backup', Fault.status(status, 'application/json',
            '{"error":"backup already exists","code":6,"message":"backup already exists","details":[]}').afterExecution())

        when:
        SandboxHarness.Result result = harness.start(['-e', "px.backups.create('now-1') { clusterRef 'prod' }.name"])
        SandboxHarness.Result journal = harness.start(['journal'])

        then:
        result.err == ''
        result.out == 'now-1\n'
        harness.writeRequests().size() == 1
        journal.out.contains('DONE')
        !journal.out.contains('FAILED')

        where:
        status << [409, 200]
    }

    def "a name filter works on a server that ignores the filter: #expression"() {
        given:
        harness.sandbox.pxGateway().faults().injectNext(method, '/v1/backup', Fault.status(200, 'application/json',
            '{"backups":[{"metadata":{"name":"a-1","uid":"1"}},{"metadata":{"name":"b-2","uid":"2"}},{"metadata":{"name":"NEW-a","uid":"3"}}],' +
            '"total_count":"3","complete":true}'))

        expect:
        harness.start(['-e', expression]).out == out + '\n'

        where:
        method | expression                                                             || out
        'GET'  | "px.backups.list(nameFilter: 'a')*.name.join(',')"                     || 'a-1,NEW-a'
        'GET'  | "px.backups.list(search: 'A-')*.name.join(',')"                        || 'a-1'
        'GET'  | "px.backups.list(nameFilter: 'c').size()"                              || '0'
        'GET'  | "px.backups.list(clusterNameFilter: 'c').size()"                       || '3'
        'POST' | "px.backups.enumerate(enumerateOptions: [name_filter: 'b'])*.name.join(',')" || 'b-2'
    }

    def "in a runbook objects are labeled with the step, and a resumed run recognizes its objects"() {
        given:
        Path flagFile = home.resolve('flag')
        Path runbook = Files.writeString(home.resolve('book.groovy'), """
            step('first') { px.schedulePolicies.create('one') { schedulePolicy daily: [time: '02:00AM', retain: 5] }.name }
            step('second: b') {
                px.schedulePolicies.create('two') { schedulePolicy daily: [time: '03:00AM', retain: 5] }
                px.schedulePolicies.create('three') { schedulePolicy daily: [time: '04:00AM', retain: 5] }
                if (!new File('$flagFile').exists()) fail 'not yet'
                'done'
            }
            """)
        Files.setPosixFilePermissions(runbook, PosixFilePermissions.fromString('rw-------'))

        when:
        SandboxHarness.Result first = harness.start([runbook.toString()])
        Files.createFile(flagFile)
        SandboxHarness.Result second = harness.start(['resume', 'last'])

        then:
        first.code == 1
        second.code == 0
        harness.writeRequests().size() == 3
        ['one', 'two', 'three'].collect { harness.sandbox.pxGateway().object('schedulepolicy', it).at('/metadata/labels/runbook-step').asText() }
            *.replaceAll(/^\d{8}T\d{9}Z-[0-9a-f]{4}/, 'RUN') == ['RUN.first.1', 'RUN.second-b-' + Integer.toHexString('second: b'.hashCode()) + '.1',
                                                                'RUN.second-b-' + Integer.toHexString('second: b'.hashCode()) + '.2']
    }

    def "an update sends the complete object so that a replacing server loses nothing: #expression"() {
        when:
        SandboxHarness.Result result = harness.start(['-e', expression + '; null'])

        then:
        result.err == ''
        result.code == 0
        harness.sandbox.pxGateway().object(kind, name).at(at).toString() == value

        where:
        expression                                                                            || kind              | name    | at | value
        "px.schedulePolicies['daily'].update { schedulePolicy daily: [time: '05:00AM'] }" || 'schedulepolicy' | 'daily' | '/schedule_policy_info/daily' | '{"time":"05:00AM","retain":7}'
        "px.receivers['mail'].update { receiverInfo email_config: [port: 2525] }"           || 'receiver'        | 'mail'  | '/receiver_info/email_config/host' | '"mail.example.com"'
        "px.receivers['mail'].update { receiverInfo email_config: [port: 2525] }"           || 'receiver'        | 'mail'  | '/receiver_info/email_config/port' | '2525'
        "px.cloudCredentials['main'].update { cloudCredential aws_config: [access_key: 'AKIA1'] }" || 'cloudcredential' | 'main' | '/cloud_credential_info/aws_config/secret_key' | '"sandbox-secret-key-0"'
        "px.recipients['oncall'].update { recipientInfo active: null }"                     || 'recipient'       | 'oncall' | '/recipient_info/active' | ''
        "px.recipients['oncall'].update { recipientInfo active: false }"                    || 'recipient'       | 'oncall' | '/recipient_info/severity' | '"CRITICAL"'
    }

    def "an update of a schedule sends the fields that the block does not name unchanged"() {
        when:
        harness.start(['-e', "px.schedules['nightly'].update { remark 'x' }; null"])
        Map sentBody = new ObjectMapper().readValue(harness.writeRequests()[0].body(), Map)

        then:
        sentBody.keySet() == ['metadata', 'namespaces', 'suspend', 'schedule_policy_ref', 'backup_location_ref', 'remark'] as Set
        sentBody.schedule_policy_ref.name == 'daily'
    }

    def "the secrets of a complete update are not in the dry run output"() {
        when:
        SandboxHarness.Result result = harness.start(['--dry-run', '-e', "px.cloudCredentials['main'].update { cloudCredential aws_config: [access_key: 'AKIA1'] }"])

        then:
        result.code == 0
        result.out.startsWith('curl -X PUT')
        !result.out.contains('sandbox-secret-key-0')
    }

    def "a change with a lost response is done when the object has the new state, a delete when the object is gone: #expression"() {
        given:
        harness.sandbox.pxGateway().faults().injectNext(method, '/v1/schedulepolicy', Fault.drop().afterExecution())

        when:
        SandboxHarness.Result result = harness.start(['--yes', '-e', expression + '; null'])

        then:
        result.err == """\
            px (${harness.sandbox.pxGatewayUrl().authority}): $what: the write was sent and the response was lost; looking for the result on the server for at most 330 s
            px (${harness.sandbox.pxGatewayUrl().authority}): $what: found: $found; the write was not sent again
            """.stripIndent()
        result.code == 0
        harness.writeRequests().size() == 1

        where:
        method   | expression                                                                        || what                                 | found
        'PUT'    | "px.schedulePolicies['daily'].update { schedulePolicy daily: [time: '05:00AM'] }" || "px.schedulePolicies.update 'daily'" | 'the object has the desired state'
        'PUT'    | "px.schedulePolicies['daily'].update { metadata labels: [tier: 'gold'] }"         || "px.schedulePolicies.update 'daily'" | 'the object has the desired state'
        'PUT'    | "px.schedulePolicies['daily'].updateOwnership(ownership: [owner: 'bob'])"         || "px.schedulePolicies.updateOwnership 'daily'" | 'the object has the desired state'
        'DELETE' | "px.schedulePolicies['daily'].delete()"                                           || "px.schedulePolicies.delete 'daily'" | 'the object is deleted'
    }

    def "a lost change is searched for, and is unknown if resending is off: #expression"() {
        given:
        harness.sandbox.pxGateway().faults().injectNext('PUT', '/v1/schedulepolicy', Fault.drop())

        when:
        SandboxHarness.Result result = harness.start(['--yes', '-e', expression], [BAKSH_RESEND: 'off'])

        then:
        result.code == 75
        result.err.contains('the outcome is not known; not found on the server within 330 s')
        harness.writeRequests().size() == 1

        where:
        expression << ["px.schedulePolicies['daily'].update { schedulePolicy daily: [time: '05:00AM'] }",
                       "px.schedulePolicies['daily'].update { metadata labels: [tier: 'gold'] }",
                       "px.schedulePolicies['daily'].updateOwnership(ownership: [owner: 'bob'])"]
    }

    def "after #what, an update is not sent again if another user has changed the object in the pause"() {
        given:
        boolean isChanged = false
        harness.sandbox.pxGateway().faults().injectNext('PUT', '/v1/schedulepolicy', fault)
        harness.sandbox.pxGateway().faults().injectAlways('GET', '/v1/schedulepolicy/', Fault.runBefore {
            if (isChanged || harness.writeRequests().empty) return
            isChanged = true
            harness.sandbox.pxGateway().object('schedulepolicy', 'daily').at('/schedule_policy_info/daily').put('retain', 9)
        })

        when:
        SandboxHarness.Result result = harness.start(['-e', "px.schedulePolicies['daily'].update { metadata labels: [tier: 'gold'] }"])

        then:
        result.err.replaceAll(/127\.0\.0\.1:\d+/, 'HOST') == err
        result.out == ''
        result.code == code
        harness.writeRequests().size() == 1
        harness.sandbox.pxGateway().object('schedulepolicy', 'daily').at('/schedule_policy_info/daily/retain').asInt() == 9

        where:
        what               | fault                                  || code | err
        'a 429'            | Fault.throttled(Duration.ofSeconds(60)) || 1   | """\
baksh: px (HOST): schedule policy "daily" was changed by another user at the same time; the write was not done
  run the same line again; it reads the current values first
  -e:1
"""
        'a lost response'  | Fault.drop()                            || 75  | """\
px (HOST): px.schedulePolicies.update 'daily': the write was sent and the response was lost; looking for the result on the server for at most 330 s
baksh: px (HOST): px.schedulePolicies.update 'daily' was sent and the response was lost: the outcome is not known; schedule policy "daily" has neither its previous nor the sent values
  the write was not sent again; look at the server before you repeat it
  px (HOST): the connection broke (PUT http://HOST/v1/schedulepolicy): unexpected end of stream on http://HOST/...
  -e:1
"""
    }

    def "an update that a server does and refuses with 429 is sent again, and done: #expression"() {
        given:
        harness.sandbox.pxGateway().faults().injectNext('PUT', '/v1/schedulepolicy', Fault.throttled(Duration.ofSeconds(60)).afterExecution())

        when:
        SandboxHarness.Result result = harness.start(['-e', expression])

        then:
        [result.err, result.out, result.code] == ['', out + '\n', 0]
        harness.writeRequests().size() == 2

        where:
        expression                                                                                                  || out
        "px.schedulePolicies['daily'].update { metadata labels: [tier: 'gold'] }.labels.tier"                       || 'gold'
        "px.schedulePolicies['daily'].update { schedulePolicy daily: [time: '05:00AM'] }.schedule_policy_info.daily.time" || '05:00AM'
    }

    def "a backup that fails ends the script with its reason"() {
        given:
        harness.sandbox.pxGateway().setFinalStatus('now-1', 'Failed', 'no space left')

        when:
        SandboxHarness.Result result = harness.start(['-e', "px.backups.create('now-1') { clusterRef 'prod' }.await()"])

        then:
        result.code == 1
        result.err.contains('backup "now-1" ended without success: Failed: no space left')
    }

    def "a wait that expires ends with exit code 75"() {
        when:
        SandboxHarness.Result result = harness.start(['-e', "px.backups.create('now-1') { clusterRef 'prod' }.await(timeout: 1.minute)"])

        then:
        result.code == 75
        result.err.contains("it continues on the server; check again with px.backups['now-1'].await()")
    }

    def "a wait without a timeout reads after 5 s, later once a minute, and ends after 6 hours"() {
        given:
        harness.sandbox.pxGateway().setFinalStatus('now-1', 'InProgress', '')
        Instant start = harness.clock.now

        when:
        SandboxHarness.Result result = harness.start(['-e', "px.backups.create('now-1') { clusterRef 'prod' }.await()"])

        then:
        result.code == 75
        result.out == ''
        result.err == "baksh: px (${harness.sandbox.pxUrl().authority}): backup \"now-1\" has not ended within 6 h 0 min: InProgress\n" +
            "  it continues on the server; check again with px.backups['now-1'].await()\n  -e:1\n"
        Duration.between(start, harness.clock.now) == Duration.ofHours(6)
        (360..370).contains(harness.sandbox.requests().count { it.path().contains('now-1') && it.status() == 200 })
    }

    def "a restore needs a confirmation and is rejected without a terminal"() {
        given:
        String restore = "px.restores.create('back') { backupRef 'nightly-1'; clusterRef 'dr' }.await().name"

        expect:
        harness.start(['-e', restore]).code == 3
        harness.start(['--yes', '-e', restore]).out == 'back\n'
        harness.start(['-e', "px.backups['nightly-1'].delete()"]).code == 3
        harness.start(['--yes', '-e', "px.backups['nightly-1'].delete()"]).code == 0
        harness.sandbox.pxGateway().names('backup') == ['nightly-2', 'nightly-3']
    }

    def "an object with the name #name is read, changed and deleted as it was created"() {
        given:
        String quoted = "'$name'"

        when:
        SandboxHarness.Result created = harness.start(['-e', "px.schedulePolicies.create($quoted) { schedulePolicy daily: [time: '02:00AM', retain: 5] }.name".toString()])
        SandboxHarness.Result changed = harness.start(['-e', "px.schedulePolicies[$quoted].update { schedulePolicy daily: [time: '03:00AM', retain: 5] }.name".toString()])
        SandboxHarness.Result deleted = harness.start(['--yes', '-e', "px.schedulePolicies[$quoted].delete()".toString()])

        then:
        [created, changed, deleted]*.err == ['', '', '']
        [created, changed]*.out == [name + '\n', name + '\n']
        [created, changed, deleted]*.code == [0, 0, 0]
        !harness.sandbox.pxGateway().names('schedulepolicy').contains(name)
        harness.writeRequests().last().path() == '/v1/schedulepolicy/default/' + segment

        where:
        name          || segment
        'two words'   || 'two%20words'
        'Prüfung'     || 'Pr%C3%BCfung'
        '100%'        || '100%25'
        'a%2Fb'       || 'a%252Fb'
        'why?'        || 'why%3F'
        'a#1'         || 'a%231'
        'a+b&c=d'     || 'a%2Bb%26c%3Dd'
        'a;b'         || 'a%3Bb'
        'it is (1)'   || 'it%20is%20%281%29'
        '日本'         || '%E6%97%A5%E6%9C%AC'
        '...'         || '...'
    }

    def "#expression: a name with which the gateway could not find the object is refused, and nothing is sent"() {
        when:
        SandboxHarness.Result result = harness.start(['-e', expression])

        then:
        result.err == lines.join('\n') + '\n'
        result.out == ''
        result.code == 2
        harness.writeRequests().empty

        where:
        expression                                              || lines
        "px.schedulePolicies.create('a/b') {}"                  || ["baksh: px.schedulePolicies.create: the name 'a/b' contains '/': the gateway could neither change nor delete the object", "  use another character, such as '-'", '  -e:1']
        "px.backups.create('eu:nightly') { clusterRef 'prod' }" || ["baksh: px.backups.create: the name 'eu:nightly' contains ':': the gateway could neither change nor delete the object", "  use another character, such as '-'", '  -e:1']
        "px.rules.create('..') {}"                              || ["baksh: not usable as the name in a path: '..'", '  -e:1']
        "px.rules.create('a;..') {}"                            || ["baksh: not usable as the name in a path: 'a;..'", '  -e:1']
        "px.rules.create('a') { metadata name: 'b/c' }"         || ["baksh: px.rules.create: the name 'b/c' contains '/': the gateway could neither change nor delete the object", "  use another character, such as '-'", '  -e:1']
    }

    def "an existing object whose name the gateway cannot find leads to a hint: #name"() {
        given:
        harness.sandbox.pxGateway().add('schedulepolicy', name)

        when:
        SandboxHarness.Result result = harness.start(['--yes', '-e', "px.schedulePolicies['$name'].delete()".toString()])

        then:
        result.code == 1
        result.err.contains('the gateway finds no object whose name contains a slash or a colon: use the console')
        harness.sandbox.pxGateway().names('schedulepolicy').contains(name)

        where:
        name << ['a/b', 'a:b']
    }

    def "in the format #format a secret is masked, and a script gets the value"() {
        given:
        String getExpression = "px.cloudCredentials.get('main', includeSecrets: true)"

        when:
        SandboxHarness.Result formatted = harness.start(['-o', format, '-e', getExpression])
        SandboxHarness.Result read = harness.start(['-e', getExpression + '.cloud_credential_info.aws_config.secret_key.size()'])

        then:
        formatted.code == 0
        !formatted.out.contains('sandbox-secret-key-0')
        formatted.out.contains('***')
        read.out == '20\n'

        where:
        format << ['json', 'ndjson', 'yaml', 'table']
    }

    def "a secret in a block is not in the dry run output or the journal"() {
        given:
        String create = "px.cloudCredentials.create('second') { cloudCredential type: 'AWS', aws_config: [access_key: 'AKIA00', secret_key: 'very-secret-key'] }; null"

        when:
        SandboxHarness.Result plan = harness.start(['--dry-run', '-e', create])
        SandboxHarness.Result created = harness.start(['-e', create])

        then:
        plan.out.startsWith('curl -X POST')
        !plan.out.contains('very-secret-key')
        created.err == ''
        created.code == 0
        !files().any { it.text.contains('very-secret-key') }
        files().any { it.text.contains('px.cloudCredentials.create') }
    }

    def "without the gateway address the gateway nouns name the missing variable"() {
        when:
        SandboxHarness.Result result = harness.start(['-e', 'px.backups'], [BAKSH_PX_GATEWAY_URL: ''])

        then:
        result.code == 2
        result.err.contains('the address of its Backup REST gateway is not configured')
        result.err.contains('set BAKSH_PX_GATEWAY_URL')
        harness.start(['-e', 'px.roles.count()'], [BAKSH_PX_GATEWAY_URL: '']).out == '5\n'
    }

    def "gRPC code #grpc ends with exit code #code"() {
        given:
        2.times {
            harness.sandbox.pxGateway().faults().injectNext('GET', '/v1/version', Fault.status(status, 'application/json',
                """{"error":"$words","code":$grpc,"message":"$words","details":[]}"""))
        }

        when:
        SandboxHarness.Result result = harness.start(['-e', 'px.version.get()'])

        then:
        result.code == code
        result.err.contains(words)

        where:
        grpc | status | words                                || code
        7    | 403    | 'Access denied for [Resource: role]' || 4
        16   | 400    | 'token has no subject'               || 4
        5    | 404    | 'object not found'                   || 1
        3    | 400    | 'name is wrong'                      || 1
    }

    def "a read is repeated after a temporary gRPC code with any status, and a wait goes on: #grpc with #status"() {
        given:
        Fault fault = Fault.status(status, 'application/json', """{"error":"busy","code":$grpc,"message":"busy","details":[]}""")
        harness.sandbox.pxGateway().faults().injectNext(3, 'GET', '/v1/version', fault)
        harness.sandbox.pxGateway().faults().injectNext(8, 'GET', '/v1/backup/default/now-1', fault)

        expect:
        harness.start(['-e', 'px.version.get() != null']).with { [out, err] } == ['true\n', '']
        harness.start(['-e', "px.backups.create('now-1') { clusterRef 'prod' }.await().name"]).out == 'now-1\n'

        when:
        harness.sandbox.pxGateway().faults().injectAlways('GET', '/v1/version', fault)

        then:
        harness.start(['-e', 'px.version.get()']).code == 5

        where:
        grpc | status
        14   | 200
        4    | 400
        8    | 200
        14   | 503
    }

    private List<File> files() {
        final List<File> files = []
        home.toFile().eachFileRecurse { if (it.file) files << it }
        return files
    }

    def "a read of a planned object of the gateway is not sent: #read"() {
        when:
        SandboxHarness.Result result = harness.start(['--dry-run', '-e',
            "def b = px.backups.create('nightly-9') { clusterRef 'prod'; backupLocationRef 'main-bucket'; namespaces 'shop' }; b.$read; 'end'".toString()])

        then:
        result.code == 0
        result.out.readLines().last() == 'end'
        result.err == err

        where:
        read                         || err
        'getBackupResourceDetails()' || "dry run: px.backups.getBackupResourceDetails 'nightly-9' was not sent, because only a planned write would return the id NEW_BACKUP_ID; the dry run continues with an empty result\n"
        'await()'                    || ''
        'why'                        || ''
    }
}
