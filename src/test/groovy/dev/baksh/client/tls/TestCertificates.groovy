package dev.baksh.client.tls

import groovy.transform.CompileStatic
import okhttp3.tls.HeldCertificate

import java.nio.file.Files
import java.nio.file.Path

/** Factory of certificates for specs. */
@CompileStatic
class TestCertificates {
    static final long DAY = 24 * 3600 * 1000L

    /** Returns a builder of a server certificate with this name. */
    static HeldCertificate.Builder builderFor(String name) {
        return new HeldCertificate.Builder().commonName('server').addSubjectAlternativeName(name)
    }

    /** @param intermediates number of intermediate authorities that may follow */
    static HeldCertificate authority(String name, int intermediates = 0) {
        return new HeldCertificate.Builder().commonName(name).certificateAuthority(intermediates).build()
    }

    static String pin(HeldCertificate certificate) {
        return ServerTrustManager.publicKeyPin(certificate.certificate())
    }

    static Path writePem(Path file, HeldCertificate... certificates) {
        return Files.writeString(file, certificates*.certificatePem().join('\n'))
    }
}
