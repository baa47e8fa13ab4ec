package dev.baksh.sandbox.server;

import java.math.BigInteger;
import java.util.Random;
import java.util.UUID;

/** Random generator with a seed: the same seed gives the same keys, secrets and ids. */
public final class SeededRandom {
    private final Random random;

    public SeededRandom(long seed) {
        random = new Random(seed);
    }

    /** Returns a string of lower-case hex digits. */
    public synchronized String nextHex(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) text.append(Character.forDigit(random.nextInt(16), 16));
        return text.toString();
    }

    public synchronized String nextUuid() {
        return new UUID((random.nextLong() & ~0xf000L) | 0x4000L, (random.nextLong() >>> 2) | Long.MIN_VALUE)
                .toString();
    }

    synchronized BigInteger nextPrime(int bits) {
        return BigInteger.probablePrime(bits, random);
    }

    public synchronized byte[] nextBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
