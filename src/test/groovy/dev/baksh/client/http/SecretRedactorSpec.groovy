package dev.baksh.client.http

import dev.baksh.client.config.Secret
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.protocol.JsonCodec
import spock.lang.Specification

class SecretRedactorSpec extends Specification {
    static final String SECRET = 'p&ss "w\\rd:/é+ 1'

    final SecretRedactor redaction = new SecretRedactor()

    def "a secret is taken out as #form"() {
        given:
        redaction.add(Secret.of(SECRET))

        expect:
        redaction.redact("before $text after") == 'before *** after'
        redaction.containsSecret(text)

        where:
        form               | text
        'it is'            | SECRET
        'a form field'     | URLEncoder.encode(SECRET, 'UTF-8')
        'a query'          | RequestTarget.format('/', ClientFixture.read('x', null, [q: SECRET])).substring(5)
        'base64'           | SECRET.getBytes('UTF-8').encodeBase64().toString()
        'base64 for URLs'  | SECRET.getBytes('UTF-8').encodeBase64Url().toString()
        'text in JSON'     | new String(JsonCodec.write(SECRET), 'UTF-8')[1..-2]
    }

    def "the longer of two secrets goes first"() {
        given:
        redaction.add(Secret.of('abcdef'))
        redaction.add(Secret.of('abcdefghi'))

        expect:
        redaction.redact('abcdefghi abcdef') == '*** ***'
    }

    def "words too short to be secrets stay, and nothing is nothing"() {
        given:
        redaction.add(Secret.of('admin'))
        redaction.add(Secret.of(''))

        expect:
        redaction.redact('admin') == 'admin'
        redaction.redact(null) == null
        redaction.redact('') == ''
    }

    def "tokens of weeks do not pile up"() {
        given:
        (1..500).each { redaction.add("token-number-$it".toString()) }

        expect:
        redaction.redact('token-number-500 token-number-490') == '*** ***'
    }
}
