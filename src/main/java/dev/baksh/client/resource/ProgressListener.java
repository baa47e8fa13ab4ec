package dev.baksh.client.resource;

import dev.baksh.client.api.NoticeListener;

/** Listener that shows the user the progress of a wait; never on standard output. */
public interface ProgressListener extends NoticeListener {
    /** Listener that ignores all events. */
    ProgressListener NONE = line -> {};
}
