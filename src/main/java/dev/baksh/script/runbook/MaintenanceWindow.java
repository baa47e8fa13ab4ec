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
 * Maintenance window: hours of some days.
 *
 * @param to exclusive end; before {@code from} for a window over midnight
 * @param days days on which the window begins
 */
record MaintenanceWindow(LocalTime from, LocalTime to, Set<DayOfWeek> days, ZoneId zone) {
    private static final Pattern HOURS_PATTERN = Pattern.compile("(\\d\\d:\\d\\d)-(\\d\\d:\\d\\d)");
    private static final List<String> DAY_NAMES = Arrays.stream(DayOfWeek.values())
            .map(day -> day.name().substring(0, 3).toLowerCase(Locale.ROOT))
            .toList();

    static MaintenanceWindow of(String hours, Object days, Object zone) {
        Matcher matcher = HOURS_PATTERN.matcher(hours.strip());
        if (!matcher.matches())
            throw BakshException.failure("window takes hours like '22:00-06:00', not '" + hours + "'", null);
        Set<DayOfWeek> weekdays = EnumSet.noneOf(DayOfWeek.class);
        if (days instanceof Iterable<?> collection)
            for (Object day : collection) weekdays.add(parseDay(String.valueOf(day)));
        else if (days != null) for (String day : days.toString().split(",")) weekdays.add(parseDay(day.strip()));
        if (weekdays.isEmpty()) weekdays.addAll(EnumSet.allOf(DayOfWeek.class));
        try {
            ZoneId zoneId = zone == null ? ZoneOffset.UTC : ZoneId.of(zone.toString());
            return new MaintenanceWindow(
                    LocalTime.parse(matcher.group(1)), LocalTime.parse(matcher.group(2)), weekdays, zoneId);
        } catch (DateTimeException e) {
            throw BakshException.failure("window: " + e.getMessage(), null);
        }
    }

    private static DayOfWeek parseDay(String name) {
        int index = DAY_NAMES.indexOf(name.toLowerCase(Locale.ROOT).substring(0, Math.min(3, name.length())));
        if (index < 0)
            throw BakshException.failure(
                    "window: no day '" + name + "'", NameSuggestions.suggest(name, DAY_NAMES, "valid days are"));
        return DayOfWeek.of(index + 1);
    }

    boolean contains(Instant instant) {
        ZonedDateTime zonedTime = instant.atZone(zone);
        LocalTime timeOfDay = zonedTime.toLocalTime();
        boolean crossesMidnight = !from.isBefore(to);
        if (!crossesMidnight)
            return days.contains(zonedTime.getDayOfWeek()) && !timeOfDay.isBefore(from) && timeOfDay.isBefore(to);
        if (!timeOfDay.isBefore(from)) return days.contains(zonedTime.getDayOfWeek());
        return timeOfDay.isBefore(to) && days.contains(zonedTime.getDayOfWeek().minus(1));
    }

    /**
     * Checks that an instant is inside the window.
     *
     * @throws BakshException (exit 3) the instant is outside
     */
    void check(Instant instant) {
        if (contains(instant)) return;
        List<String> dayNames =
                days.stream().map(day -> DAY_NAMES.get(day.getValue() - 1)).toList();
        String dayList = days.size() == 7 ? "" : " on " + String.join(", ", dayNames);
        String currentTime =
                DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ROOT).format(instant.atZone(zone));
        throw BakshException.refusal(
                "outside the maintenance window " + from + "-" + to + dayList + " (" + zone + "): the time is "
                        + currentTime,
                "nothing more was sent");
    }
}
