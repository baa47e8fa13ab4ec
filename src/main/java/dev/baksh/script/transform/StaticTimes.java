package dev.baksh.script.transform;

import java.time.Duration;
import java.time.Instant;
import org.codehaus.groovy.runtime.InvokerHelper;

/** What {@code 3.days.ago} becomes in classes and static methods, which have no script to ask; see {@link RunTimeTransform}. */
public final class StaticTimes {
    private StaticTimes() {}

    /**
     * The property {@code ago} of a value; of a length of time counted from the {@code now} of the run.
     *
     * @param asker the class in which it stands, which is loaded for one run
     */
    public static Object ago(Object length, Class<?> asker) {
        return length instanceof Duration time ? now(asker).minus(time) : InvokerHelper.getProperty(length, "ago");
    }

    /** The same of {@code fromNow}. */
    public static Object fromNow(Object length, Class<?> asker) {
        return length instanceof Duration time ? now(asker).plus(time) : InvokerHelper.getProperty(length, "fromNow");
    }

    private static Instant now(Class<?> asker) {
        for (ClassLoader at = asker.getClassLoader(); at != null; at = at.getParent())
            if (at instanceof RunClock run) return run.now();
        throw new IllegalStateException(asker + " is no class of a script");
    }
}
