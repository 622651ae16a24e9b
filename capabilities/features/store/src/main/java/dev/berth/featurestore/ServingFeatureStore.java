package dev.berth.featurestore;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.FeatureSettings;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.features.ingest.IngestStatus;
import dev.berth.features.ingest.StreamIngestion;
import dev.berth.features.ingest.StreamIngestor;
import dev.berth.features.kafka.KafkaIngestorManager;
import dev.berth.features.maintenance.FeatureStoreMaintenance;
import dev.berth.features.maintenance.FeatureStoreStatus;
import dev.berth.features.maintenance.Freshness;
import dev.berth.features.maintenance.LatestVersions;
import dev.berth.features.maintenance.ViewFreshness;
import dev.berth.features.materialize.MaterializationScope;
import dev.berth.features.materialize.MaterializationStatus;
import dev.berth.features.online.FeatureQuery;
import dev.berth.features.online.FeatureRows;
import dev.berth.features.online.OnlineFeatureReader;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.PreparedFeatures;
import dev.berth.features.online.StoreFeatureReader;
import dev.berth.features.statistics.StatisticsReader;
import dev.berth.features.statistics.StatisticsStore;
import dev.berth.featurestore.served.ServedLog;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Feature store of a serving process: reads by the current definitions and ingests stream events.
/// Thread-safe.
///
/// An ingesting process owns a store directory while the system has a streamed source. Otherwise
/// another process may be writing it.
public final class ServingFeatureStore
        implements OnlineFeatureReader, StreamIngestion, FeatureStoreMaintenance, StatisticsReader {
    private static final Logger LOG = LoggerFactory.getLogger(ServingFeatureStore.class);

    /// Some tens of thousands of rows with fifty features.
    private static final long LOG_FILE_BYTES_MAX = 64L << 20;

    private static final long LOG_BYTES_MAX = 1L << 30;

    private final Supplier<FeatureDefinitions> definitions;
    private final LazyStore store;
    private final ServedLog served;
    private final InstantSource clock;
    private final Role role;
    private final String writer =
            "process " + ProcessHandle.current().pid() + ", " + UUID.randomUUID();
    private final Map<SourceName, Lock> locks = new ConcurrentHashMap<>();
    private final Map<SourceName, SourceIngestor> fed = new ConcurrentHashMap<>();
    private volatile FeatureDefinitions seen = FeatureDefinitions.NONE;
    private volatile StoreFeatureReader current;
    private volatile Latest latest =
            new Latest(
                    FeatureDefinitions.NONE,
                    false,
                    Freshness.UNKNOWN,
                    LatestVersions.of(FeatureDefinitions.NONE, Freshness.UNKNOWN));
    private final FreshnessCache freshness;
    private final MaterializationRuns runs;
    private @Nullable KafkaIngestorManager feeds;
    private volatile @Nullable MaterializationSchedule schedule;

    /// Ingestor of a source by given definitions.
    private record SourceIngestor(FeatureDefinitions definitions, StreamIngestor ingest) {}

    /// Latest versions, with the freshness and definitions they follow from.
    ///
    /// @param areSeveral whether a view has several versions, so that it may change
    private record Latest(
            FeatureDefinitions definitions,
            boolean areSeveral,
            Freshness freshness,
            LatestVersions versions) {}

    private enum Role {
        READS,
        FEEDS_TOO
    }

    private ServingFeatureStore(
            Supplier<FeatureDefinitions> definitions,
            OnlineStoreFactory address,
            ServedLog served,
            InstantSource clock,
            Role role,
            ThreadFactory materializing) {
        this.served = served;
        this.definitions = definitions;
        this.store =
                new LazyStore(
                        () ->
                                role == Role.FEEDS_TOO && hasStreams(definitions.get())
                                        ? address.open()
                                        : address.openToRead(),
                        System::nanoTime);
        this.clock = clock;
        this.role = role;
        this.current = new StoreFeatureReader(seen, store, clock, served);
        this.freshness = new FreshnessCache(this::definitions, store, System::nanoTime);
        this.runs =
                new MaterializationRuns(
                        new BackgroundMaterializer(
                                address,
                                this::definitions,
                                () -> kept(address),
                                this::lock,
                                () -> repairIfDamaged(address),
                                clock),
                        clock,
                        materializing);
    }

    /// The store if opened for writing: a directory without streams is opened for reading, so that
    /// other processes may write it.
    private Optional<OnlineStore> kept(OnlineStoreFactory address) {
        return address.shared().isPresent() || hasStreams(definitions())
                ? Optional.of(store)
                : Optional.empty();
    }

    /// Sets a damaged store aside, and continues with what is readable.
    private void repairIfDamaged(OnlineStoreFactory address) {
        FeatureDefinitions now = definitions();
        if (kept(address).isEmpty()) {
            address.repairIfDamaged(now);
        } else if (address.shared().isEmpty() && isDamaged()) {
            List<Lock> feeding = now.sources().keySet().stream().sorted().map(this::lock).toList();
            // Otherwise rows read before would be written to the new store.
            feeding.forEach(Lock::lock);
            try {
                store.whileClosed(() -> address.repairIfDamaged(now));
                // They remember the old store's content.
                fed.clear();
            } finally {
                feeding.forEach(Lock::unlock);
            }
        }
    }

    private boolean isDamaged() {
        try {
            return store.verify().isPresent();
        } catch (ProblemException e) {
            if (e.problem().code() == ProblemCode.STORE_DAMAGED) {
                return true;
            }
            throw e;
        }
    }

    @Override
    public Optional<Problem> damage() {
        return freshness.damage();
    }

    /// Factory of readers for a server process.
    ///
    /// @param environment variables for a store's URI
    public static OnlineFeatureReader.Source source(Map<String, String> environment) {
        return source(environment, Role.READS, MaterializationRuns.lowPriority());
    }

    /// Factory of readers for a process that ingests as well.
    public static OnlineFeatureReader.Source feedingSource(Map<String, String> environment) {
        return feedingSource(environment, MaterializationRuns.lowPriority());
    }

    /// @param materializing threads that materialize
    static OnlineFeatureReader.Source feedingSource(
            Map<String, String> environment, ThreadFactory materializing) {
        return source(environment, Role.FEEDS_TOO, materializing);
    }

    private static OnlineFeatureReader.Source source(
            Map<String, String> environment, Role role, ThreadFactory materializing) {
        return (Path directory,
                Supplier<FeatureSettings> settings,
                Supplier<FeatureDefinitions> definitions) -> {
            var features =
                    new ServingFeatureStore(
                            definitions,
                            new OnlineStoreFactory(directory, settings.get().store(), environment),
                            ServedLog.open(
                                    FeatureStore.servedFolder(directory),
                                    () -> settings.get().logShare(),
                                    LOG_FILE_BYTES_MAX,
                                    LOG_BYTES_MAX),
                            InstantSource.system(),
                            role,
                            materializing);
            if (role == Role.FEEDS_TOO) {
                features.feeds =
                        KafkaIngestorManager.follow(
                                () -> features.current().definitions(),
                                new SourcePathResolver(directory, environment),
                                features);
            }
            return features;
        };
    }

    private static boolean hasStreams(FeatureDefinitions definitions) {
        return definitions.sources().values().stream()
                .anyMatch(source -> source.origin() instanceof DataSourceConfig.Stream);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // Identical objects are equal; others are compared.
    public StoreFeatureReader current() {
        FeatureDefinitions now = definitions.get();
        return now == seen ? current : renew(now);
    }

    /// Invalid definitions leave the previous ones in force.
    private synchronized StoreFeatureReader renew(FeatureDefinitions now) {
        if (!now.equals(seen)) {
            try {
                current = new StoreFeatureReader(now, store, clock, served);
                if (role == Role.FEEDS_TOO && hasStreams(now) != hasStreams(seen)) {
                    store.reopen();
                }
            } catch (ProblemException broken) {
                LOG.error("features stay as they were: {}", broken.problem());
            }
        }
        seen = now;
        return current;
    }

    @Override
    public StreamIngestor ingest(SourceName source) {
        if (role != Role.FEEDS_TOO) {
            throw new ProblemException(
                    ProblemCode.UNIMPLEMENTED,
                    "this process reads features (expected: one that feeds them as well)",
                    "push to a server that was started with `berth up`");
        }
        FeatureDefinitions now = current().definitions();
        return fed.compute(
                        source,
                        (name, before) ->
                                before != null && before.definitions().equals(now)
                                        ? before
                                        : new SourceIngestor(now, newIngest(name, now)))
                .ingest();
    }

    /// An ingestor of the same source by earlier definitions may be active: they share a lock.
    private StreamIngestor newIngest(SourceName source, FeatureDefinitions now) {
        return StreamIngestor.of(source, now, store, clock, writer, lock(source));
    }

    private Lock lock(SourceName source) {
        return locks.computeIfAbsent(source, name -> new ReentrantLock());
    }

    @Override
    public FeatureStoreStatus status() {
        FreshnessCache.Snapshot known = freshness.now();
        Map<SourceName, IngestStatus> ingested = new HashMap<>();
        fed.forEach((source, of) -> ingested.put(source, of.ingest().status()));
        KafkaIngestorManager topics = feeds;
        return new FeatureStoreStatus(
                known.freshness(),
                known.isWell(),
                ingested,
                topics == null ? List.of() : topics.status(),
                runs(),
                served.status());
    }

    /// The runs of described views, which bounds their number.
    @Override
    public List<MaterializationStatus> runs() {
        FeatureDefinitions now = definitions();
        return runs.all().stream().filter(run -> now.views().containsKey(run.view())).toList();
    }

    @Override
    public List<MaterializationStatus> materialize(
            List<ViewReference> views, MaterializationScope extent, Optional<Instant> until) {
        if (role != Role.FEEDS_TOO) {
            throw new ProblemException(
                    ProblemCode.UNIMPLEMENTED,
                    "this process reads features (expected: one that writes them as well)",
                    "use a server started with `berth up`");
        }
        return runs.begin(views.isEmpty() ? withHistory(definitions()) : views, extent, until);
    }

    private static List<ViewReference> withHistory(FeatureDefinitions now) {
        return now.views().values().stream()
                .filter(view -> Freshness.hasHistory(view, now))
                .map(FeatureView::reference)
                .toList();
    }

    @Override
    public synchronized void materializeEvery(Supplier<Optional<Duration>> interval) {
        if (role == Role.FEEDS_TOO && schedule == null) {
            var fresh = new MaterializationSchedule(interval, this::materializeDue);
            schedule = fresh;
            fresh.begin();
        }
    }

    /// Skips views whose history another process materialized less than half an interval ago: of
    /// several servers of one store one does most of the work.
    void materializeDue(Duration interval) {
        FeatureDefinitions now = definitions();
        FreshnessCache.Snapshot known = freshness.now();
        Duration half = interval.dividedBy(2);
        List<ViewReference> due =
                withHistory(now).stream()
                        .filter(
                                view -> {
                                    Optional<Instant> until =
                                            known.freshness()
                                                    .of(view)
                                                    .flatMap(ViewFreshness::materializedUntil);
                                    Instant limit =
                                            Freshness.historyUntil(
                                                    now.view(view), now, clock.instant());
                                    return until.isEmpty()
                                            || !until.get().isAfter(limit.minus(half));
                                })
                        .toList();
        if (!due.isEmpty()) {
            var _ = materialize(due, MaterializationScope.ADDED, Optional.empty());
        }
    }

    @Override
    public StatisticsStore statistics(ViewReference reference) {
        FeatureDefinitions now = current().definitions();
        FeatureView view =
                now.findView(reference)
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                ProblemCode.FEATURE_NOT_FOUND,
                                                "no view "
                                                        + reference
                                                        + " that is stored (expected: one of "
                                                        + now.views().keySet()
                                                        + ")",
                                                "name one of these"));
        return new StatisticsStore(view, now, store);
    }

    @Override
    public FeatureDefinitions definitions() {
        return current().definitions();
    }

    /// From the freshness within the last second, which is read on another thread.
    @Override
    @SuppressWarnings("ReferenceEquality") // Identical objects are equal; others are compared.
    public LatestVersions latest() {
        StoreFeatureReader now = current();
        Latest before = latest;
        boolean isSame = before.definitions() == now.definitions();
        if (isSame && !before.areSeveral()) {
            return before.versions();
        }
        boolean areSeveral = LatestVersions.areSeveral(now.definitions());
        Freshness known = areSeveral ? freshness.recent() : Freshness.UNKNOWN;
        if (isSame && before.freshness() == known) {
            return before.versions();
        }
        LatestVersions found = LatestVersions.of(now.definitions(), known);
        LatestVersions kept = found.equals(before.versions()) ? before.versions() : found;
        latest = new Latest(now.definitions(), areSeveral, known, kept);
        return kept;
    }

    @Override
    public FeatureRows read(FeatureQuery query) {
        return current().read(query);
    }

    @Override
    public PreparedFeatures prepare(List<FeatureSelection> selections) {
        return current().prepare(selections);
    }

    @Override
    public boolean isInlineable() {
        return current().isInlineable();
    }

    @Override
    public boolean isInlineable(List<FeatureSelection> features) {
        return current().isInlineable(features);
    }

    @Override
    public void close() {
        MaterializationSchedule times = schedule;
        if (times != null) {
            times.close();
        }
        runs.close();
        freshness.close();
        if (feeds != null) {
            feeds.close();
        }
        served.close();
        store.close();
    }
}
