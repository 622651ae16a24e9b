package dev.berth.featurestore;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.RedisStoreConfig;
import dev.berth.features.duckdb.DuckDbOfflineStore;
import dev.berth.features.duckdb.JoinRequest;
import dev.berth.features.duckdb.PointInTimeJoin;
import dev.berth.features.duckdb.SkewCheck;
import dev.berth.features.duckdb.ViewTrial;
import dev.berth.features.history.EventCounts;
import dev.berth.features.history.JoinReport;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.features.ingest.StreamIngestor;
import dev.berth.features.maintenance.Freshness;
import dev.berth.features.materialize.LateEvents;
import dev.berth.features.materialize.MaterializationJob;
import dev.berth.features.materialize.MaterializationListener;
import dev.berth.features.materialize.MaterializationResult;
import dev.berth.features.materialize.RetiredRows;
import dev.berth.features.online.OnlineFeatureReader;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreFeatureReader;
import dev.berth.features.online.ViewKeyspace;
import dev.berth.features.skew.ViewSkew;
import dev.berth.features.statistics.StatisticsStore;
import dev.berth.featurestore.served.ServedLogFiles;
import dev.berth.tables.FileColumns;
import dev.berth.tables.SourceFormat;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Feature store of one system for commands: materialization, joins, ingestion and inspection.
/// Resources are opened on demand. Not thread-safe; every method may block for long.
public final class FeatureStore implements AutoCloseable {
    /// A quarter of a small machine; the rest spills to files.
    private static final long HISTORY_BYTES = 2L << 30;

    private static final String TEMPORARY = ".berth/features/temporary";

    private final Path directory;
    private final FeatureDefinitions definitions;
    private final OnlineStoreFactory address;
    private final Map<String, String> environment;
    private final InstantSource clock;
    private @Nullable OnlineStore store;

    /// Whether the store was verified, or written by this object.
    private boolean isWhole;

    private @Nullable Database database;

    private FeatureStore(
            Path directory,
            FeatureDefinitions definitions,
            OnlineStoreFactory address,
            Map<String, String> environment,
            InstantSource clock) {
        this.directory = directory;
        this.definitions = definitions;
        this.address = address;
        this.environment = environment;
        this.clock = clock;
    }

    /// Opens the feature store of a system.
    ///
    /// @param shared as [dev.berth.core.system.FeatureSettings#store]
    /// @param environment variables for URIs
    public static FeatureStore of(
            Path directory,
            Optional<RedisStoreConfig> shared,
            FeatureDefinitions definitions,
            Map<String, String> environment) {
        return new FeatureStore(
                directory,
                definitions,
                new OnlineStoreFactory(directory, shared, environment),
                Map.copyOf(environment),
                InstantSource.system());
    }

    /// The definitions.
    public FeatureDefinitions definitions() {
        return definitions;
    }

    /// Adds the events that became visible since the last run, or all if there was none.
    ///
    /// @throws ProblemException as [MaterializationJob#incremental]; `online-store-unavailable` if
    ///   another process writes the store
    public MaterializationResult materialize(
            FeatureView view, Instant until, MaterializationListener progress) {
        return materialization(view, progress).incremental(until);
    }

    /// Writes all rows of a view anew. A damaged store is set aside first.
    ///
    /// @throws ProblemException as [MaterializationJob#full]; `online-store-unavailable` if another
    ///   process writes the store
    public MaterializationResult materializeInFull(
            FeatureView view, Instant until, MaterializationListener progress) {
        if (!isWhole) {
            closeStore();
            address.repairIfDamaged(definitions);
            isWhole = true;
        }
        return materialization(view, progress).full(until);
    }

    /// Rewrites the entities of a view that have an event within a range of days.
    ///
    /// @throws ProblemException as [MaterializationJob#range]; `online-store-unavailable` if
    ///   another process writes the store
    public MaterializationResult materializeRange(
            FeatureView view, Instant from, Instant until, MaterializationListener progress) {
        return materialization(view, progress).range(from, until);
    }

    /// Removes the rows of retired versions from the online store.
    ///
    /// @return the versions removed now
    /// @throws ProblemException `online-store-unavailable`
    public List<ViewReference> removeRetired() {
        return RetiredRows.remove(definitions, toWrite());
    }

    /// The instant up to which the history of a view is considered complete.
    public Instant historyUntil(FeatureView view) {
        return Freshness.historyUntil(view, definitions, clock.instant());
    }

    private MaterializationJob materialization(FeatureView view, MaterializationListener progress) {
        return new MaterializationJob(
                view,
                definitions,
                toWrite(),
                new DuckDbOfflineStore(database(), definitions, place()),
                progress);
    }

