package dev.baksh.resource;

import dev.baksh.client.api.NoticeListener;

/** Tells a person how a wait is going; never on standard output. */
public interface Progress extends NoticeListener {
    /** Nobody is told. */
    Progress NONE = line -> {};
}
