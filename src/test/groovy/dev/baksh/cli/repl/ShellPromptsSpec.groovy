package dev.baksh.cli.repl

import dev.baksh.cli.console.CommandLineOptions
import dev.baksh.cli.console.Console
import dev.baksh.cli.console.ProcessEnvironment
import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.http.SecretRedactor
import dev.baksh.shell.SuspendWidget
import org.jline.terminal.Terminal
import org.jline.terminal.impl.DumbTerminal
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.charset.StandardCharsets
import java.nio.file.Path

/** Spec of the questions to the user at the first use of a server. */
@Timeout(120)
class ShellPromptsSpec extends Specification {
    @TempDir
    Path home

    ByteArrayOutputStream screen = new ByteArrayOutputStream()
    ByteArrayOutputStream err = new ByteArrayOutputStream()

    ShellPrompts createPrompts(String typed, List<String> args = []) {
        Terminal terminal = new DumbTerminal(new ByteArrayInputStream(typed.getBytes('UTF-8')), screen)
        ProcessEnvironment environment = new ProcessEnvironment(
            new ByteArrayInputStream(new byte[0]), new PrintStream(screen), new PrintStream(err, true, StandardCharsets.UTF_8), [BAKSH_HOME: home.toString()],
            true, true, 80, [], dev.baksh.client.api.TimeSource.SYSTEM)
        CommandLineOptions options = CommandLineOptions.parse(args)
        Console console = new Console(environment, options, new SecretRedactor())
        return new ShellPrompts(new ShellTerminal(terminal, console, ShellSettings.Setting.defaults(), { null }, new SuspendWidget(terminal, terminal.attributes)), console, options)
    }

    def "a typed secret is not echoed"() {
        when:
        ShellPrompts createPrompts = createPrompts('canary-key\n')

        then:
        createPrompts.isAvailable()
        createPrompts.readSecret('API key of n2ws (h): ').reveal() == 'canary-key'
        screen.toString().contains('API key of n2ws (h): ')
        !screen.toString().contains('canary')
    }

    def "a secret is read unchanged: #secret"() {
        expect:
        createPrompts(secret + '\n').readSecret('API key: ').reveal() == secret

        where:
        secret << ['a\\b', 'pa!!ss!1', '^a^b', '"open', "it's", 'a{(b', '# no comment', '\\']
    }

    def "a typed name is trimmed"() {
        expect:
        createPrompts(' alice \n').readLine('User: ') == 'alice'
    }

    def "the end of the input and Ctrl-C are not answers"() {
        when:
        createPrompts('').readSecret('API key: ')

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.INTERRUPTED
        e.message == 'interrupted at the question; nothing was sent'
    }

    def "a host key is trusted only with yes: #typed"() {
        expect:
        createPrompts(typed).confirm(['it shows', '  key sha256/x\u001b[2J'], 'trust this certificate?') == trusted
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

    def "no prompt is shown #where"() {
        given:
        ShellPrompts createPrompts = createPrompts('y\n', args)
        List<Boolean> results = []
        Closure<?> promptThread = { results << createPrompts.isAvailable() << createPrompts.confirm(['facts'], 'trust?') }

        when:
        if (aside) Thread.start(promptThread).join() else promptThread()

        then:
        results == [false, false]
        screen.toString() == ''
        err.toString() == ''

        where:
        where                  | args            | aside
        'on another thread'    | []               | true
        'in an unattended run' | ['--unattended'] | false
    }
}
