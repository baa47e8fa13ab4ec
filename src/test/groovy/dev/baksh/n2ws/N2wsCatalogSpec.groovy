package dev.baksh.n2ws

import dev.baksh.api.Catalog
import dev.baksh.api.Operation
import dev.baksh.cli.Lab
import dev.baksh.sandbox.Hand
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.SandboxOptions
import java.nio.file.Path
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

/** The catalogue of N2WS against the sandbox: every operation is answered, and every example runs. */
class N2wsCatalogSpec extends Specification {
    static final List<Operation> OPERATIONS =
        Catalog.of('n2ws').nouns().values().collectMany { it.operations().values() as List }

    @Shared
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(SandboxOptions.defaults())

    @Shared
    @AutoCleanup
    Sandbox old = Sandbox.start(SandboxOptions.defaults().but().n2wsApi('1.1').build())

    @TempDir
    Path home

    def "the sandbox answers #operation.method #path of #operation.id()"() {
        given:
        Sandbox server = version == '1' && operation.path('1') ? old : sandbox
        Hand hand = new Hand(server.n2wsUrl()).withKey(server.n2wsApiKey())
        hand.accept = '*/*'
        String filled = '/api/' + path.replace('{id}', '99999').replace('{snapshot}', '1')

        when:
        Hand.Reply reply = operation.method() == 'GET' ? hand.get(filled)
            : hand.send(operation.method(), filled, operation.method() == 'DELETE' ? null : '{}', 'application/json')

        then:
        reply.status != 405
        !(reply.header('Content-Type') ?: '').contains('html')

        where:
        [operation, version] << OPERATIONS.collectMany { op -> op.paths().keySet().collect { [op, it] } }
        path = operation.paths()[version]
    }

    def "the example of #operation.id() runs on the sandbox"() {
        given:
        // The machine's own time: 7.days.ago in an example counts from it.
        Lab lab = new Lab(home)

        when:
        Lab.Ended ended = lab.start(['--yes', '-e', operation.example()], [BAKSH_N2WS_RECOVERED: 'S'])

        then:
        ended.err.readLines().findAll { it.startsWith('baksh:') } == []
        ended.code == 0

        cleanup:
        lab.close()

        where:
        operation << OPERATIONS.findAll { it.example() }
    }

    def "every operation says how it is known, and has an example unless its path is not"() {
        expect:
        OPERATIONS.findAll { !(it.evidence() in ['confirmed', 'inferred', 'unknown']) }*.id() == []
        OPERATIONS.findAll { it.source() == null }*.id() == []
        OPERATIONS.findAll { it.example() == null }*.id() == OPERATIONS.findAll { it.evidence() == 'unknown' }*.id()
    }

    def "every write names the flag that a delegate needs"() {
        expect:
        OPERATIONS.findAll { it.effect().writes() && it.permission() == null }*.id() == ['n2ws.resources.scan']
    }
}
