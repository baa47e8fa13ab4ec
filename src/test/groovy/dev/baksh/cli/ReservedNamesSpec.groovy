package dev.baksh.cli

import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

import static dev.baksh.cli.CommandResult.failure
import static dev.baksh.cli.CommandResult.success

class ReservedNamesSpec extends Specification {
    @TempDir
    Path home

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home)
    }

    def "a reserved name is rejected before execution, with its line: #text"() {
        expect:
        baksh.runStandardInput("println 'never'\n$text") == failure(1,
            "baksh: -:2: '$name' is a reserved name of baksh and cannot be reassigned or redeclared; choose another name")

        where:
        text                                          || name
        'n2ws = 1'                                    || 'n2ws'
        'px = null'                                   || 'px'
        'args = []'                                   || 'args'
        'params = [:]'                                || 'params'
        'now = 5'                                     || 'now'
        'now += 5'                                    || 'now'
        'now++'                                       || 'now'
        'this.now = 5'                                || 'now'

        'def n2ws = 1'                                || 'n2ws'
        'final px = 1'                                || 'px'
        'String args = "x"'                           || 'args'
        'var params = 1'                              || 'params'
        'def (a, now) = [1, 2]'                       || 'now'
        '(a, now) = [1, 2]'                           || 'now'

        'def f(n2ws) { }'                             || 'n2ws'
        'def f(String a, px = 1) { }'                 || 'px'
        'def now() { }'                               || 'now'
        '[1].each { args -> println args }'           || 'args'
        '[1].each { params, i -> println i }'         || 'params'
        'def f = (now) -> now'                        || 'now'
        'for (n2ws in [1]) { }'                       || 'n2ws'
        'for (int px = 0; px < 1; px++) { }'          || 'px'
        'for (String now : ["a"]) { }'                || 'now'
        'try { } catch (args) { }'                    || 'args'
        'try { } catch (Exception params) { }'        || 'params'
        'if (true) { def now = 1 }'                   || 'now'
        'def f() { n2ws = 1 }'                        || 'n2ws'
        '[1].each { now = it }'                       || 'now'
        'import java.time.Instant as now'             || 'now'
    }

    def "the binding also rejects reserved names: #text"() {
        expect:
        baksh.runStandardInput(text) == failure(1,
            "baksh: '$name' is a reserved name of baksh and cannot be reassigned or redeclared", '  choose another name', '  -:1')

        where:
        text                                  || name
        'binding.n2ws = 1'                    || 'n2ws'
        'binding.setVariable("px", 1)'        || 'px'
        'setProperty("now", 1)'               || 'now'
        '"${"args"}".with { binding[it] = 1 }' || 'args'
    }

    def "reserved names can be used as fields, keys and arguments and in classes"() {
        expect:
        baksh.runStandardInput('''
            class Report {
                def n2ws
                Report(n2ws, px) { this.n2ws = n2ws }
                def now() { n2ws }
            }
            def m = [now: 1, args: 2]
            m.now = 3
            println m.now
            println new Report('a', 'b').now()
            println args
            println params.isEmpty()
            println now.class.simpleName
            ''') == success('3', 'a', '[]', 'true', 'Instant')
    }
}
