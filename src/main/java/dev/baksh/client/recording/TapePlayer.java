package dev.baksh.client.recording;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.auth.TokenResponse;
import dev.baksh.client.auth.TokenSource;
import dev.baksh.client.config.Credential;
import dev.baksh.client.config.Secret;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.http.ContentDisposition;
import dev.baksh.client.http.DownloadResponse;
import dev.baksh.client.http.DownloadTarget;
import dev.baksh.client.http.HttpRequest;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.http.HttpTransport;
import dev.baksh.client.http.SecretRedactor;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Gives what a {@link TapeRecorder} kept, and asks nobody. A read is found by what it asks for, the same one again gives the
 * next answer; writes must come in the order in which they were recorded. Waits pass at once, and turn the clock.
 */
public final class TapePlayer implements Tape {
    private final Path folder;
    private final TapeRedactor secrets;
    private final List<TapeEntry> entries = new ArrayList<>();
    private final List<ServerConfig> servers = new ArrayList<>();
    private final Deque<Instant> readings = new ArrayDeque<>();
    private final List<Map<String, Object>> answers = new ArrayList<>();
    private Map<String, Object> about = Map.of();
    private Instant clock;
    private int tokens;

    /** @throws BakshException (exit 2) there is no recording, or it cannot be read */
    public TapePlayer(Path folder, SecretRedactor redaction) {
        this.folder = folder;
        this.secrets = new TapeRedactor(redaction);
        Path file = folder.resolve(TapeRecorder.FILE);
        int number = 0;
        try {
            for (String line : Files.readAllLines(file)) {
                number++;
                read(TapeEntry.read(line));
            }
        } catch (NoSuchFileException e) {
            throw BakshException.usage(folder + " holds no recording", "make one with --record " + folder);
        } catch (IOException | RuntimeException e) {
            throw BakshException.usage(file + " cannot be read, line " + Math.max(1, number), "record it anew");
        }
        if (clock == null) throw BakshException.usage(file + " is empty", "record it anew");
    }

    private void read(Map<String, Object> line) {
        if (line.get("started") != null) {
            about = line;
            clock = Instant.parse(line.get("started").toString());
        } else if (line.get("servers") instanceof List<?> list) {
            for (Object one : list) servers.add(server((Map<?, ?>) one));
        } else if (line.get("now") != null)
            readings.add(Instant.parse(line.get("now").toString()));
        else if (line.containsKey("question")) answers.add(line);
        else entries.add(new TapeEntry(line));
    }

    private static ServerConfig server(Map<?, ?> line) {
        return new ServerConfig(
                text(line, "name"),
                text(line, "kind"),
                URI.create(text(line, "url")),
                line.get("gateway") == null ? null : URI.create(text(line, "gateway")),
                new Credential.PastedToken(Secret.of("none")),
                null,
                null,
                text(line, "realm"),
                text(line, "auth_path"),
                text(line, "partial"),
                text(line, "recovered"),
                line.get("failed") instanceof List<?> letters
                        ? Set.copyOf(letters.stream().map(String::valueOf).toList())
                        : Set.of(),
                text(line, "version"),
                Boolean.TRUE.equals(line.get("groups")),
                Boolean.TRUE.equals(line.get("read_only")),
                Boolean.TRUE.equals(line.get("production")));
    }

    private static String text(Map<?, ?> line, String name) {
        return line.get(name) == null ? null : line.get(name).toString();
    }

    /** What was said of it when it was begun. */
    public Map<String, Object> about() {
        return about;
    }

    @Override
    public List<ServerConfig> servers(Supplier<List<ServerConfig>> live) {
        return List.copyOf(servers);
    }

