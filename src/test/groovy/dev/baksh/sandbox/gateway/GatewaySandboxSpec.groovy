package dev.baksh.sandbox.gateway

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.sandbox.ManualClock
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.SandboxHttpClient
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification

import java.time.Duration

class GatewaySandboxSpec extends Specification {
    final ManualClock clock = new ManualClock()

    @AutoCleanup
    final Sandbox sandbox = Sandbox.start(new SandboxOptions(clock: clock, backupDuration: Duration.ofMinutes(4), pxAccessLifetime: Duration.ofHours(10)))

    final SandboxHttpClient consoleHttp = new SandboxHttpClient(sandbox.pxUrl()).withPassword(sandbox.pxUsername(), sandbox.pxPassword())
    final SandboxHttpClient http = new SandboxHttpClient(sandbox.pxGatewayUrl())

    def setup() {
        http.token = consoleHttp.token
    }

    def "each of the 104 operations returns the fields of the Swagger file"() {
        given:
        Map swagger = GatewaySandboxSpec.getResourceAsStream('/px-backup-api.swagger.json').withCloseable { new ObjectMapper().readValue(it, Map) }
        List<String> mismatches = []
        int checkedOperations = 0

        when:
        // Deletions last, because other operations need the objects.
        swagger.paths.collectMany { path, methods -> methods.collect { method, rpc -> [path, method.toUpperCase(), rpc] } }
            .sort { it[1] == 'DELETE' || it[2].operationId.endsWith('Delete2') ? 1 : 0 }
            .each { path, method, rpc ->
                checkedOperations++
                SandboxHttpClient.Response response = http.send(method, fillPath(path), requestBody(rpc, swagger), 'application/json')
                String schema = rpc.responses['200'].schema.'$ref' - '#/definitions/'
                if (response.status != 200) mismatches << "$rpc.operationId: $response.status $response.text".toString()
                else mismatches.addAll(unknownFields(response.json, schema, swagger.definitions, rpc.operationId))
            }

        then:
        checkedOperations == 104
        mismatches == []
    }

    def "a list is filtered, ordered and paged, and contains its total count"() {
        when:
        Map page = http.get('/v1/backup/default?enumerate_options.name_filter=nightly&enumerate_options.max_objects=2' +
            '&enumerate_options.sort_option.sortOrder.type=Ascending').json
        Map lastPage = http.post('/v1/backup/default/enumerate', [enumerate_options: [max_objects: '2', object_index: '2']]).json

        then:
        page.backups*.metadata*.name == ['nightly-1', 'nightly-2']
        page.subMap('total_count', 'complete') == [total_count: '3', complete: false]
        lastPage.backups*.metadata*.name == ['nightly-1']
        lastPage.complete
    }

    def "a backup goes from pending to its end with the clock"() {
        given:
        http.post('/v1/backup', [metadata: [name: 'now-1', org_id: 'default'], namespaces: ['shop']])

        expect:
        status('now-1') == 'Pending'

        when:
        clock.advance(Duration.ofMinutes(1))

        then:
        status('now-1') == 'InProgress'

        when:
        clock.advance(Duration.ofMinutes(3))

        then:
        status('now-1') == 'Success'
    }

    def "the next run can be configured to fail"() {
        given:
        sandbox.pxGateway().setFinalStatus('now-1', 'Failed', 'no space')
        http.post('/v1/backup', [metadata: [name: 'now-1', org_id: 'default']])
        clock.advance(Duration.ofMinutes(5))

        expect:
        http.get('/v1/backup/default/now-1').json.backup.backup_info.status == [status: 'Failed', reason: 'no space']
    }

    def "#what is rejected with #status and gRPC code #code"() {
        when:
        SandboxHttpClient.Response response = http.send(method, path, requestBody == null ? null : new ObjectMapper().writeValueAsString(requestBody), 'application/json')

        then:
        response.status == status
        response.json == [error: message, code: code, message: message, details: []]

        where:
        what                 | method   | path                              | requestBody                                           || status | code | message
        'an unknown name'    | 'GET'    | '/v1/backup/default/nope'         | null                                           || 404    | 5    | 'backup nope: object not found'
        'another uid'        | 'DELETE' | '/v1/backup/default/nightly-1?uid=x' | null                                        || 404    | 5    | 'backup nightly-1: object not found'
        'a taken name'       | 'POST'   | '/v1/rule'                        | [metadata: [name: 'flush', org_id: 'default']] || 409    | 6    | 'rule flush already exists'
        'no organisation'    | 'POST'   | '/v1/rule'                        | [metadata: [name: 'x']]                        || 400    | 3    | 'metadata.org_id cannot be empty'
    }

