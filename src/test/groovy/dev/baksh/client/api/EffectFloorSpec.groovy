package dev.baksh.client.api

import dev.baksh.cli.SandboxHarness
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path

/** The effect of a request is never weaker than its method and the known operation at its path imply. */
class EffectFloorSpec extends Specification {
    @TempDir
    Path folder

    @AutoCleanup
    SandboxHarness harness

    def setup() {
        harness = new SandboxHarness(folder.resolve('home'))
    }

    def "#method #path of #server has at least the effect #effect"() {
        expect:
        EffectFloor.minimum(ServerKind.of(server), method, path, body) == Effect.valueOf(effect)

        where:
        server | method   | path                                                          | body                   || effect
        'n2ws' | 'GET'    | 'aws/policies/'                                               | null                   || 'READ'
        'n2ws' | 'GET'    | 'user/settings/scan_resources'                                | null                   || 'START'
        'n2ws' | 'GET'    | '/api//User/settings/scan_resources/?a=1'                     | null                   || 'START'
        'n2ws' | 'POST'   | 'things/'                                                     | null                   || 'ENSURE'
        'n2ws' | 'PUT'    | 'things/'                                                     | null                   || 'ENSURE'
        'n2ws' | 'PATCH'  | 'things/'                                                     | null                   || 'ENSURE'
        'n2ws' | 'DELETE' | 'things/'                                                     | null                   || 'DANGER'
        'n2ws' | 'POST'   | 'aws/policies/'                                               | null                   || 'ENSURE'
        'n2ws' | 'POST'   | 'aws/policies/1/backups/'                                     | null                   || 'START'
        'n2ws' | 'POST'   | 'policies/1/backups/'                                         | null                   || 'START'
        'n2ws' | 'POST'   | 'aws/policies/1/backups'                                      | null                   || 'START'
        'n2ws' | 'POST'   | 'AWS/Policies/1/Backups/'                                     | null                   || 'START'
        'n2ws' | 'POST'   | 'aws/policies/1%2Fbackups/'                                   | null                   || 'START'
        'n2ws' | 'POST'   | 'aws/policies/1%252Fbackups/'                                 | null                   || 'START'
        'n2ws' | 'POST'   | 'aws/x/../policies/1/backups/'                                | null                   || 'START'
        'n2ws' | 'POST'   | 'aws/x/%2e%2e/policies/1/./backups/'                          | null                   || 'START'
        'n2ws' | 'POST'   | 'aws/policies/1/backups/?x=y'                                 | null                   || 'START'
        'n2ws' | 'POST'   | 'aws/policies/1/backups/;a=b'                                 | null                   || 'START'
        'n2ws' | 'POST'   | 'aws//policies///1/backups/'                                  | null                   || 'START'
        'n2ws' | 'POST'   | '/api/aws/policies/1/backups/'                                | null                   || 'START'
        'n2ws' | 'POST'   | 'https://host:443/api/aws/policies/1/backups/'                | null                   || 'START'
        'n2ws' | 'PUT'    | 'aws/policies/1/backups/'                                     | null                   || 'START'
        'n2ws' | 'PATCH'  | 'aws/policies/1/backups/'                                     | null                   || 'START'
        'n2ws' | 'POST'   | 'aws/backups/1/snapshots/instances/2/recover/'                | null                   || 'DANGER'
        'n2ws' | 'POST'   | 'aws/recovery_scenarios/1/recover/'                           | null                   || 'DANGER'
        'n2ws' | 'POST'   | 'aws/recovery_scenarios/1/recover/'                           | [dry_run_only: false]  || 'DANGER'
        'n2ws' | 'POST'   | 'aws/recovery_scenarios/1/recover/'                           | [dry_run_only: 'true'] || 'DANGER'
        'n2ws' | 'POST'   | 'aws/recovery_scenarios/1/recover/'                           | [dry_run_only: true]   || 'START'
        'px'   | 'POST'   | '/v1/backup/default/enumerate'                                | null                   || 'READ'
        'px'   | 'POST'   | '/v1/cluster/default/enumerate/'                              | null                   || 'READ'
        'px'   | 'POST'   | '/v1/backup'                                                  | null                   || 'START'
        'px'   | 'POST'   | '/V1/Restore'                                                 | null                   || 'DANGER'
        'px'   | 'POST'   | '/v1/backupschedule/default/delete'                           | null                   || 'DANGER'
        'px'   | 'PATCH'  | '/v1/unsharecluster'                                          | null                   || 'DANGER'
        'px'   | 'POST'   | '/backend/api/pxBackup/rbac/roles/create'                     | null                   || 'ENSURE'
        'px'   | 'POST'   | '/v1/enumerate'                                               | null                   || 'ENSURE'
        'px'   | 'GET'    | 'user/settings/scan_resources'                                | null                   || 'READ'
    }

