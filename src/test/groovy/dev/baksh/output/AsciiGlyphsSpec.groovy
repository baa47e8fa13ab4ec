package dev.baksh.output

import spock.lang.Specification

class AsciiGlyphsSpec extends Specification {
    static final List<String> SOURCES = ['output', 'shell', 'shell/complete', 'cli/console', 'cli/repl', 'cli/command']

    ByteArrayOutputStream terminal = new ByteArrayOutputStream()
    AsciiGlyphs stream = new AsciiGlyphs(terminal)

    def "a terminal without UTF-8 gets ASCII of the same width for what baksh draws: #text"() {
        when:
        stream.write(text.getBytes('UTF-8'))
        stream.flush()

        then:
        terminal.toString('UTF-8') == shown
        DisplayWidth.of(shown) == DisplayWidth.of(text)

        where:
        text                                                          || shown
        'nightly-data…  true'                                         || 'nightly-data~  true'
        '… 2 more columns (see .wide): a, b'                          || '~ 2 more columns (see .wide): a, b'
        TextCharts.spark(1..8)                                        || '_.:-=+*#'
        TextCharts.bar([a: 8, b: 4, c: 1], 20)                        || 'a  ############### 8\nb  #######- 4\nc  #= 1'
        'nightly  ■·■?F■  ■ success'                                  || 'nightly  #.#?F#  # success'
        'ab\u001b[1mc\u001b[0m\r\n'                                   || 'ab\u001b[1mc\u001b[0m\r\n'
    }

    def "names of a server stay as they are, and a character may arrive in pieces of #size bytes"() {
        when:
        byte[] bytes = 'Büro-日本-🚀 12 €…'.getBytes('UTF-8')
        for (int i = 0; i < bytes.length; i += size) stream.write(bytes, i, Math.min(size, bytes.length - i))

        then:
        terminal.toString('UTF-8') == 'Büro-日本-🚀 12 €~'

        where:
        size << [1, 2, 3, 5, 100]
    }

    def "the streams of this process, whose locale has UTF-8, are unchanged"() {
        expect:
        AsciiGlyphs.forStream(terminal, true).is(terminal)
        AsciiGlyphs.forPrompt('…') == '…'
    }

    def "each character that baksh draws has an ASCII form: #file"() {
        expect:
        AsciiGlyphs.toAscii(drawn).chars().allMatch { it < 0x80 }

        where:
        file << SOURCES.collectMany { new File("src/main/java/dev/baksh/$it").listFiles().findAll { it.name.endsWith('.java') } }
        drawn = file.readLines().findAll { !(it =~ /^\s*(\*|\/\/|\/\*)/) }.join('').replaceAll('[^"]*("[^"]*")?', '$1')
    }
}
