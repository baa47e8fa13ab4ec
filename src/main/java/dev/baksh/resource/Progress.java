package dev.baksh.resource;

import dev.baksh.exchange.Notes;

/** Tells a person how a wait is going; never on standard output. */
public interface Progress extends Notes {
    /** Nobody is told. */
    Progress NONE = line -> {};
}
