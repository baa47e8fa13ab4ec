package dev.baksh.sandbox.server

import spock.lang.Specification

import java.nio.file.Files
import java.nio.file.Path

class SelfSignedCertificateSpec extends Specification {
    def "only the certificate is on disk, and close removes the folder"() {
        when:
        SelfSignedCertificate certificate = new SelfSignedCertificate()
        Path folder = certificate.pemFile().parent

        then:
        folder.toFile().list() == ['sandbox.pem'] as String[]
        certificate.sslContext().serverSocketFactory.createServerSocket().close()

        when:
        certificate.close()

        then:
        !Files.exists(folder)
    }
}
