package dev.baksh

import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Shared

import java.nio.file.Files
import java.nio.file.Path

/** Tests the files that a process of scripts/baksh leaves. */
class LauncherFilesIT extends LauncherSpecification {
    @Shared
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions(https: true))

    def "a crash of the JVM writes no file"() {
        given:
        Path work = Files.createDirectories(home.resolve('work'))
        String code = '["kill", "-SEGV", "" + ProcessHandle.current().pid()].execute().waitFor(); sleep 30.seconds'

        expect:
        run(ROOT, [HOME: home.toString()], ['sh', '-c', "cd '$work'; ulimit -c unlimited; '${ROOT.resolve('scripts/baksh')}' -e '$code'".toString()]).exit() == 134
        work.toFile().list() == [] as String[]
    }

    def "each file with data of a server has mode 0600 and each folder 0700, with the umask #umask"() {
        given:
        Path work = Files.createDirectories(home.resolve('work'))
        Path book = Files.writeString(work.resolve('book.groovy'), "step('one') { n2ws.policies['nightly'].update { description 'x $umask' }; null }\n")
        String commands = "umask $umask; cd '$work'; b='${ROOT.resolve('scripts/baksh')}'; " +
            '$b --record tapes book.groovy && $b report last r.md && $b undo last u.groovy && $b -e "n2ws.reports.backups(from: 7.days.ago).saveTo(\'b.csv\')" && printf "1 + 1\\n:save s.groovy\\n" | $b'
        ['work', 'work/book.groovy', '.'].each { home.resolve(it).toFile().with { it.setWritable(false, false); it.setWritable(true, true) } }

        when:
        Result result = run(ROOT, serverVariables(sandbox) + [HOME: home.toString(), BAKSH_HOME: '', XDG_CONFIG_HOME: '', XDG_STATE_HOME: '', XDG_CACHE_HOME: ''], ['sh', '-c', commands])
        Result modes = run(ROOT, [:], ['find', home.toString(), '-mindepth', '1', '!', '-name', 'work', '!', '-name', 'book.groovy', '!', '(', '-type', 'd', '-perm', '700', ')', '!', '(', '-type', 'f', '-perm', '600', ')', '-printf', '%P %m\\n'])

        then:
        result.exit() == 0
        modes == new Result(0, '', '')
        ['tapes', 'r.md', 'u.groovy', 'b.csv', 's.groovy'].every { Files.exists(work.resolve(it)) }

        where:
        umask << ['000', '022']
    }
}
