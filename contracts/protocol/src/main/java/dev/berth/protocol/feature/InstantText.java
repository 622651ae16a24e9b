package dev.berth.protocol.feature;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/// Times as [java.time.Instant#toString] writes them, without the general formatter behind that:
/// answers have thousands.
public final class InstantText {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long SECONDS_PER_DAY = 86_400;

    /// Of years with four digits and no sign.
    private static final long FIRST_DAY = LocalDate.of(0, 1, 1).toEpochDay();

    private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();

    private static final byte[] FORM =
            "0000-00-00T00:00:00.000000Z".getBytes(StandardCharsets.US_ASCII);

    private static final int SECONDS_END = 19;
    private static final int MILLIS_END = 23;
    private static final int MICROS_END = 26;

    private InstantText() {}

    /// The text of a time: in UTC, with no, three or six digits of a second's fraction.
    ///
    /// @param micros since 1970-01-01T00:00:00Z
    public static String of(long micros) {
        long second = Math.floorDiv(micros, MICROS_PER_SECOND);
        long day = Math.floorDiv(second, SECONDS_PER_DAY);
        if (day < FIRST_DAY || day > LAST_DAY) {
            return FeatureJson.instant(micros).toString();
        }
        byte[] text = FORM.clone();
        putDate(text, LocalDate.ofEpochDay(day));
        int ofDay = Math.toIntExact(Math.floorMod(second, SECONDS_PER_DAY));
        put(text, 13, ofDay / 3600);
        put(text, 16, ofDay / 60 % 60);
        put(text, SECONDS_END, ofDay % 60);
        int fraction = Math.toIntExact(Math.floorMod(micros, MICROS_PER_SECOND));
        int end = SECONDS_END;
        if (fraction % 1_000 != 0) {
            end = MICROS_END;
            put(text, end, fraction);
        } else if (fraction != 0) {
            end = MILLIS_END;
            put(text, end, fraction / 1_000);
        }
        text[end] = 'Z';
        return new String(text, 0, end + 1, StandardCharsets.ISO_8859_1);
    }

    private static void putDate(byte[] text, LocalDate date) {
        put(text, 4, date.getYear());
        put(text, 7, date.getMonthValue());
        put(text, 10, date.getDayOfMonth());
    }

    /// Puts the digits of a number, which end before a place; zeroes stand before them already.
    private static void put(byte[] text, int end, int number) {
        int at = end;
        for (int rest = number; rest > 0; rest /= 10) {
            text[--at] = (byte) ('0' + rest % 10);
        }
    }
}
