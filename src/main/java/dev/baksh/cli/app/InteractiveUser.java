package dev.baksh.cli.app;

import java.time.Duration;
import java.util.concurrent.Callable;

/** User of an interactive shell: actions that scripts cannot execute without a shell. */
public interface InteractiveUser {
    void unlock(Duration duration, String reason);

    Object background(Callable<?> task);
}
