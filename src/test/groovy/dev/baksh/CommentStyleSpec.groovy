package dev.baksh

import spock.lang.Shared
import spock.lang.Specification

import java.nio.file.Files
import java.nio.file.Path
import java.util.regex.Pattern

/** Rules for the language of comments and documents, and for class names; see .github/CONTRIBUTING.md. */
class CommentStyleSpec extends Specification {
    /** A Javadoc begins with a noun or a verb, not with a relative clause. */
    static final List<String> BANNED_OPENINGS = ['What', 'Where', 'Whether', 'Who', 'How', 'Which', 'Of', 'By']

    static final List<String> BANNED_PHRASES = [
        'gone on with', 'goes on with', 'on record', 'so many', 'come alive', 'is none', 'a person', 'somebody', 'nobody', 'room', 'rooms', 'house']

    /** Files that name the banned phrases. */
    static final List<String> EXCEPTIONS = ['src/doc/glossary.md', 'src/doc/tools/code-figures', '.github/CONTRIBUTING.md']

    static final Path MAIN = Path.of('src/main')
    static final Path TEST = Path.of('src/test')
    static final Pattern OPENING = Pattern.compile("(${BANNED_OPENINGS.join('|')})\\b.*")
    static final Pattern PHRASE = Pattern.compile("\\b(${BANNED_PHRASES.join('|').replace(' ', '\\s+')})\\b", Pattern.CASE_INSENSITIVE)

    @Shared
    Map<Path, List<SourceComments.Comment>> comments = [MAIN, TEST].collectMany { files(it) }.findAll { isSource(it) }.collectEntries { Path file ->
        [file, SourceComments.of(Files.readString(file))]
    }

    def "no Javadoc in src/main begins with a relative clause"() {
        expect:
        comments.findAll { file, list -> file.startsWith(MAIN) }.collectMany { file, list ->
            list.findAll { it.javadoc && OPENING.matcher(it.text).matches() }.collect { "$file:$it.line: $it.text".toString() }
        } == []
    }

    def "no comment contains a banned phrase"() {
        expect:
        comments.collectMany { file, list ->
            list.collectMany { comment -> bannedPhrases(comment.text).collect { "$file:$comment.line: $it".toString() } }
        } == []
    }

    def "no document and no script of src/test contains a banned phrase"() {
        given:
        List<Path> documents = ['src/doc', '.github', 'src/test/tools', 'src/test/tmux'].collectMany { files(Path.of(it)) } + Path.of('README.md')

        expect:
        documents.size() > 20
        documents.findAll { !(it.toString() in EXCEPTIONS) && isText(it) }
            .collectMany { file -> bannedPhrases(Files.readString(file)).collect { "$file: $it".toString() } } == []
    }

    def "simple names of classes are unique"() {
        expect:
        comments.keySet().findAll { it.fileName.toString() != 'package-info.java' }.groupBy { it.fileName.toString().replaceAll(/\..*/, '') }
            .findAll { name, files -> files.size() > 1 } == [:]
    }

    def "the spec finds the comments of #source"() {
        expect:
        SourceComments.of(source).collect { [it.line, it.javadoc, it.text] } == expected

        where:
        source                                        || expected
        '/** A\n * b. */\nint i; // C\n  // d\n// e'  || [[1, true, 'A b.'], [3, false, 'C d e']]
        '/* A */ "// no" /* b */ \'/* no\' // c'      || [[1, false, 'A'], [1, false, 'b'], [1, false, 'c']]
        '"a\\"// no"; "\\\\" // yes'                  || [[1, false, 'yes']]
        'x = """\n// no " """ // yes'                 || [[2, false, 'yes']]
        "x.replace(/'/, '') // yes"                   || [[1, false, 'yes']]
        'a / b // yes\nc / d'                         || [[1, false, 'yes']]
        "URI.create('http://h') + '/**'\n/***/"       || [[2, true, '']]
    }

    def "#text contains #phrases"() {
        expect:
        bannedPhrases(text) == phrases

        where:
        text                                || phrases
        'It is gone  on with by Nobody.'    || ['gone  on with', 'Nobody']
        'Rooms, a room, a house, a person'  || ['Rooms', 'room', 'house', 'a person']
        'Headroom of a warehouse.'          || []
    }

    private static List<String> bannedPhrases(String text) {
        return PHRASE.matcher(text).results().map { it.group() }.toList()
    }

    private static List<Path> files(Path folder) {
        return Files.walk(folder).withCloseable { it.filter { Files.isRegularFile(it) }.sorted().toList() }
    }

    private static boolean isSource(Path file) {
        return file.toString().endsWith('.java') || file.toString().endsWith('.groovy')
    }

    private static boolean isText(Path file) {
        return !(file.toString() ==~ /.*\.(svg|png|cast|pyc)/)
    }
}
