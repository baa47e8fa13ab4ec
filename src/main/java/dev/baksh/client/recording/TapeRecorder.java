package dev.baksh.client.recording;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.files.PrivateFiles;
import dev.baksh.client.http.DownloadTarget;
import dev.baksh.client.http.HttpRequest;
import dev.baksh.client.http.HttpResponse;
import dev.baksh.client.http.HttpTransport;
import dev.baksh.client.http.SecretRedactor;
import dev.baksh.client.http.TransportException;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/** Recorder that writes the inputs of a script to a file of JSON lines, redacted. Thread-safe. */
public final class TapeRecorder implements Tape {
    static final String FILE_NAME = "recording.jsonl";

    private final Path file;
    private final TapeRedactor redactor;
    private final TimeSource time;

    /**
     * Starts a recording.
     *
     * @param folder is created if it is missing
     * @param metadata further fields of the first line
     * @throws BakshException if the folder contains a recording (exit code 3), or cannot be written (exit code 74)
     */
    public TapeRecorder(Path folder, Map<String, Object> metadata, SecretRedactor secretRedactor, TimeSource time) {
        this.file = folder.resolve(FILE_NAME);
        this.redactor = new TapeRedactor(secretRedactor);
        this.time = time;
        try {
            PrivateFiles privateFiles = PrivateFiles.ofCurrentUser();
            PrivateFiles.createFolders(folder);
            privateFiles.ensureFolder(folder);
            if (!privateFiles.ensureFile(file))
                throw BakshException.refusal(
                        folder + " already contains a recording", "name another folder, or remove " + file);
        } catch (IOException e) {
            throw writeFailure(e);
        }
        Map<String, Object> header = new LinkedHashMap<>(metadata);
        header.put("started", time.now().toString());
        append(header);
    }

    private synchronized void append(Map<String, Object> line) {
        try {
            Files.writeString(file, TapeEntry.format(line) + "\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw writeFailure(e);
        }
    }

    private BakshException writeFailure(IOException e) {
        return new BakshException(
                ExitCode.JOURNAL,
                "the recording " + file + " cannot be written: " + e.getMessage(),
                "remove --record, or name another folder",
                e);
    }

    @Override
    public List<ServerConfig> servers(Supplier<List<ServerConfig>> live) {
        List<ServerConfig> servers = live.get();
        List<Map<String, Object>> lines = new ArrayList<>();
        for (ServerConfig server : servers) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("name", server.name());
            line.put("environment", server.isFromEnvironment());
            line.put("kind", server.kind().toString());
            line.put("url", server.url().toString());
            line.put("gateway", Objects.toString(server.gatewayUrl(), null));
            line.put("realm", server.realm());
            line.put("auth_path", server.authPath());
            line.put("version", server.apiVersion());
            line.put("partial", server.partialStatus());
            line.put("recovered", server.recoveredStatus());
            if (!server.failedStatuses().isEmpty())
                line.put("failed", server.failedStatuses().stream().sorted().toList());
            line.put("groups", server.groupsEnabled());
            line.put("read_only", server.readOnly());
            line.put("production", server.production());
            line.values().removeIf(Objects::isNull);
            lines.add(line);
        }
        append(Map.of("servers", lines));
        return servers;
    }

    @Override
    public HttpTransport transport(ServerConfig server, Supplier<HttpTransport> live) {
        return new RecordingTransport(live.get(), serverKey(server));
    }

    private final class RecordingTransport implements HttpTransport {
        private final HttpTransport live;
        private final String serverKey;

        RecordingTransport(HttpTransport live, String serverKey) {
            this.live = live;
            this.serverKey = serverKey;
        }

        @Override
        public boolean confirmHostKey(TransportException e) {
            return live.confirmHostKey(e);
        }

        @Override
        public HttpResponse send(HttpRequest request) {
            return record(request, () -> live.send(request), response -> response);
        }

        @Override
        public Download download(HttpRequest request, DownloadTarget destination, TimeSource clock) {
            ByteArrayOutputStream copy = new ByteArrayOutputStream();
            DownloadTarget copying = name -> tee(destination.open(name), copy);
            return record(request, () -> live.download(request, copying, clock), downloaded -> {
                HttpResponse head = downloaded.response();
                if (downloaded.byteCount() < 0) return head;
                return new HttpResponse(head.status(), head.headers(), copy.toByteArray());
            });
        }

        private <T> T record(HttpRequest request, Supplier<T> call, Function<T, HttpResponse> response) {
            TapeEntry entry = TapeEntry.forRequest(serverKey, request, redactor, time.now());
            try {
                T result = call.get();
                append(entry.withResponse(response.apply(result), redactor).line());
                return result;
            } catch (TransportException e) {
                append(entry.withFailure(e, redactor).line());
                throw e;
            }
        }
    }

    /** Returns name and URL: a Portworx server has two URLs, which may have the same paths. */
    static String serverKey(ServerConfig server) {
        return server.name() + " " + server.url();
    }

    private static OutputStream tee(OutputStream file, ByteArrayOutputStream copy) {
        copy.reset();
        return new FilterOutputStream(file) {
            @Override
            public void write(int value) throws IOException {
                file.write(value);
                copy.write(value);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                file.write(bytes, offset, length);
                copy.write(bytes, offset, length);
            }
        };
    }

    @Override
    public String askUser(String question, Supplier<String> live) {
        String reply = live.get();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("question", redactor.redact(question));
        line.put("said", redactor.redact(reply));
        append(line);
        return reply;
    }

    @Override
    public TimeSource scriptTimeSource(TimeSource live) {
        return new TimeSource() {
            @Override
            public Instant now() {
                Instant now = live.now();
                append(Map.of("now", now.toString()));
                return now;
            }

            @Override
            public long nanos() {
                return live.nanos();
            }

            @Override
            public void pause(Duration length) throws InterruptedException {
                live.pause(length);
            }
        };
    }
}
