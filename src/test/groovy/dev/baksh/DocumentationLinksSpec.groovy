package dev.baksh

import java.nio.file.Files
import java.nio.file.Path
import spock.lang.Specification

/** Links between the pages, and the size of the README. */
class DocumentationLinksSpec extends Specification {
    static final List<Path> PAGES = [Path.of('README.md')] + ['src/doc', '.github'].collectMany { folder ->
        Files.walk(Path.of(folder)).withCloseable { files -> files.filter { it.toString().endsWith('.md') }.sorted().toList() }
    }

    def "every relative link of #page leads to a file, and every anchor to a heading"() {
        given:
        Path folder = page.toAbsolutePath().parent

        expect:
        links(page).findAll { String link ->
            String file = link.split('#', 2)[0]
            Path target = file.isEmpty() ? page : folder.resolve(file).normalize()
            !Files.exists(target) || link.contains('#') && !(link.split('#', 2)[1] in anchors(target))
        } == []

        where:
        page << PAGES
    }

    def "a reader of the README reaches every page by links"() {
        given:
        Set<Path> reached = []
        Deque<Path> open = new ArrayDeque<>([Path.of('README.md').toAbsolutePath()])

        when:
        while (!open.isEmpty()) {
            Path page = open.pop()
            if (reached.add(page)) {
                open.addAll(links(page).collect { page.parent.resolve(it.split('#', 2)[0]).normalize() }
                    .collectMany { Files.isDirectory(it) ? it.toFile().listFiles()*.toPath() : [it] }
                    .findAll { it.toString().endsWith('.md') })
            }
        }

        then:
        PAGES*.toAbsolutePath().findAll { !it.fileName.toString().startsWith('PULL_REQUEST') && !(it in reached) } == []
    }

    def "the README has at most 7,000 bytes"() {
        expect:
        Files.size(Path.of('README.md')) <= 7000
    }

    def "no page has a broken fence or a path of one machine: #page"() {
        given:
        List<String> lines = Files.readAllLines(page)

        expect:
        lines.count { it.startsWith('```') } % 2 == 0
        lines.findAll { it =~ '/(root|tmp|work|home/[a-z]+)/' } == []

        where:
        page << PAGES
    }

    /** The relative targets of the links of a page, without its fenced blocks. */
    private static List<String> links(Path page) {
        (text(page) =~ /\]\(([^)\s]+)\)/).collect { it[1] as String }.findAll { !it.contains('://') }
    }

    /** The anchors of the headings of a page, as GitHub makes them. */
    private static List<String> anchors(Path page) {
        text(page).readLines().findAll { it ==~ /#+ .+/ }.collect {
            it.replaceFirst(/#+ /, '').toLowerCase(Locale.ROOT).replaceAll(/[^\p{L}\p{N}\- _]/, '').replace(' ', '-')
        }
    }

    private static String text(Path page) {
        Files.readString(page).replaceAll(/(?ms)^```.*?^```$/, '')
    }
}
