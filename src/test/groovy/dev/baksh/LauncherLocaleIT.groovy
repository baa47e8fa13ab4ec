package dev.baksh

import spock.lang.Requires

import java.nio.file.Files
import java.nio.file.Path

/** Tests scripts/baksh with locales and with variables that a terminal would not show. */
class LauncherLocaleIT extends LauncherSpecification {
    @Scaled
    def "text is UTF-8 in every locale: #locale"() {
        given:
        Path script = Files.writeString(home.resolve('prüfung.groovy'), 'println "Größe $args ${new File(args[1]).exists()}"')

        expect:
        run(ROOT, locale + [BAKSH_HOME: home.resolve('hü').toString()], ['scripts/baksh', script.toString(), 'ü', script.toString()]) ==
            new Result(0, "Größe [ü, $script] true\n", '')
        run(ROOT, locale, ['scripts/baksh', '--sandbox', '-e', "n2ws.policies['nightly'].update { description 'Größe €' }.description"]) ==
            new Result(0, 'Größe €\n', '')
        run(ROOT, locale, ['bash', '-c', 'scripts/baksh -e "$(printf "\'Gr\\xf6sse\'")"']) ==
            new Result(2, '', 'baksh: argument 2 is not UTF-8 text\n  use UTF-8, for example with LC_ALL=C.UTF-8; nothing was sent\n')

        where:
        locale << [[LC_ALL: 'C'], [LC_ALL: '', LANG: ''], [LC_ALL: 'POSIX'], [LC_ALL: '', LANG: 'POSIX'], [LC_ALL: 'C.UTF-8']].take(Scale.FACTOR < 1 ? 2 : 5)
    }

    @Requires(value = { Files.exists(Path.of('/usr/share/i18n/locales/fr_FR')) }, reason = 'the locale is not installed')
    def "the texts of system errors are in English in every locale, so a closed reader is no error"() {
        given:
        assert ['localedef', '-i', 'fr_FR', '-f', 'UTF-8', home.resolve('fr_FR.UTF-8').toString()].execute().waitFor() in [0, 1]
        Map<String, String> french = [LOCPATH: home.toString(), LC_ALL: 'fr_FR.UTF-8']

        expect:
        run(ROOT, french, ['bash', '-c', 'scripts/baksh -e "(1..200000)" | head -1; echo ${PIPESTATUS[0]}']) == new Result(0, '1\n0\n', '')
        run(ROOT, french, ['bash', '-c', 'scripts/baksh -e 1 >/dev/full']) == new Result(1, '', """\
            baksh: standard output could not be written: No space left on device
              the output is incomplete; what the call did stays done, and the journal contains its writes
            """.stripIndent())
    }

    def "a variable with control characters is refused before the JVM prints the variable: #name, #locale"() {
        expect:
        run(ROOT, [LC_ALL: locale, (name): "-Dx=$text".toString()], ['scripts/baksh', 'version']) ==
            new Result(2, '', "baksh: $name contains control characters; nothing was run\n")

        where:
        [name, locale, text] << [['BAKSH_JAVA_OPTS', 'JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS', '_JAVA_OPTIONS', 'JAVA_HOME'], ['C.UTF-8'], ['\u009b31m', '\u001b[2J', '\u202e', '\ufeff', '\u007f']].combinations()
    }
}
