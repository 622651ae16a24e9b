package dev.berth.features.statistics;

import dev.berth.core.ProblemException;
import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.features.online.LostRows;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.features.online.ViewKeyspace;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The statistics of a view that a store has: those of the last materializations, and of earlier
/// days those of the last one of each, [#COUNT_MAX] in all. Thread-safe as its store is.
public final class StatisticsStore {
    /// Twenty days and ten more: a month of runs by night, and beside runs by the minute.
    public static final int COUNT_MAX = 30;

    /// These stay, however many there are of a day.
    private static final int NEWEST = 10;

    private final FeatureView view;
    private final ViewKeyspace space;
    private final OnlineStore store;

    /// That of a view among the definitions.
    public StatisticsStore(FeatureView view, FeatureDefinitions definitions, OnlineStore store) {
        this.view = view;
        this.space = ViewKeyspace.of(view, definitions);
        this.store = store;
    }

    /// As of which instants there are statistics, in the order in which they were taken.
    ///
    /// @throws ProblemException `online-store-unavailable`
    public List<Instant> instants() {
        return List.copyOf(index());
    }

    private List<Instant> index() {
        List<Instant> instants = new ArrayList<>();
        byte[] bytes = store.read(indexKey());
        if (bytes != null) {
            var in = new ByteReader(bytes);
            while (in.hasMore()) {
                instants.add(
                        StatisticsCodec.instant(
                                LostRows.read(
                                        "the list of statistics of " + view.reference(),
                                        in::readLong)));
            }
        }
        return instants;
    }

    /// In bytes, as they are kept.
    public static byte[] bytes(ViewStatistics statistics) {
        return StatisticsCodec.of(statistics);
    }

    /// What [#bytes] gave.
    ///
    /// @throws IllegalArgumentException if it is something else
    public static ViewStatistics read(byte[] bytes) {
        return StatisticsCodec.read(bytes);
    }

    private byte[] indexKey() {
        return space.markKey("statistics");
    }

    private byte[] key(Instant until) {
        return space.markKey("statistics " + until);
    }

    /// Those that were taken last; empty if there are none.
    ///
    /// @throws ProblemException `online-store-unavailable`
    public Optional<ViewStatistics> latest() {
        List<Instant> instants = index();
        return instants.isEmpty() ? Optional.empty() : find(instants.getLast());
    }

    /// Those as of an instant; empty if there are none.
    ///
    /// @throws ProblemException `online-store-unavailable`
    public Optional<ViewStatistics> find(Instant until) {
        byte[] bytes = store.read(key(until));
        return bytes == null
                ? Optional.empty()
                : Optional.of(
                        LostRows.read(
                                "what is kept of statistics of "
                                        + view.reference()
                                        + " as of "
                                        + until,
                                () -> StatisticsStore.read(bytes)));
    }

    /// Puts some into a batch, and takes away what is too much then.
    public void add(ViewStatistics statistics, StoreBatch batch) {
        List<Instant> instants = index();
        instants.remove(statistics.until());
        instants.add(statistics.until());
        while (instants.size() > COUNT_MAX) {
            batch.delete(key(instants.remove(dispensable(instants))));
        }
        var index = new ByteWriter();
        instants.forEach(until -> index.writeLong(StatisticsCodec.micros(until)));
        batch.put(indexKey(), index.toBytes());
        batch.put(key(statistics.until()), bytes(statistics));
    }

    /// The first that another of the same day follows, or the first of all.
    private static int dispensable(List<Instant> instants) {
        for (int i = 0; i < instants.size() - NEWEST; i++) {
            if (day(instants.get(i)).equals(day(instants.get(i + 1)))) {
                return i;
            }
        }
        return 0;
    }

    private static Instant day(Instant instant) {
        return instant.truncatedTo(ChronoUnit.DAYS);
    }
}
