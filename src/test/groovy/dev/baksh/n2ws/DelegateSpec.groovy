package dev.baksh.n2ws

import dev.baksh.api.Catalog
import dev.baksh.api.Effect
import dev.baksh.api.Operation
import dev.baksh.cli.Lab
import java.nio.file.Path
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

/** A delegate without a permission: all that reads works, and nothing that writes; over the whole catalogue. */
class DelegateSpec extends Specification {
    static final List<Operation> OPERATIONS =
        Catalog.of('n2ws').nouns().values().collectMany { it.operations().values() as List }
    /** What reads, said to what is there already: the catalogue's examples of these begin with a write. */
    static final Map<String, String> INSTEAD = [
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
    Lab lab

    def setupSpec() {
        // The machine's own time: 7.days.ago in an example counts from it.
        lab = new Lab(home)
    }

    private Lab.Ended say(String text) {
        lab.start(['--yes', '-e', text], [BAKSH_N2WS_API_KEY: lab.sandbox.n2wsApiKey('readonly'), BAKSH_N2WS_RECOVERED: 'S'])
    }

    def "a read-only delegate can say #operation.id()"() {
        when:
        Lab.Ended ended = say(INSTEAD[operation.id()] ?: operation.example())

        then:
        ended.err.readLines().findAll { it.startsWith('baksh:') } == []
        ended.code == 0
        lab.writes() == []

        where:
        operation << OPERATIONS.findAll { it.effect() == Effect.READ && it.example() }
    }

    def "a read-only delegate who says #operation.id() is told the flag that it needs, exit 4"() {
        given:
        String url = 'http://' + lab.sandbox.n2wsUrl().authority

        when:
        Lab.Ended ended = say(operation.example())

        then:
        List<String> lines = ended.err.readLines().findAll { !it.startsWith('dry run of scenario') }
        lines[0].startsWith("baksh: n2ws (${lab.sandbox.n2wsUrl().authority}): ${operation.id()}")
        lines[0].contains(": You do not have permission to perform this action. (${operation.method()} $url/api/")
        lines[0].endsWith(' -> 403)')
        lines[1] == "  this needs the permission: ${operation.permission()}"
        ended.code == 4

        where:
        operation << OPERATIONS.findAll { it.effect().writes() && it.permission() }
    }
}
