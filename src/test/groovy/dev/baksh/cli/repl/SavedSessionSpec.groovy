package dev.baksh.cli.repl

import dev.baksh.Scale
import dev.baksh.Scaled
import dev.baksh.cli.SandboxHarness
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.Path

@Timeout(300)
class SavedSessionSpec extends Specification {
    static final List<List<String>> SESSIONS = [
        ["n2ws.policies.count()"],
        ["p = n2ws.policies['adhoc']", "p.update { generations 5 }"],
        ["def p = n2ws.policies['adhoc']", "p.update { generations 5 }", "p.update { generations 6 }"],
        [":dry on", "n2ws.policies['adhoc'].delete()", ":dry off", "n2ws.policies.count()"],
        [":dry on", "b = n2ws.policies['adhoc'].backup()", ":dry off", "n2ws.policies['adhoc'].update { generations 7 }"],
        [":dry on", "n2ws.policies.count()", ":dry off", "n2ws.policies['adhoc'].backup(); null"],
        ["n2ws.policies['adhoc'].backup(); null", "n2ws.policies['adhoc'].backup(); null"],
        ["n2ws.policies['adhoc'].update { generations 5 }", "n2ws.policies['adhoc'].update { description 'adhoc' }"],
        ["n2ws.policies.create('adhoc2') { account 'main' }", "n2ws.policies['adhoc2'].update { generations 3 }", "n2ws.policies['adhoc2'].delete()"],
        ["px.roles.create('fresh-role') { viewOnly 'role' }; null", "px.users['bob'].map('fresh-role'); null", "px.roles['fresh-role'].delete()"],
        ["def limit = 4", "def set(p) { p.update { generations 4 } }", "set(n2ws.policies['adhoc'])"],
        ["def f() { 1 }", "def f() { 2 }", "f()", "n2ws.policies['adhoc'].update { generations f() + 3 }"],
        ["class Setter { def go(p) { p.update { generations 8 } } }", "new Setter().go(n2ws.policies['adhoc'])"],
        ["import java.time.Duration as Length", "Length.ofHours(1).toString()", "n2ws.policies['adhoc'].update { generations 9 }"],
        ["x = 1", "x = x + 1", "n2ws.policies['adhoc'].update { generations x }"],
        ["def x = 1", "def x = 2", "n2ws.policies['adhoc'].update { generations x }"],
        ["int x = 3", "n2ws.policies['adhoc'].update { generations x }"],
        ["def (a, b) = [3, 4]", "n2ws.policies['adhoc'].update { generations a + b }"],
        ["1 + 1", "_ + 1", "n2ws.policies['adhoc'].update { generations 4 }"],
        ["for (n in ['adhoc', 'linux_db']) n2ws.policies[n].update { generations 6 }"],
        ["['adhoc', 'linux_db'].each { n2ws.policies[it].update { generations 6 } }; null"],
        ["if (n2ws.policies.count() > 1) { n2ws.policies['adhoc'].update { generations 2 } }"],
        ["n2ws.put('aws/policies/11/', [generations: 5]); null"],
        ["def v = 'backup'", "n2ws.policies['adhoc'].update { generations 5 }; n2ws.policies['linux_db'].update { generations 5 }"],
        ["p = n2ws.policies['adhoc']; p.update { generations 5 }; p = n2ws.policies['linux_db']; p.update { generations 6 }"],
        ["c = { it.update { generations 5 } }", "c(n2ws.policies['adhoc'])"],
        ["m = [p: n2ws.policies['adhoc']]", "m.p.update { generations 5 }"],
        ["n2ws.policies['adhoc'].with { update { generations 5 } }; null"],
        ["text = 'it\\'s \$5'", "n2ws.policies['adhoc'].update { description text }"],
        ["b = n2ws.policies['adhoc'].backup()", "b.id > 0", "n2ws.policies['linux_db'].backup().id > 0"],
        ["println 'adhoc'", "n2ws.policies['adhoc'].update { description 'adhoc' }", "n2ws.policies['adhoc'].name"],
        ["p = n2ws.policies['adhoc']", "p = n2ws.policies['nowhere']", "p.update { generations 5 }"],
        ["String t = 5", "n2ws.policies['adhoc'].update { description t }", "t = [1]"],
        ["def go(p) { p.update { generations 5 } }; go(n2ws.policies['adhoc'])", "go(n2ws.policies['linux_db'])"],
        ["ids = [n2ws.policies['adhoc'].backup().id]", "println ids"],
        ["def (b, n) = [n2ws.policies['adhoc'].backup(), 4]", "n2ws.policies['adhoc'].update { generations n }"],
        ["text = '\ud83d\ude00' + 10; n2ws.policies['adhoc'].update { description text }"],
    ]

    @TempDir
    Path folder

