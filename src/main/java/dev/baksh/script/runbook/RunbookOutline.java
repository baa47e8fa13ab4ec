package dev.baksh.script.runbook;

import java.util.List;

/**
 * What can be known of a runbook without running it.
 *
 * @param name    the file
 * @param title   null when it has none
 * @param isRunbook some word of a runbook stands in it; otherwise it is a plain script
 */
public record RunbookOutline(
        String name, String title, List<RunbookParameter> parameters, List<Step> steps, boolean isRunbook) {

    /**
     * @param name   as written, or its text with {@code ${...}} in it
     * @param hasConstantName  the name is known without running; false in a loop with a name that is made there
     * @param source the whole step, one blank for any white space
     */
    public record Step(String name, boolean hasConstantName, int line, String source) {}

    /** The text of the step of this name, or null when it is not known. */
    String sourceOf(String stepName) {
        for (Step candidate : steps)
            if (candidate.hasConstantName() && candidate.name().equals(stepName)) return candidate.source();
        return null;
    }
}
