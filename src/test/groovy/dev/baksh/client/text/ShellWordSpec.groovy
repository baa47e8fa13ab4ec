package dev.baksh.client.text

import dev.baksh.HostileNames
import spock.lang.Specification

class ShellWordSpec extends Specification {
    def "a word for a command is one visible line, and a shell reads it as the text"() {
        given:
        List<String> texts = HostileNames.list(300, 12).findAll { !it.contains('\0') && it.every { c -> !Character.isSurrogate(c as char) } } + ['', "it's", 'a b', '-x', 'a\nrm -rf ~\n', "'\n", '\\', '$(x)', 'ü\u202e']
        List<String> words = texts.collect { ShellWord.quote(it) }

        expect:
        words.every { word -> word.codePoints().noneMatch { HiddenCharacters.contains(it) } }
        ShellWord.split(words.join(' ')) == texts
        bash(words) == texts
        ShellWord.quote('a\nb') == '$\'a\\012b\''
        ShellWord.quoteIfNeeded('a/b-1.groovy') == 'a/b-1.groovy'
    }

    def "a typed command is split at blanks: #command"() {
        expect:
        ShellWord.split(command) == words

        where:
        command                    || words
        ''                         || []
        ' a  b\tc '                || ['a', 'b', 'c']
        "--n='a b' \"c d\"e ''"    || ['--n=a b', 'c de', '']
        "C:\\x 'it'\\''s' \$HOME"  || ['C:\\x', "it's", '$HOME']
        "it's"                     || null
    }

    private static List<String> bash(List<String> words) {
        Process shell = new ProcessBuilder('bash', '-c', 'for a in ' + words.join(' ') + '; do printf "%s\\0" "$a"; done').start()
        String out = new String(shell.inputStream.readAllBytes(), 'UTF-8')
        assert shell.waitFor() == 0
        out.split('\0', -1).toList().dropRight(1)
    }
}
