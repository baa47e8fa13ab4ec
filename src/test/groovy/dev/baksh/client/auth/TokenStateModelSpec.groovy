package dev.baksh.client.auth

import dev.baksh.Scale
import dev.baksh.Scaled
import dev.baksh.client.api.BakshException
import dev.baksh.client.api.ExitCode
import dev.baksh.client.exchange.FakeTokenSource
import dev.baksh.client.exchange.ManualTimeSource
import dev.baksh.client.http.SecretRedactor
import dev.baksh.client.http.TransportException
import spock.lang.Specification

import java.time.Duration
import java.util.concurrent.Executor

/** Random events, compared with a model of the token states. */
class TokenStateModelSpec extends Specification {
    static final int SEQUENCES = 2000
    static final int EVENTS = 40

    /** State of the model for one sequence of events. */
    static class Model {
        final Random random
        final ManualTimeSource time = new ManualTimeSource()
        final FakeTokenSource source = new FakeTokenSource()
        final TokenProvider tokens
        boolean down
        boolean refreshRefused
        boolean keyRefused
        boolean rejected
        boolean refreshAlive
        /** True after a refresh whose response was lost: it may have contained the next refresh token. */
        boolean refreshLost
        long refreshEnd
        long backoffUntil
        AssertionError failure
        String lastToken
        long lastIssued
        Duration lifetime = Duration.ZERO

        Model(long seed) {
            random = new Random(seed)
            source.issuesRefreshToken = random.nextInt(4) != 0
            source.accessLifetime = lifetime = [null, Duration.ofSeconds(2), Duration.ofMinutes(5), Duration.ofHours(1)][random.nextInt(4)]
            source.refreshLifetime = [null, Duration.ofSeconds(5), Duration.ofMinutes(30), Duration.ofHours(24)][random.nextInt(4)]
            source.duringRequest = { String kind ->
                try {
                    recordRequest(kind)
                } catch (AssertionError e) {
                    failure = e
                    throw e
                }
            }
            tokens = new TokenProvider(source, new SecretRedactor(), time, { it.run() } as Executor, TokenStore.NONE)
        }

        void recordRequest(String kind) {
            assert !rejected: 'nothing is asked for once the key was refused'
            assert time.nanos() - backoffUntil >= 0: 'nothing is asked for while backing off'
            if (kind == 'obtain') {
                assert !refreshAlive || time.nanos() - refreshEnd >= 0 || refreshLost: 'the key is not used while a refresh token lives'
            } else {
                assert refreshAlive
            }
            refreshLost = down && kind != 'obtain'
            if (down) throw new TransportException(ExitCode.UNREACHABLE, 'down', null, true, true, null)
            if (kind != 'obtain' && refreshRefused) {
                refreshAlive = false
                throw new CredentialRejectedException('refresh refused', null)
            }
            if (kind == 'obtain' && keyRefused) {
                rejected = true
                throw new CredentialRejectedException('key refused', null)
            }
            if (kind == 'obtain' && source.issuesRefreshToken) {
                refreshAlive = true
                refreshEnd = source.refreshLifetime == null ? Long.MAX_VALUE : time.nanos() + source.refreshLifetime.toNanos()
            }
        }

        void performEvent() {
            final int requestsBefore = source.requests.size()
            switch (random.nextInt(10)) {
                case 0..3: checkToken { tokens.accessToken() }; break
                case 4: checkToken { tokens.accessTokenValidFor(Duration.ofSeconds(random.nextInt(400))) }; break
                case 5: checkToken { tokens.replaceRejected(random.nextBoolean() && lastToken ? lastToken : 'old', Duration.ofSeconds(100)) }; break
                case 6: time.advance(Duration.ofMillis((long) (Math.pow(10, random.nextInt(8)) * random.nextDouble()))); break
                case 7: down = random.nextInt(3) == 0; break
                case 8: refreshRefused = random.nextInt(3) == 0; break
                case 9: if (random.nextInt(10) == 0) keyRefused = random.nextBoolean() else tokens.status()
            }
            final List<String> now = source.requests.drop(requestsBefore)
            assert now.size() <= 2: 'a refresh and, when that is refused or lost, the key: no more'
            assert now.size() < 2 || now[1] == 'obtain'
            assert source.maxActiveRequests.get() <= 1
        }

        private void checkToken(Closure<String> tokenCall) {
            final int requestsBefore = source.requests.size()
            final boolean rejectedBefore = rejected
            try {
                final String token = tokenCall.call()
                assert !rejectedBefore: 'only a valid token whose background refresh was rejected in this call is given'
                final String newest = 'access-' + issuedCount()
                assert token == newest: 'the newest token is given'
                if (source.requests.size() > requestsBefore) lastIssued = time.nanos()
                lastToken = token
                final long age = time.nanos() - lastIssued
                assert lifetime == null || age <= lifetime.toNanos(): 'a token is not given after its end'
            } catch (CredentialRejectedException e) {
                assert rejected
                assert e.message == 'key refused'
            } catch (BakshException e) {
                if (failure) throw failure
                assert e.message == 'down'
                if (source.requests.size() > requestsBefore) backoffUntil = time.nanos() + 1
            }
            if (down && source.requests.size() > requestsBefore) backoffUntil = time.nanos() + 1
        }

        private int issuedCount() {
            return source.issuedCount
        }
    }

    @Scaled
    def "the token rules hold for random event sequences (seeds from #from)"() {
        expect:
        Scale.seeds(SEQUENCES.intdiv(4), from).each { long seed ->
            final Model model = new Model(seed)
            try {
                EVENTS.times { model.performEvent() }
            } catch (Throwable e) {
                throw new AssertionError("seed $seed: ${model.source.requests}", e)
            }
        }

        where:
        from << [0, 10_000, 20_000, 30_000]
    }
}
