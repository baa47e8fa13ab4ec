package dev.baksh.client.text

import dev.baksh.Scale
import dev.baksh.Scaled
import groovyjarjarantlr4.v4.runtime.CharStreams
import groovyjarjarantlr4.v4.runtime.Token
import org.apache.groovy.parser.antlr4.GroovyLangLexer
import spock.lang.Specification
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.Path

import static dev.baksh.client.text.GroovyLexer.Kind.COMMENT
import static dev.baksh.client.text.GroovyLexer.Kind.STRING

class GroovyLexerSpec extends Specification {
    def "strings and comments are found: #source"() {
        given:
        List<GroovyLexer.Token> tokens = GroovyLexer.tokenize(source)

        expect:
        tokens*.text().join() == source
        tokens.findAll { it.kind() in [STRING, COMMENT] }*.text() == found
        strings(source) == groovyStrings(source)

        where:
        source                                             || found
        "// don't\nx 'a'"                                  || ["// don't", "'a'"]
        "/* don't */ x 'a'"                                || ["/* don't */", "'a'"]
        "#!/bin/it's\nx 'a'"                               || ["#!/bin/it's", "'a'"]
        "x = '''it's''' + 'a'"                             || ["'''it's'''", "'a'"]
        'x = """say "it" now""" + "a"'                     || ['"""say "it" now"""', '"a"']
        "x = 'a\\'b' + \"c\\\"d\" + 'e\\\\'"               || ["'a\\'b'", '"c\\"d"', "'e\\\\'"]
        "x = \"it's\" + 'say \"it'"                        || ["\"it's\"", "'say \"it'"]
        "x = /it's \\/ a/ + 'b'"                           || ["/it's \\/ a/", "'b'"]
        "x = y /2 + 'a'/2"                                 || ["'a'"]
        "x = (1) /2; y[1] /2; z++ /2; 'a'"                 || ["'a'"]
        "foo(1,\n a\n / 2, 'b' / 3)"                       || ["'b'"]
        "return /it's/"                                    || ["/it's/"]
        "x\n/it's/.size()"                                 || ["/it's/"]
        'x = $/it\'s $$ $/ /a/ $/$ b/$ + \'c\''            || ['$/it\'s $$ $/ /a/ $/$ b/$', "'c'"]
        '"a ${x.collect { "it\'s $it" }} b" + \'c\''       || ['"a ${x.collect { "it\'s $it" }} b"', "'c'"]
        '"a ${"b ${\'c}\' + /d}/}"}" + \'e\''              || ['"a ${"b ${\'c}\' + /d}/}"}"', "'e'"]
        '"""a ${ /* }" */ x } \'""" + \'c\''               || ['"""a ${ /* }" */ x } \'"""', "'c'"]
        '/a ${"/"} \'/ + \'c\''                            || ['/a ${"/"} \'/', "'c'"]
        '"a $x.y \\${ b" + \'c\''                          || ['"a $x.y \\${ b"', "'c'"]
        "x = '' + \"\" + '''''' + 'a'"                     || ["''", '""', "''''''", "'a'"]
        "x.'it s' = 1.5e3 /2; a 'b'"                       || ["'it s'", "'b'"]
    }

    def "a text that is not Groovy has tokens, too: #source"() {
        expect:
        GroovyLexer.tokenize(source)*.text().join() == source
        GroovyLexer.tokenize(source)*.kind().last() == kind

        where:
        source                 || kind
        "x 'a"                 || STRING
        "x '''a\nb"            || STRING
        'x "a ${ b'            || STRING
        '/* a'                 || COMMENT
        "'a\\"                 || STRING
        '$/'                   || STRING
        '"${' * 1000           || STRING
        ')]}}' + "'a'"         || STRING
    }

    @Timeout(10)
    def "the time is linear: #start"() {
        expect:
        GroovyLexer.tokenize(start * 300_000)*.text().join() == start * 300_000

        where:
        start << ["'", '"', '/', '$/', '/*', '"${', '(', '"${"', "\\'", 'a', '1.', '\n/']
    }

    @Scaled
    def "the strings are those of the lexer of Groovy, in each Groovy file of the project"() {
        given:
        List<Path> files = ['src/test/groovy', 'scripts', 'lib'].collectMany { folder ->
            Files.walk(Path.of(folder)).withCloseable { paths -> paths.filter { it.toString().endsWith('.groovy') }.toList() }
        }

        expect:
        files.size() > 100
        Scale.scaledShare(files, 1).findAll { strings(it.toFile().text) != groovyStrings(it.toFile().text) } == []
    }

    /** Start and end of each string, in code points. */
    private static List<List<Integer>> strings(String source) {
        int position = 0
        GroovyLexer.tokenize(source).collect { token ->
            int start = position
            position += token.text().codePointCount(0, token.text().length())
            token.kind() == STRING ? [start, position] : null
        }.findAll()
    }

    private static List<List<Integer>> groovyStrings(String source) {
        GroovyLangLexer lexer = new GroovyLangLexer(CharStreams.fromString(source))
        List<List<Integer>> strings = []
        List<Integer> starts = []
        for (Token token = lexer.nextToken(); token.type != Token.EOF; token = lexer.nextToken()) {
            if (token.type == GroovyLangLexer.GStringBegin) starts << token.startIndex
            else if (token.type == GroovyLangLexer.StringLiteral && starts.empty) strings << [token.startIndex, token.stopIndex + 1]
            else if (token.type == GroovyLangLexer.GStringEnd) {
                int start = starts.removeLast()
                if (starts.empty) strings << [start, token.stopIndex + 1]
            }
        }
        strings
    }
}
