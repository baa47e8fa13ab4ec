package dev.baksh.cli.daemon;

import dev.baksh.client.config.AppDirectories;
import dev.baksh.client.files.PrivateFiles;
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

/**
 * Where the warm process of a user and configuration is met: a socket of mode 0600 in a folder of mode 0700. The launcher
 * knows the same place.
 */
record DaemonSocket(Path folder) {
    static DaemonSocket of(AppDirectories directories) {
        return new DaemonSocket(directories.state().resolve("warm").toAbsolutePath());
    }

    Path socket() {
        return folder.resolve("socket");
    }

    /** What the process said as it began, when it could not. */
    Path log() {
        return folder.resolve("log");
    }

    /** Held by a process while it takes the place. */
    Path lock() {
        return folder.resolve("lock");
    }

    /** Tells one socket from another that was put in its place later; null where there is none. */
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

    /** The body of an answer, or null when no process is there. */
    String sendRequest(String method, String target) {
        if (!Files.exists(socket(), LinkOption.NOFOLLOW_LINKS)) return null;
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(address());
            String request = method + " " + target + " HTTP/1.1\r\nHost: baksh\r\n\r\n";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            String response = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            int headEnd = response.indexOf("\r\n\r\n");
            return headEnd < 0 ? null : response.substring(headEnd + 4);
        } catch (IOException e) {
            return null;
        }
    }
}