    def "a GET with the beginning '#beginning' is #meaning"() {
        expect:
        (EffectFloor.findWritingGet(Catalog.of('n2ws'), beginning) == null) == (meaning == 'a read')
        EffectFloor.findWritingGet(Catalog.of('px', 'px-gateway'), beginning) == null

        where:
        beginning                        || meaning
        ''                               || 'perhaps a write'
        '/'                              || 'perhaps a write'
        'u'                              || 'perhaps a write'
        'user/'                          || 'perhaps a write'
        'User/Settings/scan'             || 'perhaps a write'
        'user/settings/scan_resources'   || 'perhaps a write'
        'user/settings/scan_resources/'  || 'perhaps a write'
        '/api/user/settings/'            || 'perhaps a write'
        'ap'                             || 'perhaps a write'
        '/api/'                          || 'perhaps a write'
        'api/v1/us'                      || 'perhaps a write'
        'user%2Fset'                     || 'perhaps a write'
        'us%65r/'                        || 'perhaps a write'
        './user/'                        || 'perhaps a write'
        'users/'                         || 'a read'
        'user/settings/x'                || 'a read'
        'user/settings/scan_resources/x' || 'a read'
        'user/settings/scan_resourcesx'  || 'a read'
        'aws/policies/'                  || 'a read'
        'aws/policies?x='                || 'a read'
        '/api/aws/'                      || 'a read'
        'policies/user/settings/'        || 'a read'
    }

    def "a GET of the user's catalogue that starts something counts too"() {
        given:
        Catalog catalog = Catalog.parse('n2ws.json', new com.fasterxml.jackson.databind.ObjectMapper().readTree('{"server": "n2ws", "nouns": {"things": {"one": "thing", "help": "x", "operations": ' +
            '{"go": {"method": "GET", "path": "things/{id}/go", "effect": "START", "help": "x"}}}}}'))

        expect:
        EffectFloor.findWritingGet(catalog, beginning) == path
        ['things/7/go', 'things/7//go', '/api/things/7/go/', 'things/7/%67o', 'things/7/go;x', 'things/x/../7/go?a=1', 'Things/7/GO'].every { EffectFloor.ofRawRequest(catalog, 'GET', it, null) == Effect.START }
        ['things/7', 'things/7/go/log', 'other/things/7/go'].every { EffectFloor.ofRawRequest(catalog, 'GET', it, null) == Effect.READ }

        where:
        beginning      || path
        'things/'      || 'things/{id}/go'
        'things/7/g'   || 'things/{id}/go'
        'things/7/x'   || null
        'user/'        || 'user/settings/scan_resources'
    }

    def "every operation of #part has its own effect, and every GET with an effect is known"() {
        expect:
        Catalog.of(part).nouns().values()*.operations()*.values().flatten().every { Operation operation ->
            operation.method() == null || operation.paths().values().every { path ->
                EffectFloor.minimum(ServerKind.of(part.split('-')[0]), operation.method(), path, operation.verb() == 'dryRun' ? [dry_run_only: true] : null) == operation.effect()
            }
        }

        where:
        part << ['n2ws', 'px', 'px-gateway']
    }

