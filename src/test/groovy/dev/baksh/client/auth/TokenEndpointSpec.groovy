package dev.baksh.client.auth

import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FaultyHttpServer
import dev.baksh.client.exchange.ManualTime
import dev.baksh.client.exchange.UnsignedJwts
import dev.baksh.client.http.OkHttpTransport
import spock.lang.AutoCleanup
import spock.lang.Specification

import java.time.Duration

import static dev.baksh.client.exchange.FaultyHttpServer.json

class TokenEndpointSpec extends Specification {
    @AutoCleanup
    final FaultyHttpServer server = new FaultyHttpServer()

    final ManualTime time = new ManualTime()

    def "an answer that took #took s does not make its token live longer, whatever the server's clock says (#skew s off)"() {
        given:
        String date = java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME.format((ManualTime.START + Duration.ofSeconds(skew)).atOffset(java.time.ZoneOffset.UTC))
        long exp = ManualTime.START.epochSecond + skew + 3600
        server.handler = {
            time.turn(Duration.ofSeconds(took))
            json('Date': date, 200, '{"access": "x"}')
        }
        def config = ClientFixture.server('n2ws', server.url)
        def endpoint = new TokenEndpoint(config, new OkHttpTransport(config, [:]), time, new Random(1))

        when:
        def answer = endpoint.post('/token/', new byte[0], 'application/json', false)

        then:
        TokenResponse.remainingLifetime(UnsignedJwts.of([exp: exp]), answer.date(), time.now()) == Duration.ofSeconds(3600 - took)

        where:
        took | skew
        0    | 0
        25   | 0
        25   | 7200
        25   | -7200
    }
}
