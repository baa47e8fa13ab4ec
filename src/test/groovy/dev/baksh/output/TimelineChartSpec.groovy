package dev.baksh.output

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Catalog
import dev.baksh.client.api.Row
import spock.lang.Specification

import java.time.Instant

class TimelineChartSpec extends Specification {
    static final Instant NOW = Instant.parse('2026-11-22T04:00:00Z')

    def "the chart has a line per policy and a column per day, with the status code of unsuccessful backups"() {
        given:
        TimelineChart timeline = new TimelineChart(null, null, 5, NOW)

        when:
        [['nightly', '2026-11-17T21:00:00Z', 'B'], ['nightly', '2026-11-18T21:00:00Z', 'B'], ['nightly', '2026-11-20T21:00:00Z', 'F'],
         ['nightly', '2026-11-20T22:00:00Z', 'B'], ['nightly', '2026-11-22T01:00:00Z', 'P'], ['备份', '2026-11-21T21:00:00Z', 'M'],
         ['old', '2026-01-01T00:00:00Z', 'B'], ['never', null, null]].each { timeline.add(row(it[0], it[1], it[2])) }

        then:
        timeline.render(80).readLines() == [
            '         11-18',
            'never    ·····',
            'nightly  ■·F·P',
            'old      ·····',
            '备份     ···M·',
            'a column per day, 2026-11-18 to 2026-11-22, UTC; F (meaning not known), M marked', 'for deletion, P (meaning not known), ■ success, · no run']
    }

    def "if not all days fit, the last days are shown with a notice"() {
        given:
        TimelineChart timeline = new TimelineChart('policy', 'end_time', 60, NOW)

        when:
        timeline.add(new Row(Catalog.of('n2ws').noun('backups'), [policy: 7, end_time: NOW, status: 'B']))

        then:
        timeline.render(40).readLines() == [
            '   10-17  10-24  10-31  11-07  11-14', '7  ' + '·' * 36 + '■', 'a column per day, 2026-10-17 to', '2026-11-22, UTC, latest days only; ■', 'success, · no run']
    }

    def "the axis has a date above every seventh day"() {
        given:
        TimelineChart timeline = new TimelineChart(null, null, 14, NOW)

        when:
        timeline.add(row('a', '2026-11-16T01:00:00Z', 'B'))

        then:
        timeline.render(80).readLines().take(2) == ['      11-09  11-16'.substring(3), 'a  ·······■······']
    }

    def "the status of Portworx is read from an object"() {
        given:
        TimelineChart timeline = new TimelineChart(null, 'create_time', 2, NOW)

        when:
        timeline.add(new Row(null, [name: 'a', create_time: NOW, status: new Row(null, [status: 'Success'])]))
        timeline.add(new Row(null, [name: 'b', create_time: NOW, status: new Row(null, [status: 'Failed'])]))

        then:
        timeline.render(80).readLines()[1..2] == ['a  ·■', 'b  ·F']
    }

    def "#days days are rejected"() {
        when:
        new TimelineChart(null, null, days, NOW)

        then:
        BakshException e = thrown()
        e.message == "timeline takes days: from 1 to 366, not $days"

        where:
        days << [0, 367]
    }

    private static Row row(String name, String startTime, String status) {
        new Row(Catalog.of('n2ws').noun('backups'), [name: name, start_time: startTime == null ? null : Instant.parse(startTime), status: status])
    }
}
