package dev.baksh.client.http

import dev.baksh.client.api.PathTemplate
import dev.baksh.client.config.Secret
import dev.baksh.client.exchange.ClientFixture
import dev.baksh.client.protocol.JsonCodec
import dev.baksh.client.text.GroovyCode
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
        'a path'           | PathTemplate.encodeName('name', SECRET)
        'a lower-case URL' | PathTemplate.encodeName('name', SECRET).replaceAll(/%../) { it.toLowerCase() }
        'text in CSV'      | SECRET.replace('"', '""')
        'a double quote'   | GroovyCode.escape(SECRET, '"' as char)
    }

    def "a quoted secret is masked: #form"() {
        given:
        redactor.add(Secret.of("it's \$a"))

        expect:
        redactor.redact("x $form y") == 'x *** y'

        where:
        form << ["it's \$a", "it\\'s \$a", "it's \\\$a", "it'\\''s \$a"]
    }

    def "a secret in the base64 of a longer text is masked: #prefix"() {
        given:
        redactor.add(Secret.of('canary-secret-1'))

        when:
        String encoded = "$prefix:canary-secret-1:more".bytes.encodeBase64()
        String text = redactor.redact(encoded)

        then:
        text.contains('***')
        text.size() - 3 <= encoded.size() - 18

        where:
        prefix << ['', 'a', 'ab', 'abc']
    }

    def "each long line of a secret is masked, and no common line"() {
        given:
        redactor.add(Secret.of('-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0\nkind: Config\nabc1==\nclusters:\n-----END PRIVATE KEY-----\n'))

        expect:
        redactor.redact('-----BEGIN PRIVATE KEY-----') == '-----BEGIN PRIVATE KEY-----'
        redactor.redact('    MIIEvQIBADANBgkqhkiG9w0') == '    ***'
        redactor.redact('kind: Config') == 'kind: Config'
        redactor.redact('abc1==') == '***'
        redactor.redact('clusters:') == 'clusters:'
    }

    def "a part of a secret beside an ellipsis is masked: #text"() {
        given:
        redactor.add(Secret.of('canary-secret-of-a-server'))

        expect:
        redactor.redact(text) == redacted

        where:
        text                                          || redacted
        'name canary-secret-o… 12'                    || 'name ***… 12'
        "'canary-secret...a-server' (25 characters)"  || "'***...***' (25 characters)"
        'x canary… y… z'                              || 'x canary… y… z'
        'canary-secret-of-a-ser... and canary-secr…'  || '***... and ***…'
        'wait ...'                                    || 'wait ...'
        '...of-a-server'                              || '...***'
    }

    def "a reference to a secret is not masked: #value"() {
        given:
        redactor.addVariables([BAKSH_N2WS_CREDENTIAL: value])

        expect:
        redactor.redact('of production: canary-in-place-of-a-reference') == text

        where:
        value                             || text
        'command:vault read production'   || 'of production: canary-in-place-of-a-reference'
        'canary-in-place-of-a-reference'  || 'of production: ***'
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
