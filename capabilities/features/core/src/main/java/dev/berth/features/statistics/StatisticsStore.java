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

/// Stored statistics of a view: those of the latest materializations and the last of each earlier
/// day, [#COUNT_MAX] in all. As thread-safe as its store.
public final class StatisticsStore {
    /// Twenty days and ten more: a month of nightly runs, and room for runs by the minute.
    public static final int COUNT_MAX = 30;

    /// The latest, which are kept even if all are of one day.
    private static final int NEWEST = 10;

    private final FeatureView view;
    private final ViewKeyspace space;
    private final OnlineStore store;

    /// Creates the statistics of a defined view.
    public StatisticsStore(FeatureView view, FeatureDefinitions definitions, OnlineStore store) {
        this.view = view;
        this.space = ViewKeyspace.of(view, definitions);
        this.store = store;
    }

    /// The instants of the statistics, in the order in which they were taken.
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

    /// Encodes statistics as they are stored.
    public static byte[] bytes(ViewStatistics statistics) {
        return StatisticsCodec.of(statistics);
    }

    /// Decodes what [#bytes] encoded.
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

    /// The latest statistics; empty if there are none.
    ///
    /// @throws ProblemException `online-store-unavailable`
    public Optional<ViewStatistics> latest() {
        List<Instant> instants = index();
        return instants.isEmpty() ? Optional.empty() : find(instants.getLast());
    }

    /// The statistics at an instant; empty if there are none.
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

    /// Adds statistics to a batch and removes those beyond the limit.
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
