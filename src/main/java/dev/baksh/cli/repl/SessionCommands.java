package dev.baksh.cli.repl;

import dev.baksh.cli.app.AppContext;
import dev.baksh.cli.command.HelpCommand;
import dev.baksh.cli.console.NewFileWriter;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.Catalog;
import dev.baksh.client.api.Noun;
import dev.baksh.client.api.Row;
import dev.baksh.client.files.PrivateFiles;
import dev.baksh.client.text.ShellWord;
import dev.baksh.dsl.DslType;
import dev.baksh.dsl.ScriptExit;
import dev.baksh.script.compile.SourceText;
import dev.baksh.script.session.EvaluationSession;
import dev.baksh.shell.Job;
import dev.baksh.shell.Jobs;
import dev.baksh.shell.SessionExporter;
import dev.baksh.shell.WatchCommand;
import dev.baksh.shell.complete.ScriptWords;
import dev.baksh.shell.complete.ShellCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Commands for the session: help, watch, jobs, save and reload; also runs the start file {@code rc.groovy}. */
record SessionCommands(AppContext app, EvaluationSession session, Jobs jobs) {
    /** Runs {@code rc.groovy} if the file exists. A failure is printed, and the shell starts nevertheless. */
    void runStartFile() {
        Path startFile = app.environment.directories().config().resolve("rc.groovy");
        if (!Files.exists(startFile, LinkOption.NOFOLLOW_LINKS)) return;
        try {
            PrivateFiles.ofCurrentUser().checkSettingsFile(startFile);
            session.evaluateUnsaved(SourceText.read(startFile));
        } catch (ScriptExit e) {
            app.console.showNotice("exit ended rc.groovy only; :quit leaves the shell");
        } catch (BakshException e) {
            app.console.printError(new BakshException(e.exit(), "rc.groovy: " + e.getMessage(), e.hint(), e));
        } catch (IOException e) {
            app.console.printError(BakshException.failure("rc.groovy cannot be read: " + e.getMessage(), null));
        }
    }

    void addCommands(Map<String, ShellCommand> commands, ShellTerminal shellTerminal) {
        commands.put(
                "watch",
                new ShellCommand(
                                "repeats an expression and marks changes: :watch 30s EXPR",
                                argument -> watch(argument, shellTerminal))
                        .withDetails(
                                "The interval is 5s, 2m or 1h. :watch 30s x10 EXPR repeats ten times. Ctrl-C ends the "
                                        + "watch. An expression that writes, or may write, is refused."));
        commands.put(
                "jobs",
                ShellCommand.withCompletions(
                                "background jobs: bg { ... } or EXPR &; :jobs 1, :jobs cancel 1",
                                this::handleJobs,
                                this::completeJobs)
                        .withDetails(
                                ":jobs lists the jobs, :jobs 1 shows the result of a job, and :jobs cancel 1 cancels the "
                                        + "job as Ctrl-C does. A job cannot ask questions."));
        commands.put(
                "save",
                ShellCommand.withFileArgument("writes this session as a runbook: :save FILE", this::save)
                        .withDetails(
                                "Writes become steps. Failed and rehearsed inputs are comments, and an input with a secret "
                                        + "is left out."));
        commands.put("reload", ShellCommand.withoutArgument("reads lib/ and rc.groovy again", this::reload));
    }

    /** Returns {@code help}, which prints the page of a topic. */
    ShellCommand helpCommand(Map<String, Catalog> catalogs, Supplier<Map<String, ShellCommand>> commands) {
        HelpCommand help = new HelpCommand(app, commands, true);
        VariableInspector inspector = new VariableInspector(catalogs);
        return new ShellCommand(
                "explains a word: help table, help :watch, help n2ws.policies.create; help find \"restore\"; help FILE",
                topic -> showHelp(topic, help, inspector),
                typed -> help.topics());
    }

