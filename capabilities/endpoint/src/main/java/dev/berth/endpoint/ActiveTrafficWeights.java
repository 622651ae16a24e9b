package dev.berth.endpoint;

import dev.berth.catalog.traffic.TrafficWeightEntries;
import dev.berth.catalog.traffic.TrafficWeightService;
import dev.berth.catalog.traffic.WeightJournalImport;
import dev.berth.core.Problem;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.endpoint.TrafficWeightChange;
import dev.berth.endpoint.execution.CompiledEndpoint;
import dev.berth.state.StateEntry;
import dev.berth.state.StatePosition;
import dev.berth.state.StateStore;
import dev.berth.state.StateUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The traffic weights in force, as last read from the state store. What cannot be read leaves in
/// force what was known before; if nothing was, the weights are unknown. Thread-safe; [#poll] does
/// I/O, all else is memory.
final class ActiveTrafficWeights {
    private static final Logger LOG = LoggerFactory.getLogger(ActiveTrafficWeights.class);

    /// After which an import is tried again for which the store could not be used.
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final StateStore store;
    private final WeightJournalImport journals;
    private final LongSupplier nanoTime;

    /// Journals of an earlier version that could not be imported or moved.
    private final Map<Path, Tried> tried = new HashMap<>();

    private StatePosition position = StatePosition.START;
    private boolean isRead;
    private volatile Known known = new Known(Map.of(), Map.of(), null);
    private volatile @Nullable Problem unreadable;

    ActiveTrafficWeights(Path system, StateStore store, LongSupplier nanoTime) {
        this.store = store;
        this.nanoTime = nanoTime;
        this.journals = new WeightJournalImport(system, store);
    }

    /// The weights as they are known. Each change makes another one.
    ///
    /// @param last the last change of each endpoint that has one
    /// @param unknown why the weights of some endpoints are not known
    /// @param unread why those of no other endpoint are known; null if the store was read
    record Known(
            Map<EndpointName, TrafficWeightChange> last,
            Map<EndpointName, Problem> unknown,
            @Nullable Problem unread) {
        Known {
            last = Map.copyOf(last);
            unknown = Map.copyOf(unknown);
        }
    }

    /// Result of reading one journal.
    ///
    /// @param attributes attributes that change when the file is edited
    /// @param isRetried whether another attempt may succeed though the file is the same
    private record Tried(Object attributes, boolean isRetried, long nanos) {
        boolean isOver(Object now, long nowNanos) {
            return !attributes.equals(now) || (isRetried && nowNanos - nanos > RETRY.toNanos());
        }
    }

    /// What is known now.
    Known known() {
        return known;
    }

    /// Whether the store could be read the last time.
    boolean isReadable() {
        return unreadable == null;
    }

    /// Reads what is new. Some ten microseconds and a round trip to the database if that is
    /// nothing; some seconds where it does not answer.
    synchronized void poll() {
        try {
            importJournals();
            store.poll(TrafficWeightEntries.KIND, position).ifPresent(this::take);
            if (unreadable != null) {
                LOG.info("the state can be read again");
                unreadable = null;
            }
        } catch (ProblemException e) {
            if (unreadable == null) {
                LOG.error(
                        "{}; {}",
                        e.problem(),
                        isRead
                                ? "the last known weights stay in force"
                                : "endpoints with variants do not answer until it can be read");
            }
            unreadable = e.problem();
            if (!isRead) {
                known = new Known(known.last(), known.unknown(), withoutAddress(e.problem()));
            }
        }
    }

    /// Reported to the callers of endpoints.
    private static Problem withoutAddress(Problem problem) {
        return SanitizedText.hasAddress(problem.sentence())
                ? Problem.of(
                        problem.code(),
                        "the state cannot be read",
                        "look at the log of the server, which says why")
                : problem;
    }

    private void take(StateUpdate update) {
        Map<EndpointName, TrafficWeightChange> last = new HashMap<>();
        Map<EndpointName, Problem> unknown = new HashMap<>();
        if (!update.isComplete()) {
            last.putAll(known.last());
            unknown.putAll(known.unknown());
        } else {
            // Of journals that could not be imported there is nothing in the store.
            tried.keySet().forEach(journal -> keep(endpoint(journal), last, unknown));
        }
        update.last().forEach(entry -> take(entry, last, unknown));
        position = update.position();
        isRead = true;
        known = new Known(last, unknown, null);
    }

    private void keep(
            EndpointName endpoint,
            Map<EndpointName, TrafficWeightChange> last,
            Map<EndpointName, Problem> unknown) {
        Optional.ofNullable(known.last().get(endpoint))
                .ifPresent(change -> last.put(endpoint, change));
        Optional.ofNullable(known.unknown().get(endpoint))
                .ifPresent(problem -> unknown.put(endpoint, problem));
    }

