package dev.baksh.client.recording;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ServerKind;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.auth.TokenResponse;
import dev.baksh.client.auth.TokenSource;
import dev.baksh.client.config.Credential;
import dev.baksh.client.config.Secret;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.files.RegularFile;
import dev.baksh.client.http.DownloadTarget;
import dev.baksh.client.http.HttpRequest;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.http.HttpTransport;
import dev.baksh.client.http.SecretRedactor;
import dev.baksh.client.text.ShellWord;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Player of a recording: sends no request and asks no user. A read is found by its request; the same request returns
 * the next recorded response. Writes must occur in the recorded order. Pauses end at once and advance the clock.
 */
public final class TapePlayer implements Tape {
    /** Maximum size of a recording in bytes; the recording is held in memory. */
    private static final int MAX_SIZE = 1 << 28;

    private final Path folder;
    private final TapeRedactor redactor;
    private final List<TapeEntry> entries = new ArrayList<>();
    private final List<ServerConfig> servers = new ArrayList<>();
    private final Deque<Instant> scriptTimes = new ArrayDeque<>();
    private final List<Map<String, Object>> userReplies = new ArrayList<>();
    private Map<String, Object> metadata = Map.of();
    private Instant clock;
    private int tokenCount;

    /** @throws BakshException if the recording is missing or cannot be read (exit code 2) */
    public TapePlayer(Path folder, SecretRedactor secretRedactor) {
        this.folder = folder;
        this.redactor = new TapeRedactor(secretRedactor);
        Path file = folder.resolve(TapeRecorder.FILE_NAME);
        int lineNumber = 0;
        try {
            for (String line : RegularFile.readText(file, MAX_SIZE).lines().toList()) {
                lineNumber++;
                addLine(TapeEntry.parse(line));
            }
        } catch (NoSuchFileException e) {
            throw BakshException.usageError(
                    folder + " contains no recording",
                    "make one with --record " + ShellWord.quoteIfNeeded(folder.toString()));
        } catch (RegularFile.RefusedException e) {
            throw BakshException.usageError(e.getMessage(), "record it again");
        } catch (IOException | RuntimeException e) {
            throw BakshException.usageError(
                    file + " cannot be read, line " + Math.max(1, lineNumber), "record it again");
        }
        if (clock == null) throw BakshException.usageError(file + " is empty", "record it again");
    }

    private void addLine(Map<String, Object> line) {
        if (line.get("started") != null) {
            metadata = line;
            clock = Instant.parse(line.get("started").toString());
        } else if (line.get("servers") instanceof List<?> list) {
            for (Object element : list) servers.add(parseServer((Map<?, ?>) element));
        } else if (line.get("now") != null)
            scriptTimes.add(Instant.parse(line.get("now").toString()));
        else if (line.containsKey("question")) userReplies.add(line);
        else entries.add(new TapeEntry(line));
    }

    private static ServerConfig parseServer(Map<?, ?> line) {
        Object isFromEnvironment = line.get("environment");
        // Recordings of older versions contain the name only.
        if (isFromEnvironment == null) isFromEnvironment = Objects.equals(line.get("name"), line.get("kind"));
        return new ServerConfig(
                textField(line, "name"),
                Boolean.TRUE.equals(isFromEnvironment),
                ServerKind.of(textField(line, "kind")),
                URI.create(textField(line, "url")),
                line.get("gateway") == null ? null : URI.create(textField(line, "gateway")),
                new Credential.PastedToken(Secret.of("none")),
                null,
                null,
                textField(line, "realm"),
                textField(line, "auth_path"),
                textField(line, "partial"),
                textField(line, "recovered"),
                line.get("failed") instanceof List<?> statusCodes
                        ? Set.copyOf(statusCodes.stream().map(String::valueOf).toList())
                        : Set.of(),
                textField(line, "version"),
                Boolean.TRUE.equals(line.get("groups")),
                Boolean.TRUE.equals(line.get("read_only")),
                Boolean.TRUE.equals(line.get("production")));
    }

    private static String textField(Map<?, ?> line, String name) {
        return line.get(name) == null ? null : line.get(name).toString();
    }

    /** Returns the first line of the recording: the options of the recorded call. */
    public Map<String, Object> metadata() {
        return metadata;
    }

    @Override
    public List<ServerConfig> servers(Supplier<List<ServerConfig>> live) {
        return List.copyOf(servers);
    }

