package dev.baksh.script.runbook;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Help page of a runbook: {@code baksh help FILE}. */
final class RunbookHelp {
    private final RunbookOutline outline;
    private final String path;
    private final Predicate<String> isReservedOption;

    /**
     * @param path path of the file as the user types it after {@code baksh run}
     * @param isReservedOption true for an option that a script gets only after {@code --}
     */
    RunbookHelp(RunbookOutline outline, String path, Predicate<String> isReservedOption) {
        this.outline = outline;
        this.path = path;
        this.isReservedOption = isReservedOption;
    }

    String format() {
        StringBuilder text = new StringBuilder();
        if (outline.title() != null) text.append(outline.title()).append("\n\n");
        text.append("  baksh run ").append(path);
        if (outline.parameters().stream()
                .flatMap(parameter -> parameter.optionNames().stream())
                .anyMatch(isReservedOption)) text.append(" --");
        for (RunbookParameter parameter : outline.parameters()) {
            String usage = "--" + parameter.name()
                    + (parameter.kind() == RunbookParameter.Kind.FLAG ? "" : " " + placeholder(parameter));
            text.append(' ').append(parameter.required() ? usage : "[" + usage + "]");
        }
        text.append('\n');
        if (!outline.parameters().isEmpty()) {
            text.append("\nParameters:\n");
            List<String[]> lines = new ArrayList<>();
            for (RunbookParameter parameter : outline.parameters())
                lines.add(new String[] {"--" + parameter.name(), parameter.describeValues(), parameter.describe()});
            appendTable(text, lines);
        }
        if (!outline.steps().isEmpty()) {
            text.append("\nSteps:\n");
            int number = 0;
            for (RunbookOutline.Step step : outline.steps()) {
                text.append("  ").append(++number).append("  ").append(step.name());
                text.append(step.hasConstantName() ? "" : "  (name known at run time)")
                        .append('\n');
            }
        }
        if (!outline.isRunbook()) text.append("\nA plain script without declared parameters and steps.\n");
        return text.toString();
    }

    private static String placeholder(RunbookParameter parameter) {
        return parameter.choices().isEmpty() ? parameter.kind().name() : String.join("|", parameter.choices());
    }

    private static void appendTable(StringBuilder text, List<String[]> lines) {
        int firstWidth = lines.stream().mapToInt(line -> line[0].length()).max().orElse(1);
        int secondWidth =
                lines.stream().mapToInt(line -> line[1].length()).max().orElse(1);
        String format = "  %-" + firstWidth + "s  %-" + secondWidth + "s  %s";
        for (String[] line : lines)
            text.append(format.formatted((Object[]) line).stripTrailing()).append('\n');
    }
}
