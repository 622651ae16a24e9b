package dev.berth.protocol.feature;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads times as sources write them: a date, or date and time, with an offset or without one.
///
/// One without is one of the source's zone: what the clocks there showed twice is the first of the
/// two, and what they skipped is read by the offset before. A date is its first moment. What is
/// finer than a microsecond is cut off.
final class TimeText {
    private static final Pattern FORM =
            Pattern.compile(
                    "(\\d{4})-(\\d\\d)-(\\d\\d)"
                            + "(?:[T ](\\d\\d):(\\d\\d)(?::(\\d\\d)(?:\\.(\\d{1,9})\\d*)?)?"
                            + "\\s*(Z|z|UTC|[+-]\\d\\d(?::?\\d\\d)?)?)?");

    private static final long MICROS = 1_000_000;

    private final ZoneId zone;

    TimeText(ZoneId zone) {
        this.zone = zone;
    }

    /// Microseconds since 1970-01-01T00:00:00Z; empty if the text is no time.
    OptionalLong micros(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        try {
            LocalDate date =
                    LocalDate.of(number(matcher, 1), number(matcher, 2), number(matcher, 3));
            LocalTime time =
                    LocalTime.of(number(matcher, 4), number(matcher, 5), number(matcher, 6));
            return OptionalLong.of(
                    seconds(date, time, matcher.group(8)) * MICROS + fraction(matcher.group(7)));
        } catch (DateTimeException none) {
            return OptionalLong.empty();
        }
    }

    private static int number(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static long fraction(@Nullable String digits) {
        if (digits == null) {
            return 0;
        }
        return Long.parseLong((digits + "000000").substring(0, 6));
    }

    private long seconds(LocalDate date, LocalTime time, @Nullable String offset) {
        if (offset == null) {
            return zone.equals(ZoneOffset.UTC)
                    ? epochSecond(date, time, ZoneOffset.UTC)
                    : LocalDateTime.of(date, time).atZone(zone).toEpochSecond();
        }
        boolean isUtc = offset.equalsIgnoreCase("z") || offset.equals("UTC");
        return epochSecond(date, time, isUtc ? ZoneOffset.UTC : ZoneOffset.of(offset));
    }

    private static long epochSecond(LocalDate date, LocalTime time, ZoneOffset offset) {
        return IsoChronology.INSTANCE.epochSecond(
                date.getYear(),
                date.getMonthValue(),
                date.getDayOfMonth(),
                time.getHour(),
                time.getMinute(),
                time.getSecond(),
                offset);
    }
}
