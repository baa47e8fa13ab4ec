package dev.baksh.cli

import dev.baksh.client.files.YamlTreeReader
import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

import static dev.baksh.cli.CommandResult.failure

class DuplicateKeySpec extends Specification {
    @Shared
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions())

    @TempDir
    Path home

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home).useSandbox(sandbox)
    }

    def "a duplicate name in a file is refused with its line, and nothing is planned: #text"() {
        given:
        Path file = baksh.writeFile('roles.yaml', text)

        expect:
        baksh.runExpression("px.plan('$file')") == failure(1, "baksh: $file$problem", '  -e:1')
        baksh.runExpression("px.apply('$file')", '--yes') == failure(1, "baksh: $file$problem", '  -e:1')

        where:
        text                                                                                 || problem
        'users:\n  alice: [viewer]\n  bob: [viewer]\n  alice: [editor]\n'                    || ":4: duplicate name 'alice', also in line 2"
        'roles: {}\nroles: {}\n'                                                             || ":2: duplicate name 'roles', also in line 1"
        'roles:\n  v:\n    description: a\n    rules: []\n    "description": b\n'            || ":5: duplicate name 'description', also in line 3"
        'roles:\n  v: {rules: [{services: [role], apis: ["*"], services: [user]}]}\n'        || ":2: duplicate name 'services', also in line 2"
        '{"users": {"alice": ["viewer"],\n "alice": ["editor"]}}'                            || ":2: duplicate name 'alice', also in line 1"
        'users:\n  1: [viewer]\n  "1": [editor]\n'                                           || ":3: duplicate name '1', also in line 2"
        'users:\n  alice: [viewer]\n---\nusers: {}\n'                                        || ':4: not valid YAML: a second document'
        'users:\n  alice: *r\n'                                                              || ":2: no anchor 'r' above"
    }

    def "anchors, aliases and merge keys are read; a value of the object itself has priority"() {
        given:
        String text = '''
            base: &base {mode: read-only, kind: n2ws, list: &list [1, 2]}
            more: &more {extra: true}
            one: {<<: *base, mode: read-write}
            two:
              <<: [*more, *base]
              extra: false
            three: *list
            '''.stripIndent()

        expect:
        YamlTreeReader.read(text).with {
            [it.get('one').toString(), it.get('two').toString(), it.get('three').toString()]
        } == ['{"mode":"read-write","kind":"n2ws","list":[1,2]}', '{"extra":false,"mode":"read-only","kind":"n2ws","list":[1,2]}', '[1,2]']
    }

    def "servers.yaml may use anchors, and a duplicate name is refused"() {
        given:
        Path file = baksh.writeFile('servers.yaml', 'eu: &base {kind: n2ws, url: eu.example.com, credential: "env:K"}\nus: {<<: *base, url: us.example.com}\n')

        expect:
        baksh.start('-o', 'csv', 'servers').out.readLines()*.tokenize(',').collect { it[2] }.take(3) == ['url', 'https://eu.example.com', 'https://us.example.com']

        when:
        baksh.writeFile('servers.yaml', 'eu:\n  kind: n2ws\n  url: a\n  pin: x\n  pin: y\n')

        then:
        baksh.start('servers') == failure(2, "baksh: $file:5: duplicate name 'pin', also in line 4")
    }

    def "aliases that stand for billions of values are refused"() {
        when:
        YamlTreeReader.read('a0: &a0 [x, x, x, x, x, x, x, x, x]\n' + (1..9).collect { int i -> "a$i: &a$i [${(['*a' + (i - 1)] * 9).join(', ')}]\n" }.join(''))

        then:
        IOException e = thrown()
        e.message == '6: the aliases stand for too many values'
    }

    def "a journal line with a name twice is not read"() {
        given:
        byte[] line = dev.baksh.client.journal.JournalLineFixture.line('{"seq":1,"time":"2026-01-01T00:00:00Z","event":"INTENT","data":{"path":"a","path":"b"},"prev":"0000000000000000"')
        baksh.writeFile('journal/journal.jsonl', new String(line) + '\n')
        ['chmod', '700', "$home/journal"].execute().waitFor()

        expect:
        baksh.start('journal') == failure(1, "baksh: journal $home/journal/journal.jsonl, line 1: it has a name twice", '  baksh journal verify')
    }

    def "a recording with a name twice is not replayed"() {
        given:
        baksh.writeFile('tape/recording.jsonl', '{"started":"2026-01-01T00:00:00Z","started":"2027-01-01T00:00:00Z"}\n')

        expect:
        baksh.start('--replay', "$home/tape", '-e', '1') == failure(2, "baksh: $home/tape/recording.jsonl cannot be read, line 1", '  record it again')
    }

    def "a catalogue file with a name twice is refused"() {
        given:
        Path script = baksh.writeFile('book.groovy', 'n2ws.policies.count()')
        Path file = baksh.writeFile('lib/catalog/own.json', '{"server": "n2ws",\n "nouns": {},\n "nouns": {}}')

        expect:
        baksh.start('run', script.toString()).err.readLines()[0] == "baksh: $file:3: Duplicate field 'nouns'"
    }
}