    /** Prints the page of a topic. A variable with rows stands for their noun: {@code help policy.backup}. */
    private void showHelp(String topic, HelpCommand help, VariableInspector inspector) {
        String root = topic.split("\\W", 2)[0];
        boolean isOwnName = session.visibleNames().contains(root)
                && ScriptWords.find(root) == null
                && !app.catalogs.all().containsKey(root);
        if (!isOwnName || topic.endsWith(".groovy")) {
            help.show(topic);
            return;
        }
        DslType type = inspector.inspect(session.variableValue(root));
        if (type instanceof DslType.ListType list) type = list.element();
        Noun noun = type instanceof DslType.RowType row
                ? row.noun()
                : type instanceof DslType.NounType nounType ? nounType.noun() : null;
        if (noun != null) help.show(noun.server() + "." + noun.name() + topic.substring(root.length()));
        else
            app.console.println(root + ": " + (type == null ? "a name of this session" : "a variable of this session")
                    + "; TAB after " + root + ". lists its members");
    }

    private void watch(String argument, ShellTerminal terminal) {
        WatchCommand watch = new WatchCommand(
                app.environment.time(),
                newInspector()::requireRead,
                this::evaluateToLines,
                app.console::printRendered,
                !terminal.isDumb(),
                terminal.isColourEnabled());
        try {
            watch.run(argument);
        } catch (ScriptExit e) {
            app.console.showNotice("exit ended this input only; :quit leaves the shell");
        }
    }

    private List<String> evaluateToLines(String text) {
        Object value = session.evaluateUnsaved(text);
        return value == null ? List.of() : app.console.renderLines(value);
    }

    private List<String> completeJobs(String typed) {
        List<String> candidates = new ArrayList<>();
        if (!typed.startsWith("cancel ")) candidates.add("cancel");
        for (Job job : jobs.all()) candidates.add(String.valueOf(job.number()));
        return candidates;
    }

    private void handleJobs(String argument) {
        if (argument.startsWith("cancel")) {
            String number = argument.substring("cancel".length()).strip();
            if (number.isEmpty())
                throw BakshException.usageError(":jobs cancel takes the number of a job", ":jobs lists the jobs");
            Job job = jobs.requireJob(number);
            if (job.end() != null) {
                app.console.showNotice(job + "; it has ended already, and nothing was cancelled");
                return;
            }
            job.cancel();
            app.console.showNotice("job " + job.number() + ": cancel requested");
        } else if (!argument.isEmpty()) {
            showJob(jobs.requireJob(argument));
        } else if (jobs.all().isEmpty()) {
            app.console.showNotice("no jobs; bg { ... } or a line that ends in & starts a job");
        } else {
            List<Row> rows = new ArrayList<>();
            for (Job job : jobs.all()) {
                rows.add(Row.of(
                        "job", job.number(),
                        "state", job.state(),
                        "text", job.text(),
                        "started", job.started(),
                        "ended", job.end(),
                        "failure", job.failure() == null ? null : job.failure().getMessage()));
            }
            app.console.print(rows);
        }
    }

    private void showJob(Job job) {
        if (job.failure() instanceof BakshException e) throw e;
        if (job.value() == null) app.console.showNotice(job.toString());
        else app.console.print(job.value());
    }

    private void save(String argument) {
        String file = String.join(" ", RunbookCommands.splitArguments(argument));
        if (file.isEmpty()) throw BakshException.usageError(":save takes the name of a file", ":save drill.groovy");
        String title =
                file.replaceFirst(".*/", "").replaceFirst("\\.groovy$", "").replace('-', ' ');
        String script = SessionExporter.export(title, session.inputs(), newInspector());
        NewFileWriter.write(Path.of(file), script);
        app.console.showNotice(script.lines().count() + " lines written to " + file
                + "; read the file, then: baksh check " + ShellWord.quoteIfNeeded(file));
    }

    private SourceInspector newInspector() {
        return new SourceInspector(session, app.catalogs.all(), app::containsSecret);
    }

    private void reload() {
        session.reload();
        runStartFile();
        app.console.showNotice("lib/ and rc.groovy are loaded again");
    }
}
