package dev.baksh.script.runbook;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hours in which something may be done.
 *
 * @param to   not in it any more; before {@code from} when it goes over midnight
 * @param days on which it begins
 */
record MaintenanceWindow(LocalTime from, LocalTime to, Set<DayOfWeek> days, ZoneId zone) {
    private static final Pattern HOURS = Pattern.compile("(\\d\\d:\\d\\d)-(\\d\\d:\\d\\d)");
    private static final List<String> NAMES = Arrays.stream(DayOfWeek.values())
            .map(day -> day.name().substring(0, 3).toLowerCase(Locale.ROOT))
            .toList();

    static MaintenanceWindow of(String hours, Object days, Object zone) {
        Matcher matcher = HOURS.matcher(hours.strip());
        if (!matcher.matches())
            throw BakshException.failed("window takes hours like '22:00-06:00', not '" + hours + "'", null);
        Set<DayOfWeek> on = EnumSet.noneOf(DayOfWeek.class);
        if (days instanceof Iterable<?> all) for (Object day : all) on.add(day(String.valueOf(day)));
        else if (days != null) for (String day : days.toString().split("\\s*,\\s*")) on.add(day(day));
        if (on.isEmpty()) on.addAll(EnumSet.allOf(DayOfWeek.class));
        try {
            ZoneId in = zone == null ? ZoneOffset.UTC : ZoneId.of(zone.toString());
            return new MaintenanceWindow(LocalTime.parse(matcher.group(1)), LocalTime.parse(matcher.group(2)), on, in);
        } catch (DateTimeException e) {
            throw BakshException.failed("window: " + e.getMessage(), null);
        }
    }

    private static DayOfWeek day(String name) {
        int at = NAMES.indexOf(name.toLowerCase(Locale.ROOT).substring(0, Math.min(3, name.length())));
        if (at < 0)
            throw BakshException.failed(
                    "window: no day '" + name + "'", NameSuggestions.suggest(name, NAMES, "days are"));
        return DayOfWeek.of(at + 1);
    }

    boolean holds(Instant instant) {
        ZonedDateTime time = instant.atZone(zone);
        LocalTime clock = time.toLocalTime();
        boolean overMidnight = !from.isBefore(to);
        if (!overMidnight) return days.contains(time.getDayOfWeek()) && !clock.isBefore(from) && clock.isBefore(to);
        if (!clock.isBefore(from)) return days.contains(time.getDayOfWeek());
        return clock.isBefore(to) && days.contains(time.getDayOfWeek().minus(1));
    }

    /** @throws BakshException (exit 3) outside of it */
    void check(Instant instant) {
        if (holds(instant)) return;
        String on = days.size() == 7
                ? ""
                : " on "
                        + String.join(
                                ", ",
                                days.stream()
                                        .map(day -> NAMES.get(day.getValue() - 1))
                                        .toList());
        String now = DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ROOT).format(instant.atZone(zone));
        throw BakshException.refused(
                "outside of the maintenance window " + from + "-" + to + on + " (" + zone + "): it is " + now,
                "nothing more was sent");
    }
}
