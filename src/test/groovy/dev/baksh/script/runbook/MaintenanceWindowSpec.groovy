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

        '09:00-17:00' | 'mon-fri'      | null            | '2026-03-06T09:00:00Z' || true
        '09:00-17:00' | 'mon-fri'      | null            | '2026-03-07T09:00:00Z' || false
        '09:00-17:00' | ['Fri - mon']  | null            | '2026-03-08T09:00:00Z' || true
        '09:00-17:00' | ['Fri - mon']  | null            | '2026-03-10T09:00:00Z' || false
        '9:00 - 17:00' | 'mon–fri'     | null            | '2026-03-06T09:00:00Z' || true
        '9:00–9:30'   | null           | null            | '2026-03-06T09:30:00Z' || false
        '09:00-17:00' | 'wed-wed'      | null            | '2026-03-04T09:00:00Z' || true
        '09:00-17:00' | 'wed-wed'      | null            | '2026-03-05T09:00:00Z' || false
        '09:00-17:00' | ['mon-tue', 'THURS'] | null      | '2026-03-05T09:00:00Z' || true
        '00:00-24:00' | 'wed'          | null            | '2026-03-04T23:59:59Z' || true
        '00:00-24:00' | 'wed,fri'.split(',') | null      | '2026-03-06T23:59:59Z' || true
        '00:00-24:00' | ['wed'] as Set | null            | '2026-03-05T00:00:00Z' || false
        '20:00-24:00' | 'wed'          | null            | '2026-03-05T00:00:00Z' || false

        '22:00-06:00' | null           | 'Europe/Berlin' | '2026-03-04T21:00:00Z' || true
    }

    def "outside the window the message contains its hours"() {
        when:
        MaintenanceWindow.of('22:00-06:00', ['sat', 'sun'], null).check(Instant.parse('2026-03-04T12:30:00Z'))

        then:
        BakshException e = thrown()
        e.message == 'outside the maintenance window 22:00-06:00 on sat, sun (Z): the time is Wed 12:30'
    }

    def "an option without a value, and an unknown option, are refused: #options"() {
        when:
        MaintenanceWindow.of('22:00-06:00', options)

        then:
        BakshException e = thrown()
        [e.exit().code(), e.message, e.hint()] == [1, message, hint]

        where:
        options                       || message                        | hint
        [days: null]                  || "window: 'days' is null"       | 'leave it out for all days'
        [days: 'mon', zone: null]     || "window: 'zone' is null"       | 'leave it out for UTC'
        [day: 'mon']                  || "window has no 'day:'"         | 'did you mean: days'
        [hours: null]                 || "window: 'hours' is null"      | 'leave it out for whole days'
        [hours: '01:00-02:00']        || "window: the hours are given twice: '22:00-06:00' and '01:00-02:00'" | null
    }

    def "a window that is always open is refused: #options"() {
        when:
        MaintenanceWindow.of(null, options)

        then:
        BakshException e = thrown()
        [e.exit().code(), e.message, e.hint()] == [1, 'window: without hours and days the window is always open', "write the hours, the days or both: window '22:00-06:00', days: 'mon-fri'"]

        where:
        options << [[:], [zone: 'Europe/Berlin']]
    }

    def "hours can have a name, and whole days need no hours: #options"() {
        expect:
        MaintenanceWindow.of(null, options) == MaintenanceWindow.of(hours, options - [hours: hours])

        where:
        options                                                         || hours
        [days: 'mon-fri']                                               || '00:00-24:00'
        [zone: 'Europe/Berlin', days: ['sat']]                          || '00:00-24:00'
        [hours: '22:00-06:00', days: 'mon-fri']                         || '22:00-06:00'
        [hours: '22:00-06:00']                                          || '22:00-06:00'
    }

    def "an unclear window is refused: #hours, #days"() {
        when:
        MaintenanceWindow.of(hours, days, zone)

        then:
        BakshException e = thrown()
        [e.exit().code(), e.message, e.hint()] == [1, message, hint]

        where:
        hours         | days        | zone   || message                                                    | hint
        '22:00-06:00' | []          | null   || "window: 'days' names no day"                              | "write days: 'mon-fri', or leave it out for all days"
        '22:00-06:00' | ''          | null   || "window: 'days' names no day"                              | "write days: 'mon-fri', or leave it out for all days"
        '22:00-06:00' | 'mon-'      | null   || "window: no day ''"                                        | 'valid days are: mon, tue, wed, thu, fri, sat, sun'
        '22:00-06:00' | ['monkey']  | null   || "window: no day 'monkey'"                                  | 'did you mean: mon'
        '22:00-06:00' | 'mo'        | null   || "window: no day 'mo'"                                      | 'did you mean: mon'
        '22:00-06:00' | 'mon..fri'  | null   || "window: no day 'mon..fri'"                                | 'did you mean: fri, mon'
        '22:00-06:00' | 'workdays'  | null   || "window: no day 'workdays'"                                | 'valid days are: mon, tue, wed, thu, fri, sat, sun'
        '22:00-22:00' | null        | null   || "window: '22:00-22:00' begins and ends at the same time"   | "for whole days write '00:00-24:00'"
        '22-06'       | null        | null   || "window takes hours like '22:00-06:00', not '22-06'"       | null
        '22:00-06:00' | null        | 'Mars' || "window: no time zone 'Mars'"                               | "for example: zone: 'Europe/Berlin'"
        '22:00-06:00' | null        | 'berlin' || "window: no time zone 'berlin'"                           | 'did you mean: Europe/Berlin'
    }
}
