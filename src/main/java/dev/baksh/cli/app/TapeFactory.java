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

/** Factory of the tape for {@code --record} and {@code --replay}. */
public final class TapeFactory {
    private TapeFactory() {}

    /** Creates the tape of the options. A replay changes the options to those of the recording. */
    public static Tape of(
            CommandLineOptions options, ProcessEnvironment environment, SecretRedactor redactor, TimeSource time) {
        if (options.recordPath != null)
            return new TapeRecorder(options.recordPath, metadata(options, environment), redactor, time);
        if (options.replayPath == null) return Tape.NONE;
        if (options.command.equals("resume"))
            throw BakshException.usageError(
                    "resume cannot be replayed", "replay the whole runbook: baksh --replay DIR run FILE");
        TapePlayer player = new TapePlayer(options.replayPath, redactor);
        options.sandbox = false;
        options.assumeYes = Boolean.TRUE.equals(player.metadata().get("yes"));
        options.readOnly |= Boolean.TRUE.equals(player.metadata().get("read_only"));
        boolean selectsServers = options.servers.isEmpty() && !options.command.equals("servers");
        if (selectsServers && player.metadata().get("chosen") instanceof List<?> selected)
            selected.forEach(name -> options.servers.add(name.toString()));
        return player;
    }

    private static Map<String, Object> metadata(CommandLineOptions options, ProcessEnvironment environment) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("yes", options.assumeYes);
        metadata.put("read_only", options.readOnly);
        metadata.put("chosen", options.servers);
        metadata.put("present", environment.canAskUser() && !options.unattended);
        return metadata;
    }
}
