package dev.baksh.cli

import dev.baksh.api.BakshException
import dev.baksh.api.Exit
import dev.baksh.exchange.Redaction
import java.nio.charset.StandardCharsets
import java.nio.file.Path
import org.jline.terminal.Terminal
import org.jline.terminal.impl.DumbTerminal
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

/** What a first use needs is asked for at the prompt, of the person there. */
@Timeout(120)
class AtPromptSpec extends Specification {
    @TempDir
    Path home

    ByteArrayOutputStream screen = new ByteArrayOutputStream()
    ByteArrayOutputStream err = new ByteArrayOutputStream()

    AtPrompt prompt(String typed, List<String> words = []) {
        Terminal terminal = new DumbTerminal(new ByteArrayInputStream(typed.getBytes('UTF-8')), screen)
        Surroundings surroundings = new Surroundings(
            new ByteArrayInputStream(new byte[0]), new PrintStream(screen), new PrintStream(err, true, StandardCharsets.UTF_8), [BAKSH_HOME: home.toString()],
            true, true, 80, [], dev.baksh.api.Time.SYSTEM)
        Options options = Options.parse(words)
        Console console = new Console(surroundings, options, new Redaction())
        return new AtPrompt(new Screen(terminal, console, new Control.Settings(), { int key -> }), console, options)
    }

    def "a secret that is typed is not shown"() {
        when:
        AtPrompt prompt = prompt('canary-key\n')

        then:
        prompt.present()
        prompt.secret('API key of n2ws (h): ').reveal() == 'canary-key'
        screen.toString().contains('API key of n2ws (h): ')
        !screen.toString().contains('canary')
    }

    def "a secret is taken to the letter: #secret"() {
        expect:
        prompt(secret + '\n').secret('API key: ').reveal() == secret

        where:
        secret << ['a\\b', 'pa!!ss!1', '^a^b', '"open', "it's", 'a{(b', '# no comment', '\\']
    }

    def "a name that is typed is taken without blanks around it"() {
        expect:
        prompt(' alice \n').line('User: ') == 'alice'
    }

    def "the end of the input, or Ctrl-C, is no answer"() {
        when:
        prompt('').secret('API key: ')

        then:
        BakshException e = thrown()
        e.exit() == Exit.INTERRUPTED
        e.message == 'interrupted at the question; nothing was sent'
    }

    def "a key is trusted by yes alone: #typed"() {
        expect:
        prompt(typed).trusts(['it shows', '  key sha256/x\u001b[2J'], 'trust this certificate?') == trusted
        err.toString() == 'it shows\n  key sha256/x\\e[2J\n'
        screen.toString().contains('trust this certificate? [y/N] ')

        where:
        typed   || trusted
        'y\n'   || true
        'YES\n' || true
        'n\n'   || false
        '\n'    || false
        'ja\n'  || false
        ''      || false
    }

    def "nobody is asked #where"() {
        given:
        AtPrompt prompt = prompt('y\n', words)
        List<Boolean> answers = []
        Closure<?> asking = { answers << prompt.present() << prompt.trusts(['facts'], 'trust?') }

        when:
        if (aside) Thread.start(asking).join() else asking()

        then:
        answers == [false, false]
        screen.toString() == ''
        err.toString() == ''

        where:
        where                  | words            | aside
        'on another thread'    | []               | true
        'in an unattended run' | ['--unattended'] | false
    }
}