    private static void take(
            StateEntry entry,
            Map<EndpointName, TrafficWeightChange> last,
            Map<EndpointName, Problem> unknown) {
        EndpointName endpoint = new EndpointName(entry.key().name());
        try {
            last.put(endpoint, TrafficWeightEntries.decode(entry));
            unknown.remove(endpoint);
        } catch (ProblemException e) {
            tell(endpoint, e, last.containsKey(endpoint));
            if (!last.containsKey(endpoint)) {
                unknown.put(endpoint, e.problem());
            }
        }
    }

    private static void tell(EndpointName endpoint, ProblemException e, boolean isKnown) {
        if (isKnown) {
            LOG.error("endpoint {}: {}; its weights stay", endpoint, e.problem());
        } else {
            LOG.error("endpoint {} does not answer: {}", endpoint, e.problem());
        }
    }

    /// Each once, until it is another file or gone.
    private void importJournals() {
        List<Path> waiting = journals.waiting();
        if (waiting.isEmpty() && tried.isEmpty()) {
            return;
        }
        tried.keySet().stream()
                .filter(journal -> !waiting.contains(journal))
                .toList()
                .forEach(this::forget);
        for (Path journal : waiting) {
            Object attributes = attributes(journal);
            Tried before = tried.get(journal);
            if (before == null || before.isOver(attributes, nanoTime.getAsLong())) {
                boolean isNew = before == null || !before.attributes().equals(attributes);
                boolean isRetried = importJournal(journal, isNew);
                if (Files.exists(journal)) {
                    tried.put(journal, new Tried(attributes, isRetried, nanoTime.getAsLong()));
                }
            }
        }
    }

    private static Object attributes(Path journal) {
        try {
            var attributes = Files.readAttributes(journal, BasicFileAttributes.class);
            return List.of(attributes.size(), attributes.lastModifiedTime());
        } catch (IOException gone) {
            return List.of();
        }
    }

    private static EndpointName endpoint(Path journal) {
        return WeightJournalImport.endpoint(journal);
    }

    /// What the store has of its endpoint, which may be nothing, is in force.
    private void forget(Path journal) {
        tried.remove(journal);
        Map<EndpointName, Problem> unknown = new HashMap<>(known.unknown());
        unknown.remove(endpoint(journal));
        known = new Known(known.last(), unknown, known.unread());
        position = StatePosition.START;
    }

    /// @param isNew whether nothing was said of it yet
    /// @return whether another attempt may succeed
    private boolean importJournal(Path journal, boolean isNew) {
        EndpointName endpoint = endpoint(journal);
        try {
            switch (journals.run(endpoint)) {
                case NOTHING -> {}
                case IMPORTED -> LOG.info("endpoint {}: {} is in the state now", endpoint, journal);
                case SUPERSEDED ->
                        LOG.warn(
                                "endpoint {}: the state has other changes than {}, which is kept in"
                                        + " the folder imported beside it",
                                endpoint,
                                journal);
            }
            forget(journal);
            return false;
        } catch (ProblemException notImported) {
            return takeJournal(journal, endpoint, isNew, notImported);
        }
    }

    /// The journal itself says what is in force where the store cannot be written.
    private boolean takeJournal(
            Path journal, EndpointName endpoint, boolean isNew, ProblemException notImported) {
        Map<EndpointName, TrafficWeightChange> last = new HashMap<>(known.last());
        Map<EndpointName, Problem> unknown = new HashMap<>(known.unknown());
        boolean isWhole = true;
        try {
            journals.findLast(endpoint).ifPresent(change -> last.putIfAbsent(endpoint, change));
            if (isNew) {
                LOG.warn(
                        "endpoint {}: {} is not imported: {}",
                        endpoint,
                        journal,
                        notImported.problem());
            }
        } catch (ProblemException damaged) {
            isWhole = false;
            tell(endpoint, damaged, last.containsKey(endpoint));
            if (!last.containsKey(endpoint)) {
                unknown.put(endpoint, damaged.problem());
            }
        }
        known = new Known(last, unknown, known.unread());
        return isWhole;
    }

    /// Why the weights of an endpoint are not known.
    static Optional<Problem> findUnknown(Known known, EndpointDescription description) {
        if (description.traffic().isEmpty() || description.traffic().get().variants().isEmpty()) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                known.unknown().getOrDefault(description.name(), known.unread()));
    }

    /// An endpoint with the weights that are in force for it.
    static CompiledEndpoint applied(Known known, CompiledEndpoint plan) {
        EndpointDescription description = plan.description();
        if (plan.alternatives().split().isEmpty() || description.traffic().isEmpty()) {
            return plan;
        }
        TrafficWeightChange last = known.last().get(description.name());
        Map<String, Double> wanted =
                TrafficWeightService.inForce(
                        description.traffic().get().weights(),
                        last == null ? List.of() : List.of(last));
        return wanted.equals(plan.alternatives().split().get().weights())
                ? plan
                : plan.weighted(wanted);
    }
}
