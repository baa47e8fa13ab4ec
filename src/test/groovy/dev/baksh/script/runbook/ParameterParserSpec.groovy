package dev.baksh.script.runbook

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.script.compile.ScriptException
import spock.lang.Specification

import java.time.Duration
import java.time.Instant

class ParameterParserSpec extends Specification {
    static final Instant NOW = Instant.parse('2026-03-04T05:06:07Z')
    static final String DECLARATION = '''\
        params {
            string 'policy', required: true, help: 'which policy'
            integer 'count', default: 3
            number 'share'
            duration 'timeout', default: 2.hours
            time 'since', default: 7.days.ago
            list 'users'
            choice 'mode', choices: ['fast', 'slow'], default: 'fast'
            flag 'notify'
        }
        '''.stripIndent()

    def "values are converted to their types: #args"() {
        expect:
        parseArguments(['--policy', 'p', *args])[name] == value

        where:
        args                            | name      || value
        []                              | 'count'   || 3
        ['--count', '12']               | 'count'   || 12
        ['--share=0.5']                 | 'share'   || 0.5
        []                              | 'share'   || null
        []                              | 'timeout' || Duration.ofHours(2)
        ['--timeout', '1h30m']          | 'timeout' || Duration.ofMinutes(90)
        []                              | 'since'   || NOW - Duration.ofDays(7)
        ['--since', '2026-01-02']       | 'since'   || Instant.parse('2026-01-02T00:00:00Z')
        ['--users', 'alice, bob']       | 'users'   || ['alice', 'bob']
        ['--mode=slow']                 | 'mode'    || 'slow'
        []                              | 'notify'  || false
        ['--notify']                    | 'notify'  || true
        ['--no-notify']                 | 'notify'  || false
    }

    def "an invalid value is a usage error: #args"() {
        when:
        parseArguments(args)

        then:
        BakshException e = thrown()
        e.exit() == ExitCode.USAGE
        e.message == message

        where:
        args                                    || message
        []                                      || 'book.groovy needs --policy: which policy'
        ['--polcy', 'x']                        || 'book.groovy has no parameter --polcy'
        ['--policy', 'p', '--count', 'x']       || "--count takes a whole number, not 'x'"
        ['--policy', 'p', '--timeout', '2']     || "--timeout takes a duration: 90s, 30m, 2h, 7d, not '2'"
        ['--policy', 'p', '--notify', 'false']  || "--notify takes no value, not 'false'; to set the flag to false: --no-notify"
        ['--policy', 'p', '--mode', 'quick']    || "--mode takes one of fast, slow, not 'quick'"
        ['--policy', 'p', '--notify=yes']       || "--notify takes no value, not 'yes'"
        ['--policy', 'a', '--policy', 'b']      || '--policy was given twice'
        ['--policy']                            || '--policy needs a value: a string'
        ['--policy', ' ']                       || '--policy needs a value: a string'
    }

    def "code in a parameter declaration is an error with its line: #text"() {
        when:
        OutlineParser.parse('book.groovy', "params {\n$text\n}\n")

        then:
        ScriptException e = thrown()
        e.message == "book.groovy:2: $message"

        where:
        text                                         || message
        "choice 'a', ['x', 'y']"                     || 'choice takes the name of the parameter and named arguments'
        "string 'a', default: new File('x')"         || 'params accepts only strings, numbers, true, false, lists, durations and now'
        "println 1; string 'a'"                      || "params has no kind 'println'"
        "strng 'a'"                                  || "params has no kind 'strng'"
        "string 'a', requird: true"                  || "a parameter has no 'requird'"
        "integer 'a', default: 'x'"                  || "the default of 'a' takes a whole number, not 'x'"
        "string 'a'; string 'a'"                     || "'a' is declared twice"
        "choice 'a'"                                 || 'choice needs choices:'
        "string 'a', required: true, default: 'x'"   || "'a' is required, so it can have no default"
    }

    def "the error of a parameter with other arguments shows the form: #text"() {
        when:
        OutlineParser.parse('book.groovy', "params {\n$text\n}\n")

        then:
        ScriptException e = thrown()
        e.hint() == form

        where:
        text                      || form
        "choice 'a', ['x', 'y']"  || "choice 'size', choices: ['small', 'large']"
        "integer 'a', 5"          || "integer 'name', help: 'its meaning'"
    }

    private static Map<String, Object> parseArguments(List<String> args) {
        List<RunbookParameter> parameters = OutlineParser.parse('book.groovy', DECLARATION).parameters()
        ParameterParser.parse('book.groovy', parameters, args, NOW, { null }, [])
    }
}
