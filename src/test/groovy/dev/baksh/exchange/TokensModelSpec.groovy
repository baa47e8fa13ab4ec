package dev.baksh.exchange

import dev.baksh.Scale
import dev.baksh.Scaled
import dev.baksh.api.BakshException
import dev.baksh.api.Exit
import spock.lang.Specification

import java.time.Duration
import java.util.concurrent.Executor

/** Random events against a model of the states that tokens go through. */
class TokensModelSpec extends Specification {
    static final int SEQUENCES = 2000
    static final int EVENTS = 40

    /** What a sequence knows besides the object under test. */
    static class Model {
        final Random random
        final HandTime time = new HandTime()
        final FakeSource source = new FakeSource()
        final Tokens tokens
        boolean down
        boolean refreshRefused
        boolean keyRefused
        boolean rejected
        boolean refreshAlive
        long refreshEnd
        long backoffUntil
        AssertionError broken
        String last
        long lastGiven
        Duration life = Duration.ZERO

        Model(long seed) {
            random = new Random(seed)
            source.givesRefresh = random.nextInt(4) != 0
            source.accessLife = life = [null, Duration.ofSeconds(2), Duration.ofMinutes(5), Duration.ofHours(1)][random.nextInt(4)]
            source.refreshLife = [null, Duration.ofSeconds(5), Duration.ofMinutes(30), Duration.ofHours(24)][random.nextInt(4)]
            source.inside = { String kind ->
                try {
                    asked(kind)
                } catch (AssertionError e) {
                    broken = e
                    throw e
                }
            }
            tokens = new Tokens(source, new Redaction(), time, { it.run() } as Executor)
        }

        void asked(String kind) {
            assert !rejected: 'nothing is asked for once the key was refused'
            assert time.nanos() - backoffUntil >= 0: 'nothing is asked for while backing off'
            if (kind == 'obtain') {
                assert !refreshAlive || time.nanos() - refreshEnd >= 0: 'the key is not used while a refresh token lives'
            } else {
                assert refreshAlive
            }
            if (down) throw new WireException(Exit.UNREACHABLE, 'down', null, true, true, null)
            if (kind != 'obtain' && refreshRefused) {
                refreshAlive = false
                throw new TokenRefused('refresh refused', null)
            }
            if (kind == 'obtain' && keyRefused) {
                rejected = true
                throw new TokenRefused('key refused', null)
            }
            if (kind == 'obtain' && source.givesRefresh) {
                refreshAlive = true
                refreshEnd = source.refreshLife == null ? Long.MAX_VALUE : time.nanos() + source.refreshLife.toNanos()
            }
        }

        void step() {
            final int before = source.asked.size()
            switch (random.nextInt(10)) {
                case 0..3: take { tokens.current() }; break
                case 4: take { tokens.currentFor(Duration.ofSeconds(random.nextInt(400))) }; break
                case 5: take { tokens.afterRefusal(random.nextBoolean() && last ? last : 'old', Duration.ofSeconds(100)) }; break
                case 6: time.turn(Duration.ofMillis((long) (Math.pow(10, random.nextInt(8)) * random.nextDouble()))); break
                case 7: down = random.nextInt(3) == 0; break
                case 8: refreshRefused = random.nextInt(3) == 0; break
                case 9: if (random.nextInt(10) == 0) keyRefused = random.nextBoolean() else tokens.status()
            }
            final List<String> now = source.asked.drop(before)
            assert now.size() <= 2: 'a refresh and, when that is refused, the key: no more'
            assert now.size() < 2 || now[1] == 'obtain'
            assert source.most.get() <= 1
        }

        private void take(Closure<String> how) {
            final int before = source.asked.size()
            try {
                final String token = how.call()
                assert !rejected
                final String newest = 'access-' + number()
                assert token == newest: 'the newest token is given'
                if (source.asked.size() > before) lastGiven = time.nanos()
                last = token
                final long age = time.nanos() - lastGiven
                assert life == null || age <= life.toNanos(): 'a token is not given after its end'
            } catch (TokenRefused e) {
                assert rejected
                assert e.message == 'key refused'
            } catch (BakshException e) {
                if (broken) throw broken
                assert e.message == 'down'
                if (source.asked.size() > before) backoffUntil = time.nanos() + 1
            }
            if (down && source.asked.size() > before) backoffUntil = time.nanos() + 1
        }

        private int number() {
            return source.given
        }
    }

    @Scaled
    def "whatever happens in whatever order, the rules of tokens hold (seeds from #from)"() {
        expect:
        Scale.seeds(SEQUENCES.intdiv(4), from).each { long seed ->
            final Model model = new Model(seed)
            try {
                EVENTS.times { model.step() }
            } catch (Throwable e) {
                throw new AssertionError("seed $seed: ${model.source.asked}", e)
            }
        }

        where:
        from << [0, 10_000, 20_000, 30_000]
    }
}
