package dev.berth.features.statistics;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.online.FeatureValue;
import dev.berth.features.online.LostRows;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoredViewReader;
import dev.berth.statistics.NumericStatisticsBuilder;
import dev.berth.statistics.StableHash;
import dev.berth.statistics.TextStatisticsBuilder;
import dev.berth.statistics.ValueStatisticsBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Collector of statistics over sampled entities, with values as a reader would get them. Not
/// thread-safe.
public final class StatisticsCollector {
    /// Enough for hundreds of entities in the rarest percent of a feature, and little to read
    /// beside writing a million.
    static final int SAMPLE_MAX = 50_000;

    /// Limit of values of eight bytes in memory: views of very many features have a smaller sample.
    private static final int VALUES_MAX = 10_000_000;

    private final StoredViewReader view;
    private final OnlineStore store;
    private final Consumer<FeatureValue[]> seen;

    /// @param view with complete rows
    /// @param seen receives the values of each sampled entity
    public StatisticsCollector(
            StoredViewReader view, OnlineStore store, Consumer<FeatureValue[]> seen) {
        this.view = view;
        this.store = store;
        this.seen = seen;
    }

    /// The maximum sample size of a view.
    public static int sampleMax(FeatureView view) {
        return Math.min(SAMPLE_MAX, Math.max(1, VALUES_MAX / view.features().size()));
    }

    /// Collects the statistics of a generation.
    ///
    /// @param census with complete counts
    /// @throws ProblemException `online-store-unavailable`; `cancelled` if the thread was
    ///   interrupted
    public ViewStatistics take(
            int generation, EntityCounter census, long untilMicros, Instant taken) {
        byte[] prefix = view.space().prefix(generation);
        List<Tally> tallies = new ArrayList<>();
        for (Feature feature : view.view().features()) {
            tallies.add(new Tally(builder(feature.type(), untilMicros)));
        }
        List<SampledEntity> entities = census.sample();
        for (int from = 0; from < entities.size(); from += OnlineStore.READ_TOGETHER_MAX) {
            requireWanted(view.view().reference());
            int to = Math.min(entities.size(), from + OnlineStore.READ_TOGETHER_MAX);
            collect(prefix, entities.subList(from, to), untilMicros, tallies);
        }
        List<FeatureStatistics> features = new ArrayList<>();
        for (int i = 0; i < tallies.size(); i++) {
            features.add(tallies.get(i).statistics(view.view().features().get(i)));
        }
        return new ViewStatistics(
                view.view().reference(),
                Instant.EPOCH.plus(untilMicros, ChronoUnit.MICROS),
                taken.truncatedTo(ChronoUnit.MILLIS),
                census.entityCount(),
                entities.size(),
                features);
    }

    /// The builder for values of a type.
    ///
    /// @param untilMicros instant relative to which timestamps are measured
    static ValueStatisticsBuilder builder(FeatureType type, long untilMicros) {
        return switch (type.form()) {
            case LIST, MAP -> new ValueStatisticsBuilder.Sizes();
            case SINGLE ->
                    switch (type.element()) {
                        case BOOL -> new ValueStatisticsBuilder.Truths();
                        case INT32, INT64, FLOAT32, FLOAT64 -> new NumericStatisticsBuilder();
                        case TIMESTAMP -> new ValueStatisticsBuilder.Ages(untilMicros);
                        case STRING -> new TextStatisticsBuilder();
                        case BYTES -> new ValueStatisticsBuilder.Sizes();
                    };
        };
    }

    private void collect(
            byte[] prefix, List<SampledEntity> entities, long untilMicros, List<Tally> tallies) {
        List<byte[]> absent =
                entities.stream()
                        .filter(entity -> entity.row().isEmpty())
                        .map(entity -> view.space().rowKey(prefix, entity.key()))
                        .toList();
        List<byte @Nullable []> rows = new ArrayList<>();
        if (!absent.isEmpty()) {
            rows = store.readAll(absent);
        }
        int next = 0;
        for (SampledEntity entity : entities) {
            byte @Nullable [] row = entity.row().orElse(null);
            FeatureValue[] values = values(row == null ? rows.get(next++) : row, untilMicros);
            seen.accept(values);
            long draw = StableHash.ofBytes(entity.key());
            for (int j = 0; j < values.length; j++) {
                tallies.get(j).add(values[j], draw);
            }
        }
    }

    private FeatureValue[] values(byte @Nullable [] row, long untilMicros) {
        return LostRows.readRow(view.view().reference(), () -> view.read(row, untilMicros));
    }

    /// Fails if the thread of the collection was interrupted.
    public static void requireWanted(ViewReference view) {
        if (Thread.interrupted()) {
            throw new ProblemException(
                    ProblemCode.CANCELLED,
                    "taking the statistics of " + view + " was interrupted",
                    "run it again: it continues where it was");
        }
    }

    /// Counts of one feature.
    private static final class Tally {
        private final ValueStatisticsBuilder values;
        private long presentCount;
        private long missingCount;
        private long expiredCount;

        Tally(ValueStatisticsBuilder values) {
            this.values = values;
        }

        void add(FeatureValue read, long draw) {
            Object value = read.value();
            switch (read.status()) {
                case PRESENT -> {
                    if (value != null) {
                        presentCount++;
                        values.add(value, draw);
                    }
                }
                case NULL_VALUE, NOT_FOUND -> missingCount++;
                case OUTSIDE_MAX_AGE -> expiredCount++;
            }
        }

        FeatureStatistics statistics(Feature feature) {
            return new FeatureStatistics(
                    feature.name(),
                    feature.type(),
                    presentCount,
                    missingCount,
                    expiredCount,
                    values.statistics());
        }
    }
}
