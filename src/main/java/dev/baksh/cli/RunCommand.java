package dev.baksh.cli;

import dev.baksh.api.BakshException;
import dev.baksh.api.Exit;
import dev.baksh.dsl.ScriptExit;
import dev.baksh.dsl.Words;
import dev.baksh.journal.RunJournal;
import dev.baksh.journal.RunRecord;
import dev.baksh.journal.StepRecord;
import dev.baksh.journal.WriteRecord;
import dev.baksh.script.Compiler;
import dev.baksh.script.Faults;
import dev.baksh.script.Going;
import dev.baksh.script.RunbookScript;
import dev.baksh.script.Runbooks;
import dev.baksh.script.ScriptCache;
import dev.baksh.script.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** {@code baksh run FILE}, {@code baksh -}, {@code baksh resume RUN}. */
final class RunCommand {
    private final Surroundings surroundings;
    private final Options options;
    private final Console console;
    private final Wiring wiring;
    private final UnaryOperator<BakshException> told;

    /** @param told what a failure is called in the end: one by the deadline or by TERM is no Ctrl-C */
    RunCommand(
            Surroundings surroundings,
            Options options,
            Console console,
            Wiring wiring,
            UnaryOperator<BakshException> told) {
        this.told = told;
        this.surroundings = surroundings;
        this.options = options;
        this.console = console;
        this.wiring = wiring;
    }

    int start() {
        boolean input = options.command.equals("-");
        List<String> args = input ? options.rest : options.rest.subList(1, options.rest.size());
        Path path = input ? null : Path.of(options.rest.get(0));
        String name = input ? "-" : path.getFileName().toString();
        String text = input ? input() : Text.read(path);
        Runbooks.Source source = new Runbooks.Source(path, name, text, args, Options.params(args));
        Runbooks runbooks = runbooks(path);
        Ahead.of(text, options, wiring); // After it, since the script's lib/ may add to the catalogue.
        // From standard input there is no file to go on with.
        boolean kept = !dryRun() && !input && runbooks.isRunbook(source);
        return summed(() -> runbooks.start(
                source,
                kept,
                dryRun(),
                header -> kept ? journal(wiring.journals().runId(), header) : unkept(),
                this::variables));
    }

    int resume() {
        if (options.rest.size() != 1) {
            throw BakshException.usage(
                    "resume takes one run",
                    "baksh resume RUN [--from STEP | --only STEP | --skip STEP | --resend STEP | --accept STEP]");
        }
        if (dryRun()) throw BakshException.usage("resume cannot be rehearsed: it goes by what was done", null);
        RunRecord record = wiring.journals().runs().get(options.rest.get(0));
        if (record.state().equals("done") && options.going.get("--from") == null) {
            throw BakshException.usage(
                    "run " + record.id() + " is done",
                    "to do steps of it again: baksh resume " + record.id() + " --from STEP");
        }
        Path path = Path.of(String.valueOf(record.header().get("script")));
        if (!Files.exists(path))
            throw BakshException.usage(
                    "run " + record.id() + " cannot go on: its file is gone: " + path,
                    "put it back there; what was done: baksh report " + record.id() + ", and the way back: baksh undo "
                            + record.id());
        String text = Text.read(path);
        Runbooks.Source source = new Runbooks.Source(path, path.getFileName().toString(), text, List.of(), Map.of());
        Runbooks runbooks = runbooks(path);
        Going going = new Resumption(record, options.going).going(source);
        return summed(() -> runbooks.resume(source, record, going, header -> resumed(record, header), this::variables));
    }

    /** With {@code --resend} a person has said that what nobody knew of in this step did not happen. */
    private RunJournal resumed(RunRecord record, Map<String, Object> header) {
        RunServers before = RunServers.of(record);
        if (options.servers.isEmpty()) wiring.choose(before.names());
        String moved = before.moved(record, servers());
        if (moved != null) header.put("moved", moved + "; agreed: " + agreed(moved));
        RunJournal journal = journal(record.id(), header);
        StepRecord again = record.step(options.going.get("--resend"));
        if (again != null) {
            for (WriteRecord write : again.writes())
                if (write.open()) wiring.journals().resends(record.id(), write);
        }
        return journal;
    }

    /** Who agrees that the run goes on at another address. */
    private String agreed(String moved) {
        String how = new ConsoleOperator(console, options, wiring).approves(moved + ". Is it the same server?");
        if (how == null)
            throw BakshException.refused("declined: " + moved, "nothing was sent; give the server its address back");
        return how;
    }

    private RunServers servers() {
        return RunServers.of(wiring.servers(), options.sandbox);
    }

    private RunJournal journal(String id, Map<String, Object> header) {
        Map<String, Object> all = new LinkedHashMap<>(header);
        all.putAll(servers().header());
        all.put("user", ConsoleOperator.user());
        all.put("pid", ProcessHandle.current().pid());
        all.put("host", RunJournal.host());
        String version = RunCommand.class.getPackage().getImplementationVersion();
        if (version != null) all.put("version", version);
        if (options.unattended) all.put("unattended", true);
        RunJournal journal = wiring.journals().open(id, all);
        // The journal of a replay is temporary. A replay needs it to repeat the reads of previous values.
        if (options.replay == null) console.note("run " + id);
        return journal;
    }

    private boolean dryRun() {
        return options.dryRun || wiring.gate().mode().dryRun();
    }

    private RunJournal unkept() {
        return RunJournal.unkept(wiring.journals().runId(), surroundings.time());
    }

    private void variables(Words words) {
        words.setVariable("out", console.scriptOut());
    }

    private Runbooks runbooks(Path file) {
        List<Path> libraries = new ArrayList<>();
        if (file != null) {
            Path folder = file.toAbsolutePath().getParent();
            libraries.add(folder.resolve("lib"));
            if (folder.getParent() != null) libraries.add(folder.getParent().resolve("lib"));
        }
        wiring.catalogs().libraries(libraries);
        libraries.addAll(surroundings.libraries());
        // What comes from standard input is nobody's file, and is not written to one.
        ScriptCache cache = file == null ? ScriptCache.NONE : wiring.compiled();
        Compiler compiler = new Compiler(RunCommand.class.getClassLoader(), RunbookScript.class, libraries, cache);
        Faults faults = new Faults(compiler, List.of(ScriptExit.class));
        return new Runbooks(
                compiler,
                faults,
                wiring,
                new TapedOperator(wiring.tape(), new ConsoleOperator(console, options, wiring)),
                told);
    }

    private String input() {
        try {
            return new String(surroundings.in().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw BakshException.usage("standard input cannot be read: " + e.getMessage(), null);
        }
    }

    /** Carries it out; unattended, the last line of standard error is how it went, as JSON. */
    private int summed(Runnable run) {
        int exit = Exit.FAILED.code();
        String reason = null;
        try {
            run.run();
            exit = Exit.OK.code();
            return exit;
        } catch (ScriptExit e) {
            exit = e.code();
            throw e;
        } catch (BakshException e) {
            exit = e.exit().code();
            reason = e.getMessage();
            throw e;
        } finally {
            if (dryRun()) console.note("dry run: " + wiring.gate().tally());
            if (options.unattended && wiring.journals().recorded()) summary(exit, reason);
        }
    }

    private void summary(int exit, String reason) {
        RunRecord record = wiring.journals().runs().get(wiring.journals().runId());
        console.last(RunsCommand.summary(record, exit, reason));
    }
}