    /// A new join.
    public PointInTimeJoin join() {
        return new PointInTimeJoin(database(), definitions, place());
    }

    /// A trial run for views before they are published.
    public ViewTrial trial() {
        return new ViewTrial(database(), definitions, place());
    }

    /// Adds features to the rows of a training set.
    ///
    /// @throws ProblemException as [PointInTimeJoin#run]
    public JoinReport join(JoinRequest request) {
        return join().run(request);
    }

    /// The ingestor of a source's events.
    ///
    /// @throws ProblemException as [StreamIngestor#of]; `online-store-unavailable` if another
    ///   process writes the store
    public StreamIngestor ingest(SourceName source) {
        return StreamIngestor.of(
                source,
                definitions,
                toWrite(),
                clock,
                "process " + ProcessHandle.current().pid() + ", " + UUID.randomUUID());
    }

    /// The directory of the serving log, if `berth.yaml` enables it.
    static Path servedFolder(Path directory) {
        return directory.resolve(".berth/features/served");
    }

    /// Compares logged served values with history for the same entities and instants.
    ///
    /// @param served as returned by [#served]
    /// @throws ProblemException as [SkewCheck#run]
    public List<ViewSkew> skew(ServedLogFiles served) {
        return new SkewCheck(database(), definitions, place(), this::late).run(served);
    }

    /// Late events, including those that no run has detected; none if no store can be read.
    private LateEvents late(FeatureView view) {
        try {
            var space = ViewKeyspace.of(view, definitions);
            ViewKeyspace.Current current = space.current(toRead());
            long until = current.untilMicros();
            boolean isCounted =
                    current.hasHistory()
                            && !(definitions.sourceOf(view).origin()
                                    instanceof DataSourceConfig.Stream);
            Optional<EventCounts> now =
                    isCounted
                            ? new DuckDbOfflineStore(database(), definitions, place())
                                    .count(view, until, until)
                                    .map(EventCounts.Reading::all)
                            : Optional.empty();
            return LateEvents.read(space, toRead(), now);
        } catch (ProblemException failure) {
            if (failure.problem().code() == ProblemCode.ONLINE_STORE_UNAVAILABLE) {
                return LateEvents.NONE;
            }
            throw failure;
        }
    }

    /// The log of values served between two instants, both included.
    public ServedLogFiles served(Instant from, Instant until) {
        return new ServedLogFiles(servedFolder(directory), definitions, from, until);
    }

    /// A reader of current features beside the writer.
    public OnlineFeatureReader reads() {
        return new StoreFeatureReader(definitions, toRead(), clock);
    }

    /// The freshness of rows, read beside the writer.
    ///
    /// @throws ProblemException `online-store-unavailable` if the store cannot be read
    public Freshness freshness() {
        return Freshness.read(definitions, toRead());
    }

    /// The statistics of a view, read beside the writer.
    ///
    /// @throws ProblemException `online-store-unavailable`, also if the system never materialized
    public StatisticsStore statistics(FeatureView view) {
        return new StatisticsStore(view, definitions, toRead());
    }

    private SourcePathResolver place() {
        return new SourcePathResolver(directory, environment);
    }

    private OnlineStore toWrite() {
        OnlineStore opened = store;
        if (opened == null) {
            opened = address.open();
            store = opened;
        }
        return opened;
    }

    private OnlineStore toRead() {
        OnlineStore opened = store;
        if (opened == null) {
            opened = address.openToRead();
            store = opened;
        }
        return opened;
    }

    private Database database() {
        Database opened = database;
        if (opened == null) {
            opened = open(directory);
            database = opened;
        }
        return opened;
    }

    private static Database open(Path directory) {
        return Database.open(
                new DatabaseSettings(
                        HISTORY_BYTES,
                        directory.resolve(TEMPORARY),
                        Runtime.getRuntime().availableProcessors()));
    }

    /// The columns of an undescribed data file; empty for a type that features do not support.
    ///
    /// @param directory of the system
    /// @throws dev.berth.core.ProblemException `source-unavailable` if it cannot be read
    public static Map<String, Optional<FeatureType>> columnsOf(
            Path directory, Path file, SourceFormat format) {
        try (Database database = open(directory)) {
            return FileColumns.of(database, file, format);
        }
    }

    @Override
    public void close() {
        if (database != null) {
            database.close();
        }
        closeStore();
    }

    private void closeStore() {
        OnlineStore opened = store;
        store = null;
        if (opened != null) {
            opened.close();
        }
    }
}
