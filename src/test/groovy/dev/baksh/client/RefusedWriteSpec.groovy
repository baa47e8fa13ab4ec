package dev.baksh.client

import dev.baksh.Scale
import dev.baksh.Scaled
import dev.baksh.cli.SandboxHarness
import dev.baksh.sandbox.server.Fault
import spock.lang.AutoCleanup
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/** Every writing verb with every form of a refusal, and the resume afterwards. */
class RefusedWriteSpec extends Specification {
    static final List<String> WRITES = [
        "n2ws.policies['adhoc'].delete()",
        "n2ws.schedules['daily'].delete()",
        "n2ws.policies['adhoc'].backup().id",
        "n2ws.policies['adhoc'].update { generations 7 }.id",
        "n2ws.policies.create('new') { account 'main' }.id",
        "n2ws.policies['adhoc'].updateOptions { agentScriptTimeout 120 }",
        "n2ws.policies['windows_ad'].abortArchive()",
        "n2ws.backups[241].recover(instance: 'i-0abc').id",
        "n2ws.scenarios['failover'].run(backup: 241).id",
        "n2ws.scenarios['failover'].dryRun().id",
        "n2ws.delete('aws/policies/11/')",
        "px.roles['test-role'].delete()",
        "px.roles.create('new') { viewOnly 'role' }.name",
        "px.roles['test-role'].update { fullAccess 'role' }.name",
        "px.users['alice'].map('test-role').name",
        "px.users['alice'].unmap('px-backup-app.user').name",
        "px.groups.create('new').name",
        "px.groups['ops'].delete()",
        "px.groups['ops'].map('test-role').name",
        "px.groups['ops'].add('alice').name",
        "px.groups['ops'].remove('dave').name",
        "px.backups.create('n-9') { clusterRef 'prod'; backupLocationRef 'main-bucket'; namespaces 'shop' }.name",
        "px.backups['nightly-1'].delete()",
        "px.restores.create('r-9') { backupRef 'nightly-1'; clusterRef 'prod'; namespaceMapping shop: 'shop-copy' }.name",
        "px.schedules['nightly'].update { suspend true }.name",
        "px.schedules['nightly'].delete()",
        "px.clusters['prod'].share(users: ['alice']).name",
        "px.clusters['prod'].unshare(users: ['alice'])",
        "px.cloudCredentials[px.cloudCredentials.list()[0].name].delete()",
        "px.backupLocations['main-bucket'].delete()",
        "px.schedulePolicies[px.schedulePolicies.list()[0].name].delete()",
        "px.rules['flush'].updateOwnership(ownership: [groups: [[id: 'ops', access: 'Read']]]).name",
        "px.rules['flush'].delete()",
        "px.clusters['prod'].delete()",
        "px.receivers['mail'].delete()",
        "px.logLevel.set(level: 'Debug')",
        "px.backups['nightly-3'].retryBackupResources()",
        "px.delete('/v1/rule/default/flush')"
    ]
    static final List<Integer> STATUSES = [200, 202, 400, 401, 403, 404, 409, 422, 429, 500, 501, 503]
    static final List<String> BODIES = [
        '', '{}', '[]', '[{}]', '"no"', '5', 'true', 'null', '{"code":16,"message":"no"}', '{"code":7,"message":"no"}', '{"code":"UNAVAILABLE","message":"no"}',
        '{"code":5,"message":"no"}', '{"code":6,"message":"no"}', '{"error":{"code":14,"message":"no"}}', '{"SUCCESS":false}', '{"SUCCESS":false,"ERRORMESSAGE":"Unauthenticated."}',
        '{"SUCCESS":"false","DATA":[]}', '{"errors":[{"message":"no","code":"token_not_valid"}]}', '{"errors":{"name":["no"]}}', '{"detail":"no"}', '{"id":null}', '<html>no</html>', '{"a']
    /** 3: a recovery is in progress, so another recovery is refused. */
    static final Set<Integer> EXIT_CODES = [0, 1, 3, 4, 5, 75]

    @TempDir
    Path home

    @AutoCleanup
    SandboxHarness harness

    /** Takes a random part of the combinations that is the same in each run. */
    static List<List<Object>> share() {
        List<List<Object>> all = [WRITES, STATUSES, BODIES, [true, false]].combinations()
        all.shuffle(new Random(15))
        all.take(Scale.FACTOR < 1 ? 60 : (int) (2000 * Scale.FACTOR))
    }

    @Scaled
    def "a refused write ends with a documented error or its result, and a later resume works: #write, #status #body, acted: #acted"() {
        given:
        harness = new SandboxHarness(home)
        Fault fault = Fault.status(status, body.startsWith('<') ? 'text/html' : 'application/json', body)
        [harness.sandbox.n2ws(), harness.sandbox.px(), harness.sandbox.pxGateway()].each { server ->
            server.faults().injectAlways('DELETE', null, acted ? fault.afterExecution() : fault)
            server.faults().injectAlways('PUT', null, acted ? fault.afterExecution() : fault)
            server.faults().injectAlways('PATCH', null, acted ? fault.afterExecution() : fault)
            ['/api/aws', '/backend', '/v1/', '/admin/'].each { server.faults().injectAlways('POST', it, acted ? fault.afterExecution() : fault) }
        }
        Path script = home.resolve('runbook.groovy')
        script.toFile().text = "title 'One write'\nstep('write') { $write }\n"

        when:
        SandboxHarness.Result result = harness.start(['--yes', 'run', script.toString()])
        [harness.sandbox.n2ws(), harness.sandbox.px(), harness.sandbox.pxGateway()].each { it.faults().clear() }
        String run = new File(home.toFile(), 'runs').list()[0]
        SandboxHarness.Result resumed = result.code == 0 ? result : harness.start(['--yes', 'resume', run])

        then:
        requireDocumented(result)
        requireDocumented(resumed)
        resumed.code in [0, 1, 3, 75]

        where:
        [write, status, body, acted] << share()
    }

    private static void requireDocumented(SandboxHarness.Result result) {
        assert result.code in EXIT_CODES : result.err
        assert !result.err.contains('unexpected')
        assert !(result.err =~ /ClassCast|NullPointer|IllegalState|IllegalArgument|IndexOutOf|NoSuchElement|java\.|java\.lang|@[0-9a-f]{5,}|\bat dev\.baksh/)
        assert result.code == 0 || result.err.readLines().any { it.startsWith('baksh: ') || it.contains('resume') }
    }
}
