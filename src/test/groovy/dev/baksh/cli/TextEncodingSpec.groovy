package dev.baksh.cli

import java.nio.file.Files
import java.nio.file.Path

import static dev.baksh.cli.CommandResult.failure
import static dev.baksh.cli.CommandResult.success

/** The rule: text of a user is UTF-8, with or without a byte order mark, and other text is refused by its name. */
class TextEncodingSpec extends SandboxSpecification {
    static final String MARK = '\ufeff'

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home).useSandbox(harness.sandbox)
    }

    private Path write(String name, String text, String charset = 'UTF-8') {
        Path file = baksh.writeFile(name, '')
        Files.write(file, text.getBytes(charset))
        return file
    }

    def "a byte order mark of a script is skipped: #name"() {
        given:
        write('lib/Part.groovy', MARK + "class Part { String toString() { 'größer' } }")
        write('lib/a/Part.groovy', MARK + "package a\nclass Part { String toString() { 'größer' } }")
        write('part.groovy', MARK + "println 'größer'")
        Path file = write('book.groovy', MARK + text)

        expect:
        baksh.start('run', file.toString()).with { [code, out] } == [0, 'größer\n']
        baksh.start('check', file.toString()) == success("$file: no findings, no calls that write")

        where:
        name                     | text
        'the script'             | "println 'größer'"
        'a library'              | 'println new Part()'
        'a library in a package' | 'println new a.Part()'
        'a static import'        | 'import a.Part\nprintln new Part()'
        'an included file'       | "include 'part.groovy'"
    }

    def "a byte order mark of standard input is skipped, in a script and in the shell"() {
        expect:
        baksh.runStandardInput(MARK + "println 'größer'") == success('größer')
        baksh.tap { input = MARK + "println 'größer'\n1 + 1\n" }.start() == success('größer', '2')
    }

    def "a library that is not UTF-8 is refused like a script: #charset"() {
        given:
        Path part = write('lib/Part.groovy', "class Part { String toString() { 'größer' } }", charset)
        Path file = write('book.groovy', 'println new Part()')

        expect:
        baksh.start('run', file.toString()) == failure(2, "baksh: $part is not UTF-8 text", "  the text looks like $looks: save it as UTF-8")
        baksh.start('check', file.toString()).with { [code, out.contains("$part is not UTF-8 text")] } == [1, true]

        where:
        charset      || looks
        'ISO-8859-1' || 'Latin-1'
        'UTF-16'     || 'UTF-16'
    }

    def "servers.yaml may begin with a byte order mark, and other text is refused"() {
        given:
        String servers = 'größer: {kind: n2ws, url: "https://n2ws.example", credential: "env:KEY"}\n'

        expect:
        write('servers.yaml', MARK + servers) != null
        baksh.start('servers').code() == 0
        write('servers.yaml', servers, 'ISO-8859-1') != null
        baksh.start('servers') == failure(2, "baksh: $home/servers.yaml is not UTF-8 text", '  the text looks like Latin-1: save it as UTF-8')
    }

    def "a byte order mark of a secret is not sent, and the secret is known before its use: #reference"() {
        given:
        String key = harness.sandbox.n2wsApiKey()
        Path file = write('key', MARK + key + '\r\n')
        baksh.env.remove('BAKSH_N2WS_API_KEY')
        if (reference == 'variable') baksh.env.BAKSH_N2WS_API_KEY = MARK + key
        else baksh.env.BAKSH_N2WS_CREDENTIAL = reference.replace('FILE', file.toString())

        expect:
        baksh.runExpression("n2ws.policies[1].name + ' $key'") == success('nightly ***')
        reference.startsWith('command') || baksh.runExpression("'$key'") == success('***')

        where:
        reference << ['variable', 'file:FILE', 'command:cat FILE']
    }
}
