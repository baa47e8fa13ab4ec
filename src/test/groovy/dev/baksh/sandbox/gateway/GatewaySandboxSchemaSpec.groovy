package dev.baksh.sandbox.gateway

import com.fasterxml.jackson.databind.ObjectMapper
import dev.baksh.sandbox.ManualClock
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.SandboxHttpClient
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Specification

import java.time.Duration

class GatewaySandboxSchemaSpec extends Specification {
    final ManualClock clock = new ManualClock()

    @AutoCleanup
    final Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().toBuilder().clock(clock).backupDuration(Duration.ofMinutes(4))
        .pxAccessLifetime(Duration.ofHours(10)).build())

    final SandboxHttpClient console = new SandboxHttpClient(sandbox.pxUrl()).withPassword(sandbox.pxUsername(), sandbox.pxPassword())
    final SandboxHttpClient hand = new SandboxHttpClient(sandbox.pxGatewayUrl())

    def setup() {
        hand.token = console.token
    }

    def "every one of the 104 operations is answered with the fields that the Swagger file knows"() {
        given:
        Map swagger = GatewaySandboxSchemaSpec.getResourceAsStream('/px-backup-api.swagger.json').withCloseable { new ObjectMapper().readValue(it, Map) }
        List<String> wrong = []
        int walked = 0

        when:
        // Deletions last: the things are needed before.
        swagger.paths.collectMany { path, methods -> methods.collect { method, rpc -> [path, method.toUpperCase(), rpc] } }
            .sort { it[1] == 'DELETE' || it[2].operationId.endsWith('Delete2') ? 1 : 0 }
            .each { path, method, rpc ->
                walked++
                SandboxHttpClient.Reply reply = hand.send(method, filled(path), body(rpc, swagger), 'application/json')
                String schema = rpc.responses['200'].schema.'$ref' - '#/definitions/'
                if (reply.status != 200) wrong << "$rpc.operationId: $reply.status $reply.text".toString()
                else wrong.addAll(unknown(reply.json, schema, swagger.definitions, rpc.operationId))
            }

        then:
        walked == 104
        wrong == []
    }

    def "a list is filtered, ordered and cut, and says how many there are"() {
        when:
        Map page = hand.get('/v1/backup/default?enumerate_options.name_filter=nightly&enumerate_options.max_objects=2' +
            '&enumerate_options.sort_option.sortOrder.type=Ascending').json
        Map rest = hand.post('/v1/backup/default/enumerate', [enumerate_options: [max_objects: '2', object_index: '2']]).json

        then:
        page.backups*.metadata*.name == ['nightly-1', 'nightly-2']
        page.subMap('total_count', 'complete') == [total_count: '3', complete: false]
        rest.backups*.metadata*.name == ['nightly-1']
        rest.complete
    }

    def "a backup goes from pending to its end as the clock says"() {
        given:
        hand.post('/v1/backup', [metadata: [name: 'now-1', org_id: 'default'], namespaces: ['shop']])

        expect:
        status('now-1') == 'Pending'

        when:
        clock.turn(Duration.ofMinutes(1))

        then:
        status('now-1') == 'InProgress'

        when:
        clock.turn(Duration.ofMinutes(3))

        then:
        status('now-1') == 'Success'
    }

    def "a run may be made to end badly"() {
        given:
        sandbox.pxGateway().setFinalStatus('now-1', 'Failed', 'no space')
        hand.post('/v1/backup', [metadata: [name: 'now-1', org_id: 'default']])
        clock.turn(Duration.ofMinutes(5))

        expect:
        hand.get('/v1/backup/default/now-1').json.backup.backup_info.status == [status: 'Failed', reason: 'no space']
    }

    def "#what is refused with #status and gRPC code #code"() {
        when:
        SandboxHttpClient.Reply reply = hand.send(method, path, body == null ? null : new ObjectMapper().writeValueAsString(body), 'application/json')

        then:
        reply.status == status
        reply.json == [error: message, code: code, message: message, details: []]

        where:
        what                 | method   | path                              | body                                           || status | code | message
        'an unknown name'    | 'GET'    | '/v1/backup/default/nope'         | null                                           || 404    | 5    | 'backup nope: object not found'
        'another uid'        | 'DELETE' | '/v1/backup/default/nightly-1?uid=x' | null                                        || 404    | 5    | 'backup nightly-1: object not found'
        'a name that is'     | 'POST'   | '/v1/rule'                        | [metadata: [name: 'flush', org_id: 'default']] || 409    | 6    | 'rule flush already exists'
        'no organisation'    | 'POST'   | '/v1/rule'                        | [metadata: [name: 'x']]                        || 400    | 3    | 'metadata.org_id cannot be empty'
    }

    def "secrets are shown only to who asks for them"() {
        expect:
        hand.get('/v1/cloudcredential/default/main').json.cloud_credential.cloud_credential_info.aws_config == [:]
        hand.get('/v1/cloudcredential/default/main?include_secrets=true').json.cloud_credential.cloud_credential_info.aws_config.secret_key ==
            'sandbox-secret-key-0'
    }

    def "the roles in the token decide, and are those of the console"() {
        given:
        hand.token = console.withPassword('alice', sandbox.px().password('alice')).token

        expect:
        hand.get('/v1/schedulepolicy/default').status == 200
        hand.post('/v1/schedulepolicy', [metadata: [name: 'x', org_id: 'default']]).json.message == 'Access denied for [Resource: schedulepolicy]'
        hand.get('/v1/role/default').json.roles*.metadata*.name.toSet() == sandbox.px().roleNames().toSet()

        when:
        hand.token = 'none'

        then:
        hand.get('/v1/backup/default').status == 401
    }

    private String status(String name) {
        return hand.get("/v1/backup/default/$name").json.backup.backup_info.status.status
    }

    private static String filled(String path) {
        final Map names = [backup: 'nightly-1', restore: 'drill-1', backupschedule: 'nightly', cluster: 'prod', cloudcredential: 'main',
                           backuplocation: 'main-bucket', schedulepolicy: 'daily', rule: 'flush', receiver: 'mail', recipient: 'oncall',
                           volumeresourceonlypolicy: 'no-nfs', clusterdiscoveryconfig: 'gardener', organization: 'default', role: 'test-role']
        return path.replace('{org_id}', 'default').replace('{days}', '7').replace('{interval}', 'Daily')
            .replace('{include_secrets}', 'false').replace('{type}', 'EMAIL').replace('{name}', names[path.split('/')[2]] ?: 'x')
    }

    private static String body(Map rpc, Map swagger) {
        final Map given = rpc.parameters.find { it.in == 'body' }
        if (!given) return null
        final String tag = rpc.tags[0]
        final Map names = [Backup: 'nightly-1', Restore: 'drill-1', BackupSchedule: 'nightly', Cluster: 'prod', CloudCredential: 'main',
                           BackupLocation: 'main-bucket', SchedulePolicy: 'daily', Rules: 'flush', Receiver: 'mail', Recipient: 'oncall',
                           VolumeResourceOnlyPolicy: 'no-nfs', ClusterDiscoveryConfig: 'gardener', Role: 'test-role']
        final String name = rpc.operationId ==~ /.*(_Create|Delete2)/ ? 'walked' : names[tag] ?: 'x'
        final Set<String> fields = swagger.definitions[given.schema.'$ref' - '#/definitions/'].get('properties').keySet()
        final Map all = [metadata: [name: name, org_id: 'default'], org_id: 'default', name: name, level: 'Debug',
                         cluster_ref: [name: 'prod'], config_ref: [name: 'gardener']]
        return new ObjectMapper().writeValueAsString(all.findAll { it.key in fields })
    }

    /** Fields of an answer that the schema does not have, by path. */
    private static List<String> unknown(Object value, String schema, Map definitions, String path) {
        final Map known = definitions[schema]?.get('properties') ?: [:]
        if (!(value instanceof Map) || !known) return value instanceof Map && value && !known ? ["$path: ${value.keySet()}".toString()] : []
        return value.collectMany { name, inner ->
            if (!known[name]) return ["$path.$name".toString()]
            final String of = known[name].'$ref' ?: known[name].items?.get('$ref')
            if (!of) return []
            final List each = inner instanceof List ? inner : [inner]
            return each.collectMany { unknown(it, of - '#/definitions/', definitions, "$path.$name") }
        }
    }
}
