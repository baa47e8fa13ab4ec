package dev.baksh.script.runbook

import dev.baksh.client.api.BakshException
import spock.lang.Specification

import java.time.Instant

class MaintenanceWindowSpec extends Specification {
    def "the window #hours on #days contains #time: #holds"() {
        expect:
        MaintenanceWindow.of(hours, days, zone).contains(Instant.parse(time)) == holds

        where:
        hours         | days           | zone            | time                   || holds
        '22:00-06:00' | null           | null            | '2026-03-04T22:00:00Z' || true
        '22:00-06:00' | null           | null            | '2026-03-05T05:59:59Z' || true
        '22:00-06:00' | null           | null            | '2026-03-05T06:00:00Z' || false
        '22:00-06:00' | null           | null            | '2026-03-04T21:59:59Z' || false

        '22:00-06:00' | ['sat']        | null            | '2026-03-08T05:00:00Z' || true
        '22:00-06:00' | ['sat']        | null            | '2026-03-07T05:00:00Z' || false
        '09:00-17:00' | 'mon, tuesday' | null            | '2026-03-03T09:00:00Z' || true
        '09:00-17:00' | 'mon, tuesday' | null            | '2026-03-04T09:00:00Z' || false

        '22:00-06:00' | null           | 'Europe/Berlin' | '2026-03-04T21:00:00Z' || true
    }

    def "outside the window the message contains its hours"() {
        when:
        MaintenanceWindow.of('22:00-06:00', ['sat', 'sun'], null).check(Instant.parse('2026-03-04T12:30:00Z'))

        then:
        BakshException e = thrown()
        e.message == 'outside the maintenance window 22:00-06:00 on sat, sun (Z): the time is Wed 12:30'
    }
}