    @Override
    public HttpTransport transport(ServerConfig server, Supplier<HttpTransport> live) {
        String door = TapeRecorder.door(server);
        return new HttpTransport() {
            @Override
            public HttpResponse send(HttpRequest request) {
                return next(door, request).answer();
            }

            @Override
            public DownloadResponse receive(HttpRequest request, DownloadTarget to, TimeSource time) {
                HttpResponse answer = next(door, request).answer();
                String type = String.valueOf(answer.header("content-type"));
                boolean file = answer.status() / 100 == 2 && !type.contains("json") && !type.contains("html");
                if (!file) return new DownloadResponse(answer, -1);
                try (OutputStream out = to.open(ContentDisposition.of(answer))) {
                    out.write(answer.body());
                } catch (IOException e) {
                    throw BakshException.failed("the file cannot be written: " + e.getMessage(), null);
                }
                HttpResponse head = new HttpResponse(answer.status(), answer.headers(), new byte[0]);
                return new DownloadResponse(head, answer.body().length);
            }
        };
    }

    private synchronized TapeEntry next(String door, HttpRequest request) {
        TapeEntry asked = TapeEntry.request(door, request, secrets, clock);
        for (TapeEntry entry : entries) {
            if (!entry.server().equals(door)) continue;
            if (entry.key().equals(asked.key())) return taken(entry);
            if (!asked.read() && !entry.read()) throw other(entry, asked);
        }
        throw other(nearest(asked), asked);
    }

    private TapeEntry taken(TapeEntry entry) {
        entries.remove(entry);
        if (entry.at().isAfter(clock)) clock = entry.at();
        return entry;
    }

    /** The recorded call that this one may have been: of the same method, or else the next of that server. */
    private TapeEntry nearest(TapeEntry asked) {
        TapeEntry next = null;
        for (TapeEntry entry : entries) {
            if (!entry.server().equals(asked.server())) continue;
            if (entry.read() == asked.read()) return entry;
            if (next == null) next = entry;
        }
        return next;
    }

    private BakshException other(TapeEntry recorded, TapeEntry asked) {
        return BakshException.failed(
                "replay of " + folder + ": another call comes than was recorded",
                "recorded: " + (recorded == null ? "nothing more of this server" : recorded.words()) + "\nnow:      "
                        + asked.words());
    }

    @Override
    public TokenSource tokens(Supplier<TokenSource> live) {
        return new TokenSource() {
            @Override
            public TokenResponse obtain() {
                return new TokenResponse("replayed-token-" + ++tokens, null, null, null);
            }

            @Override
            public TokenResponse refresh(String refreshToken) {
                return obtain();
            }

            @Override
            public boolean renewable() {
                return true;
            }
        };
    }

    @Override
    public synchronized String answer(String question, Supplier<String> live) {
        for (Map<String, Object> line : answers) {
            if (!secrets.text(question).equals(line.get("question"))) continue;
            answers.remove(line);
            return line.get("said") == null ? null : line.get("said").toString();
        }
        throw BakshException.failed(
                "replay of " + folder + ": a question comes that was not recorded: " + question,
                answers.isEmpty()
                        ? "nothing more was asked"
                        : "recorded: " + answers.get(0).get("question"));
    }

    @Override
    public boolean present(boolean live) {
        return Boolean.TRUE.equals(about.get("present"));
    }

    @Override
    public TimeSource time(TimeSource live) {
        return clock(false);
    }

    @Override
    public TimeSource scriptTime(TimeSource live) {
        return clock(true);
    }

    private TimeSource clock(boolean script) {
        return new TimeSource() {
            @Override
            public Instant now() {
                return reading(script);
            }

            @Override
            public long nanos() {
                return Duration.between(Instant.EPOCH, reading(false)).toNanos();
            }

            @Override
            public void pause(Duration length) {
                turn(length);
            }
        };
    }

    private synchronized Instant reading(boolean script) {
        Instant kept = script ? readings.poll() : null;
        if (kept != null && kept.isAfter(clock)) clock = kept;
        return kept == null ? clock : kept;
    }

    private synchronized void turn(Duration length) {
        clock = clock.plus(length);
    }

    @Override
    public synchronized void finish() {
        if (entries.isEmpty()) return;
        throw BakshException.failed(
                "replay of " + folder + ": the script has ended, and " + entries.size()
                        + (entries.size() == 1 ? " recorded call has" : " recorded calls have") + " not come",
                "recorded: " + entries.get(0).words() + "\nnow:      nothing");
    }

    @Override
    public void close() {}
}
