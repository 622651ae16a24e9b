package dev.berth.catalog.traffic;

import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.TrafficPolicy;
import dev.berth.core.endpoint.TrafficWeightChange;
import dev.berth.state.ChangedBy;
import dev.berth.state.StateChange;
import dev.berth.state.StateEntry;
import dev.berth.state.StateKey;
import dev.berth.state.StateStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Service that changes the traffic weights of one endpoint's variants while it answers, and rolls
/// them back. Thread-safe; every method does I/O, as [StateStore] does.
///
/// A change holds until the next, and ends when an author edits the weights in the endpoint's file:
/// what was written last is in force.
public final class TrafficWeightService {
    /// Changes that a status has: what is checked.
    private static final int CHANGES_MAX = 100;

    /// A repetition takes milliseconds; no other thread changes weights as often.
    private static final int ATTEMPTS_MAX = 1_000;

    private final EndpointDescription description;
    private final TrafficPolicy traffic;
    private final StateStore store;
    private final WeightJournalImport journals;
    private final StateKey key;
    private final InstantSource clock;

    private TrafficWeightService(
            EndpointDescription description,
            TrafficPolicy traffic,
            StateStore store,
            WeightJournalImport journals,
            InstantSource clock) {
        this.description = description;
        this.traffic = traffic;
        this.store = store;
        this.journals = journals;
        this.key = TrafficWeightEntries.key(description.name());
        this.clock = clock;
    }