    @Scaled
    def "a saved session passes check and sends the requests of the session: session #number"() {
        given:
        Path file = folder.resolve('saved.groovy')
        SandboxHarness first = new SandboxHarness(Files.createDirectories(folder.resolve('a')))
        SandboxHarness second = new SandboxHarness(Files.createDirectories(folder.resolve('b')))

        when:
        SandboxHarness.Result shell = first.start(['--yes'], [:], (inputs + [":save $file".toString(), ':quit']).join('\n') + '\n')
        SandboxHarness.Result check = second.start(['check', file.toString()])
        SandboxHarness.Result run = second.start(['--yes', 'run', file.toString()])

        then:
        Files.exists(file)
        assert check.code == 0: check.out + shell.err + Files.readString(file)
        assert run.code == 0: run.err + Files.readString(file)
        requests(second) == requests(first)

        cleanup:
        first.close()
        second.close()

        where:
        number << (Scale.FACTOR < 1 ? (1..SESSIONS.size()).step(4) : (1..SESSIONS.size()))
        inputs = SESSIONS[number - 1]
    }

    def "a raw get that starts a scan is in a step, also in a method of the session"() {
        given:
        Path file = folder.resolve('saved.groovy')
        SandboxHarness harness = new SandboxHarness(Files.createDirectories(folder.resolve('a')))

        when:
        SandboxHarness.Result shell = harness.start(['--yes'], [:], "n2ws.get('user/settings/scan_resources'); null\ndef go(s) { s.get('user/settings/scan_resources'); null }\ngo(n2ws)\n:save $file\n".toString())

        then:
        shell.code == 0
        Files.readString(file) == '''\
            title 'saved'

            step('1: n2ws.get \\'user/settings/scan_resources\\'') {
            n2ws.get('user/settings/scan_resources')
            null
            }
            null
            def go(s) { s.get('user/settings/scan_resources'); null }
            step('2: go') {
            go(n2ws)
            null
            }
            '''.stripIndent()

        cleanup:
        harness.close()
    }

    def "a write that was not sent is a comment, also if the input caught the refusal: #input"() {
        given:
        Path file = folder.resolve('saved.groovy')
        SandboxHarness harness = new SandboxHarness(Files.createDirectories(folder.resolve('a')))

        when:
        SandboxHarness.Result shell = harness.start(options, [:], inputs.join('\n') + "\n:save $file\n")

        then:
        shell.code == 0
        harness.writeRequests().empty
        Files.readString(file) == "title 'saved'\n\n// a write was not sent:\n// $input\nn2ws.policies.count()\n"

        cleanup:
        harness.close()

        where:
        options         | before | input
        []              | ':ro on' | "try { n2ws.policies['adhoc'].backup() } catch (e) { println e.message }"
        []              | ':ro on' | "try { n2ws.post('aws/policies/', [name: 'x']) } catch (e) { null }"
        ['--read-only'] | '' | "['adhoc'].each { try { n2ws.policies[it].update { enabled true } } catch (e) { } }"
        []              | '' | "try { n2ws.policies['adhoc'].delete() } catch (e) { null }"
        inputs = [before, input, before ? ':ro off' : '', 'n2ws.policies.count()']
    }

    def "repetitions of :watch are not saved"() {
        given:
        Path file = folder.resolve('saved.groovy')
        SandboxHarness harness = new SandboxHarness(Files.createDirectories(folder.resolve('a')))

        when:
        SandboxHarness.Result shell = harness.start([], [:], "x = n2ws.policies.count()\n:watch 1s x1 n2ws.policies.count() + 1\n:save $file\n".toString())

        then:
        shell.code == 0
        Files.readString(file) == "title 'saved'\n\nx = n2ws.policies.count()\n"

        cleanup:
        harness.close()
    }

    def "a saved session contains no secret of the session"() {
        given:
        Path file = folder.resolve('saved.groovy')
        SandboxHarness harness = new SandboxHarness(Files.createDirectories(folder.resolve('a')))
        String key = harness.sandbox.n2wsApiKey()

        when:
        SandboxHarness.Result shell = harness.start([], [:], "n2ws.policies.count()\nkey = '$key'\nkey.size()\n:save $file\n".toString())

        then:
        [shell.code, shell.out, shell.err] == [0, "14\n***\n${key.size()}\n".toString(), "7 lines written to $file; read the file, then: :check $file\n".toString()]
        Files.readString(file) == "title 'saved'\n\nn2ws.policies.count()\n// contains a secret:\n// ***\n// uses key, which is not set here:\n// key.size()\n"

        cleanup:
        harness.close()
    }

    private static List<String> requests(SandboxHarness harness) {
        harness.writeRequests().collect { "${it.method()} ${it.path()} ${it.query()} ${it.body()}".toString() }
    }
}
