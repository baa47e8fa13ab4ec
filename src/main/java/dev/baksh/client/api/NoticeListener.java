package dev.baksh.client.api;

/** Tells a person what is neither a result nor an error; never on standard output. */
@FunctionalInterface
public interface NoticeListener {
    /** A line that stays. */
    void note(String line);

    /** How a wait stands; the next line may take its place. */
    default void now(String line) {}

    /** The wait is over. */
    default void end() {}
}
