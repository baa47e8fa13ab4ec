package dev.baksh.shell;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** List of the background jobs of a shell: {@code bg { ... }}. */
public final class Jobs {
    private final TimeSource time;
    private final Consumer<String> notice;
    private final List<Job> jobs = new ArrayList<>();

    /** @param notice receives one line when a job ends, on the thread of the job */
    public Jobs(TimeSource time, Consumer<String> notice) {
        this.time = time;
        this.notice = notice;
    }

    /**
     * Starts a job.
     *
     * @param text the input
     */
    public synchronized Job start(Callable<?> task, String text) {
        Job job = new Job(jobs.size() + 1, task, BackgroundSyntax.jobText(text), time);
        jobs.add(job);
        job.start(() -> notice.accept(describeEnd(job)));
        return job;
    }

    private static String describeEnd(Job job) {
        Object value = job.value();
        String result = value == null
                ? ""
                : ": " + (value instanceof Iterable<?> ? ":jobs " + job.number() + " shows the result" : value);
        return job + result;
    }

    public synchronized List<Job> all() {
        return List.copyOf(jobs);
    }

    public synchronized int runningCount() {
        return (int) jobs.stream().filter(job -> job.state().equals("running")).count();
    }

    /** Returns true on the thread of a job. A job cannot prompt, since the user is typing another line. */
    public static boolean isJobThread() {
        return Thread.currentThread() instanceof Job.JobThread;
    }

    /**
     * Returns the job with this number.
     *
     * @throws BakshException (exit 2) if there is no such job
     */
    public Job requireJob(String text) {
        for (Job job : all()) if (String.valueOf(job.number()).equals(text)) return job;
        throw BakshException.usageError(
                "there is no job '" + text + "'", all().isEmpty() ? "bg { ... } starts a job" : ":jobs lists the jobs");
    }
}
