package dev.baksh.client.http;

import java.io.IOException;
import java.io.OutputStream;

/** Where a file that a server sends goes to. */
public interface DownloadTarget {
    /**
     * Opened when the server has answered well, and again from the start when the connection broke on the way.
     *
     * @param name the server's own name of the file, not to be trusted, or null
     */
    OutputStream open(String name) throws IOException;
}
