package dev.baksh.cli.console

import dev.baksh.cli.CommandRunner
import dev.baksh.client.api.BakshException
import dev.baksh.client.config.Secret
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

import static dev.baksh.cli.CommandResult.failure
import static dev.baksh.cli.CommandResult.success

/** Text that reaches baksh as bytes is UTF-8, or is refused before anything is sent. */
class PlatformTextSpec extends Specification {
    static final String HINT = '  use UTF-8, for example with LC_ALL=C.UTF-8; nothing was sent'

    @TempDir
    Path home

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home)
    }

    def "an argument that could not be decoded is refused: #words"() {
        expect:
        baksh.start(*words) == failure(2, "baksh: argument $number is not UTF-8 text", HINT)

        where:
        words                                     || number
        ['-e', "'Gr\ufffdsse'"]                   || 2
        ['run', "pr\ufffdfung.groovy"]            || 2
        ["pr\ufffdfung.groovy"]                   || 1
        ['x.groovy', '--name', "\ufffd"]          || 3
        ['--server', "\ufffd", '-e', '1']         || 2
        ['report', 'last', "\ufffd.html"]         || 3
    }

    def "a variable of baksh that could not be decoded is refused by name, without its value: #name"() {
        given:
        baksh.env[name] = "se\ufffdcret"

        expect:
        baksh.start('-e', '1') == failure(2, "baksh: the variable $name is not UTF-8 text", HINT)

        where:
        name << ['BAKSH_N2WS_API_KEY', 'BAKSH_PX_PASSWORD', 'BAKSH_N2WS_URL', 'BAKSH_HOME', 'XDG_STATE_HOME']
    }

    def "another variable that could not be decoded has no effect"() {
        given:
        baksh.env.X = "\ufffd"

        expect:
        baksh.start('-e', '1') == success('1')
    }

    def "a script on standard input that is not UTF-8 is refused"() {
        when:
        PlatformText.decodeInput('Größe'.getBytes('ISO-8859-1'))

        then:
        BakshException e = thrown()
        [e.exit().code(), e.message, "  ${e.hint()}"] == [2, 'standard input is not UTF-8 text', '  the text looks like Latin-1: save it as UTF-8']
        PlatformText.decodeInput('\ufeffGröße'.getBytes('UTF-8')) == 'Größe'
    }

    def "piped input of the shell that is not UTF-8 is not run, and ends with exit code 2"() {
        given:
        baksh.input = "println 'Gr\ufffdsse'\n"

        expect:
        baksh.start() == failure(2, 'baksh: this input is not UTF-8 text; it was not run')
    }

    def "a secret that could not be decoded is never used"() {
        when:
        Secret.of("se\ufffdcret")

        then:
        BakshException e = thrown()
        [e.exit().code(), e.message] == [2, 'a secret is not UTF-8 text, so it cannot be sent as it is']
    }

    def "baksh gets the locale of the caller when the launcher has replaced it: #callerLocale"() {
        expect:
        PlatformText.ofProcess([LC_ALL: 'C.UTF-8', X: 'ü'], callerLocale) == variables

        where:
        callerLocale || variables
        null         || [LC_ALL: 'C.UTF-8', X: 'ü']
        ''           || [X: 'ü']
        'C'          || [LC_ALL: 'C', X: 'ü']
    }
}
