package dev.baksh.client.auth

import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.exchange.FaultyHttpServer
import dev.baksh.client.exchange.ManualTimeSource
import dev.baksh.client.exchange.UnsignedJwts
import spock.lang.AutoCleanup
import spock.lang.Specification

import java.time.Duration

import static dev.baksh.client.exchange.FaultyHttpServer.json

class TokenEndpointSpec extends Specification {
    @AutoCleanup
    final FaultyHttpServer server = new FaultyHttpServer()

    final ManualTimeSource time = new ManualTimeSource()

    def "a response time of #took s does not extend the token lifetime (server clock #skew s off)"() {
        given:
        String date = java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME.format((ManualTimeSource.START + Duration.ofSeconds(skew)).atOffset(java.time.ZoneOffset.UTC))
        long exp = ManualTimeSource.START.epochSecond + skew + 3600
        server.handler = {
            time.advance(Duration.ofSeconds(took))
            json('Date': date, 200, '{"access": "x"}')
        }
        def config = ClientFixture.serverConfig('n2ws', server.url)
        def endpoint = new TokenEndpoint(config, ClientFixture.openTransport(config), time, new Random(1))

        when:
        def response = endpoint.post('/token/', new byte[0], 'application/json', false)

        then:
        TokenResponse.remainingLifetime(UnsignedJwts.of([exp: exp]), response.date(), time.now()) == Duration.ofSeconds(3600 - took)

        where:
        took | skew
        0    | 0
        25   | 0
        25   | 7200
        25   | -7200
    }
}
