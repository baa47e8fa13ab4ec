package dev.baksh.cli.app;

import java.time.Duration;
import java.util.concurrent.Callable;

/** What only a shell with somebody before it can do. */
public interface InteractiveUser {
    void unlock(Duration duration, String reason);

    Object background(Callable<?> task);
}
