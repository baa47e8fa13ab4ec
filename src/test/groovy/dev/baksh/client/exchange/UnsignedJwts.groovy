package dev.baksh.client.exchange

import com.fasterxml.jackson.databind.ObjectMapper
import groovy.transform.CompileStatic

/** Factory of unsigned tokens; baksh does not check signatures. */
@CompileStatic
class UnsignedJwts {
    static String of(Map<String, Object> claims) {
        return [encodePart([alg: 'HS256', typ: 'JWT']), encodePart(claims), 'c2lnbmF0dXJl'].join('.')
    }

    private static String encodePart(Map<String, Object> json) {
        return Base64.urlEncoder.withoutPadding().encodeToString(new ObjectMapper().writeValueAsBytes(json))
    }
}
