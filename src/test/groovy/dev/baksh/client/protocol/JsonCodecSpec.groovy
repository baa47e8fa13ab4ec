package dev.baksh.client.protocol

import dev.baksh.client.api.BakshException
import dev.baksh.client.api.Catalog
import dev.baksh.client.api.Noun
import dev.baksh.client.api.Row
import spock.lang.Specification
import spock.lang.Timeout

import java.time.Instant

@Timeout(120)
class JsonCodecSpec extends Specification {
    static final Noun POLICIES = Catalog.of('n2ws').noun('policies')
    static final Noun ROLES = Catalog.of('px').noun('roles')

    static Object decode(Object body, Noun noun = null) {
        return JsonCodec.read(body instanceof byte[] ? body : body.toString().getBytes('UTF-8'), noun)
    }

    def "#what is rejected"() {
        when:
        decode(body)

        then:
        thrown(IOException)

        where:
        what                        | body
        'nothing'                   | ''
        'blanks'                    | ' \n'
        'depth 65'                  | '[' * 65 + ']' * 65
        'depth 100,000'             | '{"a":' * 100_000
        'a number of a million'     | '1' * 1_000_000
        'a string of 21 MB'         | '"' + 'x' * 21_000_000 + '"'
        'a duplicate'               | '{"id": 1, "name": "a", "id": 2}'
        'a nested duplicate'        | '{"a": [{"access": 1, "access": 2}]}'
        'a duplicate in a later row' | '[{"id": 1, "name": "a"}, {"id": 2, "id": 3}]'
        'a third name that is a duplicate' | '[{"id": 1, "name": "a"}, {"id": 2, "name": "a", "name": "b"}]'
        'a duplicate of a nested row' | '[{"a": {"b": 1}}, {"a": {"b": 1, "b": 1}}]'
        'HTML after the end'        | '{"a": 1} <html>'
        'a second document'         | '{"a": 1}{"b": 2}'
        'a comma after the end'     | '{"a": 1},'
        'HTML'                      | '<html></html>'
        'NaN'                       | '{"a": NaN}'
        'Infinity'                  | '[-Infinity]'
        'a lone minus'              | '[-]'
        'a leading zero'            | '[01]'
        'a leading plus'            | '[+1]'
        'a trailing comma'          | '[1,]'
        'single quotes'             | "{'a': 1}"
        'a bare name'               | '{a: 1}'
        'a comment'                 | '[1 /* x */]'
        'a control in a string'     | '"a\u0001"'
        'a tail cut off'            | '{"a": [1, 2'
        'a string cut off'          | '{"a": "b'
        'a word cut off'            | '{"a": tru'
        'invalid UTF-8'             | ([34, 0xC3, 0x28, 34] as byte[])
        'a lone continuation'       | ([34, 0x80, 34] as byte[])
    }

    def "#what is read as #value"() {
        expect:
        decode(body) == value
        decode(body)?.class == value?.class

        where:
        what                    | body                                   || value
        'null'                  | 'null'                                 || null
        'true'                  | 'true'                                 || true
        'a small number'        | '7'                                    || 7
        'beyond an int'         | '2147483648'                           || 2147483648L
        'beyond 2^53'           | '9007199254740993'                     || 9007199254740993L
        'the largest long'      | '9223372036854775807'                  || Long.MAX_VALUE
        'beyond a long'         | '9223372036854775808'                  || 9223372036854775808G
        'twenty nines'          | '9' * 20                               || new BigInteger('9' * 20)
        'a fraction'            | '0.1'                                  || 0.1G
        'a huge power'          | '1e999999999'                          || new BigDecimal('1e999999999')
        'an id as text'         | '"12"'                                 || '12'
        'a BOM'                 | '\uFEFF"x"'                            || 'x'
        'an escape'             | '"\\u001b[2J"'                         || '\u001b[2J'
        'a lone surrogate'      | '"\\ud800"'                            || '\ud800'
        'a time'                | '"2019-03-17T09:51:10Z"'               || Instant.parse('2019-03-17T09:51:10Z')
        'a time with an offset' | '"2019-03-17T09:51:10.5+02:00"'        || Instant.parse('2019-03-17T07:51:10.500Z')
        'a time without zone'   | '"2019-03-17T09:51:10"'                || '2019-03-17T09:51:10'
        'the last day of a leap year\'s February' | '"2028-02-29T23:59:59Z"' || Instant.parse('2028-02-29T23:59:59Z')
        'a day that is none'    | '"2027-02-29T00:00:00Z"'               || '2027-02-29T00:00:00Z'
        'an hour that is none'  | '"2027-02-28T24:00:01Z"'               || '2027-02-28T24:00:01Z'
        'a time before 1970'    | '"1901-12-31T00:00:00Z"'               || Instant.parse('1901-12-31T00:00:00Z')
        'no time after all'     | '"2019-99-17T09:51:10Z"'               || '2019-99-17T09:51:10Z'
    }

    def "#body of the backend is a time"() {
        expect:
        (decode('{"create_time": ' + body + '}') as Row).get('create_time') == time

        where:
        body                                        || time
        '{"seconds": 1729158677, "nanos": 332422260}' || Instant.parse('2024-10-17T09:51:17.332422260Z')
        '{"seconds": 1729158677}'                   || Instant.parse('2024-10-17T09:51:17Z')
        '{"nanos": 332422260, "seconds": 1729158677}' || Instant.parse('2024-10-17T09:51:17.332422260Z')
        '{"seconds": "1729158677", "nanos": 332422260}' || Instant.parse('2024-10-17T09:51:17.332422260Z')
        '{"nanos": "332422260", "seconds": "1729158677"}' || Instant.parse('2024-10-17T09:51:17.332422260Z')
        '{"seconds": "-1"}'                         || Instant.parse('1969-12-31T23:59:59Z')
        '{"seconds": 1729158677, "nanos": null}'    || Instant.parse('2024-10-17T09:51:17Z')
    }

