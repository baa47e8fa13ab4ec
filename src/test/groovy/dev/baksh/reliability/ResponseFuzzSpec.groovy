package dev.baksh.reliability

import dev.baksh.Scale
import dev.baksh.Scaled
import spock.lang.Specification

/** Short version of soak T6. Full size: {@code scripts/soak answers}. */
class ResponseFuzzSpec extends Specification {
    @Scaled
    def "no mutated response causes a crash or a hang or is accepted as valid"() {
        when:
        SoakReport report = new ResponseFuzzSoak(answers: Scale.scaledCount(2000)).run()

        then:
        println report
        report.failures == []
    }

    def "the reference validator of the fuzz test evaluates #text as #whole"() {
        expect:
        ReferenceJsonValidator.isValid(text.getBytes('UTF-8')) == whole

        where:
        text                      || whole
        '{}'                      || true
        ' [1, -0.5e+3, "a\\u00fc"] ' || true
        'null'                    || true
        '{"a": {"b": []}}'        || true
        '01'                      || false
        '1.'                      || false
        '+1'                      || false
        '[1,]'                    || false
        '{"a": 1,}'               || false
        '{a: 1}'                  || false
        '"\\x"'                   || false
        '"\t"'                    || false
        '{} {}'                   || false
        '{"a": 1, "a": 2}'        || false
        'nul'                     || false
        ''                        || false
        '['                       || false
        "['a']"                   || false
        'NaN'                     || false
        '[1 2]'                   || false
        '/* */ 1'                 || false
    }
}
