package dev.baksh.client.http;

import java.io.IOException;
import java.io.OutputStream;

/** Destination of a download: opens an output stream for each attempt. */
public interface DownloadTarget {
    /**
     * Opens the target after a successful response. A retry after a broken connection opens the target again from the start.
     *
     * @param name file name from the server (untrusted), or null
     * @throws IOException the target cannot be written; the download then fails without a retry
     */
    OutputStream open(String name) throws IOException;
}
