package dev.baksh.client.text

import dev.baksh.HostileNames
import org.codehaus.groovy.control.CompilerConfiguration
import spock.lang.Specification

class GroovyCodeSpec extends Specification {
    static final List<String> NAMES = HostileNames.list(500, 15)

    def "a literal of generated code has the value of its text and is one visible line"() {
        when:
        List literals = NAMES.collect { GroovyCode.quote(it) }

        then:
        new GroovyShell().evaluate('[' + literals.join(',\n') + ']') == NAMES
        literals.findAll { literal -> literal.codePoints().anyMatch { it < 0x20 || it in [0x7f, 0x85, 0x2028, 0x2029, 0x202e, 0x2066, 0xfeff] || Character.getType(it) == Character.SURROGATE } } == []
    }

    def "lists and maps of texts are literals, with keys as texts"() {
        when:
        String literal = GroovyCode.literal([a: NAMES, n: [1, -2, 3.5, null, true, 99999999999], (NAMES[5]): [:]])

        then:
        new GroovyShell().evaluate(literal) == [a: NAMES, n: [1, -2, 3.5, null, true, 99999999999], (NAMES[5]): [:]]
    }

    def "a comment of generated code is one line without code"() {
        expect:
        NAMES.every { name ->
            String comment = GroovyCode.comment(name)
            assert comment.startsWith('//')
            assert comment.readLines().size() == 1
            new GroovyShell(new CompilerConfiguration()).evaluate("$comment\n7") == 7
        }
        GroovyCode.comment('a\n\\u000ab\u202e') == '// a<U+000A><U+005C>u000ab<U+202E>'
    }

    def "an identifier that is not a name is refused: #text"() {
        when:
        GroovyCode.name(text)

        then:
        thrown(IllegalArgumentException)

        where:
        text << ['', 'a b', 'a;b', "a'b", 'a\nb', '1a', 'a.', '.a', 'a..b', 'delete()', 'in', 'def', 'x.class', 'größe', 'a$b']
    }

    def "code is written as users write it"() {
        expect:
        GroovyCode.name('n2ws').call('eu').property('azure.policies').index(12).property('update').block([GroovyCode.name('generations').command(5), GroovyCode.name('schedules').command(['daily']), GroovyCode.name('n').command(-1)]).toString() ==
            "n2ws('eu').azure.policies[12].update { generations 5; schedules(['daily']); n(-1) }"
        GroovyCode.name('allow').command(['role', 'rule'], 'apis', ['*']).toString() == "allow 'role', 'rule', apis: ['*']"
        GroovyCode.name('found').property('a').requireEqual('x', "it's").toString() == "require found.a == 'x', 'it\\'s'"
        GroovyCode.name('found').property('a').requireEqualOrNull("x'", "it's").toString() == "require found.a in [null, 'x\\''], 'it\\'s'"
    }
}
