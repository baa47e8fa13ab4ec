package dev.baksh.spec;

import dev.baksh.cli.BakshRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What Spock specifications of runbooks implement: runs a runbook against a recording ({@code baksh --record DIR}), or against
 * baksh's own sandbox. No server is asked, and nothing of it is on record.
 *
 * <pre>{@code
 * class DrillSpec extends spock.lang.Specification implements dev.baksh.spec.RunbookSpec {
 *     def "the drill tells which backup it took"() {
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
 * <p>It needs nothing of Spock, so that baksh does without, and tests of another kind may implement it too.
 */
public interface RunbookSpec {
    /**
     * Runs a file against a recording. Another call than the recorded one ends it with exit code 1 and both on {@code err()}.
     *
     * @param args what stands behind the file on the command line
     */
    default BakshRunner.RunResult replay(String recording, String file, String... args) {
        return BakshRunner.start(concat(List.of("--replay", recording, "run", file), args), Map.of());
    }

    /**
     * Runs a file against servers of its own, seeded as those of {@code baksh --sandbox}, which end with it. Dangerous
     * writes are agreed to.
     *
     * @param home a folder for what baksh writes; take a {@code @TempDir}
     */
    default BakshRunner.RunResult sandbox(Path home, String file, String... args) {
        return BakshRunner.start(
                concat(List.of("--sandbox", "--yes", "run", file), args), Map.of("BAKSH_HOME", home.toString()));
    }

    /** What {@code baksh check} says of a file; exit code 0 when it has no finding. */
    default BakshRunner.RunResult check(String file) {
        return BakshRunner.start(List.of("check", file), Map.of());
    }

    private static List<String> concat(List<String> options, String... args) {
        List<String> commandLine = new ArrayList<>(options);
        commandLine.addAll(List.of(args));
        return commandLine;
    }
}
