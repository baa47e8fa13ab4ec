package dev.baksh.spec;

import dev.baksh.cli.BakshRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Interface for Spock specifications of runbooks: runs a runbook against a recording ({@code baksh --record DIR}), or
 * against the sandbox of baksh. No request goes to a configured server. A run against the sandbox writes its journal
 * below {@code home}.
 *
 * <pre>{@code
 * class DrillSpec extends spock.lang.Specification implements dev.baksh.spec.RunbookSpec {
 *     def "the drill names the backup that it used"() {
 *         when:
 *         def drill = replay('recordings/drill', 'drill.groovy', '--policy', 'nightly')
 *
 *         then:
 *         drill.exit() == 0
 *         drill.out().startsWith('backup 268')
 *     }
 * }
 * }</pre>
 *
 * <p>The interface does not depend on Spock, so tests of other frameworks can implement it too.
 */
public interface RunbookSpec {
    /**
     * Runs a file against a recording. A request that differs from the recorded request ends the run with exit code 1;
     * {@code err()} contains both requests.
     *
     * @param args arguments after the file on the command line
     */
    default BakshRunner.RunResult replay(String recording, String file, String... args) {
        return BakshRunner.start(concat(List.of("--replay", recording, "run", file), args), Map.of());
    }

    /**
     * Runs a file against new servers with the data of {@code baksh --sandbox}, and stops them at the end. Dangerous
     * writes are confirmed.
     *
     * @param home folder for the files of baksh, for example a {@code @TempDir}
     */
    default BakshRunner.RunResult sandbox(Path home, String file, String... args) {
        return BakshRunner.start(
                concat(List.of("--sandbox", "--yes", "run", file), args), Map.of("BAKSH_HOME", home.toString()));
    }

    /** Runs {@code baksh check} on a file; exit code 0 means that the check is complete and has no findings. */
    default BakshRunner.RunResult check(String file) {
        return BakshRunner.start(List.of("check", file), Map.of());
    }

    private static List<String> concat(List<String> options, String... args) {
        List<String> commandLine = new ArrayList<>(options);
        commandLine.addAll(List.of(args));
        return commandLine;
    }
}
