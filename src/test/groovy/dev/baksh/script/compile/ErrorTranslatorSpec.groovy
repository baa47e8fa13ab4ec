package dev.baksh.script.compile

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.script.session.ScriptFixture
import spock.lang.Specification

class ErrorTranslatorSpec extends Specification {
    ScriptFixture fixture = new ScriptFixture()

    def "#source is reported as: #message"() {
        when:
        fixture.run('title "Drill"\n' + source)

        then:
        ScriptException e = thrown()
        e.message == message
        e.hint() == (hint == null ? '' : hint + '\n') + 'drill.groovy:2'
        e.location() == 'drill.groovy:2'
        e.exit() == ExitCode.FAILED

        where:
        source                                    || message                                            | hint
        'n2w.policies'                            || "'n2w' is not defined"                     | 'did you mean: n2ws'
        'block { n2w.policies }'                  || "'n2w' is not defined"                     | 'did you mean: n2ws'
        'title'                                   || "'title' is a verb, not a variable"                 | 'it takes: (String)'
        'xyzzy'                                   || "'xyzzy' is not defined"                   | "a text needs quotes: 'xyzzy'"
        'px.polices'                              || "a Server has no property 'polices'"               | 'did you mean: policies'
        '"a".sise'                                || "a String has no property 'sise'"                  | null
        'tilte "x"'                               || "no verb or method 'tilte' is defined"          | 'did you mean: title'
        'def load() { 1 }; laod()'                || "no verb or method 'laod' is defined"           | 'did you mean: load'
        'title 1, 2'                              || 'title does not take (Integer, Integer)'           | 'it takes: (String)'
        '"a".toUperCase()'                        || "a String has no method 'toUperCase'"              | 'did you mean: toUpperCase, toLowerCase'
        '"a".concat(1)'                           || "a String's concat does not take (Integer)"        | 'it takes: (String)'
        'def c = { a -> a }; c(1, 2)'             || 'this closure does not take (Integer, Integer)'     | 'it takes: (Object)'
        'px(1)'                                   || 'a Server cannot be called with (Integer)'         | 'a variable hides the verb or the method of its name: rename the variable, or in a block write delegate. before the verb'

        'null.name'                               || "cannot read 'name' of null"                       | "the value before '.name' is null: a find without a match, a max() of an empty list, or a field that is not set; with ?.name the result is null too"
        'def x = null; x.delete()'                || 'cannot call delete() on null'                     | "the value before '.delete' is null: a find without a match, a max() of an empty list, or a field that is not set; with ?.delete the result is null too"
        'def x = null; x.a = 1'                   || 'null where a value was needed'                    | null
        'Objects.requireNonNull(null)'            || 'null where a value was needed'                    | null

        '[].max().name'                           || "cannot read 'name' of null"                       | "the value before '.name' is null: a find without a match, a max() of an empty list, or a field that is not set; with ?.name the result is null too"
        '[].last()'                               || 'the list before .last() is empty'                 | 'test it first: list ? list.last() : null'
        '[].first()'                              || 'the list before .first() is empty'                | 'test it first: list ? list.first() : null'
        '[].findAll { true }.head()'              || 'the list before .first() is empty'                | 'test it first: list ? list.first() : null'
        '[].pop()'                                || 'the list before .pop() is empty'                  | 'test it first: list ? list.pop() : null'
        'java.time.Instant.EPOCH in (java.time.Instant.MIN..java.time.Instant.MAX)' || 'a range of times, a..b, has no single values to compare with' | 'write (a..b).containsWithinBounds(time), or time >= a && time <= b'
        '1 / 0'                                   || 'division by zero'                                 | null
        'int n = "abc" as int'                    || '"abc" is not a number'                            | null
        'int n = "abc"'                           || "cannot make an int of 'abc' (a String)"           | null
        'def f() { f() }; f()'                    || 'a method or closure calls itself endlessly'     | null
        'assert 1 > 2 : "too few"'                || 'assertion failed: too few. Expression: (1 > 2)'   | null
        'throw new IllegalStateException("boom")' || 'boom'                                             | null
        'throw new IllegalStateException()'       || 'illegal state'                                    | null
        'new File("/none/x.csv").text'            || 'file not found: /none/x.csv (No such file or directory)' | null
        'throw new Exception("a\\n  b\\u001b[2J")' || 'a b\uFFFD[2J'                                    | null
        'new Thread().with { throw new java.lang.reflect.UndeclaredThrowableException(new Exception("inner")) }' || 'inner' | null
    }

    def "an assertion keeps its power assertion output"() {
        when:
        fixture.run('def rows = [1, 2]\nassert rows.size() == 3')

        then:
        ScriptException e = thrown()
        e.message == 'assertion failed: rows.size() == 3'
        e.hint() == '''\
            assert rows.size() == 3
                   |    |      |
                   |    2      false
                   [1, 2]
            drill.groovy:2'''.stripIndent()
    }

    def "an error of baksh keeps its exit code and hint and gets a location"() {
        given:
        fixture.binding.setVariable('fail', { -> throw BakshException.refusal('no', 'ask') })

        when:
        fixture.run('\n\nblock { fail() }')

        then:
        ScriptException e = thrown()
        e.message == 'no'
        e.hint() == 'ask\ndrill.groovy:3'
        e.exit() == ExitCode.REFUSED
        e.cause.class == BakshException
    }

    def "the location is the innermost line of the user's code"() {
        when:
        fixture.run('def inner() {\n  [3, 1].sort { a, b ->\n    1 / 0\n  }\n}\ninner()')

        then:
        ScriptException e = thrown()
        e.location() == 'drill.groovy:3'
    }

    def "an interrupt has exit code 130"() {
        when:
        fixture.run('Thread.currentThread().interrupt()\nThread.sleep(1)\nnew Object().wait(1)')

        then:
        ScriptException e = thrown()
        e.message == 'interrupted'
        e.exit() == ExitCode.INTERRUPTED
    }

    def "suggestions use names and do not read values"() {
        given:
        Binding binding = new Binding() {
            @Override
            Object getVariable(String name) {
                if (name == 'token') throw new IllegalStateException('read')
                super.getVariable(name)
            }
        }
        binding.setVariable('token', 1)

        when:
        fixture.runner.run('drill.groovy', 'tokn', binding)

        then:
        ScriptException e = thrown()
        e.hint() == 'did you mean: token\ndrill.groovy:1'
    }
}
