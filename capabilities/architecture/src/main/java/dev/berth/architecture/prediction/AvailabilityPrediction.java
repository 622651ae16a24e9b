package dev.berth.architecture.prediction;

import dev.berth.architecture.graph.Component;
import dev.berth.architecture.graph.ComponentFacts;
import dev.berth.architecture.graph.Flow;
import dev.berth.architecture.graph.SystemGraph;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/// Availability of each component with what it calls: it is up if it is up itself and each call
/// that it needs is; of calls of a group one suffices; optional ones do not matter.
///
/// Replicas fail independently of each other, and so do components, unless they name a common cause
/// in [ComponentFacts#failsWith]: replicas of such a component fail together, and so do all that
/// name the cause, as often as the worst of them. The probability is exact: up to [#ENUMERATED_MAX]
/// independent units below groups are enumerated.
///
/// Source: Barlow and Proschan, *Statistical Theory of Reliability and Life Testing*, 1975, chapter
/// 1 (coherent structures).
public final class AvailabilityPrediction {
    /// Units whose states are enumerated; with more of them nothing is predicted.
    public static final int ENUMERATED_MAX = 12;

    private final SystemGraph graph;
    private final List<String> order;
    private final CallNumbers required;
    private final CallNumbers needed;
    private final Map<String, Integer> units = new HashMap<>();
    private final List<Double> up = new ArrayList<>();

    private AvailabilityPrediction(SystemGraph graph) {
        this.graph = graph;
        this.order = CallOrder.of(graph);
        this.required =
                new CallNumbers(
                        graph, flow -> flow.use().oneOf().isEmpty() && !flow.use().isOptional());
        this.needed =
                new CallNumbers(
                        graph, flow -> flow.use().oneOf().isPresent() || !flow.use().isOptional());
    }

    /// Predictions by id.
    public static Map<String, Prediction> of(SystemGraph graph) {
        return of(graph, graph.components().stream().map(Component::id).toList());
    }

    /// Predictions of some components by id.
    public static Map<String, Prediction> of(SystemGraph graph, Collection<String> ids) {
        var prediction = new AvailabilityPrediction(graph);
        prediction.findUnits();
        Map<String, Prediction> predictions = new TreeMap<>();
        ids.forEach(id -> predictions.put(id, prediction.predict(id)));
        return predictions;
    }

    /// What fails as one: each component by itself, and those of a cause together.
    private void findUnits() {
        Map<String, Integer> ofCause = new HashMap<>();
        for (Component component : graph.components()) {
            ComponentFacts facts = component.facts();
            if (facts.availability().isEmpty()) {
                continue;
            }
            double one = facts.availability().getAsDouble();
            if (facts.failsWith().isEmpty()) {
                units.put(component.id(), up.size());
                up.add(1 - Math.pow(1 - one, facts.replicas().orElse(1)));
                continue;
            }
            int unit = -1;
            for (String cause : facts.failsWith()) {
                unit = Math.max(unit, ofCause.getOrDefault(cause, -1));
            }
            if (unit < 0) {
                unit = up.size();
                up.add(1.0);
            }
            up.set(unit, Math.min(up.get(unit), one));
            units.put(component.id(), unit);
            for (String cause : facts.failsWith()) {
                ofCause.put(cause, unit);
            }
        }
    }

    private Prediction predict(String id) {
        CallNumbers.Reached required = this.required.from(id);
        List<String> needed = this.needed.from(id).ids();
        Set<String> unknown = new LinkedHashSet<>();
        Set<Integer> always = new LinkedHashSet<>();
        Set<Integer> varied = new LinkedHashSet<>();
        for (String each : needed) {
            Integer unit = units.get(each);
            if (unit != null) {
                (isOf(required, each) ? always : varied).add(unit);
            } else if (canFail(graph.component(each))) {
                unknown.add(each);
            }
        }
        varied.removeAll(always);
        if (!unknown.isEmpty() || varied.size() > ENUMERATED_MAX) {
            return new Prediction(id, OptionalDouble.empty(), needed, unknown, "");
        }
        BitSet upStates = upStates(needed, required, List.copyOf(varied));
        double value = probability(always, List.copyOf(varied), upStates, -1);
        return new Prediction(
                id,
                OptionalDouble.of(value),
                needed,
                unknown,
                worst(needed, always, List.copyOf(varied), upStates, value));
    }

