package dev.baksh

import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.SandboxOptions
import java.nio.file.Path
import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

/** scripts/baksh as a process, on the jar that the build has just made. */
class LauncherIT extends Specification {
    static final Path ROOT = Path.of('').toAbsolutePath()

    @Shared
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().but().extraPolicies(Scale.count(100_000)).https(true).build())

    @TempDir
    Path home

    def "a one-liner prints its JSON and nothing else on standard output"() {
        when:
        Ended ended = baksh([:], '--sandbox', '-e', 'n2ws.policies.list(search: "linux")*.name', '-o', 'json')

        then:
        ended == new Ended(0, '["linux_web","linux_db"]\n', '')
    }

    def "the same words work against a server that the environment names"() {
        when:
        Ended ended = baksh(server(), '-e', 'n2ws.policies.list(search: "linux")*.name', '-o', 'json')

        then:
        ended == new Ended(0, '["linux_web","linux_db"]\n', '')
    }

    @Scaled
    def "a hundred thousand policies, at full scale, are counted in 128 MB"() {
        given:
        // The root user sees no policies of independent users, of which user 3 is the only one.
        int expected = sandbox.n2ws().policies().count {
            it.get('enabled').asBoolean() && it.get('user').asInt() != 3
        }

        when:
        Ended ended = baksh(server() + [BAKSH_JAVA_OPTS: '-Xmx128m'], '-e', 'n2ws.policies.count { it.enabled }')

        then:
        ended == new Ended(0, "$expected\n", '')
    }

    def "the launcher works through a link and from another folder"() {
        given:
        Path link = home.resolve('baksh')
        java.nio.file.Files.createSymbolicLink(link, ROOT.resolve('scripts/baksh'))

        when:
        Ended ended = run(home, [:], [link.toString(), '--sandbox', '-e', '1 + 1'])

        then:
        ended == new Ended(0, '2\n', '')
    }

    def "a script read from standard input ends with its own exit code"() {
        when:
        Ended ended = run(ROOT, [:], ['scripts/baksh', '--sandbox', '-'], 'println n2ws.policies["nightly"].id\nexit 3')

        then:
        ended == new Ended(3, '1\n', '')
    }

    private Map<String, String> server() {
        [
            BAKSH_N2WS_URL: sandbox.n2wsUrl().toString(),
            BAKSH_N2WS_API_KEY: sandbox.n2wsApiKey(),
            BAKSH_N2WS_CA: sandbox.caFile().toString()
        ]
    }

    private Ended baksh(Map<String, String> env, String... args) {
        run(ROOT, env, ['scripts/baksh', *args])
    }

    private Ended run(Path folder, Map<String, String> env, List<String> command, String input = '') {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
        builder.environment().keySet().removeIf { it.startsWith('BAKSH_') }
        builder.environment().putAll([BAKSH_HOME: home.toString(), COLUMNS: '80'] + env)
        Process process = builder.start()
        process.outputStream.withCloseable { it.write(input.getBytes('UTF-8')) }
        StringBuilder out = new StringBuilder()
        StringBuilder err = new StringBuilder()
        process.waitForProcessOutput(out, err)
        new Ended(process.exitValue(), out.toString(), err.toString())
    }

    record Ended(int exit, String out, String err) {}
}
