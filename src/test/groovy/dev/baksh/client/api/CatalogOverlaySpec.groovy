package dev.baksh.client.api

import dev.baksh.cli.SandboxHarness
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

/** Catalogue entries of the user in lib/catalog/*.json. */
class CatalogOverlaySpec extends Specification {
    @TempDir
    Path folder

    private Path writeOverlay(String text, String name = 'mine.json') {
        final Path writeOverlay = folder.resolve(name)
        Files.writeString(writeOverlay, text.stripIndent())
        writeOverlay
    }

    def "an overlay fills in an unknown path and leaves everything else unchanged"() {
        given:
        writeOverlay('''\
            { "server": "n2ws", "nouns": { "policies": { "operations": {
              "storageCost": { "path": "aws/policies/{id}/storage_cost/" } } } } }''')

        when:
        Catalog catalog = CatalogOverlay.extend('n2ws', [folder, folder.resolve('absent')], { Files.readAllBytes(it) }, { Catalog.of('n2ws') })

        then:
        catalog.noun('policies').operation('storageCost').path('2') == 'aws/policies/{id}/storage_cost/'
        catalog.noun('policies').operation('storageCost').effect() == Effect.READ
        catalog.noun('policies').operations().size() == Catalog.of('n2ws').noun('policies').operations().size()
        catalog.nouns().keySet() == Catalog.of('n2ws').nouns().keySet()
    }

    def "an entry for a known field keeps the type, whether the known field is in the short form or an object"() {
        given:
        writeOverlay('''\
            { "server": "n2ws", "nouns": { "policies": {
              "fields": { "id": { "help": "the number" }, "account": { "help": "mine" } },
              "operations": { "update": { "body": { "enabled": { "help": "on or off" } } } } } } }''')

        when:
        Noun policies = CatalogOverlay.extend('n2ws', [folder], { Files.readAllBytes(it) }, { Catalog.of('n2ws') }).noun('policies')

        then:
        [policies.field('id'), policies.field('account'), policies.operation('update').body().enabled].collect { [it.type(), it.help()] } ==
            [[Field.Type.INT, 'the number'], [Field.Type.ID, 'mine'], [Field.Type.BOOL, 'on or off']]
    }

    def "overlays of the other server are ignored, and later files take precedence"() {
        given:
        writeOverlay('{ "server": "px", "nouns": {} }', 'a.json')
        writeOverlay('{ "server": "n2ws", "nouns": { "policies": { "help": "b" } } }', 'b.json')
        writeOverlay('{ "server": "n2ws", "nouns": { "policies": { "help": "c" } } }', 'c.json')

        expect:
        CatalogOverlay.extend('n2ws', [folder], { Files.readAllBytes(it) }, { Catalog.of('n2ws') }).noun('policies').help() == 'c'
    }

