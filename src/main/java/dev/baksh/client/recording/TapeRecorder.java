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
            line.put("kind", server.kind().toString());
            line.put("url", server.url().toString());
            if (server.gatewayUrl() != null)
                line.put("gateway", server.gatewayUrl().toString());
            if (server.realm() != null) line.put("realm", server.realm());
            if (server.authPath() != null) line.put("auth_path", server.authPath());
            if (server.apiVersion() != null) line.put("version", server.apiVersion());
            if (server.partialStatus() != null) line.put("partial", server.partialStatus());
            if (server.recoveredStatus() != null) line.put("recovered", server.recoveredStatus());
            if (!server.failedStatuses().isEmpty())
                line.put("failed", server.failedStatuses().stream().sorted().toList());
            line.put("groups", server.groupsEnabled());
            line.put("read_only", server.readOnly());
            line.put("production", server.production());
            lines.add(line);
        }
        append(Map.of("servers", lines));
        return servers;
    }

    @Override
    public HttpTransport transport(ServerConfig server, Supplier<HttpTransport> live) {
        HttpTransport liveTransport = live.get();
        String serverKey = serverKey(server);
        return new HttpTransport() {
            @Override
            public boolean confirmHostKey(TransportException e) {
                return liveTransport.confirmHostKey(e);
            }

            @Override
            public HttpResponse send(HttpRequest request) {
                TapeEntry entry = TapeEntry.forRequest(serverKey, request, redactor, time.now());
                try {
                    HttpResponse response = liveTransport.send(request);
                    append(entry.withResponse(response, redactor).line());
                    return response;
                } catch (TransportException e) {
                    append(entry.withFailure(e, redactor).line());
                    throw e;
                }
            }

            @Override
            public HttpTransport.Download download(HttpRequest request, DownloadTarget destination, TimeSource clock) {
                TapeEntry entry = TapeEntry.forRequest(serverKey, request, redactor, time.now());
                ByteArrayOutputStream copy = new ByteArrayOutputStream();
                try {
                    HttpTransport.Download downloaded =
                            liveTransport.download(request, name -> tee(destination.open(name), copy), clock);
                    HttpResponse head = downloaded.response();
                    byte[] body = downloaded.byteCount() < 0 ? head.body() : copy.toByteArray();
                    append(entry.withResponse(new HttpResponse(head.status(), head.headers(), body), redactor)
                            .line());
                    return downloaded;
                } catch (TransportException e) {
                    append(entry.withFailure(e, redactor).line());
                    throw e;
                }
            }
        };
    }

    /** Returns name and URL: a Portworx server has two URLs, which may have the same paths. */
    static String serverKey(ServerConfig server) {
        return server.name() + " " + server.url();
    }

    private static OutputStream tee(OutputStream file, ByteArrayOutputStream copy) {
        copy.reset();
        return new OutputStream() {
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

            @Override
            public void flush() throws IOException {
                file.flush();
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    @Override
    public String askUser(String question, Supplier<String> live) {
        String answer = live.get();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("question", redactor.redact(question));
        line.put("said", redactor.redact(answer));
        append(line);
        return answer;
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
