package dev.baksh.script.runbook;

import java.util.List;

/**
 * Static description of a runbook: title, parameters and steps, read from the source without a run.
 *
 * @param name name of the file
 * @param title title, or null
 * @param isRunbook true when the source uses a method of a runbook; false for a plain script
 */
public record RunbookOutline(
        String name, String title, List<RunbookParameter> parameters, List<Step> steps, boolean isRunbook) {

    /**
     * @param name name, or its source with {@code ${...}}
     * @param hasConstantName true when the name is known without a run; false for a computed name, such as in a loop
     * @param source source of the whole step, in its lines
     */
    public record Step(String name, boolean hasConstantName, int line, String source) {}

    /** Returns the source of the step with this name, or null when unknown. */
    String sourceOf(String stepName) {
        for (Step candidate : steps)
            if (candidate.hasConstantName() && candidate.name().equals(stepName)) return candidate.source();
        return null;
    }
}
