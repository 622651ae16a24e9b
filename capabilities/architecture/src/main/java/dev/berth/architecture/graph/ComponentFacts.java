package dev.berth.architecture.graph;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/// What is known of a component. What is empty is not known.
///
/// @param summary in a sentence
/// @param tier of the architecture that it belongs to, such as `business`
/// @param site where it runs
/// @param owner the responsible team
/// @param language that it is written in
/// @param data classes of data that it brings into the system, such as `personal`
/// @param removes classes of data that do not pass it, as in an anonymiser
/// @param failsWith names of causes for which it fails together with others that name them
/// @param replicas instances, any of which can do the work; 1 unless given
/// @param availability the share of time in which one instance answers, in (0, 1)
/// @param latency its own, the median, without what it calls
/// @param costPerMonth of one instance, in the currency of the system
/// @param labels further values, such as `risk: high`
public record ComponentFacts(
        Optional<String> summary,
        Optional<String> tier,
        Optional<String> site,
        Optional<String> owner,
        Optional<String> language,
        Set<String> data,
        Set<String> removes,
        Set<String> failsWith,
        OptionalInt replicas,
        OptionalDouble availability,
        Optional<Duration> latency,
        OptionalDouble costPerMonth,
        Map<String, String> labels) {
    /// Nothing known.
    public static final ComponentFacts NONE =
            new ComponentFacts(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Set.of(),
                    Set.of(),
                    Set.of(),
                    OptionalInt.empty(),
                    OptionalDouble.empty(),
                    Optional.empty(),
                    OptionalDouble.empty(),
                    Map.of());

    public ComponentFacts {
        data = ordered(data);
        removes = ordered(removes);
        failsWith = ordered(failsWith);
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    private static Set<String> ordered(Set<String> names) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(names));
    }

    /// Facts that a description of the system gives.
    public static ComponentFacts of(
            Optional<String> summary, Optional<String> owner, Map<String, String> labels) {
        return new ComponentFacts(
                summary,
                Optional.empty(),
                Optional.empty(),
                owner,
                Optional.empty(),
                Set.of(),
                Set.of(),
                Set.of(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                OptionalDouble.empty(),
                labels);
    }

    /// These facts, and others where they say nothing.
    public ComponentFacts orElse(ComponentFacts other) {
        Map<String, String> all = new LinkedHashMap<>(other.labels);
        all.putAll(labels);
        return new ComponentFacts(
                summary.or(other::summary),
                tier.or(other::tier),
                site.or(other::site),
                owner.or(other::owner),
                language.or(other::language),
                data.isEmpty() ? other.data : data,
                removes.isEmpty() ? other.removes : removes,
                failsWith.isEmpty() ? other.failsWith : failsWith,
                replicas.isPresent() ? replicas : other.replicas,
                availability.isPresent() ? availability : other.availability,
                latency.or(other::latency),
                costPerMonth.isPresent() ? costPerMonth : other.costPerMonth,
                all);
    }
}
