package dev.baksh.client.recording

import dev.baksh.client.http.HttpRequest
import dev.baksh.client.http.HttpResponse
import dev.baksh.client.http.SecretRedactor
import spock.lang.Specification

import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.time.Instant

class TapeEntrySpec extends Specification {
    static final HttpRequest REQUEST = new HttpRequest('GET', '/things/', [:], null, null, Duration.ofSeconds(1))

    static Map<String, String> replay(Map<String, String> headers) {
        TapeRedactor redactor = new TapeRedactor(new SecretRedactor())
        TapeEntry entry = TapeEntry.forRequest('s', REQUEST, redactor, Instant.EPOCH).withResponse(new HttpResponse(200, headers, '[]'.bytes), redactor)
        new TapeEntry(TapeEntry.parse(TapeEntry.format(entry.line()))).toResponse().headers()
    }

    def "a replay has all headers by which a listing is paged"() {
        given:
        Map<String, String> headers = ['x-total-count': '250', 'x-total': '250', 'content-range': 'items 0-99/250', link: '<https://h/things/?page=2>; rel="next"']

        expect:
        replay(headers) == headers
    }

    def "a recorded header contains no user of a URL"() {
        expect:
        replay([link: '<https://bob:pw@h/things/>; rel="next"', 'set-cookie': 'a=b']) == [link: '<https://***@h/things/>; rel="next"']
    }

    def "each header that the client reads is recorded"() {
        given:
        Set<String> names = Files.walk(Path.of('src/main/java/dev/baksh/client')).withCloseable { paths ->
            paths.filter { it.toString().endsWith('.java') }.toList().collectMany { path ->
                (path.toFile().text =~ /(?:response\.header|[( ]header|headers(?:\(\))?\.get(?:OrDefault)?)\(\s*"([A-Za-z-]+)"[,)]/).collect { it[1].toLowerCase() }
            }
        } as Set

        expect:
        names.containsAll(['content-type', 'date', 'retry-after', 'link', 'x-total'])
        names - replay(names.collectEntries { [it, 'x'] }).keySet() - 'content-encoding' == [] as Set // An encoded response is refused before.
    }
}
