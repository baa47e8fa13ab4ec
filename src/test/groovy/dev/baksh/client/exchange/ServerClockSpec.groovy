package dev.baksh.client.exchange

import dev.baksh.client.http.HttpResponse
import spock.lang.Specification

import java.time.Duration
import java.time.ZoneOffset

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME

/** The rule: the time since a write is the shorter time of two clocks, and not known without the Date of the server. */
class ServerClockSpec extends Specification {
    final ManualTimeSource time = new ManualTimeSource()
    final ServerClock clock = new ServerClock(time)

    private void respond(Duration skew = Duration.ZERO) {
        clock.observe(new HttpResponse(200, [date: RFC_1123_DATE_TIME.format((ManualTimeSource.START + time.elapsed + skew).atOffset(ZoneOffset.UTC))], new byte[0]))
    }

    def "the time of the server goes on between two responses, in whole seconds, and whatever the wall clock shows"() {
        given:
        respond(Duration.ofHours(-3))

        when:
        time.advance(Duration.ofMillis(90_700)).jumpWallClock(Duration.ofDays(1))

        then:
        clock.now().toString() == '2026-03-04T02:07:37Z'
    }

    def "without a readable Date, neither the time of the server nor the time since a write is known: #headers"() {
        given:
        clock.observe(new HttpResponse(200, headers, new byte[0]))

        expect:
        clock.now() == null
        clock.elapsedSince(ManualTimeSource.START, [server_time: '2026-03-04T05:06:07Z']) == null

        where:
        headers << [[:], [date: 'soon'], [date: '2026-03-04T05:06:07Z']]
    }

    def "a response without a Date does not change the time of the server"() {
        given:
        respond()

        when:
        clock.observe(new HttpResponse(200, [:], new byte[0]))

        then:
        clock.now() == ManualTimeSource.START
    }

    def "the time since a write is the shorter time of both clocks: wall clock set by #wall, clock of the server by #server"() {
        given:
        respond()
        Map<String, Object> baseline = [server_time: clock.now().toString()]
        time.advance(Duration.ofMinutes(5)).jumpWallClock(wall)
        respond(server)

        expect:
        clock.elapsedSince(ManualTimeSource.START, baseline) == elapsed
        clock.elapsedSince(ManualTimeSource.START, [:]) == null

        where:
        wall                  | server                || elapsed
        Duration.ZERO         | Duration.ZERO         || Duration.ofMinutes(5)
        Duration.ofHours(1)   | Duration.ZERO         || Duration.ofMinutes(5)
        Duration.ZERO         | Duration.ofHours(1)   || Duration.ofMinutes(5)
        Duration.ofHours(1)   | Duration.ofHours(2)   || Duration.ofMinutes(65)
        Duration.ofHours(-1)  | Duration.ZERO         || Duration.ofMinutes(-55)
        Duration.ZERO         | Duration.ofHours(-1)  || Duration.ofMinutes(-55)
    }
}