    def "secrets are returned only on request"() {
        expect:
        http.get('/v1/cloudcredential/default/main').json.cloud_credential.cloud_credential_info.aws_config == [:]
        http.get('/v1/cloudcredential/default/main?include_secrets=true').json.cloud_credential.cloud_credential_info.aws_config.secret_key ==
            'sandbox-secret-key-0'
    }

    def "access depends on the roles in the token, which are the roles of the console"() {
        given:
        http.token = consoleHttp.withPassword('alice', sandbox.px().password('alice')).token

        expect:
        http.get('/v1/schedulepolicy/default').status == 200
        http.post('/v1/schedulepolicy', [metadata: [name: 'x', org_id: 'default']]).json.message == 'Access denied for [Resource: schedulepolicy]'
        http.get('/v1/role/default').json.roles*.metadata*.name.toSet() == sandbox.px().roleNames().toSet()

        when:
        http.token = 'none'

        then:
        http.get('/v1/backup/default').status == 401
    }

    private String status(String name) {
        return http.get("/v1/backup/default/$name").json.backup.backup_info.status.status
    }

    private static String fillPath(String path) {
        final Map names = [backup: 'nightly-1', restore: 'drill-1', backupschedule: 'nightly', cluster: 'prod', cloudcredential: 'main',
                           backuplocation: 'main-bucket', schedulepolicy: 'daily', rule: 'flush', receiver: 'mail', recipient: 'oncall',
                           volumeresourceonlypolicy: 'no-nfs', clusterdiscoveryconfig: 'gardener', organization: 'default', role: 'test-role']
        return path.replace('{org_id}', 'default').replace('{days}', '7').replace('{interval}', 'Daily')
            .replace('{include_secrets}', 'false').replace('{type}', 'EMAIL').replace('{name}', names[path.split('/')[2]] ?: 'x')
    }

    private static String requestBody(Map rpc, Map swagger) {
        final Map bodyParameter = rpc.parameters.find { it.in == 'body' }
        if (!bodyParameter) return null
        final String tag = rpc.tags[0]
        final Map names = [Backup: 'nightly-1', Restore: 'drill-1', BackupSchedule: 'nightly', Cluster: 'prod', CloudCredential: 'main',
                           BackupLocation: 'main-bucket', SchedulePolicy: 'daily', Rules: 'flush', Receiver: 'mail', Recipient: 'oncall',
                           VolumeResourceOnlyPolicy: 'no-nfs', ClusterDiscoveryConfig: 'gardener', Role: 'test-role']
        final String name = rpc.operationId ==~ /.*(_Create|Delete2)/ ? 'walked' : names[tag] ?: 'x'
        final Set<String> fields = swagger.definitions[bodyParameter.schema.'$ref' - '#/definitions/'].get('properties').keySet()
        final Map all = [metadata: [name: name, org_id: 'default'], org_id: 'default', name: name, level: 'Debug',
                         cluster_ref: [name: 'prod'], config_ref: [name: 'gardener']]
        return new ObjectMapper().writeValueAsString(all.findAll { it.key in fields })
    }

    /** Returns the fields of a response that the schema does not have, by path. */
    private static List<String> unknownFields(Object value, String schema, Map definitions, String path) {
        final Map schemaProperties = definitions[schema]?.get('properties') ?: [:]
        if (!(value instanceof Map) || !schemaProperties) return value instanceof Map && value && !schemaProperties ? ["$path: ${value.keySet()}".toString()] : []
        return value.collectMany { name, innerValue ->
            if (!schemaProperties[name]) return ["$path.$name".toString()]
            final String definition = schemaProperties[name].'$ref' ?: schemaProperties[name].items?.get('$ref')
            if (!definition) return []
            final List each = innerValue instanceof List ? innerValue : [innerValue]
            return each.collectMany { unknownFields(it, definition - '#/definitions/', definitions, "$path.$name") }
        }
    }
}
