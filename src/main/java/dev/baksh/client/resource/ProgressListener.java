package dev.baksh.client.resource;

import dev.baksh.client.api.NoticeListener;

/** Tells a person how a wait is going; never on standard output. */
public interface ProgressListener extends NoticeListener {
    /** Nobody is told. */
    ProgressListener NONE = line -> {};
}
