package dev.baksh.client.http

import dev.baksh.client.config.Secret
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.protocol.JsonCodec
import spock.lang.Specification

class SecretRedactorSpec extends Specification {
    static final String SECRET = 'p&ss "w\\rd:/é+ 1'

    final SecretRedactor redactor = new SecretRedactor()

    def "a secret is masked in the form #form"() {
        given:
        redactor.add(Secret.of(SECRET))

        expect:
        redactor.redact("before $text after") == 'before *** after'
        redactor.containsSecret(text)

        where:
        form               | text
        'it is'            | SECRET
        'a form field'     | URLEncoder.encode(SECRET, 'UTF-8')
        'a query'          | RequestTarget.format('/', ClientFixture.readCall('x', null, [q: SECRET])).substring(5)
        'base64'           | SECRET.getBytes('UTF-8').encodeBase64().toString()
        'base64 for URLs'  | SECRET.getBytes('UTF-8').encodeBase64Url().toString()
        'text in JSON'     | new String(JsonCodec.write(SECRET), 'UTF-8')[1..-2]
    }

    def "the longer of two secrets is masked first"() {
        given:
        redactor.add(Secret.of('abcdef'))
        redactor.add(Secret.of('abcdefghi'))

        expect:
        redactor.redact('abcdefghi abcdef') == '*** ***'
    }

    def "a user in a URL is masked, and the placeholders of a hint are not"() {
        expect:
        redactor.redact('http://ops:word@proxy:3128 write http://USER:PASSWORD@HOST:PORT') == 'http://***@proxy:3128 write http://USER:PASSWORD@HOST:PORT'
    }

    def "short words are not masked, and null stays null"() {
        given:
        redactor.add(Secret.of('admin'))
        redactor.add(Secret.of(''))

        expect:
        redactor.redact('admin') == 'admin'
        redactor.redact(null) == null
        redactor.redact('') == ''
    }

    def "old tokens do not accumulate"() {
        given:
        (1..500).each { redactor.add("token-number-$it".toString()) }

        expect:
        redactor.redact('token-number-500 token-number-490') == '*** ***'
    }
}
