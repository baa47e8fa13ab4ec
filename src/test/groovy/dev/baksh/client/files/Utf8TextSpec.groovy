package dev.baksh.client.files

import spock.lang.Specification

class Utf8TextSpec extends Specification {
    def "a byte order mark is skipped, and other text is unchanged: #text"() {
        expect:
        Utf8Text.decode(text.getBytes('UTF-8')) == expected

        where:
        text                 || expected
        '\ufeffprintln 1'    || 'println 1'
        '\ufeff'             || ''
        'a\ufeffb'           || 'a\ufeffb'
        'Größe €'            || 'Größe €'
        ''                   || ''
        'x'                  || 'x'
    }

    def "text in another encoding is named: #encoding #text"() {
        when:
        Utf8Text.decode(text.getBytes(encoding))

        then:
        Utf8Text.EncodingException e = thrown()
        e.message == "not UTF-8 text, but probably $name"
        e.hint() == "the text looks like $name: save it as UTF-8"

        where:
        encoding     | text        || name
        'UTF-16'     | 'user,role' || 'UTF-16'
        'UTF-16LE'   | 'user,role' || 'UTF-16'
        'UTF-16BE'   | 'user,role' || 'UTF-16'
        'UTF-16LE'   | '\ufeffx'   || 'UTF-16'
        'ISO-8859-1' | 'Größe'     || 'Latin-1'
        'windows-1252' | '5 €'     || 'Latin-1'
    }
}
