package dev.baksh.client.paging;

import dev.baksh.client.api.ApiCall;
import dev.baksh.client.api.BakshException;
import dev.baksh.client.http.HttpResponse;
import java.io.IOException;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Source of the pages of a listing: sends the requests, with the retries of a read. */
public interface PageSource {
    /**
     * Reads one page.
     *
     * @throws BakshException when the server cannot be reached or refuses the request
     */
    HttpResponse fetchPage(ApiCall call);

    /** Reads one page on another thread, and maps the response there. */
    <T> Future<T> fetchPageAsync(ApiCall call, Function<HttpResponse, T> mapper);

    /** Limit for the pages of one listing that are read in parallel. */
    int maxParallelPages();

    /** Returns the exception for a page whose body is not a list. */
    BakshException unreadablePage(ApiCall call, IOException e);
}
