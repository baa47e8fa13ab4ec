package dev.baksh.reliability

import spock.lang.Specification

/** Decision whether a run of {@link FaultSoak} shows anything. */
class FaultSoakSpec extends Specification {
    static final Map<String, Integer> GOOD_RUN = [
        'n2ws 1 good': 990, 'n2ws 1 FAILED': 10, 'n2ws 2 good': 800, 'n2ws 2 DENIED': 150, 'n2ws 2 UNREACHABLE': 50, 'n2ws 3 good': 1000, 'n2ws 4 good': 1000,
        'px 1 good': 1, 'px 2 good': 600, 'px 3 good': 600, 'px 4 good': 600
    ]

    static SoakReport report(Map<String, Integer> counts) {
        final SoakReport report = new SoakReport('calls')
        FaultSoak.addCalls(report, ['loops 1000'] + counts.findAll { it.value }.collect { "calls $it.key $it.value".toString() })
        return report
    }

    def "a run holds with four fifths of good calls to each server in each quarter"() {
        expect:
        report(GOOD_RUN).exitCode == 0
        report(GOOD_RUN).failures == []
        report(GOOD_RUN).toString().replaceAll(/after \d+ s/, 'after N s') == """\
            calls
              calls with the result good                           5591
              calls with the result FAILED                         10
              calls with the result DENIED                         150
              calls with the result UNREACHABLE                    50
              good calls to n2ws in quarter 1                      990 of 1000
              good calls to n2ws in quarter 2                      800 of 1000
              good calls to n2ws in quarter 3                      1000 of 1000
              good calls to n2ws in quarter 4                      1000 of 1000
              good calls to px in quarter 1                        1 of 1
              good calls to px in quarter 2                        600 of 600
              good calls to px in quarter 3                        600 of 600
              good calls to px in quarter 4                        600 of 600
              HOLDS, after N s""".stripIndent()
    }

    def "a run in which #what is invalid: exit code 3, with the reason"() {
        given:
        SoakReport report = report(GOOD_RUN + counts)

        expect:
        report.exitCode == 3
        report.failures == reasons
        report.toString().replaceAll(/after \d+ s/, 'after N s').readLines().last() == '  INVALID: ' + reasons.join('; ') + ', after N s'

        where:
        what                             | counts                                                                      || reasons
        'less than four fifths are good' | ['n2ws 2 good': 799]                                                        || ['good calls to n2ws in quarter 2: 799 of 999, must be at least 80 %']
        'a server was down at the end'   | ['px 4 good': 3, 'px 4 UNREACHABLE': 90]                                    || ['good calls to px in quarter 4: 3 of 93, must be at least 80 %']
        'no calls were counted'          | GOOD_RUN.collectEntries { [it.key, 0] }                                     || ['n2ws', 'px'].collectMany { server -> (1..4).collect { "good calls to $server in quarter $it: 0 of 0, must be at least 80 %".toString() } }
        'the process ended half-way'     | ['n2ws 3 good': 0, 'n2ws 4 good': 0, 'px 3 good': 0, 'px 4 good': 0]        || ['n2ws', 'px'].collectMany { server -> (3..4).collect { "good calls to $server in quarter $it: 0 of 0, must be at least 80 %".toString() } }
    }

    def "an invalid run does not hold, even if other figures are wrong too"() {
        given:
        SoakReport report = report([:])

        when:
        report.expectEqual('exit code', 5, 0)

        then:
        report.exitCode == 3
        report.failures.size() == 9
        report.failures.first() == 'exit code: 5, must be 0'
    }
}
