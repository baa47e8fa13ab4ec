package dev.baksh.client.auth

import dev.baksh.client.exchange.UnsignedJwts
import spock.lang.Specification

import java.time.Duration
import java.time.Instant

class TokenResponseSpec extends Specification {
    static final Instant NOW = Instant.parse('2026-03-04T05:06:07.900Z')

    def "the lifetime of a token with #what is #life"() {
        expect:
        TokenResponse.remainingLifetime(token, date, NOW) == life

        where:
        what                        | token                                                | date                    || life
        'exp in an hour'            | UnsignedJwts.of(exp: NOW.epochSecond + 3600)                 | null                    || Duration.ofMillis(3_599_100)
        'a server clock that fits'  | UnsignedJwts.of(exp: NOW.epochSecond + 3600)                 | NOW.minusMillis(900)    || Duration.ofMillis(3_599_100)
        'a server a day behind'     | UnsignedJwts.of(exp: NOW.epochSecond + 3600 - 86_400)        | NOW.minusSeconds(86_400) || Duration.ofMillis(3_599_100)
        'a server a day ahead'      | UnsignedJwts.of(exp: NOW.epochSecond + 3600 + 86_400)        | NOW.plusSeconds(86_400) || Duration.ofMillis(3_599_100)
        'exp gone by'               | UnsignedJwts.of(exp: NOW.epochSecond - 60)                   | null                    || Duration.ofMillis(-60_900)

        'exp as a fraction'         | UnsignedJwts.of(exp: NOW.epochSecond + 60.5)                 | null                    || Duration.ofMillis(59_100)
        'no exp'                    | UnsignedJwts.of(sub: 'x')                                    | null                    || null
        'exp as text'               | UnsignedJwts.of(exp: '1772600767')                           | null                    || null
        'exp null'                  | UnsignedJwts.of(exp: null)                                   | null                    || null
        'two parts'                 | 'a.b'                                                | null                    || null
        'no parts'                  | 'opaque-token'                                       | null                    || null
        'three empty parts'         | '..'                                                 | null                    || null
        'no base64'                 | 'a.***.c'                                            | null                    || null
        'no JSON'                   | 'a.' + 'no json'.bytes.encodeBase64Url() + '.c'      | null                    || null
        'a list for claims'         | 'a.' + '[1]'.bytes.encodeBase64Url() + '.c'          | null                    || null
    }

    def "a token with exp #exp has the lifetime #life"() {
        expect:
        new TokenResponse(UnsignedJwts.of(exp: exp), null, TokenResponse.remainingLifetime(UnsignedJwts.of(exp: exp), null, NOW), null).accessLifetime() == life

        where:
        exp                  || life
        1_000_000_000_000L   || TokenResponse.MAX_LIFETIME
        Long.MAX_VALUE       || TokenResponse.MAX_LIFETIME
        9.9e30G              || TokenResponse.MAX_LIFETIME
        0                    || Duration.ofSeconds(-NOW.epochSecond, -900_000_000)
        Long.MIN_VALUE       || Duration.ofSeconds(-NOW.epochSecond, -900_000_000)
    }
}
