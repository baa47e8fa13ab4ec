package dev.baksh.cli

import dev.baksh.client.api.TimeSource
import dev.baksh.sandbox.ManualClock
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

import static dev.baksh.cli.CommandResult.failure
import static dev.baksh.cli.CommandResult.success

class TimeSyntaxSpec extends Specification {
    @TempDir
    Path home

    CommandRunner baksh

    def setup() {
        baksh = new CommandRunner(home)
        baksh.time = new ManualClockTimeSource(new ManualClock())
    }

    def "a number and a unit are a duration: #expression"() {
        expect:
        baksh.start('-e', expression) == success(text)

        where:
        expression                 || text
        '30.seconds'               || 'PT30S'
        '1.second'                 || 'PT1S'
        '30.minutes'               || 'PT30M'
        '1.minute'                 || 'PT1M'
        '2.hours'                  || 'PT2H'
        '1.hour'                   || 'PT1H'
        '2.5.hours'                || 'PT2H30M'
        '0.5.seconds'              || 'PT0.5S'
        '7.days'                   || 'PT168H'
        '1.day'                    || 'PT24H'
        '2.weeks'                  || 'PT336H'
        'int n = 3; n.hours'       || 'PT3H'
        '3L.hours'                 || 'PT3H'
        '2.hours + 30.minutes'     || 'PT2H30M'
        '2.hours > 90.minutes'     || 'true'
        '2.hours.toMinutes()'      || '120'
    }

    def "now is an instant of the configured clock"() {
        expect:
        baksh.start('-e', 'now') == success('2026-03-04T05:06:07Z')
        baksh.start('-e', 'now.class.simpleName') == success('Instant')
        baksh.start('-e', 'now - 90.minutes') == success('2026-03-04T03:36:07Z')
    }

    def "relative times are instants: #expression"() {
        given:
        baksh.time = TimeSource.SYSTEM

        expect:
        baksh.start('-e', expression) == success(text)

        where:
        expression                                              || text
        'Duration.between(7.days.ago, now).toDays()'            || '7'
        'Duration.between(2.5.hours.ago, now).toMinutes()'      || '150'
        'Duration.between(now, 30.minutes.fromNow).toMinutes() in [29L, 30L]' || 'true'
        '7.days.ago.class.simpleName'                           || 'Instant'
        '1.hour.ago < now && now < 1.hour.fromNow'              || 'true'
        "Instant.parse('2026-01-01T00:00:00Z') < now"           || 'true'
    }

    def "relative times count from the clock of the run in every form: #expression"() {
        expect:
        baksh.start('-e', expression) == success(*lines)

        where:
        expression                                                || lines
        'println 2.days.ago'                                      || ['2026-03-02T05:06:07Z']
        'println 2.days?.ago'                                     || ['2026-03-02T05:06:07Z']
        'def d = null; println d?.ago'                            || ['null']
        'def d = null; println d*.ago'                            || ['null']
        'println([1.day, 2.days]*.ago)'                           || ['[2026-03-03T05:06:07Z, 2026-03-02T05:06:07Z]']
        'println([1.day, 2.days].fromNow)'                        || ['[2026-03-05T05:06:07Z, 2026-03-06T05:06:07Z]']
        'println([[ago: 5], [ago: 6]]*.ago)'                      || ['[5, 6]']
    }

    def "a relative time of null and a duration above 292 years are errors: #expression"() {
        expect:
        baksh.start('-e', expression).err().readLines()[0] == "baksh: $message"

        where:
        expression               || message
        'def d = null; d.ago'    || "cannot read 'ago' of null"
        '3000000000.hours'       || 'a duration of 3000000000 x 3600 s is longer than 292 years'
        '1e300.days'             || 'a duration of 1E+300 x 86400 s is longer than 292 years'
    }

    def "an exception without a message is named by its class: #name"() {
        expect:
        baksh.start('-e', "throw new ${name}()") == failure(1, "baksh: $label", '  -e:1')

        where:
        name                    || label
        'ClassCastException'    || 'class cast'
        'NumberFormatException' || 'number format'
        'ArithmeticException'   || 'arithmetic error'
        'IllegalStateException' || 'illegal state'
    }

    def "a misspelled unit is an error"() {
        expect:
        baksh.start('-e', '2.huors') == failure(1, "baksh: an Integer has no property 'huors'", '  -e:1')
    }
}
