package dev.baksh.shell

import dev.baksh.client.api.Catalog
import dev.baksh.shell.complete.ArgumentCompleter
import dev.baksh.shell.complete.CompletionContext
import dev.baksh.shell.complete.ShellCommand
import dev.baksh.shell.complete.SyntaxHighlighter
import org.jline.reader.impl.history.DefaultHistory
import spock.lang.Specification

class InputHighlighterSpec extends Specification {
    Map<String, Catalog> catalogs = [n2ws: Catalog.of('n2ws'), px: Catalog.of('px')]
    Map<String, ShellCommand> commands = [run: new ShellCommand('a runbook', { }, new ArgumentCompleter() {
        Map<String, String> completions(String typed) {
            [:]
        }

        String hint(String typed) {
            "   tip of '$typed'"
        }
    })]
    InputHighlighter assistant = new InputHighlighter(new CompletionContext(catalogs, { [] as Set }, { null }, { null }, [:]), commands, { true }, { true }, { true })
    DefaultHistory history = new DefaultHistory()

    def "the latest history line with the same beginning and without a write is suggested"() {
        given:
        ["n2ws.policies.count()", "n2ws.policies['a'].runTimes(days: 7)", "n2ws.policies['a'].delete()", "n2ws.policies['a'].backup()"].each { history.add(it) }

        expect:
        assistant.findSuggestion(typed, history) == rest

        where:
        typed                   || rest
        "n2ws.policies['a'"     || '].runTimes(days: 7)'
        "n2ws.policies['a'].d"  || ''
        'n2ws.policies.'        || 'count()'
        'n2ws.policies.count()' || ''
        'px'                    || ''
        ''                      || ''
    }

    def "a line with characters of ambiguous width is not suggested"() {
        given:
        history.add("n2ws.policies['\uD83D\uDC69\u200D\uD83D\uDC67'].targets")

        expect:
        assistant.findSuggestion('n2ws.pol', history) == ''
    }

    def "nothing is suggested from an empty history"() {
        expect:
        assistant.findSuggestion('n2ws', history) == ''
    }

    def "the arguments of the operation at the cursor are shown"() {
        expect:
        assistant.findHint(typed) == tipFor

        where:
        typed                                          || tipFor
        'n2ws.policies.list('                          || '   search, user, account, ordering'
        "n2ws.policies.list(search: 'x',"              || '   search, user, account, ordering'
        "n2ws.policies['a'].runTimes("                 || '   days'
        "n2ws.backups['a'].await("                     || '   timeout, every'
        'n2ws.policies.list(x'                         || ''
        ':run x.groovy --policy '                      || "   tip of 'x.groovy --policy '"
        ':run'                                         || ''
        ':nowhere x '                                  || ''
        'help run '                                    || ''
        'foo('                                         || ''
        'n2ws.policies.'                               || ''
        ''                                             || ''
    }

    def "highlighting changes no character of #text"() {
        expect:
        new SyntaxHighlighter(new CompletionContext(catalogs, { [] as Set }, { null }, { null }, [:])).highlight(text).toString() == text

        where:
        text << [
            '', ' ', 'n2ws', "n2ws.policies['nightly'].backup() // run", 'x = "a" + \'b\' + """c""" /* d */ + /e/', '"""open ${x', "'open", '// all',
            'def f(a) { a ?: 1_000 }', ':servers eu', 'help n2ws', "n2ws.nowhere.x\n  .y('''z\n''')", '\t\n', "a 'b' 'b'", '"$x',
        ]
    }

    def "an unknown noun is underlined, but not while it is being typed"() {
        expect:
        new SyntaxHighlighter(new CompletionContext(catalogs, { [] as Set }, { null }, { null }, [:])).highlight(text).toAnsi().contains('\u001b[4;31m') == wrong || new SyntaxHighlighter(new CompletionContext(catalogs, { [] as Set }, { null }, { null }, [:])).highlight(text).toAnsi().contains('\u001b[31;4m') == wrong

        where:
        text              || wrong
        'n2ws.polices.x'  || true
        'n2ws.polices'    || true
        'n2ws.polic'      || false
        'n2ws.policies.x' || false
        'n2ws.get("x")'   || false
        'foo.polices'     || false
        'n2ws.azure.pol'  || false
        'n2ws.azure.x'    || true
        'n2ws.azure.policies.x' || false
    }
}
