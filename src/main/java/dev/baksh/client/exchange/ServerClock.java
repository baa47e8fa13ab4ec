package dev.baksh.client.exchange;

import dev.baksh.client.api.TimeSource;
import dev.baksh.client.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Clock of one server, known from the Date headers of its responses. */
final class ServerClock {
    private final TimeSource time;
    private volatile Reading latest;

    /** @param nanos time of the monotonic clock when the response with this Date arrived */
    private record Reading(Instant date, long nanos) {}

    ServerClock(TimeSource time) {
        this.time = time;
    }

    void observe(HttpResponse response) {
        Instant date = response.date();
        if (date != null) latest = new Reading(date, time.nanos());
    }

    /** Returns the time of the server in whole seconds, or null; the clock of the server shows this time or a later one. */
    Instant now() {
        Reading reading = latest;
        if (reading == null) return null;
        return reading.date().plusNanos(time.nanos() - reading.nanos()).truncatedTo(ChronoUnit.SECONDS);
    }

    /**
     * Returns the time since a write was sent. The shorter time counts, by the clock of this machine or by the clock of the
     * server, because either clock may have been set in the meantime.
     *
     * @param baseline journaled baseline of the write
     * @return null if the time of the server is not known, then or now: the clock of this machine alone is no proof
     */
    Duration elapsedSince(Instant sentAt, Map<String, Object> baseline) {
        Instant serverTime = now();
        if (serverTime == null || !(baseline.get(Reconciler.SERVER_TIME) instanceof String serverTimeThen)) return null;
        Duration byServer = Duration.between(Instant.parse(serverTimeThen), serverTime);
        Duration byMachine = Duration.between(sentAt, time.now());
        return byServer.compareTo(byMachine) < 0 ? byServer : byMachine;
    }
}
