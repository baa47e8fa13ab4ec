package dev.baksh.cli

import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

class ScriptMistakeSpec extends Specification {
    static final String HIDDEN = 'a variable hides the verb or the method of its name: rename the variable, or in a block write delegate. before the verb'
    static final String TIMES = "write a time as instant('2026-11-01'), instant('2026-11-01T22:00Z') or 2.days.ago"
    static final String PARTS = 'for a part of a time write .atZone(ZoneOffset.UTC).toLocalDate(), .hour or .dayOfWeek behind the time'
    static final String INSTANTS = "for example: instant('2026-11-01'), instant('2026-11-01T22:00Z'), instant('2026-11-01T22:00+01:00')"

    @Shared
    @TempDir
    Path home

    @Shared
    @AutoCleanup
    SandboxHarness harness = new SandboxHarness(home)

    def "a mistake in a script is explained with a hint that shows the correct input: #expression"() {
        expect:
        with(harness.start(['-e', expression])) {
            [it.code, it.out, it.err] == [1, '', "baksh: $message\n  $hint\n  -e:1\n".toString()]
        }

        where:
        expression                                                            || message                                                        | hint
        "def account = 'main'; n2ws.policies.create('c') { account account }" || 'a String cannot be called with (String)'                        | HIDDEN
        "def account = n2ws.accounts['main']; n2ws.policies.create('c') { account account }" || 'an account cannot be called'             | HIDDEN
        "def schedules = n2ws.schedules; n2ws.policies.create('c') { schedules schedules }" || 'n2ws.schedules cannot be called'          | HIDDEN
        "n2ws.backups.findAll { it.startTime > '2026-11-01' }.size()"         || 'cannot compare an Instant with a String'                        | TIMES
        "n2ws.backups.findAll { '2026-11-01' <= it.startTime }.size()"        || 'cannot compare a String with an Instant'                        | TIMES
        "n2ws.backups.findAll { it.startTime == '2026-11-01' }.size()"        || 'cannot compare an Instant with a String'                        | TIMES
        "n2ws.backups.findAll { '2026-11-01' != it.startTime }.size()"        || 'cannot compare a String with an Instant'                        | TIMES
        "n2ws.backups.findAll { it.startTime in ['2026-11-01', '2026-11-02'] }.size()" || 'cannot compare an Instant with a String'         | TIMES
        "n2ws.backups.findAll { it.startTime !in ['2026-11-01'] }.size()"     || 'cannot compare an Instant with a String'                        | TIMES
        "n2ws.backups.findAll { it.startTime in '2026-11-01' }.size()"        || 'cannot compare an Instant with a String'                        | TIMES
        "def days = ['01.11.2026']; n2ws.backups.findAll { it.startTime in days }.size()" || 'cannot compare an Instant with a String'            | TIMES
        "def day = '2026-11-01'; n2ws.backups.findAll { it.startTime == day }.size()" || 'cannot compare an Instant with a String'                | TIMES
        'def d = 1; n2ws.backups.findAll { "2026-11-0$d" != it.end_time }.size()' || 'cannot compare a GStringImpl with an Instant'               | TIMES
        "def time = n2ws.backups.list()[0].startTime; def day = '2026-11'; time == day" || 'cannot compare an Instant with a String'              | TIMES
        "switch (n2ws.backups.list()[0].startTime) { case '2026-11-01': 1 }"  || 'cannot compare an Instant with a String'                        | TIMES
        "switch (n2ws.backups.list()[0].startTime) { case ['2026-11-01']: 1 }" || 'cannot compare an Instant with a String'                       | TIMES
        "account = 'main'; n2ws.policies.create('c') { account account }"     || "'account' is a verb of this block and also a variable"           | 'rename the variable, for example to newAccount'
        "n2ws.backups.list()[0].startTime < 5"                                || 'cannot compare an Instant with an Integer'                      | TIMES
        "now - instant('2026-11-01')"                                         || "an Instant's minus does not take (Instant)"                     | 'for the time between two instants write Duration.between(start, end)'
        "now.date"                                                            || "an Instant has no property 'date'"                              | PARTS
        "now.hour"                                                            || "an Instant has no property 'hour'"                              | PARTS
        "2.hours > 5"                                                         || 'cannot compare a Duration with an Integer'                      | 'write a duration as 90.minutes or 2.hours'
        "instant('2026-11-01T22:00')"                                         || "instant takes a date, or a date and time with an offset, not '2026-11-01T22:00'" | INSTANTS
        "instant('yesterday')"                                                || "instant takes a date, or a date and time with an offset, not 'yesterday'"        | INSTANTS
        'px.plan'                                                             || "px: 'plan' is a verb"                                           | "write px.plan(...): px.plan { user 'alice', 'test-role' }"
        'n2ws.post'                                                           || "n2ws: 'post' is a verb"                                         | 'write n2ws.post(...)'
    }

    def "a character of a formatted document is explained: #expression"() {
        expect:
        with(harness.start(['-e', expression])) {
            [it.code, it.out, it.err] == [1, '', "baksh: -e:1: '$character' is not expected here\n  $hint\n".toString()]
        }

        where:
        expression                            | character || hint
        "n2ws.policies[\u2018nightly\u2019]"  | '\u2018'  || "write straight quotes: n2ws.policies['nightly']"
        'n2ws.policies[\u201cnightly\u201d]'  | '\u201c'  || "write straight quotes: n2ws.policies['nightly']"
        'n2ws.policies[`nightly`]'            | '`'       || "write straight quotes: n2ws.policies['nightly']"
        '1 \u2013 2'                          | '\u2013'  || 'write the sign -'
        '1 +\u00a02'                          | '\u00a0'  || 'replace this special blank by an ordinary blank'
    }

    def "what the hint says works: #expression"() {
        expect:
        with(harness.start(['--yes', '-e', expression])) {
            [it.code, it.out] == [0, "$result\n".toString()]
        }

        where:
        expression                                                                                  || result
        "def account = 'main'; n2ws.policies.create('c') { delegate.account account }.name"         || 'c'
        "instant('2026-11-01T22:00Z').atZone(ZoneOffset.UTC).hour"                                  || '22'
        "n2ws.backups.list()[0].startTime > instant('2020-01-01')"                                  || 'true'
        "[['2026-11-01'].any { it == '2026-11-01' }, null == '2026-11-01', '2026-11-01' != 5].join(' ')" || 'true false true'
        "def t = instant('2026-11-01'); [t in [t], t !in [t], t in ['all', 'none', null], t in [], t in 'all', '2026-11-01' in ['2026-11-01']].join(' ')" || 'true false false false false true'
        "def day = '2026-11-01'; [createdAt: null, day: day].with { [createdAt == day, it.day == day, day == now.toString()].join(' ') }" || 'false true false'
        "def time = now; def other = now.minus(1.hours); [time == now, time == other, time != other].join(' ')" || 'true false true'
        "def startTime = 'never'; def x = now; [startTime == x, x == startTime, startTime == 'never'].join(' ')" || 'false false true'
        "[instant('2026-11-01'), instant('2026-11-01T22:00Z'), instant('2026-11-01 22:00+01:00')]*.toString()" || '"2026-11-01T00:00:00Z"\n"2026-11-01T22:00:00Z"\n"2026-11-01T21:00:00Z"'
    }
}
