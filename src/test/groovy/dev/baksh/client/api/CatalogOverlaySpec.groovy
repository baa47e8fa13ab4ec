package dev.baksh.client.api

import dev.baksh.cli.SandboxHarness
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

/** What a user adds to the catalogue in lib/catalog/*.json. */
class CatalogOverlaySpec extends Specification {
    @TempDir
    Path folder

    private Path file(String text, String name = 'mine.json') {
        final Path file = folder.resolve(name)
        Files.writeString(file, text.stripIndent())
        file
    }

    def "a path that was not known is filled in, and all else stays"() {
        given:
        file('''\
            { "server": "n2ws", "nouns": { "policies": { "operations": {
              "storageCost": { "path": "aws/policies/{id}/storage_cost/" } } } } }''')

        when:
        Catalog catalog = CatalogOverlay.extend('n2ws', [folder, folder.resolve('absent')], {})

        then:
        catalog.noun('policies').operation('storageCost').path('2') == 'aws/policies/{id}/storage_cost/'
        catalog.noun('policies').operation('storageCost').effect() == Effect.READ
        catalog.noun('policies').operations().size() == Catalog.of('n2ws').noun('policies').operations().size()
        catalog.nouns().keySet() == Catalog.of('n2ws').nouns().keySet()
    }

    def "files of the other server do not matter, and later files have the last word"() {
        given:
        file('{ "server": "px", "nouns": {} }', 'a.json')
        file('{ "server": "n2ws", "nouns": { "policies": { "help": "b" } } }', 'b.json')
        file('{ "server": "n2ws", "nouns": { "policies": { "help": "c" } } }', 'c.json')

        expect:
        CatalogOverlay.extend('n2ws', [folder], {}).noun('policies').help() == 'c'
    }

    def "a mistake is told with file, line and place: #message"() {
        given:
        Path file = file(text)

        when:
        CatalogOverlay.extend('n2ws', [folder], {})

        then:
        BakshException e = thrown()
        e.message == "$file:$message"
        e.exit() == ExitCode.USAGE

        where:
        text << [
            '{ "server": "n2ws",\n  "nouns": { ]',
            '[]',
            '{ "server":\n "n3ws" }',
            '{ "server": "n2ws",\n "noun": {} }',
            '{ "server": "n2ws", "nouns": {\n "x": { "help": "x" } } }',
            op('"effect": "READ"'),
            op('"effect": "KILL", "help": "x"'),
            op('"effect": "READ", "help": "x", "path": "x/"'),
            op('"effect": "READ", "help": "x", "method": "FETCH"'),
            op('"effect": "READ", "help": "x", "method": "GET",\n "path": "../x/"'),
            op('"effect": "READ", "help": "x", "method": "GET", "path": { "2": "x/",\n\n "1": 7 }'),
            op('"effect": "START", "help": "x", "method": "DELETE", "path": "x/"'),
            op('"effect": "READ", "help": "x", "method": "PUT", "path": "x/"'),
            op('"effect": "READ", "help": "x", "many": "yes"'),
            op('"effect": "READ", "help": "x", "query": {\n "a": "text" }'),
            op('"effect": "READ", "help": "x", "body": { "a": { "type": "int", "must": true } }'),
            '{ "server": "n2ws", "nouns": { "policies": { "operations": {\n "delete": { "effect": "READ" } } } } }'
        ]
        message << [
            "2: Unexpected close marker ']': expected '}'",
            '1: an object is expected',
            "1: server: 'server' is n2ws or px",
            "2: noun: unknown key 'noun'",
            "2: nouns.x: 'one' is missing",
            "2: nouns.policies.operations.zap: 'help' is missing",
            '2: nouns.policies.operations.zap.effect: unknown value "KILL"',
            "2: nouns.policies.operations.zap.path: a path needs a 'method'",
            '2: nouns.policies.operations.zap.method: unknown value "FETCH"',
            '3: nouns.policies.operations.zap.path: not a path of an API: "../x/"',
            '4: nouns.policies.operations.zap.path.1: not a path of an API: 7',
            '2: nouns.policies.operations.zap.method: a DELETE has the effect DANGER, not START',
            '2: nouns.policies.operations.zap.method: a PUT does not have the effect READ',
            '2: nouns.policies.operations.zap.many: true or false is expected, not "yes"',
            "3: nouns.policies.operations.zap.query.a: unknown type 'text'",
            "2: nouns.policies.operations.zap.body.a.must: unknown key 'must'",
            '2: nouns.policies.operations.delete.effect: the effect of a known operation, DANGER, cannot become READ'
        ]
    }

    def "a script finds the catalogue of its own library, and the operation is sent"() {
        given:
        SandboxHarness lab = new SandboxHarness(folder.resolve('home'))
        Path catalog = Files.createDirectories(folder.resolve('lib/catalog'))
        Files.writeString(catalog.resolve('n2ws.json'), '''
            { "server": "n2ws", "nouns": { "policies": { "operations": {
              "storageCost": { "path": "aws/policies/{id}/options/" } } } } }''')
        Path script = folder.resolve('cost.groovy')
        Files.writeString(script, "println n2ws.policies['nightly'].storageCost().agent_script_timeout")

        expect:
        lab.start([script.toString()]).out == '60\n'

        cleanup:
        lab.close()
    }

    def "a file that others may change is refused, as code is"() {
        given:
        SandboxHarness lab = new SandboxHarness(folder.resolve('home'))
        Path catalog = Files.createDirectories(folder.resolve('home/lib/catalog'))
        Path file = catalog.resolve('n2ws.json')
        Files.writeString(file, '{ "server": "n2ws", "nouns": {} }')
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rw-rw-rw-'))

        when:
        SandboxHarness.Ended ended = lab.start(['-e', 'n2ws.policies.count()'])

        then:
        ended.err.readLines()[0] == "baksh: $file can be changed by other users of this machine (mode rw-rw-rw-)"
        ended.code == 3

        cleanup:
        lab.close()
    }

    private static String op(String text) {
        '{ "server": "n2ws", "nouns": { "policies": { "operations": {\n "zap": { ' + text + ' } } } } }'
    }
}
