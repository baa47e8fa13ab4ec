package dev.baksh.client.http;

/**
 * Response to a download.
 *
 * @param response the response; without its body if the body was streamed
 * @param byteCount number of streamed bytes, or -1 if the response is not a file
 */
public record DownloadResponse(HttpResponse response, long byteCount) {}
