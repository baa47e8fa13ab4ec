package dev.baksh.client.retry

import spock.lang.Specification

import java.time.Duration

/** Table of the next step after every kind of response and transport error. */
class AttemptPolicySpec extends Specification {
    static final Map<String, Boolean> NO_FACTS = [success: false, notExecuted: true, refusedInWords: false, duplicateHarms: false, unauthenticated: false, retryable: false, unknownPath: false, olderPathAvailable: false]
    static final Map<String, Object> FIRST_ATTEMPT = [attempt: 1, timeLeft: true, tokenRefreshed: false, tokenExpired: false, olderPathTried: false]
    final AttemptPolicy policy = new AttemptPolicy(4, Duration.ofSeconds(120))

    static AttemptPolicy.Response response(Map<String, Boolean> facts, Integer retryAfterSeconds) {
        Map<String, Boolean> all = NO_FACTS + facts
        assert all.size() == NO_FACTS.size()
        return new AttemptPolicy.Response(all.success, all.notExecuted, all.refusedInWords, all.duplicateHarms, all.unauthenticated, all.retryable, all.unknownPath, all.olderPathAvailable,
            retryAfterSeconds == null ? null : Duration.ofSeconds(retryAfterSeconds))
    }

    static AttemptPolicy.State state(Map<String, Object> facts) {
        Map<String, Object> all = FIRST_ATTEMPT + facts
        assert all.size() == FIRST_ATTEMPT.size()
        return new AttemptPolicy.State(all.attempt as int, all.timeLeft as boolean, all.tokenRefreshed as boolean, all.tokenExpired as boolean, all.olderPathTried as boolean)
    }

    def "response #facts with Retry-After #retryAfter in state #current: #step"() {
        expect:
        policy.decide(response(facts, retryAfter), state(current)).name() == step

        where:
        facts                                          | retryAfter | current                                                       || step
        [success: true]                                | null       | [:]                                                           || 'RETURN'
        [success: true]                                | null       | [attempt: 9, timeLeft: false]                                 || 'RETURN'
        [notExecuted: false]                           | null       | [:]                                                           || 'RECONCILE'
        [notExecuted: false, retryable: true]          | null       | [:]                                                           || 'RECONCILE'
        [notExecuted: false, retryable: true]          | 1          | [:]                                                           || 'RECONCILE'
        [notExecuted: false, unauthenticated: true]    | null       | [:]                                                           || 'RECONCILE'
        [notExecuted: false]                           | null       | [attempt: 9, timeLeft: false]                                 || 'RECONCILE'
        [:]                                            | null       | [:]                                                           || 'FAIL'
        [:]                                            | 1          | [:]                                                           || 'FAIL'
        [unknownPath: true, olderPathAvailable: true]  | null       | [:]                                                           || 'USE_OLDER_PATH'
        [unknownPath: true, olderPathAvailable: true]  | null       | [attempt: 4, timeLeft: false]                                 || 'USE_OLDER_PATH'
        [unknownPath: true]                            | null       | [:]                                                           || 'FAIL'
        [unknownPath: true]                            | null       | [olderPathTried: true]                                        || 'FAIL_UNKNOWN_PATH'
        [:]                                            | null       | [olderPathTried: true]                                        || 'FAIL'
        [unauthenticated: true]                        | null       | [:]                                                           || 'REFRESH_TOKEN'
        [unauthenticated: true]                        | null       | [attempt: 4]                                                  || 'REFRESH_TOKEN'
        [unauthenticated: true]                        | null       | [timeLeft: false]                                             || 'FAIL'
        [unauthenticated: true]                        | null       | [attempt: 2, tokenRefreshed: true]                            || 'FAIL'
        [unauthenticated: true]                        | null       | [attempt: 3, tokenRefreshed: true, tokenExpired: true]        || 'REFRESH_TOKEN'
        [unauthenticated: true]                        | null       | [attempt: 4, tokenRefreshed: true, tokenExpired: true]        || 'FAIL'
        [unauthenticated: true, retryable: true]       | null       | [:]                                                           || 'REFRESH_TOKEN'
        [unauthenticated: true, retryable: true]       | null       | [attempt: 2, tokenRefreshed: true]                            || 'RETRY_AFTER_BACKOFF'
        [retryable: true]                              | null       | [:]                                                           || 'RETRY_AFTER_BACKOFF'
        [retryable: true]                              | null       | [attempt: 3]                                                  || 'RETRY_AFTER_BACKOFF'
        [retryable: true]                              | null       | [attempt: 4]                                                  || 'FAIL'
        [retryable: true]                              | null       | [attempt: 5]                                                  || 'FAIL'
        [retryable: true]                              | null       | [timeLeft: false]                                             || 'FAIL'
        [retryable: true]                              | 0          | [:]                                                           || 'RETRY_AFTER_DELAY'
        [retryable: true]                              | 120        | [:]                                                           || 'RETRY_AFTER_DELAY'
        [retryable: true]                              | 121        | [:]                                                           || 'FAIL'
        [retryable: true]                              | 1          | [attempt: 4]                                                  || 'FAIL'
        [retryable: true]                              | 1          | [timeLeft: false]                                             || 'FAIL'
        [duplicateHarms: true]                         | null       | [:]                                                           || 'FAIL'
        [duplicateHarms: true, success: true]          | null       | [:]                                                           || 'RETURN'
        [duplicateHarms: true, notExecuted: false]     | null       | [:]                                                           || 'RECONCILE'
        [refusedInWords: true]                         | null       | [:]                                                           || 'FAIL'
        [duplicateHarms: true, refusedInWords: true]   | null       | [:]                                                           || 'VERIFY'
        [duplicateHarms: true, refusedInWords: true, notExecuted: false] | null | [:]                                               || 'RECONCILE'
        [duplicateHarms: true, unauthenticated: true]  | null       | [:]                                                           || 'VERIFY'
        [duplicateHarms: true, unauthenticated: true]  | null       | [attempt: 2, tokenRefreshed: true]                            || 'VERIFY'
        [duplicateHarms: true, retryable: true]        | null       | [:]                                                           || 'VERIFY'
        [duplicateHarms: true, retryable: true]        | 121        | [attempt: 4, timeLeft: false]                                 || 'VERIFY'
        [duplicateHarms: true, unknownPath: true, olderPathAvailable: true] | null | [:]                                            || 'VERIFY'
        [duplicateHarms: true, unknownPath: true]      | null       | [olderPathTried: true]                                        || 'FAIL_UNKNOWN_PATH'
    }

