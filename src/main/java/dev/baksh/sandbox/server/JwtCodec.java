package dev.baksh.sandbox.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.RSAPrivateKeySpec;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Codec that signs and verifies JSON web tokens with one key. */
public final class JwtCodec {
    private interface Signer {
        byte[] sign(byte[] signingInput) throws GeneralSecurityException;
    }

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private static final BigInteger PUBLIC_EXPONENT = BigInteger.valueOf(65_537);

    private final ObjectNode header;
    private final Signer signer;

    private JwtCodec(ObjectNode header, Signer signer) {
        this.header = header;
        this.signer = signer;
    }

    /**
     * Returns a codec with an HMAC key.
     *
     * @param algorithm HS256 or HS512
     */
    public static JwtCodec hmac(String algorithm, byte[] secret) {
        SecretKeySpec key = new SecretKeySpec(secret, "HmacSHA" + algorithm.substring(2));
        return new JwtCodec(newHeader(algorithm), signingInput -> {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            return mac.doFinal(signingInput);
        });
    }

    /**
     * Returns a codec for RS256 with a key from the seeded random numbers. The key is short because it protects
     * nothing: each sandbox generates its own key, and the JDK's generator needs about 170 ms.
     */
    public static JwtCodec rsa(String keyId, SeededRandom random) {
        BigInteger p = random.nextPrime(512);
        BigInteger q = random.nextPrime(512);
        BigInteger phi = p.subtract(BigInteger.ONE).multiply(q.subtract(BigInteger.ONE));
        // 65537 and phi share a factor in one of 30,000 cases; the next primes are used then.
        if (!phi.gcd(PUBLIC_EXPONENT).equals(BigInteger.ONE)) return rsa(keyId, random);
        PrivateKey key;
        try {
            RSAPrivateKeySpec spec = new RSAPrivateKeySpec(p.multiply(q), PUBLIC_EXPONENT.modInverse(phi));
            key = KeyFactory.getInstance("RSA").generatePrivate(spec);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no RSA", e);
        }
        return new JwtCodec(newHeader("RS256").put("kid", keyId), signingInput -> {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(signingInput);
            return signature.sign();
        });
    }

    private static ObjectNode newHeader(String algorithm) {
        return JsonTrees.object().put("alg", algorithm).put("typ", "JWT");
    }

    public String sign(ObjectNode claims) {
        String signingInput = base64Url(JsonTrees.toBytes(header)) + "." + base64Url(JsonTrees.toBytes(claims));
        return signingInput + "." + computeSignature(signingInput);
    }

    /** Returns the claims, or null if the signature is invalid. The expiry is not checked. */
    public JsonNode verifiedClaims(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) return null;
        // Both algorithms are deterministic, so verification computes the signature again and compares.
        byte[] expected = computeSignature(parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(expected, parts[2].getBytes(StandardCharsets.UTF_8))) return null;
        try {
            return JsonTrees.parse(Base64.getUrlDecoder().decode(parts[1]));
        } catch (IOException e) {
            throw new IllegalStateException("a signed token contains invalid JSON", e);
        }
    }

    private String computeSignature(String signingInput) {
        try {
            return base64Url(signer.sign(signingInput.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no such signature algorithm", e);
        }
    }

    private static String base64Url(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }
}
