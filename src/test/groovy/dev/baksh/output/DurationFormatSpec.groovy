package dev.baksh.output

import spock.lang.Specification

import java.time.Duration

import static dev.baksh.output.RowFixture.NOW

class DurationFormatSpec extends Specification {
    def "#seconds s ago is #age"() {
        expect:
        DurationFormat.format(NOW.minusSeconds(seconds), NOW) == age

        where:
        seconds         || age
        0               || 'now'
        59              || '59 s ago'
        60              || '1 min ago'
        3599            || '59 min ago'
        3600            || '1 h ago'
        2 * 86400 - 1   || '47 h ago'
        2 * 86400       || '2 d ago'
        730 * 86400 - 1 || '729 d ago'
        730 * 86400     || '2 y ago'
        -7200           || 'in 2 h'
    }

    def "#length is #words"() {
        expect:
        DurationFormat.format(length) == words

        where:
        length                            || words
        Duration.ZERO                     || '0 s'
        Duration.ofNanos(1)               || '1 ms'
        Duration.ofMillis(250)            || '250 ms'
        Duration.ofSeconds(45)            || '45 s'
        Duration.ofSeconds(60)            || '1 min'
        Duration.ofSeconds(90)            || '1 min 30 s'
        Duration.ofMinutes(150)           || '2 h 30 min'
        Duration.ofHours(26)              || '1 d 2 h'
        Duration.ofHours(-2)              || '-2 h'
        Duration.ofSeconds(Long.MIN_VALUE) || 'PT-2562047788015215H-30M-8S'
    }
}
