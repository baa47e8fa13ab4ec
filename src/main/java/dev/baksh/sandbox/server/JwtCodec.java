package dev.baksh.sandbox.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Codec that signs and verifies JSON web tokens with one key. */
public final class JwtCodec {
    private interface Signer {
        byte[] sign(byte[] signingInput) throws GeneralSecurityException;
    }

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final ObjectNode header;
    private final Signer signer;
    /** Newest token, whose signature needs no verification: RS256 takes milliseconds. */
    private volatile String newestToken;

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

    /** Returns a codec for RS256. */
    public static JwtCodec rsa(String keyId) {
        return new JwtCodec(newHeader("RS256").put("kid", keyId), signingInput -> {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(RsaKey.KEY);
            signature.update(signingInput);
            return signature.sign();
        });
    }

    /**
     * Key of all sandboxes. The key is short and always the same because it protects nothing, and the JDK's generator
     * needs about 170 ms.
     */
    private static final class RsaKey {
        private static final PrivateKey KEY = generate(new SeededRandom(1));

        private static PrivateKey generate(SeededRandom random) {
            BigInteger exponent = BigInteger.valueOf(65_537);
            BigInteger p = random.nextPrime(512);
            BigInteger q = random.nextPrime(512);
            BigInteger p1 = p.subtract(BigInteger.ONE);
            BigInteger q1 = q.subtract(BigInteger.ONE);
            BigInteger d = exponent.modInverse(p1.multiply(q1));
            try {
                return KeyFactory.getInstance("RSA")
                        .generatePrivate(new RSAPrivateCrtKeySpec(
                                p.multiply(q), exponent, d, p, q, d.mod(p1), d.mod(q1), q.modInverse(p)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("the JDK has no RSA", e);
            }
        }
    }

    private static ObjectNode newHeader(String algorithm) {
        return JsonTrees.object().put("alg", algorithm).put("typ", "JWT");
    }

    public String sign(ObjectNode claims) {
        String signingInput = base64Url(JsonTrees.toBytes(header)) + "." + base64Url(JsonTrees.toBytes(claims));
        String token = signingInput + "." + computeSignature(signingInput);
        newestToken = token;
        return token;
    }

    /** Returns the claims, or null if the signature is invalid. The expiry is not checked. */
    public JsonNode verifiedClaims(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) return null;
        // Both algorithms are deterministic, so verification computes the signature again and compares.
        if (!token.equals(newestToken)
                && !computeSignature(parts[0] + "." + parts[1]).equals(parts[2])) return null;
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