    def "out-of-range seconds stay numbers"() {
        expect:
        (decode('{"create_time": ' + body + '}') as Row).get('create_time') instanceof Row

        where:
        body << ['{"seconds": "99999999999999999999"}', '{"seconds": ""}', '{"seconds": null}', '{"nanos": 1}', '{"nanos": 1, "zone": 2}', '{"seconds": 1, "zone": 2}',
                 '{"seconds": 99999999999999999999}', '{"seconds": 9223372036854775807}', '{"seconds": "x"}', '{"seconds": 1, "nanos": 2, "zone": 3}']
    }

    def "overlong UTF-8 is rejected at every position, and valid UTF-8 is read"() {
        given:
        List<byte[]> bodies = (0..20).collect { unparsed -> ('"' + 'a' * unparsed + 'é' + 'b' * (20 - unparsed) + '"').getBytes('UTF-8') }
        List<String> decode = bodies.collect { decode(it) as String }

        expect:
        decode == (0..20).collect { 'a' * it + 'é' + 'b' * (20 - it) }
        bodies.every { body ->
            int placeholderIndex = body.findIndexOf { it < 0 }
            body[placeholderIndex] = (byte) 0xC1
            parseError(body) == 'an overlong UTF-8 character'
        }
    }

    private static String parseError(byte[] body) {
        try {
            return decode(body)
        } catch (IOException e) {
            return e.message
        }
    }

    def "UTF-16 is detected by its first bytes"() {
        expect:
        decode('{"a": 1}'.getBytes('UTF-16')).get('a') == 1
    }

    def "a list keeps its order and is immutable"() {
        given:
        List<Object> list = decode('[3, [1], {"a": []}]') as List<Object>

        when:
        list << 4

        then:
        thrown(UnsupportedOperationException)
        list[0..1] == [3, [1]]
    }

    def "a documented string is not parsed as a time, an undocumented string is"() {
        given:
        Row row = decode('{"id": 1, "name": "2019-03-17T09:51:10Z", "last_modified": "2019-03-17T09:51:10Z", "other": "2019-03-17T09:51:10Z"}', POLICIES) as Row

        expect:
        row.get('name') == '2019-03-17T09:51:10Z'
        row.get('last_modified') == Instant.parse('2019-03-17T09:51:10Z')
        row.get('other') == Instant.parse('2019-03-17T09:51:10Z')
    }

    def "a response with colliding names does not affect later responses"() {
        given:
        List<String> names = ['']
        16.times { names = names.collectMany { [it + 'Aa', it + 'BB'] } }
        5.times {
            try {
                decode('{' + names.collect { '"' + it + '":1' }.join(',') + '}')
            } catch (IOException ignored) {
                // The document may be rejected or read; only the next document matters.
            }
        }

        expect:
        (1..200).every { (decode("{\"access_token_$it\": 1, \"not-before-policy-$it\": 2}") as Row).names().size() == 2 }
    }

    def "names with the same hash code are read or rejected quickly"() {
        given:
        List<String> names = ['']
        14.times { names = names.collectMany { [it + 'Aa', it + 'BB'] } }

        when:
        Object parsed
        try {
            parsed = decode('{' + names.collect { '"' + it + '":1' }.join(',') + '}')
        } catch (IOException e) {
            parsed = e
        }

        then:
        parsed instanceof IOException || (parsed as Row).names() == names
    }

    def "JSON is written as it was read"() {
        expect:
        new String(JsonCodec.write(decode(body, ROLES)), 'UTF-8') == written

        where:
        body                                                            || written
        '{"metadata":{"name":"a"},"rules":[{"services":["x"],"apis":[]}]}' || '{"metadata":{"name":"a"},"rules":[{"services":["x"],"apis":[]}]}'
        '{"t":"2019-03-17T09:51:10.9+02:00"}'                           || '{"t":"2019-03-17T07:51:10Z"}'
        '[1,null,true,0.10]'                                            || '[1,null,true,0.10]'
    }

    def "a GString is written as a string, and a value without a JSON form is an error that does not show the value"() {
        when:
        String text = new String(JsonCodec.write([name: "x${1 + 1}", "k${3}": [1]]), 'UTF-8')

        then:
        text == '{"name":"x2","k3":[1]}'

        when:
        JsonCodec.write([a: new Object()])

        then:
        BakshException e = thrown()
        e.message.startsWith('the body cannot be written as JSON: ')
    }

    def "rows of different shapes keep their field names and order"() {
        given:
        List<Row> rows = decode('[{"a": 1, "b": 2}, {"a": 3, "b": 4}, {"a": 5}, {}, {"b": 6, "a": 7}, {"a": 8, "b": 9, "c": {"d": 1}}, {"a": 8, "b": 9, "c": {"e": 1}}]') as List<Row>

        expect:
        rows*.toMap()*.toString() == ['[a:1, b:2]', '[a:3, b:4]', '[a:5]', '[:]', '[b:6, a:7]', '[a:8, b:9, c:{d=1}]', '[a:8, b:9, c:{e=1}]']
    }
}
