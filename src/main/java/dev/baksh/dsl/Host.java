package dev.baksh.dsl;

import dev.baksh.api.Time;
import dev.baksh.render.Format;
import dev.baksh.resource.Client;
import java.util.List;

/** What the words of one script or one shell need of their surroundings. */
public interface Host {

    /**
     * A configured server's client.
     *
     * @param kind {@code n2ws} or {@code px}
     * @param name as configured, or null for the only one or the chosen one
     */
    Client client(String kind, String name);

    /** The clock that {@code now} and {@code 3.days.ago} read. */
    Time time();

    /** Prints to standard output; null stands for the format that the caller of baksh asked for. */
    void print(Object value, Format otherwise, List<String> columns);

    /** How wide the output is, in columns. */
    int width();
}
