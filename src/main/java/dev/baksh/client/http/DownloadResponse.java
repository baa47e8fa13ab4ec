package dev.baksh.client.http;

/**
 * What a request for a file was answered.
 *
 * @param response without its body when that was handed on
 * @param byteCount  handed on, or -1 when the answer was none that looks like a file
 */
public record DownloadResponse(HttpResponse response, long byteCount) {}
