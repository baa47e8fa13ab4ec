package dev.baksh.client.http;

/**
 * What a request for a file was answered.
 *
 * @param answer without its body when that was handed on
 * @param bytes  handed on, or -1 when the answer was none that looks like a file
 */
public record DownloadResponse(HttpResponse answer, long bytes) {}
