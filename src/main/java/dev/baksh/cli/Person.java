package dev.baksh.cli;

import java.time.Duration;
import java.util.concurrent.Callable;

/** What only a shell with somebody before it can do. */
interface Person {
    void unlock(Duration length, String reason);

    Object background(Callable<?> work);
}