    def "a catalogue file that declares #declaration is an error with its line"() {
        given:
        Files.createDirectories(folder.resolve('lib/catalog'))
        Path file = folder.resolve("lib/catalog/${server}.json")
        Files.writeString(file, "{ \"server\": \"$server\", \"nouns\": { \"$noun\": { \"operations\": { \"zap\": {\n \"help\": \"x\",\n $declaration } } } } }")
        Path script = Files.writeString(folder.resolve('s.groovy'), "println ${server}.${noun}.zap()")

        expect:
        with(harness.start(options + ['run', script.toString()])) {
            code == 2
            err.readLines().drop(options.contains('--dry-run') ? 1 : 0).join('\n') == "baksh: $file:3: nouns.${noun}.operations.zap.effect: $problem\n  s.groovy:1"
        }
        harness.writeRequests().empty

        where:
        server | noun       | declaration                                                               || problem
        'n2ws' | 'policies' | '"effect": "READ", "method": "POST", "path": "things/"'                   || 'a POST to things/ has at least the effect ENSURE, not READ\n  write "effect": "ENSURE"'
        'n2ws' | 'policies' | '"effect": "READ", "method": "POST", "path": "aws/policies/{x}/backups/"' || 'a POST to aws/policies/{x}/backups/ has at least the effect START, not READ\n  write "effect": "START"'
        'n2ws' | 'policies' | '"effect": "ENSURE", "method": "POST", "path": "AWS/policies/7/Backups"'  || 'a POST to AWS/policies/7/Backups has at least the effect START, not ENSURE\n  write "effect": "START"'
        'n2ws' | 'policies' | '"effect": "READ", "method": "GET", "path": "user/settings/scan_resources/"' || 'a GET to user/settings/scan_resources/ has at least the effect START, not READ\n  write "effect": "START"'
        'px'   | 'backups'  | '"effect": "START", "method": "POST", "path": "/v1/restore"'              || 'a POST to /v1/restore has at least the effect DANGER, not START\n  write "effect": "DANGER"'

        options << [[], ['--dry-run'], ['--read-only'], [], []]
    }

    def "a known read cannot be redirected to a write"() {
        given:
        Files.createDirectories(folder.resolve('lib/catalog'))
        Path file = folder.resolve('lib/catalog/n2ws.json')
        Files.writeString(file, '{ "server": "n2ws", "nouns": { "policies": { "operations": { "targets": {\n "method": "POST", "path": "aws/policies/{id}/backups/" } } } } }')
        Path script = Files.writeString(folder.resolve('s.groovy'), "println n2ws.policies['adhoc'].targets")

        expect:
        with(harness.start(['--dry-run', 'run', script.toString()])) {
            code == 2
            err.contains("baksh: $file:2: nouns.policies.operations.targets.path: a POST to aws/policies/{id}/backups/ has at least the effect START, not READ\n")
        }
    }

    def "the raw call #call passes the guard: read-only refuses it, and a dry run prints it"() {
        expect:
        with(harness.start(['--read-only', '-e', call])) {
            code in [2, 3]
        }
        with(harness.start(['--dry-run', '-e', call])) {
            code == 2 || out.contains('curl')
        }
        harness.sandbox.requests().every { !it.path().contains('scan_resources') }
        harness.writeRequests().empty

        where:
        call << ["n2ws.post('aws/policies/11/backups/')", "n2ws.post('AWS/policies/11/backups')", "n2ws.post('aws/policies/11%2Fbackups/')", "n2ws.post('aws/x/../policies/11/backups/')",
            "n2ws.post('aws/policies/11/backups/?a=b')", "n2ws.post('/api/aws/policies/11/backups/')", "n2ws.get('user/settings/scan_resources')", "n2ws.get('/api/User/settings/scan_resources/')",
            "n2ws.put('aws/policies/11/backups/', [a: 1])", "n2ws.delete('aws/policies/11')", "px.post('/v1/Backup', [a: 1])", "px.post('/v1/backup/default/enumerates', [a: 1])"]
    }

    def "a read by POST of the gateway stays a read"() {
        expect:
        with(harness.start(['--read-only', '-e', "px.backups.enumerate(enumerateOptions: [name_filter: '-3'])*.name.join(',')"])) {
            code == 0
            out == 'nightly-3\n'
        }
    }
}
