package dev.baksh.client.api;

/** Tells a person what is neither a result nor an error; never on standard output. */
@FunctionalInterface
public interface NoticeListener {
    /** A line that stays. */
    void showNotice(String line);

    /** How a wait stands; the next line may take its place. */
    default void showProgress(String line) {}

    /** The wait is over. */
    default void endProgress() {}
}
