package dev.baksh.cli.app;

import dev.baksh.cli.console.CommandLineOptions;
import dev.baksh.cli.console.ProcessEnvironment;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.http.SecretRedactor;
import dev.baksh.client.recording.Tape;
import dev.baksh.client.recording.TapePlayer;
import dev.baksh.client.recording.TapeRecorder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code --record} and {@code --replay}. */
public final class TapeFactory {
    private TapeFactory() {}

    /** What the options ask for; of a replay they take on what the recording was made with. */
    public static Tape of(
            CommandLineOptions options, ProcessEnvironment surroundings, SecretRedactor redaction, TimeSource time) {
        if (options.record != null)
            return new TapeRecorder(options.record, about(options, surroundings), redaction, time);
        if (options.replay == null) return Tape.NONE;
        if (options.command.equals("resume"))
            throw BakshException.usage(
                    "resume cannot be replayed", "replay the whole runbook: baksh --replay DIR run FILE");
        TapePlayer replay = new TapePlayer(options.replay, redaction);
        options.sandbox = false;
        options.yes = Boolean.TRUE.equals(replay.about().get("yes"));
        options.readOnly |= Boolean.TRUE.equals(replay.about().get("read_only"));
        if (options.servers.isEmpty() && replay.about().get("chosen") instanceof List<?> chosen)
            chosen.forEach(name -> options.servers.add(name.toString()));
        return replay;
    }

    private static Map<String, Object> about(CommandLineOptions options, ProcessEnvironment surroundings) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("yes", options.yes);
        about.put("read_only", options.readOnly);
        about.put("chosen", options.servers);
        about.put("present", surroundings.inTerminal() && !options.unattended);
        return about;
    }
}
