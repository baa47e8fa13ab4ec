package dev.baksh

import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit
import spock.lang.Requires
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

/** The shell on a real terminal. Where tmux is not installed this is skipped. */
@Requires(value = { System.getenv('PATH').split(':').any { new File(it, 'tmux').canExecute() } }, reason = 'tmux is not installed')
@Timeout(900)
class TmuxIT extends Specification {
    static final List<String> SCREENS = ['table', 'narrow', 'help', 'error', 'dry-run', 'watch']

    @TempDir
    Path folder

    def "a few lines are typed, with a table and TAB"() {
        when:
        Ended ended = session('smoke')

        then:
        ended == new Ended('session.sh: as it should be', 0)
        shape(screens().table) == shape(screen('table'))
    }

    @Slow
    def "a session is typed, resized, interrupted and saved"() {
        when:
        Ended ended = session()

        then:
        ended == new Ended('session.sh: as it should be', 0)
        SCREENS.every { shape(screens()[it]) == shape(screen(it)) }
    }

    private Ended session(String... words) {
        Process script = new ProcessBuilder('src/test/tmux/session.sh', folder.resolve('screens').toString(), *words)
            .redirectErrorStream(true).redirectOutput(folder.resolve('said').toFile()).start()
        boolean ended = script.waitFor(840, TimeUnit.SECONDS)
        if (!ended) script.destroy()
        assert ended
        new Ended(Files.readAllLines(folder.resolve('said')).last(), script.exitValue())
    }

    private String screen(String name) {
        Files.readString(folder.resolve("screens/${name}.txt"))
    }

    /** The blocks of src/doc/screens.md by their headings. */
    private static Map<String, String> screens() {
        Files.readString(Path.of('src/doc/screens.md')).split(/(?m)^## /).drop(1).collectEntries { String part ->
            [part.readLines()[0], part.split('```')[1].replaceFirst(/^text\n/, '')]
        }
    }

    /** What does not change from day to day. */
    private static String shape(String screen) {
        screen.strip().replaceAll(/\d+/, '0').replaceAll(/ +/, ' ').replaceAll(/[hm] ago/, ' ago').replace('<0m', '0m')
    }

    record Ended(String last, int exit) {}
}
