package dev.baksh.cli

import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Requires
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

import static dev.baksh.cli.CommandResult.failure

/** Pipes, devices and endless files in place of files, and the modes of the files that baksh writes. */
@Requires({ os.linux || os.macOs })
@Timeout(60)
class FileKindSpec extends Specification {
    @Shared
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions())

    @Shared
    @AutoCleanup
    Sandbox tlsSandbox = Sandbox.start(new SandboxOptions(https: true))

    @TempDir
    Path home

    @TempDir
    Path folder

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home).useSandbox(sandbox)
    }

    static Path pipe(Path path) {
        Files.deleteIfExists(path)
        assert ['mkfifo', '-m', '600', path.toString()].execute().waitFor() == 0
        return path
    }

    static Path endless(Path path) {
        assert ['truncate', '-s', '100G', path.toString()].execute().waitFor() == 0
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString('rw-------'))
        return path
    }

    String label(Sandbox of = sandbox) {
        return "n2ws (${of.n2wsUrl().authority})"
    }

    def "a credential is read from a regular file with a limit: #what"() {
        given:
        Path file = what == 'a pipe' ? pipe(folder.resolve('key')) : what == 'an endless file' ? endless(folder.resolve('key')) : Path.of('/dev/zero')
        baksh.env.remove('BAKSH_N2WS_API_KEY')
        baksh.env.BAKSH_N2WS_CREDENTIAL = "file:$file".toString()

        expect:
        baksh.runExpression('n2ws.policies.count()') == failure(2, *lines*.replace('FILE', file.toString()), '  -e:1')

        where:
        what              || lines
        'a pipe'          || ['baksh: BAKSH_N2WS_CREDENTIAL: FILE: not a regular file', '  a file with a secret must not be a link']
        'a device'        || ['baksh: BAKSH_N2WS_CREDENTIAL: FILE: not a regular file', '  a file with a secret must not be a link']
        'an endless file' || ['baksh: BAKSH_N2WS_CREDENTIAL: FILE is larger than 64 KiB', '  a secret is one short line']
    }

    def "a CA file must be a regular file with a limit that only the user can change: #what"() {
        given:
        Path file = folder.resolve('ca.pem')
        if (what == 'a pipe') pipe(file)
        if (what == 'an endless file') endless(file)
        if (what == 'writable by others') {
            Files.copy(tlsSandbox.caFile(), file)
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString('rw-rw-rw-'))
        }
        baksh.useSandbox(tlsSandbox).env.BAKSH_N2WS_CA = file.toString()

        expect:
        baksh.runExpression('n2ws.policies.count()') == failure(code, *lines*.replace('FILE', file.toString())*.replace('SERVER', label(tlsSandbox)), '  -e:1')

        where:
        what                 || code | lines
        'a pipe'             || 2    | ['baksh: SERVER: the CA file FILE is not a regular file', '  check BAKSH_N2WS_CA']
        'an endless file'    || 2    | ['baksh: SERVER: the CA file FILE is larger than 16 MiB', '  check BAKSH_N2WS_CA']
        'missing'            || 2    | ['baksh: SERVER: the CA file FILE cannot be read', '  check BAKSH_N2WS_CA']
        'writable by others' || 3    | ['baksh: SERVER: the CA file FILE can be changed by other users of this machine (mode rw-rw-rw-)', "  check its content, then: chmod go-w 'FILE'"]
    }

    def "a pipe in place of the journal is refused: #args"() {
        given:
        baksh.runExpression("n2ws.policies['adhoc'].update { generations 4 }")
        Path file = pipe(home.resolve('journal/journal.jsonl'))

        expect:
        baksh.start(*args) == failure(74, *lines*.replace('FILE', file.toString())*.replace('SERVER', label()))

        where:
        args                                                             || lines
        ['journal']                                                      || ['baksh: journal FILE is not a regular file', '  move it away']
        ['journal', 'verify']                                            || ['baksh: journal FILE is not a regular file', '  move it away']
        ['-e', "n2ws.policies['adhoc'].update { generations 5 }"]        || ["baksh: n2ws: n2ws.policies.update 'adhoc': nothing was sent; the journal cannot be written: FILE is not a file", '  move it away', '  -e:1']
    }

    def "pipes in place of the files of a run do not block: #name"() {
        given:
        Path book = baksh.writeFile('book.groovy', "step('one') { fail 'here' }")
        baksh.start('run', book.toString())
        Path run = Files.list(home.resolve('runs')).withCloseable { it.toList()[0] }
        pipe(run.resolve(name))

        expect:
        baksh.start('runs').code in [0, 1]
        baksh.start('resume', 'last').code in [2, 74]

        where:
        name << ['journal.jsonl', 'run.lock', 'run.holder']
    }

    def "other files are refused before they are opened: #args"() {
        given:
        pipe(folder.resolve('pipe'))
        endless(folder.resolve('endless'))
        baksh.writeFile('book.groovy', "println 'ran'")
        Files.createDirectories(home.resolve('lib/catalog'))
        Files.createDirectories(folder.resolve('tape'))
        pipe(folder.resolve('tape/recording.jsonl'))

        expect:
        baksh.start(*args*.replace('DIR', folder.toString())) == failure(code, *lines*.replace('DIR', folder.toString()))

        where:
        args                                          || code | lines
        ['--replay', 'DIR/tape', '-e', '1']           || 2    | ['baksh: DIR/tape/recording.jsonl is not a regular file', '  record it again']
        ['-e', "px.plan('DIR/pipe')"]                 || 1    | ['baksh: DIR/pipe is not a regular file', '  -e:1']
        ['-e', "px.plan('DIR/endless')"]              || 1    | ['baksh: DIR/endless is larger than 16 MiB', '  -e:1']
        ['-e', "px.users.mapAll('DIR/pipe')"]         || 2    | ['baksh: DIR/pipe is not a regular file', '  -e:1']
        ['run', 'DIR/endless']                        || 2    | ['baksh: DIR/endless is larger than 16 MiB', '  nothing was run']
    }

    def "#what as a catalogue file is refused"() {
        given:
        Path book = baksh.writeFile('book.groovy', 'n2ws.policies.count()')
        Files.createDirectories(home.resolve('lib/catalog'))
        Path file = home.resolve('lib/catalog/own.json')
        if (what == 'a pipe') pipe(file)
        else endless(file)

        expect:
        baksh.start('run', book.toString()) == failure(2, "baksh: $file $reason", '  book.groovy:1')

        where:
        what              || reason
        'a pipe'          || 'is not a regular file'
        'an endless file' || 'is larger than 16 MiB'
    }

    def "an endless class of a library is refused"() {
        given:
        Path book = baksh.writeFile('book.groovy', 'println new Part()')
        Files.createDirectories(home.resolve('lib'))
        Path file = endless(home.resolve('lib/Part.groovy'))

        expect:
        baksh.start('run', book.toString()) == failure(2, "baksh: $file is larger than 16 MiB", '  nothing was run')
    }

    def "each file with data of a server has mode 0600, and no link is followed"() {
        given:
        Path book = baksh.writeFile('book.groovy', "step('one') { n2ws.policies['adhoc'].update { generations 9 } }")
        baksh.start('run', book.toString())
        Path target = folder.resolve('target')
        Files.createSymbolicLink(folder.resolve('link.md'), target)

        when:
        List<CommandResult> results = [
            baksh.start('report', 'last', "$folder/report.md"), baksh.start('report', 'last', "$folder/report.html"), baksh.start('undo', 'last', "$folder/undo.groovy"),
            baksh.runExpression("px.export('$folder/roles.yaml')"), baksh.runExpression("n2ws.policies.exportCsv('$folder/policies.csv')"),
            baksh.runExpression("n2ws.reports.audit().saveTo('$folder/audit.csv')")]
        CommandResult link = baksh.start('report', 'last', "$folder/link.md")

        then:
        results*.code == [0] * 6
        Files.list(folder).withCloseable { it.filter { !Files.isSymbolicLink(it) }.map { [it.fileName.toString(), PosixFilePermissions.toString(Files.getPosixFilePermissions(it))] }.sorted { a, b -> a[0] <=> b[0] }.toList() } ==
            ['audit.csv', 'policies.csv', 'report.html', 'report.md', 'roles.yaml', 'undo.groovy'].collect { [it, 'rw-------'] }
        link == failure(3, "baksh: $folder/link.md already exists", '  use another name, or delete the file first')
        !Files.exists(target)
    }
}