    @Override
    public HttpTransport transport(ServerConfig server, Supplier<HttpTransport> live) {
        String serverKey = TapeRecorder.serverKey(server);
        return new HttpTransport() {
            @Override
            public HttpResponse send(HttpRequest request) {
                return takeEntry(serverKey, request).toResponse();
            }

            @Override
            public HttpTransport.Download download(HttpRequest request, DownloadTarget destination, TimeSource time) {
                HttpResponse response = takeEntry(serverKey, request).toResponse();
                if (!response.isFile()) return new HttpTransport.Download(response, -1);
                try (OutputStream out = destination.open(response.fileName())) {
                    out.write(response.body());
                } catch (IOException e) {
                    throw BakshException.failure("the file cannot be written: " + e.getMessage(), null);
                }
                HttpResponse head = new HttpResponse(response.status(), response.headers(), new byte[0]);
                return new HttpTransport.Download(head, response.body().length);
            }
        };
    }

    private synchronized TapeEntry takeEntry(String serverKey, HttpRequest request) {
        TapeEntry requested = TapeEntry.forRequest(serverKey, request, redactor, clock);
        for (TapeEntry entry : entries) {
            if (!entry.server().equals(serverKey)) continue;
            if (entry.key().equals(requested.key())) return consume(entry);
            if (!requested.isRead() && !entry.isRead()) throw mismatchException(entry, requested);
        }
        throw mismatchException(nearest(requested), requested);
    }

    private TapeEntry consume(TapeEntry entry) {
        entries.remove(entry);
        if (entry.recordedAt().isAfter(clock)) clock = entry.recordedAt();
        return entry;
    }

    /**
     * Returns the recorded request to compare with: the next request of the same method, else the next request of the
     * server.
     */
    private TapeEntry nearest(TapeEntry requested) {
        List<TapeEntry> candidates = entries.stream()
                .filter(entry -> entry.server().equals(requested.server()))
                .toList();
        return candidates.stream()
                .filter(entry -> entry.isRead() == requested.isRead())
                .findFirst()
                .orElse(candidates.isEmpty() ? null : candidates.get(0));
    }

    private BakshException mismatchException(TapeEntry recorded, TapeEntry requested) {
        String expected = recorded == null ? "no further request to this server" : recorded.describe();
        return BakshException.failure(
                "replay of " + folder + ": the request differs from the recording",
                "recorded: " + expected + "\nnow:      " + requested.describe());
    }

    @Override
    public TokenSource tokenSource(Supplier<TokenSource> live) {
        return new TokenSource() {
            @Override
            public TokenResponse obtain() {
                return new TokenResponse("replayed-token-" + ++tokenCount, null, null, null);
            }

            @Override
            public TokenResponse refresh(String refreshToken) {
                return obtain();
            }
        };
    }

    @Override
    public synchronized String askUser(String question, Supplier<String> live) {
        for (Map<String, Object> line : userReplies) {
            if (!redactor.redact(question).equals(line.get("question"))) continue;
            userReplies.remove(line);
            return line.get("said") == null ? null : line.get("said").toString();
        }
        throw BakshException.failure(
                "replay of " + folder + ": the question was not recorded: " + question,
                userReplies.isEmpty()
                        ? "no further question was recorded"
                        : "recorded: " + userReplies.get(0).get("question"));
    }

    @Override
    public boolean isUserPresent(boolean live) {
        return Boolean.TRUE.equals(metadata.get("present"));
    }

    @Override
    public TimeSource timeSource(TimeSource live) {
        return createClock(false);
    }

    @Override
    public TimeSource scriptTimeSource(TimeSource live) {
        return createClock(true);
    }

    private TimeSource createClock(boolean forScript) {
        return new TimeSource() {
            @Override
            public Instant now() {
                return readClock(forScript);
            }

            @Override
            public long nanos() {
                return Duration.between(Instant.EPOCH, readClock(false)).toNanos();
            }

            @Override
            public void pause(Duration length) {
                advanceClock(length);
            }
        };
    }

    private synchronized Instant readClock(boolean forScript) {
        Instant recordedTime = forScript ? scriptTimes.poll() : null;
        if (recordedTime != null && recordedTime.isAfter(clock)) clock = recordedTime;
        return recordedTime == null ? clock : recordedTime;
    }

    private synchronized void advanceClock(Duration length) {
        clock = clock.plus(length);
    }

    @Override
    public synchronized void finish() {
        if (entries.isEmpty()) return;
        throw BakshException.failure(
                "replay of " + folder + ": the script has ended, and " + entries.size()
                        + (entries.size() == 1 ? " recorded request was" : " recorded requests were") + " not sent",
                "recorded: " + entries.get(0).describe() + "\nnow:      nothing");
    }
}