    /// The service for an endpoint of a system.
    ///
    /// @param system the directory, in which an earlier version may have left a journal
    /// @throws ProblemException `traffic-weights-invalid` if it has no variants
    public static TrafficWeightService of(
            StateStore store, Path system, EndpointDescription description, InstantSource clock) {
        TrafficPolicy traffic =
                description
                        .traffic()
                        .filter(each -> !each.variants().isEmpty())
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                ProblemCode.TRAFFIC_WEIGHTS_INVALID,
                                                "endpoint '"
                                                        + description.name()
                                                        + "' has no variants",
                                                "write them under `traffic` in its file"));
        return new TrafficWeightService(
                description, traffic, store, new WeightJournalImport(system, store), clock);
    }

    /// How its records are divided.
    ///
    /// @throws ProblemException `state-unavailable`
    public TrafficWeightStatus status() {
        var _ = journals.run(description.name());
        return status(store.findLast(key));
    }

    private TrafficWeightStatus status(Optional<StateEntry> last) {
        long end = last.map(StateEntry::number).orElse(0L);
        List<StateEntry> entries =
                last.isEmpty() ? List.of() : store.read(key, firstShown(end), CHANGES_MAX);
        // Another process may have appended since.
        return status(entries.stream().filter(entry -> entry.number() <= end).toList());
    }

    private static long firstShown(long end) {
        return Math.max(1, end - CHANGES_MAX + 1);
    }

    private TrafficWeightStatus status(List<StateEntry> entries) {
        List<TrafficWeightChange> changes =
                entries.stream().map(TrafficWeightEntries::decode).toList();
        return new TrafficWeightStatus(
                description.name(),
                traffic.weights(),
                inForce(traffic.weights(), changes),
                entries.isEmpty() ? 0 : Math.toIntExact(entries.getFirst().number() - 1),
                changes);
    }

    /// The weights by which records are divided.
    ///
    /// @param declared those of the endpoint's file
    public static Map<String, Double> inForce(
            Map<String, Double> declared, List<TrafficWeightChange> changes) {
        return !changes.isEmpty() && changes.getLast().declared().equals(declared)
                ? changes.getLast().after()
                : declared;
    }

    /// Gives variants other weights; those that are not named keep theirs.
    ///
    /// @param why in their words, at least one
    /// @throws ProblemException `traffic-weights-invalid` for a name that no variant has, a weight
    ///   that is none, if none is left above 0, or without a reason; `state-unavailable`
    public TrafficWeightStatus change(Map<String, Double> weights, ChangedBy who, String why) {
        require(weights);
        return append(
                who,
                why,
                before -> {
                    Map<String, Double> after = new LinkedHashMap<>(before.inForce());
                    after.putAll(weights);
                    if (after.values().stream().allMatch(weight -> weight == 0)) {
                        throw invalid("no weight above 0", "leave at least one");
                    }
                    return after;
                });
    }

    /// Puts the weights in force again that were before the last change, or, if a number is given,
    /// those after that change: 1 is the first, 0 the file's own.
    ///
    /// @throws ProblemException `traffic-weights-invalid` if there is nothing to go back to;
    ///   `state-unavailable`
    public TrafficWeightStatus rollBack(ChangedBy who, String why, OptionalInt to) {
        return append(who, why, before -> earlier(before, to));
    }

    private Map<String, Double> earlier(TrafficWeightStatus status, OptionalInt to) {
        List<TrafficWeightChange> changes = status.changes();
        if (to.isPresent()) {
            int number = to.getAsInt();
            int last = status.earlier() + changes.size();
            if (number < 0 || number > last) {
                throw invalid("no change " + number, "name one from 0, the file's own, to " + last);
            }
            Map<String, Double> wanted =
                    number == 0 ? status.declared() : changeOf(number, status).after();
            requireSameVariants(wanted);
            return wanted;
        }
        if (changes.isEmpty() || !changes.getLast().declared().equals(status.declared())) {
            throw invalid(
                    "nothing to go back from: the weights in force are those of the file",
                    "name the change to go back to, or edit the file");
        }
        return changes.getLast().before();
    }

    private TrafficWeightChange changeOf(int number, TrafficWeightStatus status) {
        int index = number - 1 - status.earlier();
        if (index >= 0) {
            return status.changes().get(index);
        }
        return store.read(key, number, 1).stream()
                .filter(entry -> entry.number() == number)
                .findFirst()
                .map(TrafficWeightEntries::decode)
                .orElseThrow(
                        () ->
                                invalid(
                                        "change " + number + " is not in the audit",
                                        "name one from " + (status.earlier() + 1)));
    }

    private void requireSameVariants(Map<String, Double> wanted) {
        if (!wanted.keySet().equals(traffic.weights().keySet())) {
            throw invalid(
                    "weights of " + String.join(", ", wanted.keySet()) + " then",
                    "name a change since the variants are "
                            + String.join(", ", traffic.weights().keySet()));
        }
    }

    /// What comes after.
    private interface Next {
        Map<String, Double> after(TrafficWeightStatus before);
    }

    private TrafficWeightStatus append(ChangedBy who, String why, Next next) {
        if (why.isBlank()) {
            throw invalid("no reason", "say why, for those who ask later");
        }
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            TrafficWeightStatus before = status();
            Map<String, Double> after = next.after(before);
            if (after.equals(before.inForce())) {
                return before;
            }
            long last = before.earlier() + (long) before.changes().size();
            StateChange change = TrafficWeightEntries.encode(change(before, after, who, why));
            Optional<StateEntry> appended = store.compareAndAppend(key, last, change);
            if (appended.isPresent()) {
                return status(appended);
            }
        }
        throw new ProblemException(
                ProblemCode.STATE_UNAVAILABLE,
                "others changed the weights of endpoint '"
                        + description.name()
                        + "' at the same time, "
                        + ATTEMPTS_MAX
                        + " times in a row; nothing was changed",
                "look for the program that does");
    }

    private TrafficWeightChange change(
            TrafficWeightStatus before, Map<String, Double> after, ChangedBy who, String why) {
        return new TrafficWeightChange(
                clock.instant(),
                who.known(),
                who.claimed(),
                why.strip(),
                before.declared(),
                before.inForce(),
                after);
    }

    private void require(Map<String, Double> weights) {
        var names = traffic.weights().keySet();
        if (weights.isEmpty()) {
            throw invalid("no weights", "name variants with their weights");
        }
        weights.forEach(
                (name, weight) -> {
                    if (!names.contains(name)) {
                        throw invalid(
                                "no variant '"
                                        + SanitizedText.of(name)
                                        + "'"
                                        + NearestName.hint(name, names),
                                "name one of " + String.join(", ", names));
                    }
                    if (!Double.isFinite(weight) || weight < 0) {
                        throw invalid(
                                "the weight " + weight + " of variant '" + name + "'",
                                "a number from 0 on");
                    }
                });
    }

    private ProblemException invalid(String what, String remedy) {
        return new ProblemException(
                ProblemCode.TRAFFIC_WEIGHTS_INVALID,
                "endpoint '" + description.name() + "': " + what,
                remedy);
    }
}
