package dev.baksh.reliability

import groovy.transform.CompileStatic

/** Faults that {@link FaultProxy} can inject into a request or its response. */
@CompileStatic
enum ProxyFault {
    REFUSE_CONNECTIONS('no listener for a moment'),
    CLOSE_AT_ACCEPT('accepted and closed'),
    STALL_BEFORE_READING('not read for a while, then closed'),
    CLOSE_IN_BODY('closed with the body unread'),
    CLOSE_BEFORE('read and closed, not executed'),
    CLOSE_AFTER('executed, then closed'),
    RESET_AFTER('executed, then reset'),
    STALL_AFTER('executed, then no response'),
    EXECUTE_LATE('closed, and executed later'),
    STALL_IN_RESPONSE('executed, no bytes after the head'),
    SLOW_BODY('executed, slow bytes'),
    TRUNCATE('executed, half of the body'),
    BAD_CHUNK('executed, a wrong chunk'),
    WRONG_LENGTH('executed, a length that is too short'),
    GARBAGE('executed, invalid HTTP'),
    HTML_200('executed, an HTML page with 200'),
    HTML_502('not executed, an HTML page with 502'),
    FAIL_AFTER('executed, then 500'),
    FAIL_BEFORE('500, not executed'),
    UNAVAILABLE('503, not executed'),
    RETRY_AFTER('503 with some Retry-After, not executed'),
    TOO_MANY_REQUESTS('429, not executed'),
    TIMEOUT_AFTER('executed, then 408'),
    UNAUTHORIZED_AFTER('executed, then 401'),
    TOO_MANY_REQUESTS_AFTER('executed, then 429'),
    UNAUTHORIZED('401, not executed'),
    FORBIDDEN('403, not executed'),
    REDIRECT('307 to another host, not executed'),
    DUPLICATE_RESPONSE('two responses'),
    STALE_RESPONSE('an older version of a list'),
    ROW_MISSING('a list without its last row'),
    RESTART('all connections break, and no listener for a moment'),
    WRONG_DATE('a wrong Date header');

    final String description

    ProxyFault(String description) {
        this.description = description
    }

    /** Faults for writes: all faults except those of lists. */
    static final List<ProxyFault> WRITE_FAULTS = values().toList() - [STALE_RESPONSE, ROW_MISSING]
    static final List<ProxyFault> READ_FAULTS = values().toList() - [EXECUTE_LATE, FAIL_AFTER, TIMEOUT_AFTER, UNAUTHORIZED_AFTER, TOO_MANY_REQUESTS_AFTER]
}
