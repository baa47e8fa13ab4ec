package dev.baksh

import spock.lang.Shared
import spock.lang.Specification

import java.time.Instant

/** The rules of lib/BackupReport.groovy, on rows of every shape; a map stands for a row that lacks the other fields. */
class BackupReportSpec extends Specification {
    static final Instant NOW = Instant.parse('2026-03-04T06:00:00Z')

    @Shared
    Class<?> report = new GroovyClassLoader(getClass().classLoader).parseClass(new File('lib/BackupReport.groovy'))

    def "a backup with #backup is #trouble"() {
        given:
        Map row = [id: 1, policy: 1, running: backup.end_time == null] + backup

        when:
        Map found = report.newInstance(n2ws: [backups: [row], schedules: [], policies: []]).trouble(NOW, 24, 6)

        then:
        found == [failed: trouble == 'failed' ? [row] : [], unknown: trouble == 'unknown' ? [row] : [], stuck: trouble == 'stuck' ? [row] : [], missing: []]

        where:
        backup                                                                  || trouble
        [status: 'B', start_time: hoursAgo(8), end_time: hoursAgo(7)]                     || 'fine'
        [status: 'M', start_time: hoursAgo(8), end_time: hoursAgo(7), marked_for_deletion: true] || 'fine'
        [status: 'B', start_time: hoursAgo(8)]                                       || 'fine'

        [status: 'F', start_time: hoursAgo(8), end_time: hoursAgo(7)]                     || 'failed'
        [status: 'M', start_time: hoursAgo(8), end_time: hoursAgo(7)]                     || 'failed'
        [status: 'F', start_time: hoursAgo(30), end_time: hoursAgo(24)]                   || 'failed'
        [status: 'F', start_time: hoursAgo(30), end_time: hoursAgo(24).minusSeconds(1)]   || 'fine'
        [status: null, start_time: hoursAgo(8), end_time: hoursAgo(7)]                    || 'failed'
        [status: 'Q', start_time: hoursAgo(8), end_time: hoursAgo(7), outcome: 'unknown'] || 'unknown'
        [status: 'Q', start_time: hoursAgo(90), end_time: hoursAgo(80), outcome: 'unknown'] || 'fine'
        [status: 'F', start_time: hoursAgo(8), running: false]                       || 'failed'
        [status: 'F', start_time: hoursAgo(25), running: false]                      || 'fine'

        [status: 'P', start_time: hoursAgo(6)]                                       || 'fine'
        [status: 'P', start_time: hoursAgo(6).minusSeconds(1), end_time: null]       || 'stuck'
        [status: 'P', start_time: hoursAgo(6).minusSeconds(1)]                       || 'stuck'
        [status: 'P', start_time: hoursAgo(900)]                                     || 'stuck'
        [status: 'P']                                                           || 'stuck'
    }

    def "a policy with #policy and a last backup #last hours ago #says"() {
        given:
        Map row = [id: 1, name: 'p'] + policy
        List backups = last == null ? [] : [[policy: 1, status: letter, start_time: hoursAgo(last), running: letter != 'B', end_time: letter == 'B' ? hoursAgo(last) : null]]
        List schedules = [[id: 1, every_unit: 'D', every_how_many: 1], [id: 2, every_unit: 'W', every_how_many: 1],
                          [id: 3, every_unit: 'M', every_how_many: 30], [id: 4, every_unit: '?', every_how_many: 90], [id: 5]]

        when:
        Map found = report.newInstance(n2ws: [backups: backups, schedules: schedules, policies: [row]]).trouble(NOW, 24, 1000)

        then:
        found.missing == (says == 'misses one' ? [[id: 1, policy: 'p', last_backup: last == null ? null : hoursAgo(last)]] : [])

        where:
        policy                             | last | letter || says
        [enabled: true, schedules: [1]]    | 24   | 'B'    || 'misses none'
        [enabled: true, schedules: [1]]    | 25   | 'B'    || 'misses one'
        [enabled: true, schedules: [1]]    | null | 'B'    || 'misses one'
        [schedules: [1]]                   | 25   | 'B'    || 'misses one'
        [enabled: true, schedules: [1]]    | 25   | 'P'    || 'misses none'

        [enabled: true, schedules: [2]]    | 168  | 'B'    || 'misses none'
        [enabled: true, schedules: [2]]    | 169  | 'B'    || 'misses one'
        [enabled: true, schedules: [1, 2]] | 25   | 'B'    || 'misses one'
        [enabled: true, schedules: [3]]    | 25   | 'B'    || 'misses one'
        [enabled: true, schedules: [4]]    | 25   | 'B'    || 'misses one'
        [enabled: true, schedules: [5]]    | 25   | 'B'    || 'misses one'
        [enabled: true, schedules: [99]]   | 25   | 'B'    || 'misses one'

        [enabled: false, schedules: [1]]   | 25   | 'B'    || 'misses none'
        [enabled: true, schedules: []]     | 25   | 'B'    || 'misses none'
        [enabled: true, schedules: null]   | 25   | 'B'    || 'misses none'
        [enabled: true]                    | 25   | 'B'    || 'misses none'
    }

    private static Instant hoursAgo(int hours) {
        NOW.minusSeconds(hours * 3600L)
    }
}
