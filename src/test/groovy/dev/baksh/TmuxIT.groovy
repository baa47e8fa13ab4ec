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

    def "a session is typed, resized, interrupted and saved"() {
        when:
        Process script = new ProcessBuilder('src/test/tmux/session.sh', folder.resolve('screens').toString())
            .redirectErrorStream(true).redirectOutput(folder.resolve('said').toFile()).start()
        boolean ended = script.waitFor(840, TimeUnit.SECONDS)
        if (!ended) script.destroy()

        then:
        Files.readAllLines(folder.resolve('said')).last() == 'session.sh: as it should be'
        ended
        script.exitValue() == 0
        SCREENS.every { shape(screens()[it]) == shape(Files.readString(folder.resolve("screens/${it}.txt"))) }
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
}
