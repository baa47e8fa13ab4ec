package dev.baksh.script.runbook;

import java.util.List;

/**
 * What can be known of a runbook without running it.
 *
 * @param name    the file
 * @param title   null when it has none
 * @param runbook some word of a runbook stands in it; otherwise it is a plain script
 */
public record RunbookOutline(
        String name, String title, List<RunbookParameter> parameters, List<Step> steps, boolean runbook) {

    /**
     * @param name   as written, or its text with {@code ${...}} in it
     * @param fixed  the name is known without running; false in a loop with a name that is made there
     * @param source the whole step, one blank for any white space
     */
    public record Step(String name, boolean fixed, int line, String source) {}

    /** The text of the step of this name, or null when it is not known. */
    String source(String step) {
        for (Step one : steps) if (one.fixed() && one.name().equals(step)) return one.source();
        return null;
    }
}