    private boolean isOf(CallNumbers.Reached reached, String id) {
        return reached.numbers().get(required.number(id));
    }

    /// Whether a component can fail by itself, as guards and views cannot.
    private static boolean canFail(Component component) {
        return switch (component.kind()) {
            case CONSUMER, GUARD, VIEW, SOURCE -> false;
            // They are of the process that serves them.
            case ENDPOINT, MODEL, ENCODER -> true;
            case JOB, STORE, SERVICE, QUEUE, INTERFACE -> true;
        };
    }

    /// The states of the varied units in which all that is required is up, while it is up itself.
    /// In a state the bits of the units that are down are set.
    private BitSet upStates(
            List<String> needed, CallNumbers.Reached required, List<Integer> varied) {
        List<String> rest =
                needed.size() == required.ids().size()
                        ? List.of()
                        : order.stream()
                                .filter(Set.copyOf(needed)::contains)
                                .filter(each -> !isOf(required, each))
                                .toList();
        BitSet upStates = new BitSet();
        for (int state = 0; state < 1 << varied.size(); state++) {
            BitSet down = new BitSet();
            for (int i = 0; i < varied.size(); i++) {
                down.set(varied.get(i), (state >> i & 1) == 1);
            }
            Map<String, Boolean> states = new HashMap<>();
            rest.forEach(each -> states.put(each, isUp(each, down, states)));
            upStates.set(state, required.ids().stream().allMatch(each -> isUp(each, down, states)));
        }
        return upStates;
    }

    /// Whether a component is up. What it calls and has no state is up: it is required as well, or
    /// on a cycle with it.
    private boolean isUp(String id, BitSet down, Map<String, Boolean> states) {
        Integer unit = units.get(id);
        if (unit != null && down.get(unit)) {
            return false;
        }
        Map<String, Boolean> groups = new LinkedHashMap<>();
        for (Flow flow : graph.outgoing(id, Flow.Kind.CALL)) {
            boolean isCalleeUp = states.getOrDefault(flow.to(), true);
            if (flow.use().oneOf().isPresent()) {
                groups.merge(flow.use().oneOf().get(), isCalleeUp, Boolean::logicalOr);
            } else if (!flow.use().isOptional() && !isCalleeUp) {
                return false;
            }
        }
        return !groups.containsValue(false);
    }

    /// @param perfect a unit that never fails; -1 for none
    private double probability(
            Set<Integer> always, List<Integer> varied, BitSet upStates, int perfect) {
        double factor = 1;
        for (int unit : always) {
            factor *= up(unit, perfect);
        }
        double sum = 0;
        for (int state = upStates.nextSetBit(0);
                state >= 0;
                state = upStates.nextSetBit(state + 1)) {
            double probability = 1;
            for (int i = 0; i < varied.size(); i++) {
                double each = up(varied.get(i), perfect);
                probability *= (state >> i & 1) == 1 ? 1 - each : each;
            }
            sum += probability;
        }
        return factor * sum;
    }

    private double up(int unit, int perfect) {
        return unit == perfect ? 1 : up.get(unit);
    }

    /// The component whose perfection would help most: of those that are always needed the one that
    /// fails most, or one of the others.
    private String worst(
            List<String> needed,
            Set<Integer> always,
            List<Integer> varied,
            BitSet upStates,
            double value) {
        int worst = -1;
        for (int unit : always) {
            if (worst < 0 || up.get(unit) < up.get(worst)) {
                worst = unit;
            }
        }
        double best = worst < 0 ? value : value / Math.max(up.get(worst), Double.MIN_NORMAL);
        for (int unit : varied) {
            double improved = probability(always, varied, upStates, unit);
            if (improved > best) {
                best = improved;
                worst = unit;
            }
        }
        if (!(best > value)) {
            return "";
        }
        int found = worst;
        return needed.stream()
                .filter(each -> Integer.valueOf(found).equals(units.get(each)))
                .findFirst()
                .orElse("");
    }
}
