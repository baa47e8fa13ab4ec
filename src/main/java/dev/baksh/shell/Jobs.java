package dev.baksh.shell;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** The work that goes on beside the prompt: {@code bg { ... }}. */
public final class Jobs {
    private final TimeSource time;
    private final Consumer<String> notice;
    private final List<Job> jobs = new ArrayList<>();

    /**
     * No jobs yet.
     *
     * @param notice is told, from the job's thread, when one has ended
     */
    public Jobs(TimeSource time, Consumer<String> notice) {
        this.time = time;
        this.notice = notice;
    }

    /** @param text what was typed */
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
                : ": " + (value instanceof Iterable<?> ? ":jobs " + job.number() + " shows it" : value);
        return job + result;
    }

    public synchronized List<Job> all() {
        return List.copyOf(jobs);
    }

    /** How many have not ended. */
    public synchronized int runningCount() {
        return (int) jobs.stream().filter(job -> job.state().equals("running")).count();
    }

    /** True on the thread of a job: nobody can be asked there, since the person is typing something else. */
    public static boolean isJobThread() {
        return Thread.currentThread().getName().startsWith("baksh-job-");
    }

    /** The job of this number; a text that is none is an error that lists them. */
    public Job requireJob(String text) {
        for (Job job : all()) if (String.valueOf(job.number()).equals(text)) return job;
        throw BakshException.usageError(
                "there is no job '" + text + "'", all().isEmpty() ? "bg { ... } starts one" : ":jobs lists them");
    }
}
