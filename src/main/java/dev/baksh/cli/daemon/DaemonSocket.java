package dev.baksh.cli.daemon;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.config.AppDirectories;
import dev.baksh.client.files.PrivateFiles;
import dev.baksh.client.thread.InternalThread;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Folder and Unix socket of the warm process of one user and state folder: a socket with mode 0600 in a folder with
 * mode 0700. {@code scripts/baksh} and {@code scripts/warm.pl} use the same path.
 */
record DaemonSocket(Path folder, Duration timeout) {
    /** A process that runs answers at once, also while it executes a request. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    static DaemonSocket of(AppDirectories directories) {
        return new DaemonSocket(directories.state().resolve("warm").toAbsolutePath(), TIMEOUT);
    }

    Path socket() {
        return folder.resolve("socket");
    }

    /** File with the errors of a process that could not start. */
    Path log() {
        return folder.resolve("log");
    }

    /** Lock file that a process holds while it creates the socket. */
    Path lock() {
        return folder.resolve("lock");
    }

    /** Identity of the socket file, which differs for a socket that another process creates later; null without a socket. */
    Object fileKey() {
        try {
            return PrivateFiles.fileKey(socket());
        } catch (IOException e) {
            return null;
        }
    }

    UnixDomainSocketAddress address() {
        return UnixDomainSocketAddress.of(socket());
    }

    /**
     * Sends a request and returns the body of the response, or null if no process runs.
     *
     * @throws BakshException a process has the socket, but does not answer, for example because it is stopped
     */
    String sendRequest(String method, String target) {
        if (!Files.exists(socket(), LinkOption.NOFOLLOW_LINKS)) return null;
        AtomicBoolean timedOut = new AtomicBoolean();
        Thread watchdog = null;
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            watchdog = startWatchdog(channel, timedOut);
            channel.connect(address());
            String request = method + " " + target + " HTTP/1.1\r\nHost: baksh\r\n\r\n";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            String response = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            int headEnd = response.indexOf("\r\n\r\n");
            return headEnd < 0 ? null : response.substring(headEnd + 4);
        } catch (IOException e) {
            if (timedOut.get())
                throw BakshException.failure(
                        "the warm process does not answer; its socket is " + socket(),
                        "end that process, for example with kill -9, then: baksh warm start");
            return null;
        } finally {
            if (watchdog != null) watchdog.interrupt();
        }
    }

    /** Starts a thread that closes the channel after the timeout, because a Unix socket has no timeout of its own. */
    private Thread startWatchdog(SocketChannel channel, AtomicBoolean timedOut) {
        Thread watchdog = new InternalThread(
                () -> {
                    try {
                        Thread.sleep(timeout.toMillis());
                        timedOut.set(true);
                        channel.close();
                    } catch (InterruptedException | IOException e) {
                        return; // The response has arrived, or the channel is closed.
                    }
                },
                "baksh-warm-timeout");
        watchdog.start();
        return watchdog;
    }
}
