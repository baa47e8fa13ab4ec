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
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Maintenance window: the hours and days of the week in which a runbook may continue.
 *
 * @param to exclusive end; before {@code from} for a window over midnight
 * @param days days on which the window begins
 */
record MaintenanceWindow(LocalTime from, LocalTime to, Set<DayOfWeek> days, ZoneId zone) {
    private static final Pattern HOURS_PATTERN = Pattern.compile("(\\d{1,2}:\\d\\d)\\s*[-–]\\s*(\\d{1,2}:\\d\\d)");
    private static final String WHOLE_DAY = "00:00-24:00";
    /** Meaning of each option that is left out. */
    private static final Map<String, String> DEFAULTS =
            Map.of("hours", "whole days", "days", "all days", "zone", "UTC");

    private static final List<String> DAY_NAMES = Arrays.stream(DayOfWeek.values())
            .map(day -> day.name().substring(0, 3).toLowerCase(Locale.ROOT))
            .toList();

    /**
     * Creates a window.
     *
     * @param hours hours of the day; null for the option {@code hours}, or else for whole days
     * @param options {@code hours}, {@code days} and {@code zone}; the value null is refused, because a missing value
     *     would permit every day
     * @throws BakshException the window is not valid (exit 1)
     */
    static MaintenanceWindow of(String hours, Map<String, ?> options) {
        RunbookScript.checkNamedArguments("window", options, List.of("hours", "days", "zone"));
        options.forEach((name, value) -> {
            if (value == null)
                throw BakshException.failure(
                        "window: '" + name + "' is null", "leave it out for " + DEFAULTS.get(name));
        });
        Object namedHours = options.get("hours");
        if (hours != null && namedHours != null)
            throw BakshException.failure(
                    "window: the hours are given twice: '" + hours + "' and '" + namedHours + "'", null);
        if (hours == null && namedHours == null && !options.containsKey("days"))
            throw BakshException.failure(
                    "window: without hours and days the window is always open",
                    "write the hours, the days or both: window '22:00-06:00', days: 'mon-fri'");
        String wantedHours = hours != null ? hours : namedHours != null ? namedHours.toString() : WHOLE_DAY;
        return of(wantedHours, options.get("days"), options.get("zone"));
    }

    static MaintenanceWindow of(String hours, Object days, Object zone) {
        Matcher matcher = HOURS_PATTERN.matcher(hours.strip());
        if (!matcher.matches())
            throw BakshException.failure("window takes hours like '22:00-06:00', not '" + hours + "'", null);
        try {
            ZoneId zoneId =
                    zone == null ? ZoneOffset.UTC : parseZone(zone.toString().strip());
            LocalTime from = parseTime(matcher.group(1));
            boolean endsAtMidnight = matcher.group(2).equals("24:00");
            LocalTime to = endsAtMidnight ? LocalTime.MIDNIGHT : parseTime(matcher.group(2));
            if (from.equals(to) && !endsAtMidnight)
                throw BakshException.failure(
                        "window: '" + hours + "' begins and ends at the same time",
                        "for whole days write '" + WHOLE_DAY + "'");
            return new MaintenanceWindow(from, to, parseDays(days), zoneId);
        } catch (DateTimeException e) {
            throw BakshException.failure("window: " + e.getMessage(), null);
        }
    }

    private static LocalTime parseTime(String text) {
        return LocalTime.parse(text.indexOf(':') < 2 ? "0" + text : text);
    }

    private static ZoneId parseZone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            String suggestion = NameSuggestions.didYouMean(name, ZoneId.getAvailableZoneIds());
            throw BakshException.failure(
                    "window: no time zone '" + name + "'",
                    suggestion == null ? "for example: zone: 'Europe/Berlin'" : suggestion);
        }
    }

    /** @param days null for all days; or names and ranges, as a list or in a text: {@code mon-fri, sun} */
    private static Set<DayOfWeek> parseDays(Object days) {
        if (days == null) return EnumSet.allOf(DayOfWeek.class);
        Set<DayOfWeek> weekdays = EnumSet.noneOf(DayOfWeek.class);
        Object list = days instanceof Object[] array ? Arrays.asList(array) : days;
        Iterable<?> items = list instanceof Iterable<?> iterable ? iterable : List.of(list);
        for (Object item : items) {
            for (String part : String.valueOf(item).split(",")) {
                if (part.isBlank()) continue;
                String[] ends = part.split("[-–]", 2);
                DayOfWeek last = parseDay(ends[ends.length - 1].strip());
                DayOfWeek day = parseDay(ends[0].strip());
                for (; day != last; day = day.plus(1)) weekdays.add(day);
                weekdays.add(last);
            }
        }
        if (weekdays.isEmpty())
            throw BakshException.failure(
                    "window: 'days' names no day", "write days: 'mon-fri', or leave it out for all days");
        return weekdays;
    }

    /** @param name an English name of a day, or its first three letters or more, in any case */
    private static DayOfWeek parseDay(String name) {
        String upperCaseName = name.toUpperCase(Locale.ROOT);
        for (DayOfWeek day : DayOfWeek.values())
            if (name.length() >= 3 && day.name().startsWith(upperCaseName)) return day;
        throw BakshException.failure(
                "window: no day '" + name + "'", NameSuggestions.suggest(name, DAY_NAMES, "valid days are"));
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
                "no further request was sent");
    }
}
