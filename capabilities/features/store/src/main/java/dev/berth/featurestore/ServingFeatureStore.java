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
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a process that serves reads of a system's features, always by the definitions of now, and
/// what feeds it with events that arrive. Thread-safe.
///
/// A process that feeds has the store to itself where it is a folder, as long as there is a source
/// whose events arrive. Without one, and in every other process, another may be writing it.
public final class ServingFeatureStore
        implements OnlineFeatureReader, StreamIngestion, FeatureStoreMaintenance, StatisticsReader {
    private static final Logger LOG = LoggerFactory.getLogger(ServingFeatureStore.class);

    /// Some tens of thousands of rows of fifty features.
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
    private final Map<SourceName, Fed> fed = new ConcurrentHashMap<>();
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

    /// What feeds a source, by some definitions.
    private record Fed(FeatureDefinitions definitions, StreamIngestor ingest) {}

    /// Which versions are the latest, by what was known when.
    ///
    /// @param areSeveral whether there is a view of several versions, so that it may change
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
            Role role) {
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
                        clock);
    }

    /// The store, where it is open to write: a folder without streams is opened to read, so that
    /// other processes may write it.
    private Optional<OnlineStore> kept(OnlineStoreFactory address) {
        return address.shared().isPresent() || hasStreams(definitions())
                ? Optional.of(store)
                : Optional.empty();
    }

    /// Sets a store aside that is damaged, and continues with what can be read of it.
    private void repairIfDamaged(OnlineStoreFactory address) {
        FeatureDefinitions now = definitions();
        if (kept(address).isEmpty()) {
            address.repairIfDamaged(now);
        } else if (address.shared().isEmpty() && isDamaged()) {
            List<Lock> feeding = now.sources().keySet().stream().sorted().map(this::lock).toList();
            // Or rows that were read before would be written to what comes after.
            feeding.forEach(Lock::lock);
            try {
                store.whileClosed(() -> address.repairIfDamaged(now));
                // They remember what the store had.
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

    /// Reads as a server's process does.
    ///
    /// @param environment whose variables may stand in a store's URI
    public static OnlineFeatureReader.Source source(Map<String, String> environment) {
        return source(environment, Role.READS);
    }

    /// The same, of a process that feeds as well.
    public static OnlineFeatureReader.Source feedingSource(Map<String, String> environment) {
        return source(environment, Role.FEEDS_TOO);
    }

    private static OnlineFeatureReader.Source source(Map<String, String> environment, Role role) {
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
                            role);
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
    @SuppressWarnings("ReferenceEquality") // The same object is the same; others are compared.
    public StoreFeatureReader current() {
        FeatureDefinitions now = definitions.get();
        return now == seen ? current : renew(now);
    }

    /// Definitions that cannot be compiled leave those before them in force.
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
                                        : new Fed(now, newIngest(name, now)))
                .ingest();
    }

    /// Another of the same source may be at work, by the definitions before: they share a lock.
    private StreamIngestor newIngest(SourceName source, FeatureDefinitions now) {
        return StreamIngestor.of(source, now, store, clock, writer, lock(source));
    }

    private Lock lock(SourceName source) {
        return locks.computeIfAbsent(source, name -> new ReentrantLock());
    }

    @Override
    public FeatureStoreStatus status() {
        FreshnessCache.Reading known = freshness.now();
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

    /// Of views that there are: their number is bounded by what people write.
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
                    "ask a server that was started with `berth up`");
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

    /// Views whose history another process has brought in less than half an interval ago are left
    /// to it: of several servers of one store one does it most of the time.
    void materializeDue(Duration interval) {
        FeatureDefinitions now = definitions();
        FreshnessCache.Reading known = freshness.now();
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

    /// By what the store had within the last second; it is read on another thread.
    @Override
    @SuppressWarnings("ReferenceEquality") // The same object is the same; others are compared.
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
