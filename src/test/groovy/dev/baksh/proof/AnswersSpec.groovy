package dev.baksh.proof

import dev.baksh.Scale
import dev.baksh.Scaled
import spock.lang.Specification

/** A slice of T6; the whole: {@code scripts/soak answers}. */
class AnswersSpec extends Specification {
    @Scaled
    def "no changed answer crashes, hangs, or is taken for a whole one"() {
        when:
        Report report = new AnswersProof(answers: Scale.count(2000)).run()

        then:
        println report
        report.broken == []
    }

    def "the judge of the proof takes #text for #whole"() {
        expect:
        Whole.json(text.getBytes('UTF-8')) == whole

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
