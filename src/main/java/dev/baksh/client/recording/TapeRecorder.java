package dev.baksh.client.recording;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.ExitCode;
import dev.baksh.client.api.TimeSource;
import dev.baksh.client.config.ServerConfig;
import dev.baksh.client.files.PrivateFiles;
import dev.baksh.client.http.DownloadResponse;
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

/** Keeps what comes from outside in a file of a folder, a line of JSON each, redacted; may be used from several threads. */
public final class TapeRecorder implements Tape {
    static final String FILE = "recording.jsonl";

    private final Path file;
    private final TapeRedactor secrets;
    private final TimeSource time;

    /**
     * Begins a recording.
     *
     * @param folder is made when it is not there
     * @param about  what else is to be known of it
     * @throws BakshException (exit 3) there is a recording already; (exit 74) it cannot be written
     */
    public TapeRecorder(Path folder, Map<String, Object> about, SecretRedactor redaction, TimeSource time) {
        this.file = folder.resolve(FILE);
        this.secrets = new TapeRedactor(redaction);
        this.time = time;
        try {
            PrivateFiles custody = PrivateFiles.own();
            custody.folder(folder);
            if (!custody.file(file))
                throw BakshException.refused(
                        folder + " holds a recording already", "name another folder, or remove " + file);
        } catch (IOException e) {
            throw unwritten(e);
        }
        Map<String, Object> first = new LinkedHashMap<>(about);
        first.put("started", time.now().toString());
        append(first);
    }

    private synchronized void append(Map<String, Object> line) {
        try {
            Files.writeString(file, TapeEntry.write(line) + "\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    private BakshException unwritten(IOException e) {
        return new BakshException(
                ExitCode.JOURNAL,
                "the recording " + file + " cannot be written: " + e.getMessage(),
                "leave out --record, or name another folder",
                e);
    }

    @Override
    public List<ServerConfig> servers(Supplier<List<ServerConfig>> live) {
        List<ServerConfig> servers = live.get();
        List<Map<String, Object>> lines = new ArrayList<>();
        for (ServerConfig server : servers) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("name", server.name());
            line.put("kind", server.kind());
            line.put("url", server.url().toString());
            if (server.gatewayUrl() != null)
                line.put("gateway", server.gatewayUrl().toString());
            if (server.realm() != null) line.put("realm", server.realm());
            if (server.authPath() != null) line.put("auth_path", server.authPath());
            if (server.version() != null) line.put("version", server.version());
            if (server.partial() != null) line.put("partial", server.partial());
            if (server.recovered() != null) line.put("recovered", server.recovered());
            if (!server.failed().isEmpty())
                line.put("failed", server.failed().stream().sorted().toList());
            line.put("groups", server.groups());
            line.put("read_only", server.readOnly());
            line.put("production", server.production());
            lines.add(line);
        }
        append(Map.of("servers", lines));
        return servers;
    }

    @Override
    public HttpTransport transport(ServerConfig server, Supplier<HttpTransport> live) {
        HttpTransport wire = live.get();
        String door = door(server);
        return new HttpTransport() {
            @Override
            public boolean introduced(TransportException e) {
                return wire.introduced(e);
            }

            @Override
            public HttpResponse send(HttpRequest request) {
                TapeEntry entry = TapeEntry.request(door, request, secrets, time.now());
                try {
                    HttpResponse answer = wire.send(request);
                    append(entry.answered(answer, secrets).line());
                    return answer;
                } catch (TransportException e) {
                    append(entry.failed(e, secrets).line());
                    throw e;
                }
            }

            @Override
            public DownloadResponse receive(HttpRequest request, DownloadTarget to, TimeSource clock) {
                TapeEntry entry = TapeEntry.request(door, request, secrets, time.now());
                ByteArrayOutputStream copy = new ByteArrayOutputStream();
                try {
                    DownloadResponse received = wire.receive(request, name -> both(to.open(name), copy), clock);
                    HttpResponse head = received.answer();
                    byte[] body = received.bytes() < 0 ? head.body() : copy.toByteArray();
                    append(entry.answered(new HttpResponse(head.status(), head.headers(), body), secrets)
                            .line());
                    return received;
                } catch (TransportException e) {
                    append(entry.failed(e, secrets).line());
                    throw e;
                }
            }
        };
    }

    /** A Portworx server has two addresses, and the same path may stand at both. */
    static String door(ServerConfig server) {
        return server.name() + " " + server.url();
    }

    private static OutputStream both(OutputStream file, ByteArrayOutputStream copy) {
        copy.reset();
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                file.write(one);
                copy.write(one);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                file.write(bytes, from, length);
                copy.write(bytes, from, length);
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
    public String answer(String question, Supplier<String> live) {
        String answer = live.get();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("question", secrets.text(question));
        line.put("said", secrets.text(answer));
        append(line);
        return answer;
    }

    @Override
    public TimeSource scriptTime(TimeSource live) {
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