    def "no response leads directly to another attempt of a write whose duplicate harms, in any combination"() {
        expect:
        combinations(true).every { policy.decide(it.v1, it.v2).name() in ['RECONCILE', 'VERIFY', 'FAIL', 'FAIL_UNKNOWN_PATH'] }
    }

    def "after the look, and for every other write, the step is that of the usual table"() {
        expect:
        combinations(true).every { policy.decideVerified(it.v1, it.v2) == policy.decideVerified(withoutHarm(it.v1), it.v2) }
        combinations(false).every { !it.v1.notExecuted() || policy.decide(it.v1, it.v2) == policy.decideVerified(it.v1, it.v2) }
    }

    /** All combinations of the facts of a response without success and of the state. */
    private List<Tuple2<AttemptPolicy.Response, AttemptPolicy.State>> combinations(boolean duplicateHarms) {
        [[true, false], [true, false], [true, false], [true, false], [true, false], [null, 1, 121], [1, 4, 9], [true, false], [true, false], [true, false], [true, false]].combinations().collect { List<Object> it ->
            new Tuple2(
                response([duplicateHarms: duplicateHarms, notExecuted: it[0], unauthenticated: it[1], retryable: it[2], unknownPath: it[3], olderPathAvailable: it[4]], it[5] as Integer),
                state([attempt: it[6], timeLeft: it[7], tokenRefreshed: it[8], tokenExpired: it[9], olderPathTried: it[10]]))
        }
    }

    private static AttemptPolicy.Response withoutHarm(AttemptPolicy.Response it) {
        new AttemptPolicy.Response(it.success(), it.notExecuted(), it.refusedInWords(), false, it.unauthenticated(), it.retryable(), it.unknownPath(), it.olderPathAvailable(), it.retryAfter())
    }

    def "a transport error (may be executed: #mayBeExecuted, retryable: #retryable) in state #current: #step"() {
        expect:
        policy.decideAfterError(mayBeExecuted, retryable, state(current)).name() == step

        where:
        mayBeExecuted | retryable | current                       || step
        true          | true      | [:]                           || 'RECONCILE'
        true          | false     | [attempt: 9, timeLeft: false] || 'RECONCILE'
        false         | false     | [:]                           || 'FAIL'
        false         | true      | [:]                           || 'RETRY_AFTER_BACKOFF'
        false         | true      | [attempt: 3]                  || 'RETRY_AFTER_BACKOFF'
        false         | true      | [attempt: 4]                  || 'FAIL'
        false         | true      | [attempt: 5]                  || 'FAIL'
        false         | true      | [timeLeft: false]             || 'FAIL'
    }

    def "only a decision for a delay sends the same request again"() {
        expect:
        AttemptPolicy.NextStep.values().findAll { it.isRetry() }*.name() == ['RETRY_AFTER_BACKOFF', 'RETRY_AFTER_DELAY']
    }

    def "the steps that send the request again are those of a retry, with another token, and on the older path"() {
        expect:
        AttemptPolicy.NextStep.values().findAll { it.isResend() }*.name() == ['USE_OLDER_PATH', 'REFRESH_TOKEN', 'RETRY_AFTER_BACKOFF', 'RETRY_AFTER_DELAY']
    }

    def "no step sends a write again whose duplicate harms before a look, in any combination"() {
        expect:
        combinations(true).every { !policy.decide(it.v1, it.v2).isResend() }
        combinations(true).every { policy.decide(it.v1, it.v2).name() == 'VERIFY' || !it.v1.notExecuted() || !policy.decideVerified(it.v1, it.v2).isResend() }
    }

    def "a response that may have had an effect is never sent again"() {
        expect:
        [[true, false], [true, false], [true, false], [true, false], [null, 1], [1, 4, 9], [true, false], [true, false], [true, false]].combinations().every { List<Object> it ->
            policy.decide(
                response([notExecuted: false, unauthenticated: it[0], retryable: it[1], unknownPath: it[2], olderPathAvailable: it[3]], it[4] as Integer),
                state([attempt: it[5], timeLeft: it[6], tokenRefreshed: it[7], tokenExpired: it[8]])) == AttemptPolicy.NextStep.RECONCILE
        }
    }
}
