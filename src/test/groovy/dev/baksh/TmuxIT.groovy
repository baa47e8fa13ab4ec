package dev.baksh

import spock.lang.Requires
import spock.lang.Specification
import spock.lang.TempDir
import spock.lang.Timeout

import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit

/** The shell on a real terminal. Where tmux is not installed this is skipped. */
@Requires(value = { System.getenv('PATH').split(':').any { new File(it, 'tmux').canExecute() } }, reason = 'tmux is not installed')
@Timeout(900)
class TmuxIT extends Specification {
    static final List<String> SCREENS = ['table', 'narrow', 'help', 'error', 'dry-run', 'watch']

    @TempDir
    Path folder

    def "a few lines with a table and TAB are typed"() {
        when:
        Result result = runSession('smoke')

        then:
        result == new Result('session.sh: passed', 0)
        normalize(documentedScreens().table) == normalize(screen('table'))
    }

    @Slow
    def "a session is typed, resized, interrupted and saved"() {
        when:
        Result result = runSession()

        then:
        result == new Result('session.sh: passed', 0)
        differingScreens(SCREENS) == [:]
    }

    @Slow
    def "the cause of a failed backup is shown, and questions are answered"() {
        when:
        Result result = runSession('cause')

        then:
        result == new Result('session.sh: passed', 0)
        differingScreens(['why', 'question', 'journal', 'runbook-help']) == [:]
    }

    /** Returns the screens that differ from those in the documentation, by name. */
    private Map<String, String> differingScreens(List<String> names) {
        names.findAll { normalize(documentedScreens()[it]) != normalize(screen(it)) }.collectEntries { [it, screen(it)] }
    }

    private Result runSession(String... args) {
        Process script = new ProcessBuilder(ChildSignals.RESET + ['src/test/tmux/session.sh', folder.resolve('screens').toString(), *args])
            .redirectErrorStream(true).redirectOutput(folder.resolve('said').toFile()).start()
        boolean result = script.waitFor(840, TimeUnit.SECONDS)
        if (!result) script.destroy()
        assert result
        new Result(Files.readAllLines(folder.resolve('said')).last(), script.exitValue())
    }

    private String screen(String name) {
        Files.readString(folder.resolve("screens/${name}.txt"))
    }

    /** The blocks of src/doc/screens.md by their headings. */
    private static Map<String, String> documentedScreens() {
        Files.readString(Path.of('src/doc/screens.md')).split(/(?m)^## /).drop(1).collectEntries { String section ->
            [section.readLines()[0], section.split('```')[1].replaceFirst(/^text\n/, '')]
        }
    }

    /** What does not change from day to day. The names for TAB are loaded in the background, and the first load obtains the token. */
    private static String normalize(String screen) {
        screen.strip().replaceAll(/,? token \d+m/, '').replaceAll(/Z-[0-9a-f]{4}\b/, 'Z-0').replaceAll(/\d+/, '0').replaceAll(/ +/, ' ').replaceAll(/[hm] ago/, ' ago').replace('<0m', '0m')
    }

    record Result(String last, int exit) {}
}
