package dev.baksh.cli

import dev.baksh.client.files.RegularFile
import dev.baksh.shell.PrivateHistoryAccess
import dev.baksh.Slow
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

/** Files that baksh writes, and inputs without an end. LauncherFilesIT repeats the first rule with the umask 000. */
@Timeout(120)
class PrivateOutputSpec extends SandboxSpecification {
    def "each file with data of a server has mode 0600, and each folder 0700"() {
        given:
        Path book = folder.resolve('book.groovy')
        Files.writeString(book, "step('one') { n2ws.policies['nightly'].update { description 'x' }; null }\nn2ws.policies.count()\n")
        Files.setPosixFilePermissions(book, PosixFilePermissions.fromString('rw-------'))
        Closure<String> path = { String name -> folder.resolve(name).toString() }
        List<List<String>> commands = [
            ['--record', path('tapes'), 'run', book.toString()], ['--replay', path('tapes'), 'run', book.toString()], ['report', 'last', path('r.md')], ['report', 'last', path('r.html')], ['undo', 'last', path('u.groovy')],
            ['-e', "n2ws.reports.backups(from: 7.days.ago, to: now).saveTo('${path('b.csv')}')"], ['-e', "px.export('${path('roles.yaml')}')"], ['--dry-run', 'run', book.toString()], ['runs'], ['journal'],
        ]

        when:
        List<SandboxHarness.Result> results = commands.collect { harness.start(it*.toString()) }
        results << harness.start([], [:], "n2ws.policies.count()\n:save ${path('s.groovy')}\n".toString())
        PrivateHistoryAccess.add(home.resolve('x/y/history'), 'n2ws.policies')

        then:
        results.findAll { it.code != 0 }*.err == []
        List<String> names = ['r.md', 'r.html', 'u.groovy', 'b.csv', 'roles.yaml', 's.groovy', 'tapes']
        names.findAll { !Files.exists(folder.resolve(it)) } == []
        (modes(home) + modes(folder)).findAll { name, mode -> mode != (name.endsWith('/') ? 'rwx------' : 'rw-------') } == [:]
    }

    def "a state folder that cannot be created is named, and so is BAKSH_HOME: #args"() {
        when:
        CommandRunner baksh = new CommandRunner(home).useSandbox(harness.sandbox)
        baksh.env.remove('BAKSH_HOME')
        baksh.env.putAll([HOME: '/proc/none', PATH: System.getenv('PATH')])
        Path book = baksh.writeFile('book.groovy', "step('one') { 1 }")

        then:
        baksh.start(*args*.replace('BOOK', book.toString())) == CommandResult.failure(74, *lines, '  set BAKSH_HOME to the absolute path of a folder of your own', *where)
        harness.writeRequests() == []

        where:
        args                                                      || lines                                                                                | where
        ['run', 'BOOK']                                           || ['baksh: /proc/none/.local/state/baksh/runs cannot be created in /proc']             | []
        ['-e', "n2ws.policies['adhoc'].update { generations 4 }"] || ['baksh: /proc/none/.local/state/baksh/locks cannot be created in /proc']            | ['  -e:1']
        ['warm', 'start']                                         || ['baksh: /proc/none/.local/state/baksh/warm cannot be created in /proc']             | []
    }

    def "an endless standard input is refused: #args"() {
        when:
        SandboxHarness.Result result = harness.start(args, [:], 'x' * (RegularFile.MAX_TEXT + 2))

        then:
        [result.code, result.out, result.err] == [2, '', err]

        where:
        args  || err
        ['-'] || 'baksh: standard input is larger than 16 MiB\n  nothing was run\n'
        []    || 'baksh: standard input has a statement of more than 16 MiB\n  the line was not run\n'
    }

    @Slow
    def "an endless file and a pipe without a writer are refused: #name"() {
        given:
        Path file = name == 'pipe' ? folder.resolve('pipe') : Path.of('/dev/zero')
        if (name == 'pipe') assert ['mkfifo', '-m', '600', file.toString()].execute().waitFor() == 0

        when:
        SandboxHarness.Result result = harness.start(['run', file.toString()])

        then:
        [result.code, result.out, result.err] == [2, '', "baksh: $file $reason\n  nothing was run\n".toString()]

        where:
        name   || reason
        'zero' || 'is larger than 16 MiB'
        'pipe' || 'is a pipe, and no program wrote into the pipe for 10 s'
    }

    def "a pipe with a writer is read"() {
        given:
        Path file = folder.resolve('pipe')
        assert ['mkfifo', '-m', '600', file.toString()].execute().waitFor() == 0
        Process writer = new ProcessBuilder('sh', '-c', "echo 'println 7' > '$file'").start()

        expect:
        harness.start(['run', file.toString()]).out == '7\n'

        cleanup:
        writer?.destroyForcibly()
    }

    private static Map<String, String> modes(Path root) {
        Map<String, String> modes = [:]
        Files.walk(root).withCloseable { it.toList() }.findAll { it != root }.each { Path path ->
            String name = root.relativize(path).toString() + (Files.isDirectory(path) ? '/' : '')
            modes[name] = PosixFilePermissions.toString(Files.getPosixFilePermissions(path))
        }
        modes
    }
}
