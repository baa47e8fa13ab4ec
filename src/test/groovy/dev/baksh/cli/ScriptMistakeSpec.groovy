package dev.baksh.cli

import spock.lang.AutoCleanup
import spock.lang.Shared
import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Path

class ScriptMistakeSpec extends Specification {
    static final String HIDDEN = 'a variable hides the verb or the method of its name: rename the variable, or in a block write delegate. before the verb'
    static final String TIMES = "write a time as instant('2026-11-01'), instant('2026-11-01T22:00Z') or 2.days.ago"
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
        "n2ws.backups.findAll { it.startTime > '2026-11-01' }.size()"         || 'cannot compare an Instant with a String'                        | TIMES
        "n2ws.backups.list()[0].startTime < 5"                                || 'cannot compare an Instant with an Integer'                      | TIMES
        "2.hours > 5"                                                         || 'cannot compare a Duration with an Integer'                      | 'write a duration as 90.minutes or 2.hours'
        "instant('2026-11-01T22:00')"                                         || "instant takes a date, or a date and time with an offset, not '2026-11-01T22:00'" | INSTANTS
        "instant('yesterday')"                                                || "instant takes a date, or a date and time with an offset, not 'yesterday'"        | INSTANTS
        'px.plan'                                                             || "px: 'plan' is a verb"                                           | "write px.plan(...): px.plan { user 'alice', 'test-role' }"
        'n2ws.post'                                                           || "n2ws: 'post' is a verb"                                         | 'write n2ws.post(...)'
    }

    def "what the hint says works: #expression"() {
        expect:
        with(harness.start(['--yes', '-e', expression])) {
            [it.code, it.out] == [0, "$result\n".toString()]
        }

        where:
        expression                                                                                  || result
        "def account = 'main'; n2ws.policies.create('c') { delegate.account account }.name"         || 'c'
        "n2ws.backups.list()[0].startTime > instant('2020-01-01')"                                  || 'true'
        "[instant('2026-11-01'), instant('2026-11-01T22:00Z'), instant('2026-11-01 22:00+01:00')]*.toString()" || '"2026-11-01T00:00:00Z"\n"2026-11-01T22:00:00Z"\n"2026-11-01T21:00:00Z"'
    }
}
