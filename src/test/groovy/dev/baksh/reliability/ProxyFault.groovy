package dev.baksh.reliability

import groovy.transform.CompileStatic

/** What {@link FaultProxy} can do with a request instead of passing it on and its answer back. */
@CompileStatic
enum ProxyFault {
    REFUSE_CONNECTIONS('nothing listens for a moment'),
    CLOSE_AT_ACCEPT('accepted and closed'),
    STALL_BEFORE_READING('not read for a while, then closed'),
    CLOSE_IN_BODY('closed with the body unread'),
    CLOSE_BEFORE('read and closed, not carried out'),
    CLOSE_AFTER('carried out, then closed'),
    RESET_AFTER('carried out, then reset'),
    STALL_AFTER('carried out, then silence'),
    EXECUTE_LATE('closed, and carried out later'),
    STALL_IN_RESPONSE('carried out, silence after the head'),
    SLOW_BODY('carried out, a byte now and then'),
    TRUNCATE('carried out, half of the body'),
    BAD_CHUNK('carried out, a wrong chunk'),
    WRONG_LENGTH('carried out, a length that is too short'),
    GARBAGE('carried out, no HTTP'),
    HTML_200('carried out, a page with 200'),
    HTML_502('not carried out, a page with 502'),
    FAIL_AFTER('carried out, then 500'),
    FAIL_BEFORE('500, not carried out'),
    UNAVAILABLE('503, not carried out'),
    RETRY_AFTER('503 with some Retry-After, not carried out'),
    TOO_MANY_REQUESTS('429, not carried out'),
    TIMEOUT_AFTER('carried out, then 408'),
    UNAUTHORIZED('401, not carried out'),
    FORBIDDEN('403, not carried out'),
    REDIRECT('307 to another host, not carried out'),
    DUPLICATE_RESPONSE('the answer comes twice'),
    STALE_RESPONSE('a list as it was a moment ago'),
    ROW_MISSING('a list without its last row'),
    RESTART('all connections break, and nothing listens for a moment'),
    WRONG_DATE('the Date header is an hour off');

    final String description

    ProxyFault(String description) {
        this.description = description
    }

    /** For writes: a list that is wrong is not their matter. */
    static final List<ProxyFault> WRITE_FAULTS = values().toList() - [STALE_RESPONSE, ROW_MISSING]
    static final List<ProxyFault> READ_FAULTS = values().toList() - [EXECUTE_LATE, FAIL_AFTER, TIMEOUT_AFTER]
}
