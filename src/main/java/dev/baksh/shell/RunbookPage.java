package dev.baksh.shell;

import dev.baksh.script.runbook.RunbookOutline;
import dev.baksh.script.runbook.RunbookParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Help page of a script: title, purpose, usage, parameters and steps. The purpose is the comment at the start of the file. Runs
 * nothing of the file.
 */
public final class RunbookPage {
    /** Line of the comment with the usage of a script that declares no parameters. */
    private static final String USAGE_PREFIX = "scripts/baksh ";

    private final RunbookOutline outline;
    private final String command;
    private final Predicate<String> isReservedOption;
    private final List<String> purpose = new ArrayList<>();
    private String describedArguments = "";

    /**
     * @param source source of the script
     * @param command command that runs the script: {@code baksh run FILE}, {@code :run FILE}
     * @param isReservedOption true for an option that a script gets only after {@code --}
     */
    public RunbookPage(RunbookOutline outline, String source, String command, Predicate<String> isReservedOption) {
        this.outline = outline;
        this.command = command;
        this.isReservedOption = isReservedOption;
        readComment(source);
    }

    /** Reads the comment before the first statement. */
    private void readComment(String source) {
        for (String line : source.lines().toList()) {
            if (!line.startsWith("//")) break;
            String text = line.substring(2).strip();
            if (text.startsWith(USAGE_PREFIX)) {
                String[] words = text.split("\\s+", 3);
                describedArguments = words.length < 3 ? "" : " " + words[2];
            } else {
                purpose.add(text);
            }
        }
    }

    /** Returns the lines of the page. */
    public List<String> lines(int width) {
        WrappedText page = new WrappedText(width);
        if (outline.title() != null) page.addLine(outline.title());
        addPurpose(page);
        if (!page.lines().isEmpty()) page.addLine("");
        page.addLine("  " + command + arguments());
        if (!outline.parameters().isEmpty()) {
            page.addHeading("Parameters:");
            int column = 2 + longest(outline.parameters(), parameter -> "--" + parameter.name());
            int valueColumn = 2 + longest(outline.parameters(), RunbookParameter::describeValues);
            for (RunbookParameter parameter : outline.parameters()) {
                String name = "--" + parameter.name();
                String values = parameter.describeValues();
                page.addPair(
                        name + " ".repeat(column - name.length()) + values, column + valueColumn, parameter.describe());
            }
        }
        if (!outline.steps().isEmpty()) {
            page.addHeading("Steps:");
            int number = 0;
            for (RunbookOutline.Step step : outline.steps())
                page.addLine("  " + ++number + "  " + step.name()
                        + (step.hasConstantName() ? "" : "  (name known at run time)"));
        }
        if (!outline.isRunbook()) {
            page.addLine("");
            page.addLine("A plain script without declared parameters and steps.");
        }
        return page.lines();
    }

    /** Adds the paragraphs of the comment; an empty line separates two paragraphs. */
    private void addPurpose(WrappedText page) {
        if (purpose.stream().allMatch(String::isEmpty)) return;
        for (String paragraph : String.join("\n", purpose).strip().split("\n{2,}")) {
            if (!page.lines().isEmpty()) page.addLine("");
            page.addParagraph(paragraph.replace('\n', ' '));
        }
    }

    private String arguments() {
        if (outline.parameters().isEmpty()) return describedArguments;
        StringBuilder text = new StringBuilder();
        boolean needsSeparator = outline.parameters().stream()
                .flatMap(parameter -> parameter.optionNames().stream())
                .anyMatch(isReservedOption);
        if (needsSeparator) text.append(" --");
        for (RunbookParameter parameter : outline.parameters()) {
            String usage = "--" + parameter.name()
                    + (parameter.kind() == RunbookParameter.Kind.FLAG ? "" : " " + placeholder(parameter));
            text.append(' ').append(parameter.required() ? usage : "[" + usage + "]");
        }
        return text.toString();
    }

    private static String placeholder(RunbookParameter parameter) {
        return parameter.choices().isEmpty() ? parameter.kind().name() : String.join("|", parameter.choices());
    }

    private static int longest(List<RunbookParameter> parameters, Function<RunbookParameter, String> text) {
        return parameters.stream().map(text).mapToInt(String::length).max().orElse(0);
    }
}
