package dev.baksh.client.n2ws

import dev.baksh.cli.SandboxHarness
import dev.baksh.client.api.Catalog
import dev.baksh.client.api.Operation
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.SandboxHttpClient
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/** N2WS catalogue against the sandbox: every operation gets a response, and every example runs. */
class N2wsCatalogSpec extends Specification {
    static final List<Operation> OPERATIONS =
        Catalog.of('n2ws').nouns().values().collectMany { it.operations().values() as List }

    @Shared
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions())

    @Shared
    @AutoCleanup
    Sandbox oldApiSandbox = Sandbox.start(new SandboxOptions(n2wsApiVersion: '1.1'))

    @TempDir
    Path home

    def "the sandbox supports #operation.method #path of #operation.id()"() {
        given:
        Sandbox server = version == '1' && operation.path('1') ? oldApiSandbox : sandbox
        SandboxHttpClient http = new SandboxHttpClient(server.n2wsUrl()).withKey(server.n2wsApiKey())
        http.accept = '*/*'
        String filledPath = '/api/' + path.replace('{id}', '99999').replace('{snapshot}', '1')

        when:
        SandboxHttpClient.Response response = operation.method() == 'GET' ? http.get(filledPath)
            : http.send(operation.method(), filledPath, operation.method() == 'DELETE' ? null : '{}', 'application/json')

        then:
        response.status != 405
        !(response.header('Content-Type') ?: '').contains('html')

        where:
        [operation, version] << OPERATIONS.collectMany { operationJson -> operationJson.paths().keySet().collect { [operationJson, it] } }
        path = operation.paths()[version]
    }

    def "the example of #operation.id() runs on the sandbox"() {
        given:
        // The system clock, because 7.days.ago in an example uses it.
        SandboxHarness harness = new SandboxHarness(home)

        when:
        SandboxHarness.Result result = harness.start(['--yes', '-e', operation.example()], [BAKSH_N2WS_RECOVERED: 'S'])

        then:
        result.err.readLines().findAll { it.startsWith('baksh:') } == []
        result.code == 0

        cleanup:
        harness.close()

        where:
        operation << OPERATIONS.findAll { it.example() }
    }

    def "every operation has its evidence, and an example if its path is known"() {
        expect:
        OPERATIONS.findAll { !(it.evidence() in ['confirmed', 'inferred', 'unknown']) }*.id() == []
        OPERATIONS.findAll { it.source() == null }*.id() == []
        OPERATIONS.findAll { it.example() == null }*.id() == OPERATIONS.findAll { it.evidence() == 'unknown' }*.id()
    }

    def "every write names the permission flag for delegates"() {
        expect:
        OPERATIONS.findAll { it.effect().isWrite() && it.permission() == null }*.id() == ['n2ws.resources.scan']
    }
}
