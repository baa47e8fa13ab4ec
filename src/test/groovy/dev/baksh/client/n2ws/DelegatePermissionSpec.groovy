package dev.baksh.client.n2ws

import dev.baksh.cli.SandboxHarness
import dev.baksh.client.api.Catalog
import dev.baksh.client.api.Effect
import dev.baksh.client.api.Operation
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

/** Delegate without permissions: all reads of the catalogue work, and no write does. */
class DelegatePermissionSpec extends Specification {
    static final List<Operation> OPERATIONS =
        Catalog.of('n2ws').nouns().values().collectMany { it.operations().values() as List }
    /** Reads on existing rows, because the catalogue's examples of these reads begin with a write. */
    static final Map<String, String> READ_EXPRESSIONS = [
        'n2ws.backups.await'           : 'n2ws.backups[241].await()',
        'n2ws.recoveries.await'        : 'n2ws.recoveries[7].await()',
        'n2ws.scenarioRecords.await'   : 'n2ws.scenarioRecords[1].await()',
        'n2ws.azure.recoveries.await'  : 'n2ws.azure.recoveries[1].await()',
    ]

    @Shared
    @TempDir
    Path home

    @Shared
    @AutoCleanup
    SandboxHarness harness

    def setupSpec() {
        // The system clock, because 7.days.ago in an example uses it.
        harness = new SandboxHarness(home)
    }

    private SandboxHarness.Result runExpression(String text) {
        harness.start(['--yes', '-e', text], [BAKSH_N2WS_API_KEY: harness.sandbox.n2wsApiKey('readonly'), BAKSH_N2WS_RECOVERED: 'S'])
    }

    def "a read-only delegate can call #operation.id()"() {
        when:
        SandboxHarness.Result result = runExpression(READ_EXPRESSIONS[operation.id()] ?: operation.example())

        then:
        result.err.readLines().findAll { it.startsWith('baksh:') } == []
        result.code == 0
        harness.writeRequests() == []

        where:
        operation << OPERATIONS.findAll { it.effect() == Effect.READ && it.example() }
    }

    def "a read-only delegate who calls #operation.id() gets exit code 4 with the missing permission flag"() {
        given:
        String url = 'http://' + harness.sandbox.n2wsUrl().authority

        when:
        SandboxHarness.Result result = runExpression(operation.example())

        then:
        List<String> lines = result.err.readLines().findAll { !it.startsWith('dry run of scenario') }
        lines[0].startsWith("baksh: n2ws (${harness.sandbox.n2wsUrl().authority}): ${operation.id()}")
        lines[0].contains(": You do not have permission to perform this action. (${operation.method()} $url/api/")
        lines[0].endsWith(' -> 403)')
        lines[1] == "  this needs the permission: ${operation.permission()}"
        result.code == 4

        where:
        operation << OPERATIONS.findAll { it.effect().isWrite() && it.permission() }
    }
}
