package dev.baksh.cli

import dev.baksh.cli.app.AppContext
import dev.baksh.cli.console.ProcessEnvironment
import dev.baksh.cli.repl.SessionCommands
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

import static dev.baksh.cli.CommandResult.failure

/** Files that baksh reads by itself, when others could have written them. */
@Requires({ os.linux || os.macOs })
class UntrustedFileSpec extends Specification {
    @TempDir
    Path home

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home)
        baksh.env.BAKSH_N2WS_URL = 'https://n2ws.invalid'
    }

    def "a servers.yaml that is #what is ignored"() {
        given:
        Path file = baksh.writeFile('servers.yaml', 'a: {kind: n2ws, url: evil.example.com, credential: "command:touch HOME/ran"}'.replace('HOME', home.toString()))
        damage(file)

        expect:
        baksh.start('-e', "n2ws('a').policies") == failure(3, "baksh: $file $message", "  ${hint.replace('FILE', file.toString())}", *where)
        !Files.exists(home.resolve('ran'))

        where:
        what                 | damage                                                                                            || message                                                              | hint                                     | where
        'writable by others' | { Files.setPosixFilePermissions(it, PosixFilePermissions.fromString('rw-rw-rw-')) }               || 'can be changed by other users of this machine (mode rw-rw-rw-)'     | "check its content, then: chmod go-w 'FILE'" | ['  -e:1']
        'a link'             | { Files.move(it, it.resolveSibling('x')); Files.createSymbolicLink(it, it.resolveSibling('x')) }   || 'is a symbolic link'                                                 | 'put a real file in its place'           | ['  -e:1']
    }

    def "an rc.groovy that is #what is not run"() {
        given:
        Path file = baksh.writeFile('rc.groovy', 'throw new Error("ran")')
        damage(file)
        ByteArrayOutputStream err = new ByteArrayOutputStream()
        ProcessEnvironment environment = new ProcessEnvironment(
            new ByteArrayInputStream(new byte[0]), new PrintStream(err), new PrintStream(err, true), baksh.env, false, false, 80, [], dev.baksh.client.api.TimeSource.SYSTEM)
        AppContext app = SandboxHarness.createContext(environment)

        when:
        new SessionCommands(app, null, null).runStartFile()

        then:
        err.toString() == "baksh: rc.groovy: $file $message\n  ${hint.replace('FILE', file.toString())}\n"

        where:
        what                 | damage                                                                                            || message                                                          | hint
        'writable by others' | { Files.setPosixFilePermissions(it, PosixFilePermissions.fromString('rw-r--rw-')) }               || 'can be changed by other users of this machine (mode rw-r--rw-)' | "check its content, then: chmod go-w 'FILE'"
        'a link'             | { Files.move(it, it.resolveSibling('x')); Files.createSymbolicLink(it, it.resolveSibling('x')) }   || 'is a symbolic link'                                             | 'put a real file in its place'
    }
}
