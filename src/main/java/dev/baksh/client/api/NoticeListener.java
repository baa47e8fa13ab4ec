package dev.baksh.client.api;

/** Receiver of messages for the user that are neither results nor errors; they never go to standard output. */
@FunctionalInterface
public interface NoticeListener {
    /** Shows a permanent line. */
    void showNotice(String line);

    /** Shows the progress of a wait; the next line may replace this line. */
    default void showProgress(String line) {}

    /** Ends the progress display. */
    default void endProgress() {}
}
