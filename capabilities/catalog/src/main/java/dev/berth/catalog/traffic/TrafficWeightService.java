package dev.berth.catalog.traffic;

import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.TrafficPolicy;
import dev.berth.core.endpoint.TrafficWeightChange;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Changes the weights of one endpoint's variants while it answers, and takes such changes back.
/// Thread-safe; every method does I/O.
///
/// A change holds until the next, and ends when somebody edits the weights in the endpoint's file:
/// what was written last is in force.
public final class TrafficWeightService {
    private static final int WHY_LENGTH_MAX = 1000;
    private static final int WHO_LENGTH_MAX = 200;

    private final EndpointDescription description;
    private final TrafficPolicy traffic;
    private final TrafficWeightLog journal;
    private final InstantSource clock;

    private TrafficWeightService(
            EndpointDescription description,
            TrafficPolicy traffic,
            TrafficWeightLog journal,
            InstantSource clock) {
        this.description = description;
        this.traffic = traffic;
        this.journal = journal;
        this.clock = clock;
    }

    /// That of an endpoint of a system.
    ///
    /// @throws ProblemException `traffic-weights-invalid` if it has no variants
    public static TrafficWeightService of(
            Path system, EndpointDescription description, InstantSource clock) {
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
                description, traffic, TrafficWeightLog.of(system, description.name()), clock);
    }

    /// How its records are divided.
    ///
    /// @throws ProblemException `traffic-log-unavailable`
    public TrafficWeightStatus status() {
        return status(journal.read());
    }

    private TrafficWeightStatus status(WeightHistory history) {
        Map<String, Double> declared = traffic.weights();
        List<TrafficWeightChange> changes = history.changes();
        return new TrafficWeightStatus(
                description.name(),
                declared,
                inForce(declared, changes),
                history.earlier(),
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
    ///   that is none, if none is left above 0, or without a reason; `traffic-log-unavailable`
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
    ///   `traffic-log-unavailable`
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
        int place = number - 1 - status.earlier();
        return place >= 0
                ? status.changes().get(place)
                : journal.audited(number)
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
        return status(journal.append(history -> next(status(history), who, why, next)));
    }

    private @Nullable TrafficWeightChange next(
            TrafficWeightStatus before, ChangedBy who, String why, Next next) {
        Map<String, Double> after = next.after(before);
        if (after.equals(before.inForce())) {
            return null;
        }
        return new TrafficWeightChange(
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                cut(who.known(), WHO_LENGTH_MAX),
                cut(who.claimed(), WHO_LENGTH_MAX),
                cut(why.strip(), WHY_LENGTH_MAX),
                before.declared(),
                before.inForce(),
                after);
    }

    private static String cut(String text, int lengthMax) {
        return text.length() <= lengthMax ? text : text.substring(0, lengthMax);
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