    def "an error is reported with file, line and JSON path: #message"() {
        given:
        Path writeOverlay = writeOverlay(text)

        when:
        CatalogOverlay.extend('n2ws', [folder], { Files.readAllBytes(it) }, { Catalog.of('n2ws') })

        then:
        BakshException e = thrown()
        e.message == "$writeOverlay:$message"
        e.exit() == ExitCode.USAGE

        where:
        text << [
            '{ "server": "n2ws",\n  "nouns": { ]',
            '[]',
            '{ "server":\n "n3ws" }',
            '{ "server": "n2ws",\n "noun": {} }',
            '{ "server": "n2ws", "nouns": {\n "x": { "help": "x" } } }',
            operationJson('"effect": "READ"'),
            operationJson('"effect": "KILL", "help": "x"'),
            operationJson('"effect": "READ", "help": "x", "path": "x/"'),
            operationJson('"effect": "READ", "help": "x", "method": "FETCH"'),
            operationJson('"effect": "READ", "help": "x", "method": "GET",\n "path": "../x/"'),
            operationJson('"effect": "READ", "help": "x", "method": "GET", "path": { "2": "x/",\n\n "1": 7 }'),
            operationJson('"effect": "START", "help": "x", "method": "DELETE", "path": "x/"'),
            operationJson('"effect": "READ", "help": "x", "method": "PUT", "path": "x/"'),
            operationJson('"effect": "READ", "help": "x", "many": "yes"'),
            operationJson('"effect": "READ", "help": "x", "block": "rules"'),
            operationJson('"effect": "READ", "help": "x", "query": {\n "a": "text" }'),
            operationJson('"effect": "READ", "help": "x", "body": { "a": { "type": "int", "must": true } }'),
            operationJson('"effect": "READ", "help": "x", "query": {\n "a": { "help": "x" } }'),
            operationJson('"effect": "READ", "help": "x", "body": { "a": { "type": "object",\n "fields": {\n "b": { "required": true } } } }'),
            '{ "server": "n2ws", "nouns": { "policies": { "fields": {\n "mine": { "help": "x" } } } } }',
            '{ "server": "n2ws", "nouns": { "policies": { "operations": {\n "delete": { "effect": "READ" } } } } }'
        ]
        message << [
            "2: Unexpected close marker ']': expected '}'",
            '1: an object is expected',
            "1: server: 'server' must be n2ws or px",
            "2: noun: unknown key 'noun'",
            "2: nouns.x: 'one' is missing",
            "2: nouns.policies.operations.zap: 'help' is missing",
            '2: nouns.policies.operations.zap.effect: unknown value "KILL"',
            "2: nouns.policies.operations.zap.path: a path needs a 'method'",
            '2: nouns.policies.operations.zap.method: unknown value "FETCH"',
            '3: nouns.policies.operations.zap.path: not an API path: "../x/"',
            '4: nouns.policies.operations.zap.path.1: not an API path: 7',
            '2: nouns.policies.operations.zap.method: a DELETE has the effect DANGER, not START',
            '2: nouns.policies.operations.zap.method: a PUT does not have the effect READ',
            '2: nouns.policies.operations.zap.many: true or false is expected, not "yes"',
            '2: nouns.policies.operations.zap.block: unknown value "rules"',
            "3: nouns.policies.operations.zap.query.a: unknown type 'text'",
            "2: nouns.policies.operations.zap.body.a.must: unknown key 'must'",
            "3: nouns.policies.operations.zap.query.a: 'type' is missing",
            "4: nouns.policies.operations.zap.body.a.fields.b: 'type' is missing",
            "2: nouns.policies.fields.mine: 'type' is missing",
            '2: nouns.policies.operations.delete.effect: the effect of a known operation, DANGER, cannot become READ'
        ]
    }

    def "a script loads the overlay of its library, and the operation is sent"() {
        given:
        SandboxHarness harness = new SandboxHarness(folder.resolve('home'))
        Path catalog = Files.createDirectories(folder.resolve('lib/catalog'))
        Files.writeString(catalog.resolve('n2ws.json'), '''
            { "server": "n2ws", "nouns": { "policies": { "operations": {
              "storageCost": { "path": "aws/policies/{id}/options/" } } } } }''')
        Path script = folder.resolve('cost.groovy')
        Files.writeString(script, "println n2ws.policies['nightly'].storageCost().agent_script_timeout")

        expect:
        harness.start([script.toString()]).out == '60\n'

        cleanup:
        harness.close()
    }

    def "an overlay that other users can write is rejected"() {
        given:
        SandboxHarness harness = new SandboxHarness(folder.resolve('home'))
        Path catalog = Files.createDirectories(folder.resolve('home/lib/catalog'))
        Path writeOverlay = catalog.resolve('n2ws.json')
        Files.writeString(writeOverlay, '{ "server": "n2ws", "nouns": {} }')
        Files.setPosixFilePermissions(writeOverlay, PosixFilePermissions.fromString('rw-rw-rw-'))

        when:
        SandboxHarness.Result result = harness.start(['-e', 'n2ws.policies.count()'])

        then:
        result.err.readLines()[0] == "baksh: $writeOverlay can be changed by other users of this machine (mode rw-rw-rw-)"
        result.code == 3

        cleanup:
        harness.close()
    }

    private static String operationJson(String text) {
        '{ "server": "n2ws", "nouns": { "policies": { "operations": {\n "zap": { ' + text + ' } } } } }'
    }
}
