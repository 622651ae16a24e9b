package dev.berth.features.duckdb;

import dev.berth.core.feature.Entity;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.ValueType;
import dev.berth.features.skew.FeatureSkew;
import dev.berth.features.skew.FeatureSkew.Kind;
import dev.berth.features.skew.SkewCounter;
import dev.berth.features.skew.ViewSkew;
import dev.berth.tables.duckdb.ResultCursor;
import dev.berth.tables.duckdb.VectorReader;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Comparison of one view's served values with those from history, row by row. Not thread-safe.
final class SkewComparator {
    private static final FeatureType NUMBER = FeatureType.of(ValueType.INT64);
    private static final FeatureType FLAG = FeatureType.of(ValueType.BOOL);

    /// Maximum number of recorded delays; the median covers the first of them.
    private static final int DELAYS_MAX = 1_000_000;

    private final ServedTable served;
    private final List<VectorReader> columns = new ArrayList<>();
    private final VectorReader at;
    private final VectorReader known;
    private final VectorReader until;
    private final VectorReader found;
    private final VectorReader seen;
    private final VectorReader missed;
    private final List<VectorReader> keys = new ArrayList<>();
    private final List<OfFeature> features = new ArrayList<>();
    private final List<Long> delays = new ArrayList<>();

    SkewComparator(ServedTable served, ResultCursor rows) {
        this.served = served;
        this.at = column(rows, NUMBER);
        this.known = column(rows, NUMBER);
        this.until = column(rows, NUMBER);
        this.found = column(rows, NUMBER);
        this.seen = column(rows, NUMBER);
        this.missed = column(rows, NUMBER);
        served.entities().forEach(entity -> keys.add(column(rows, FeatureType.of(entity.type()))));
        for (Feature feature : served.view().features()) {
            features.add(
                    new OfFeature(
                            feature,
                            column(rows, FLAG),
                            column(rows, feature.type()),
                            column(rows, feature.type())));
        }
    }

    private VectorReader column(ResultCursor rows, FeatureType type) {
        VectorReader column = rows.column(columns.size(), type);
        columns.add(column);
        return column;
    }

    /// Compares the rows of a chunk.
    void add(ResultCursor rows) {
        columns.forEach(column -> column.bind(rows));
        for (int row = 0; row < rows.count(); row++) {
            Kind kind = kind(row);
            boolean differs = false;
            for (OfFeature feature : features) {
                differs |= feature.add(row, kind);
            }
            if (differs && kind == Kind.BEHIND) {
                late(row);
            }
        }
    }

    /// The cause of a difference. Rows complete up to an instant are behind if an event became
    /// known later or arrived late; for others the event times decide.
    private Kind kind(int row) {
        long history = found.isNull(row) ? Long.MIN_VALUE : found.integer(row);
        long online = known.isNull(row) ? Long.MIN_VALUE : known.integer(row);
        if (online > history) {
            return Kind.AHEAD;
        }
        if (until.isNull(row)) {
            return online < history ? Kind.BEHIND : Kind.DIFFERENT;
        }
        boolean hasMore = !seen.isNull(row) && seen.integer(row) > until.integer(row);
        boolean hasLate = !missed.isNull(row) && missed.integer(row) >= until.integer(row);
        return hasMore || hasLate ? Kind.BEHIND : Kind.DIFFERENT;
    }

    /// Records the delay since the rows were complete, or else since the latest event.
    private void late(int row) {
        VectorReader since = until.isNull(row) ? known : until;
        if (delays.size() < DELAYS_MAX && !since.isNull(row)) {
            delays.add(at.integer(row) - since.integer(row));
        }
    }

    ViewSkew skew() {
        FeatureView view = served.view();
        List<FeatureSkew> skews = new ArrayList<>();
        for (OfFeature feature : features) {
            if (feature.tally.comparedCount() > 0) {
                skews.add(feature.tally.skew());
            }
        }
        Collections.sort(delays);
        Optional<Duration> median =
                delays.isEmpty()
                        ? Optional.empty()
                        : Optional.of(duration(delays.get(delays.size() / 2)));
        Optional<Duration> longest =
                delays.isEmpty() ? Optional.empty() : Optional.of(duration(delays.getLast()));
        return new ViewSkew(view.reference(), served.rowCount(), median, longest, skews);
    }

    private static Duration duration(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }

    private Map<String, @Nullable Object> keys(int row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            Entity entity = served.entities().get(i);
            values.put(entity.key(), keys.get(i).value(row));
        }
        return values;
    }

    /// Comparison of one feature.
    private final class OfFeature {
        private final Feature feature;
        private final VectorReader isAsked;
        private final VectorReader servedValue;
        private final VectorReader historyValue;
        private final SkewCounter tally;

        OfFeature(
                Feature feature,
                VectorReader isAsked,
                VectorReader servedValue,
                VectorReader historyValue) {
            this.feature = feature;
            this.isAsked = isAsked;
            this.servedValue = servedValue;
            this.historyValue = historyValue;
            this.tally =
                    new SkewCounter(
                            new FeatureReference(served.view().reference(), feature.name()));
        }

        /// Whether the row has two different values.
        boolean add(int row, Kind kind) {
            if (isAsked.integer(row) == 0) {
                return false;
            }
            Object history = historyValue.value(row);
            return tally.add(
                    kind,
                    () -> keys(row),
                    at.integer(row),
                    servedValue.value(row),
                    history == null ? feature.fallback().orElse(null) : history);
        }
    }
}
