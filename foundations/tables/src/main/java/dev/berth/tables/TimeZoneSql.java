package dev.berth.tables;

import dev.berth.core.feature.EpochUnit;
import dev.berth.tables.duckdb.Sql;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// SQL that converts times of sources to instants.
///
/// A time without a zone is one of the source's. One that the clocks there showed twice, because
/// they were set back, is the first of the two; one that they skipped is read by the offset that
/// they had before. That is what [LocalDateTime#atZone] does, and the offsets are those of Java, so
/// that every engine has the same. In SQL they become a search among the instants at which the
/// offset changes: nested cases, as many as the logarithm of the number of changes.
public final class TimeZoneSql {
    /// Offsets change by rule for ever; they are written out from the first one on to this year.
    /// Later times have the offset that is valid then.
    private static final int YEAR_LAST = 2100;

    private static final long MICROS = TimeUnit.SECONDS.toMicros(1);

    /// Whether a text ends in an offset.
    private static final String HAS_OFFSET =
            ":\\d\\d(\\.\\d+)?\\s*(Z|z|UTC|[+-]\\d\\d(:?\\d\\d)?)$";

    private final List<Change> changes;
    private final long firstOffsetMicros;

    /// A local time from which another offset applies.
    private record Change(long fromLocalMicros, long offsetMicros) {}

    private TimeZoneSql(long firstOffsetMicros, List<Change> changes) {
        this.firstOffsetMicros = firstOffsetMicros;
        this.changes = changes;
    }

    public static TimeZoneSql in(ZoneId zone) {
        ZoneRules rules = zone.getRules();
        List<Change> changes = new ArrayList<>();
        Instant first = Instant.MIN;
        ZoneOffsetTransition next =
                rules.isFixedOffset()
                        ? null
                        : rules.nextTransition(Instant.parse("0001-01-01T00:00:00Z"));
        ZoneOffset before =
                next == null ? rules.getOffset(first.plusSeconds(1)) : next.getOffsetBefore();
        while (next != null && next.getDateTimeAfter().getYear() <= YEAR_LAST) {
            LocalDateTime from = next.isGap() ? next.getDateTimeAfter() : next.getDateTimeBefore();
            changes.add(
                    new Change(
                            from.toEpochSecond(ZoneOffset.UTC) * MICROS,
                            next.getOffsetAfter().getTotalSeconds() * MICROS));
            next = rules.nextTransition(next.getInstant());
        }
        return new TimeZoneSql(before.getTotalSeconds() * MICROS, List.copyOf(changes));
    }

    /// A TIMESTAMP WITH TIME ZONE of a TIMESTAMP of any precision, or a DATE.
    public String ofLocal(String value) {
        String micros = "epoch_us(CAST(" + value + " AS TIMESTAMP))";
        return "make_timestamptz(" + micros + " - " + offset(micros, 0, changes.size()) + ")";
    }

    /// The offset for a local time that is not before the change ahead of `from`, and before the
    /// one at `to`.
    private String offset(String micros, int from, int to) {
        if (from == to) {
            return Long.toString(
                    from == 0 ? firstOffsetMicros : changes.get(from - 1).offsetMicros);
        }
        int middle = (from + to) >>> 1;
        return "CASE WHEN "
                + micros
                + " < "
                + changes.get(middle).fromLocalMicros
                + " THEN "
                + offset(micros, from, middle)
                + " ELSE "
                + offset(micros, middle + 1, to)
                + " END";
    }

    /// A TIMESTAMP WITH TIME ZONE of a text, with an offset or without.
    public String ofText(String value) {
        return "CASE WHEN regexp_matches("
                + value
                + ", "
                + Sql.text(HAS_OFFSET)
                + ") THEN CAST("
                + value
                + " AS TIMESTAMP WITH TIME ZONE) ELSE "
                + ofLocal(value)
                + " END";
    }

    /// A TIMESTAMP WITH TIME ZONE of a whole number.
    public static String ofNumber(String value, EpochUnit unit) {
        return "make_timestamptz(CAST(" + value + " AS BIGINT) * " + unit.micros() + ")";
    }
}
