package dev.berth.precompute.serving;

import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.system.SystemDescription;
import dev.berth.core.tensor.TensorPool;
import dev.berth.endpoint.precomputed.PrecomputedAnswers;
import dev.berth.endpoint.precomputed.PrecomputedLookup;
import dev.berth.endpoint.precomputed.PrecomputedLookup.Absent;
import dev.berth.endpoint.precomputed.PrecomputedLookup.Reason;
import dev.berth.endpoint.precomputed.PrecomputedQuery;
import dev.berth.endpoint.precomputed.PrecomputedStatus;
import dev.berth.features.online.OnlineStore;
import dev.berth.precompute.key.MasterKey;
import dev.berth.precompute.key.UserKeys;
import dev.berth.precompute.snapshot.PrecomputedFiles;
import dev.berth.precompute.snapshot.SnapshotManifest;
import dev.berth.precompute.snapshot.SnapshotStore;
import dev.berth.precompute.snapshot.SnapshotStores;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Precomputed answers by the snapshots of a system. Thread-safe.
///
/// A thread looks at the pointers of the endpoints that are served. A new snapshot is opened before
/// it takes the place of the old one, which is closed some time later: a look-up that has begun
/// finishes on it. A snapshot that cannot be opened changes nothing.
final class SnapshotAnswers implements PrecomputedAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotAnswers.class);

    /// A new snapshot is served within a second.
    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

    /// Far longer than a look-up takes.
    private static final Duration CLOSING_DELAY = Duration.ofSeconds(5);

    /// Look-ups that meet a closed snapshot begin anew, which happens once at most.
    private static final int ATTEMPTS_MAX = 3;

    private final Supplier<SystemDescription> system;
    private final Map<String, String> environment;
    private final InstantSource clock;
    private final Map<EndpointName, ServedSnapshot> served = new ConcurrentHashMap<>();

    /// Of the last problem of each endpoint, so that it is logged once.
    private final Map<EndpointName, String> problems = new ConcurrentHashMap<>();

    private final Object changes = new Object();
    private final Deque<Retired> retired = new ArrayDeque<>();
    private Set<EndpointName> endpoints = Set.of();
    private @Nullable SnapshotStore store;
    private @Nullable Thread follower;
    private volatile Optional<UserKeys> keys = Optional.empty();

    /// Without a master key it is looked for once.
    private volatile boolean areKeysOpened;

    private volatile boolean isClosed;

    /// @param atNanos when it was replaced
    private record Retired(OnlineStore store, long atNanos) {}

    SnapshotAnswers(
            Supplier<SystemDescription> system,
            Map<String, String> environment,
            InstantSource clock) {
        this.system = system;
        this.environment = Map.copyOf(environment);
        this.clock = clock;
    }

    @Override
    public void serve(Set<EndpointName> wanted) {
        synchronized (changes) {
            if (isClosed) {
                return;
            }
            endpoints = Set.copyOf(wanted);
            served.keySet().stream()
                    .filter(each -> !endpoints.contains(each))
                    .toList()
                    .forEach(gone -> retire(served.remove(gone)));
            poll();
            if (follower == null && !endpoints.isEmpty()) {
                follower =
                        Thread.ofPlatform().name("berth-precomputed").daemon().start(this::follow);
            }
        }
    }

    private void follow() {
        while (!isClosed) {
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
            try {
                synchronized (changes) {
                    if (isClosed) {
                        return;
                    }
                    poll();
                }
                keys.ifPresent(UserKeys::refresh);
            } catch (RuntimeException e) {
                if (!isClosed) {
                    LOG.error("precomputed answers cannot be followed", e);
                }
            }
        }
    }

    /// Opens what is new, and closes what was replaced long enough ago.
    private void poll() {
        for (EndpointName endpoint : endpoints) {
            try {
                poll(endpoint);
                problems.remove(endpoint);
            } catch (ProblemException e) {
                String problem = e.problem().toString();
                if (!problem.equals(problems.put(endpoint, problem))) {
                    LOG.error("endpoint {}: precomputed answers: {}", endpoint, problem);
                }
            }
        }
        while (!retired.isEmpty()
                && System.nanoTime() - retired.getFirst().atNanos() > CLOSING_DELAY.toNanos()) {
            retired.removeFirst().store().close();
        }
    }

    private void poll(EndpointName endpoint) {
        SnapshotStore from = store();
        OptionalLong current = from.current(endpoint);
        ServedSnapshot before = served.get(endpoint);
        if (current.isEmpty()) {
            retire(served.remove(endpoint));
            return;
        }
        if (before != null && before.manifest().number() == current.getAsLong()) {
            return;
        }
        SnapshotManifest manifest = from.manifest(endpoint, current.getAsLong());
        var now =
                new ServedSnapshot(
                        manifest, from.open(endpoint, manifest.number()), this::keys, clock);
        retire(served.put(endpoint, now));
        LOG.info(
                "endpoint {}: precomputed snapshot {}, {} answers of {}",
                endpoint,
                manifest.number(),
                manifest.answers(),
                manifest.computed());
    }

    private SnapshotStore store() {
        SnapshotStore known = store;
        if (known == null) {
            known = SnapshotStores.of(system.get(), environment);
            store = known;
        }
        return known;
    }

    private void retire(@Nullable ServedSnapshot before) {
        if (before != null) {
            retired.addLast(new Retired(before.store(), System.nanoTime()));
        }
    }

    /// The key table; empty without a master key.
    private Optional<UserKeys> keys() {
        if (areKeysOpened) {
            return keys;
        }
        synchronized (changes) {
            if (!areKeysOpened) {
                keys =
                        MasterKey.find(environment)
                                .map(
                                        master ->
                                                UserKeys.open(
                                                        PrecomputedFiles.keys(
                                                                system.get(), environment),
                                                        master));
                areKeysOpened = true;
            }
            return keys;
        }
    }

    @Override
    public boolean isInlineable(EndpointName endpoint) {
        ServedSnapshot now = served.get(endpoint);
        return now == null || (now.store().isInlineable() && !now.manifest().isEncrypted());
    }

    @Override
    public PrecomputedLookup find(PrecomputedQuery query, TensorPool pool) {
        return lookUp(query, snapshot -> snapshot.find(query, pool));
    }

    @Override
    public PrecomputedLookup findDefault(PrecomputedQuery query, TensorPool pool) {
        return lookUp(query, snapshot -> snapshot.findDefault(query, pool));
    }

    private PrecomputedLookup lookUp(
            PrecomputedQuery query, Function<ServedSnapshot, PrecomputedLookup> find) {
        for (int attempt = 1; ; attempt++) {
            ServedSnapshot now = served.get(query.endpoint());
            if (now == null) {
                return new Absent(Reason.MISS);
            }
            try {
                return find.apply(now);
            } catch (ProblemException e) {
                boolean isReplaced = !now.equals(served.get(query.endpoint()));
                if (!isReplaced || attempt == ATTEMPTS_MAX) {
                    report(query.endpoint(), e);
                    return new Absent(Reason.UNREADABLE);
                }
            }
        }
    }

    private void report(EndpointName endpoint, ProblemException e) {
        String problem = e.problem().toString();
        if (!problem.equals(problems.put(endpoint, problem))) {
            LOG.error("endpoint {}: a precomputed answer: {}", endpoint, problem);
        }
    }

    @Override
    public List<PrecomputedStatus> statuses() {
        List<PrecomputedStatus> statuses = new ArrayList<>();
        served.forEach(
                (endpoint, snapshot) ->
                        statuses.add(
                                new PrecomputedStatus(
                                        endpoint,
                                        snapshot.manifest().number(),
                                        snapshot.manifest().answers(),
                                        snapshot.manifest().computed())));
        statuses.sort(Comparator.comparing(each -> each.endpoint().value()));
        return statuses;
    }

    @Override
    public void close() {
        synchronized (changes) {
            isClosed = true;
            served.values().forEach(each -> each.store().close());
            served.clear();
            retired.forEach(each -> each.store().close());
            retired.clear();
            if (store != null) {
                store.close();
            }
        }
        Thread following = follower;
        if (following != null) {
            LockSupport.unpark(following);
        }
        keys.ifPresent(UserKeys::close);
    }
}
