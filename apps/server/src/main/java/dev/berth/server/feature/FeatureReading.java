package dev.berth.server.feature;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.ingest.IngestReport;
import dev.berth.features.ingest.StreamIngestion;
import dev.berth.features.maintenance.FeatureStoreMaintenance;
import dev.berth.features.maintenance.Freshness;
import dev.berth.features.online.FeatureQuery;
import dev.berth.features.online.FeatureRows;
import dev.berth.features.online.OnlineFeatureReader;
import dev.berth.features.statistics.StatisticsReader;
import dev.berth.protocol.feature.FeatureRequest;
import dev.berth.protocol.json.ByteSink;
import dev.berth.server.auth.FeatureAccess;
import dev.berth.server.inference.EventLoopContext;
import java.util.function.Consumer;
import java.util.function.Function;

/// Reads features: on the event loop if the store answers in microseconds and the request is small,
/// and in the [ReadPool] otherwise. Lives on one event loop.
public final class FeatureReading {
    /// So many values are read and written in some 0.5 ms, for which the loop's other connections
    /// wait.
    private static final int QUICK_VALUES_MAX = 1000;

    /// An answer of some 50 MB.
    private static final long VALUES_MAX = 1_000_000;

    private final EventLoopContext loop;
    private final OnlineFeatureReader reads;
    private final ReadPool pool;
    private final FeatureResolver selections;
    private final ViewLineage lineage;

    /// @param loop that it is used on
    public FeatureReading(EventLoopContext loop, OfferedFeatures offered) {
        this.loop = loop;
        this.reads = offered.reads();
        this.pool = offered.pool();
        this.selections = new FeatureResolver(offered.reads(), offered.services());
        this.lineage = offered.lineage();
    }

    /// What is read.
    public OnlineFeatureReader reads() {
        return reads;
    }

    /// What keeps it up to date.
    ///
    /// @throws ProblemException `unimplemented` if this process does not
    public FeatureStoreMaintenance upkeep() {
        if (!(reads instanceof FeatureStoreMaintenance upkeep)) {
            throw new ProblemException(
                    ProblemCode.UNIMPLEMENTED,
                    "this server only reads features (expected: one that writes them as well)",
                    "ask another");
        }
        return upkeep;
    }

    /// The requested features, resolved.
    ///
    /// @param access of the caller
    /// @throws ProblemException `feature-not-found`, `name-invalid`, or `forbidden` for what the
    ///   caller may not read
    public SelectedFeatures select(FeatureRequest request, FeatureAccess access) {
        return selections.of(request, access);
    }

    /// Reads, writes the answer in the same place, and continues here: before this returns, or
    /// later.
    ///
    /// @param then takes the answer
    /// @param failed takes why there is none, unless it is thrown
    /// @throws ProblemException as [OnlineFeatureReader#read], `batch-too-large` for too many
    ///   values, or `queue-full` if too many reads wait
    public <T> void read(
            FeatureRequest request,
            SelectedFeatures wanted,
            Function<FeatureRows, T> write,
            Consumer<T> then,
            Consumer<Throwable> failed) {
        requireFew(request, wanted);
        var query = new FeatureQuery(wanted.selections(), request.fields(), request.at());
        boolean isLittle = (long) request.rows() * wanted.size() <= QUICK_VALUES_MAX;
        if (isLittle && reads.isInlineable(wanted.selections())) {
            then.accept(write.apply(reads.read(query)));
        } else {
            pool.run(loop, () -> write.apply(reads.read(query)), then, failed);
        }
    }

    /// Writes events that were pushed, and continues here when they are kept for good.
    ///
    /// @param write makes the answer
    /// @param then takes the answer
    /// @param failed takes why there is none
    /// @throws ProblemException `queue-full` if too much waits, `unimplemented` if nothing is fed
    ///   here
    public <T> void push(
            PushedEvents push,
            Function<IngestReport, T> write,
            Consumer<T> then,
            Consumer<Throwable> failed) {
        if (!(reads instanceof StreamIngestion feeding)) {
            throw new ProblemException(
                    ProblemCode.UNIMPLEMENTED,
                    "this server reads features (expected: one that feeds them as well)",
                    "push to another");
        }
        pool.run(loop, () -> write.apply(push.into(feeding)), then, failed);
    }

    /// The list of what a caller can read, with how up to date it is as far as the store says so
    /// soon. May block for a fraction of a second; from any thread.
    public ByteSink list(FeatureAccess access) {
        Freshness freshness =
                reads instanceof FeatureStoreMaintenance upkeep
                        ? upkeep.status().freshness()
                        : Freshness.UNKNOWN;
        return FeatureListing.write(ReadableFeatures.of(reads.definitions(), access), freshness);
    }

    /// The lineage of a view. Takes some milliseconds for thousands of views; from any thread.
    ///
    /// @param view as `view`, in its latest version, or `view@version`
    /// @throws ProblemException `feature-not-found`, or `name-invalid`
    public ByteSink lineage(String view) {
        return lineage.json(view, reads.latest());
    }

    /// Finds the statistics of a view, and continues here.
    ///
    /// @param access of the caller
    /// @param then takes the answer
    /// @param failed takes why there is none
    /// @throws ProblemException `forbidden` for a view that the caller may not read,
    ///   `feature-not-found` or `name-invalid` for none, `queue-full` if too much waits,
    ///   `unimplemented` if there are no statistics here
    public void statistics(
            FeatureStatisticsRequest request,
            FeatureAccess access,
            Consumer<ByteSink> then,
            Consumer<Throwable> failed) {
        ViewReference view = request.reference(reads.latest(), access);
        if (!(reads instanceof StatisticsReader statistics)) {
            throw new ProblemException(
                    ProblemCode.UNIMPLEMENTED,
                    "this server has no store of statistics",
                    "ask another");
        }
        pool.run(loop, () -> request.answer(view, statistics), then, failed);
    }

    private static void requireFew(FeatureRequest request, SelectedFeatures wanted) {
        if ((long) request.rows() * wanted.size() > VALUES_MAX) {
            throw new ProblemException(
                    ProblemCode.BATCH_TOO_LARGE,
                    "%d features of %d rows (expected: at most %d values in all)"
                            .formatted(wanted.size(), request.rows(), VALUES_MAX),
                    "split the request");
        }
    }
}
