package dev.baksh

import dev.baksh.sandbox.Sandbox
import dev.baksh.sandbox.server.SandboxOptions
import spock.lang.AutoCleanup
import spock.lang.Shared

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardCopyOption
import java.util.jar.JarFile

/** Tests scripts/baksh as a process, with the jars of the current build. */
class LauncherIT extends LauncherSpecification {
    @Shared
    @AutoCleanup
    Sandbox sandbox = Sandbox.start(new SandboxOptions(extraPolicies: Scale.scaledCount(100_000), https: true))

    def "a one-liner prints its JSON and nothing else on standard output"() {
        when:
        Result result = baksh([:], '--sandbox', '-e', 'n2ws.policies.list(search: "linux")*.name', '-o', 'json')

        then:
        result == new Result(0, '["linux_web","linux_db"]\n', '')
    }

    def "the same command works with a server from the environment"() {
        when:
        Result result = baksh(serverVariables(sandbox), '-e', 'n2ws.policies.list(search: "linux")*.name', '-o', 'json')

        then:
        result == new Result(0, '["linux_web","linux_db"]\n', '')
    }

    @Scaled
    def "a hundred thousand policies at full scale are counted with 128 MB of heap"() {
        given:
        // The root user sees no policies of independent users, of which user 3 is the only one.
        int expected = sandbox.n2ws().policies().count {
            it.get('enabled').asBoolean() && it.get('user').asInt() != 3
        }

        when:
        Result result = baksh(serverVariables(sandbox) + [BAKSH_JAVA_OPTS: '-Xmx128m'], '-e', 'n2ws.policies.count { it.enabled }')

        then:
        result == new Result(0, "$expected\n", '')
    }

    def "an unknown name is looked up again at once, unless the options of Java say otherwise"() {
        given:
        String expression = 'java.security.Security.getProperty("networkaddress.cache.negative.ttl")'
        Path settings = Files.writeString(home.resolve('java.security'), 'networkaddress.cache.negative.ttl=7\n')

        expect:
        baksh([:], '-e', expression) == new Result(0, '0\n', '')
        baksh([BAKSH_JAVA_OPTS: "-Djava.security.properties=$settings".toString()], '-e', expression) == new Result(0, '7\n', '')
    }

    def "the launcher works through a link and from another folder"() {
        given:
        Path link = home.resolve('baksh')
        Files.createSymbolicLink(link, ROOT.resolve('scripts/baksh'))

        when:
        Result result = run(home, [:], [link.toString(), '--sandbox', '-e', '1 + 1'])

        then:
        result == new Result(0, '2\n', '')
    }

    def "CDPATH does not lead to another installation"() {
        given:
        Path other = home.resolve('other')
        Files.createDirectories(other.resolve('scripts'))

        expect:
        run(ROOT, [CDPATH: "$other:/".toString()], ['scripts/baksh', '-e', '40 + 2']) == new Result(0, '42\n', '')
    }

    def "without a home folder, or with one that is not absolute, one message names BAKSH_HOME: #variables"() {
        given:
        Path folder = Files.createDirectories(home.resolve('work'))

        expect:
        run(folder, [BAKSH_HOME: '', XDG_STATE_HOME: '', XDG_CONFIG_HOME: ''] + variables, [ROOT.resolve('scripts/baksh').toString(), '--sandbox', '-e', '1']) ==
            new Result(2, '', "baksh: $message\n  set BAKSH_HOME to the absolute path of a folder of your own\n".toString())
        Files.list(folder).withCloseable { it.toList() } == []

        where:
        variables               || message
        [BAKSH_HOME: 'rel']     || "BAKSH_HOME 'rel' is not an absolute path"
        [HOME: '~']             || "HOME '~' is not an absolute path"
    }

    def "a script read from standard input ends with its own exit code"() {
        when:
        Result result = run(ROOT, [:], ['scripts/baksh', '--sandbox', '-'], 'println n2ws.policies["nightly"].id\nexit 3')

        then:
        result == new Result(3, '1\n', '')
    }

    def "baksh.jar contains no class of Groovy, and the start-up jar contains only the replacements"() {
        expect:
        classNames('baksh.jar').every { it.startsWith('dev/baksh/') }
        classNames("baksh-startup-groovy-${GroovySystem.version}.jar") as Set == [
            'org/codehaus/groovy/vmplugin/v9/ClassFinder.class',
            'org/codehaus/groovy/runtime/callsite/CallSiteGenerator.class',
            'groovy/runtime/metaclass/CustomMetaClassCreationHandle.class'
        ] as Set
    }

    def "the launcher uses the start-up jar only with the Groovy version of its name: #otherVersions"() {
        given:
        Path installation = home.resolve('installation')
        ['scripts', 'target/lib'].each { Files.createDirectories(installation.resolve(it)) }
        ['scripts/baksh', 'target/baksh.jar', "target/baksh-startup-groovy-${GroovySystem.version}.jar"].each { copyFile(it, installation) }
        ROOT.resolve('target/lib').toFile().list().each { copyFile("target/lib/$it", installation) }
        otherVersions.each { installation.resolve("target/lib/groovy-${it}.jar").toFile().bytes = new byte[0] }

        when:
        Result result = run(ROOT, [BAKSH_NO_ARCHIVE: '1'], [installation.resolve('scripts/baksh').toString(), '-e',
            'org.codehaus.groovy.vmplugin.v9.ClassFinder.protectionDomain.codeSource.location.path.split("/").last()'])

        then:
        result == new Result(0, "$usedJar\n", '')

        where:
        otherVersions || usedJar
        []            || "baksh-startup-groovy-${GroovySystem.version}.jar"
        ['9.9.9']     || "groovy-${GroovySystem.version}.jar"
    }

    private static void copyFile(String name, Path folder) {
        Files.copy(ROOT.resolve(name), folder.resolve(name), StandardCopyOption.COPY_ATTRIBUTES)
    }

    private static List<String> classNames(String jar) {
        new JarFile(ROOT.resolve('target').resolve(jar).toFile()).withCloseable { file ->
            file.entries().toList()*.name.findAll { it.endsWith('.class') }
        }
    }
}
