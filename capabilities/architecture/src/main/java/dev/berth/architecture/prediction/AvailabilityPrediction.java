package dev.berth.architecture.prediction;

import dev.berth.architecture.graph.Component;
import dev.berth.architecture.graph.ComponentFacts;
import dev.berth.architecture.graph.Flow;
import dev.berth.architecture.graph.SystemGraph;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    public static final int ENUMERATED_MAX = 16;

    private final SystemGraph graph;
    private final List<String> order;
    private final Map<String, Integer> units = new HashMap<>();
    private final List<Double> up = new ArrayList<>();

    private AvailabilityPrediction(SystemGraph graph) {
        this.graph = graph;
        this.order = CallOrder.of(graph);
    }

    /// Predictions by id.
    public static Map<String, Prediction> of(SystemGraph graph) {
        var prediction = new AvailabilityPrediction(graph);
        prediction.findUnits();
        Map<String, Prediction> predictions = new TreeMap<>();
        for (Component component : graph.components()) {
            predictions.put(component.id(), prediction.predict(component.id()));
        }
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
        Set<String> needed = needed(id);
        Set<String> unknown = new LinkedHashSet<>();
        Set<Integer> all = new LinkedHashSet<>();
        for (String each : needed) {
            Integer unit = units.get(each);
            if (unit != null) {
                all.add(unit);
            } else if (canFail(graph.component(each))) {
                unknown.add(each);
            }
        }
        OptionalDouble value =
                unknown.isEmpty() ? probability(id, List.copyOf(all)) : OptionalDouble.empty();
        return new Prediction(id, value, List.copyOf(needed), unknown, worst(id, needed, value));
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

    /// All that may matter, with the component itself.
    private Set<String> needed(String begin) {
        Set<String> needed = new LinkedHashSet<>(Set.of(begin));
        List<String> open = new ArrayList<>(List.of(begin));
        for (int i = 0; i < open.size(); i++) {
            for (Flow flow : graph.outgoing(open.get(i), Flow.Kind.CALL)) {
                boolean isNeeded = !flow.use().isOptional() || flow.use().oneOf().isPresent();
                if (isNeeded && needed.add(flow.to())) {
                    open.add(flow.to());
                }
            }
        }
        return needed;
    }

    private OptionalDouble probability(String id, List<Integer> all) {
        List<Integer> always = new ArrayList<>();
        List<Integer> varied = new ArrayList<>();
        BitSet down = new BitSet();
        for (int unit : all) {
            down.set(unit);
            (isUp(id, down) ? varied : always).add(unit);
            down.clear(unit);
        }
        if (varied.size() > ENUMERATED_MAX) {
            return OptionalDouble.empty();
        }
        // Units without which it is down count as factors; the states of the others are summed up.
        double factor = 1;
        for (int unit : always) {
            factor *= up.get(unit);
        }
        double sum = 0;
        for (int state = 0; state < 1 << varied.size(); state++) {
            double probability = 1;
            BitSet lost = new BitSet();
            for (int i = 0; i < varied.size(); i++) {
                double each = up.get(varied.get(i));
                boolean isLost = (state >> i & 1) == 1;
                probability *= isLost ? 1 - each : each;
                lost.set(varied.get(i), isLost);
            }
            if (isUp(id, lost)) {
                sum += probability;
            }
        }
        return OptionalDouble.of(factor * sum);
    }

    /// Whether a component is up while some units are down.
    private boolean isUp(String id, BitSet down) {
        Map<String, Boolean> states = new HashMap<>();
        for (String each : order) {
            states.put(each, isUp(each, down, states));
            if (each.equals(id)) {
                break;
            }
        }
        return states.getOrDefault(id, false);
    }

    private boolean isUp(String id, BitSet down, Map<String, Boolean> states) {
        Integer unit = units.get(id);
        if (unit != null && down.get(unit)) {
            return false;
        }
        Map<String, Boolean> groups = new LinkedHashMap<>();
        for (Flow flow : graph.outgoing(id, Flow.Kind.CALL)) {
            // What is on a cycle with it is taken to be up.
            boolean isCalleeUp = states.getOrDefault(flow.to(), true);
            if (flow.use().oneOf().isPresent()) {
                groups.merge(flow.use().oneOf().get(), isCalleeUp, Boolean::logicalOr);
            } else if (!flow.use().isOptional() && !isCalleeUp) {
                return false;
            }
        }
        return !groups.containsValue(false);
    }

    /// The component whose perfection would help most.
    private String worst(String id, Set<String> needed, OptionalDouble value) {
        if (value.isEmpty()) {
            return "";
        }
        String worst = "";
        double best = value.getAsDouble();
        for (String each : needed) {
            Integer unit = units.get(each);
            if (unit == null) {
                continue;
            }
            double before = Objects.requireNonNull(up.get(unit));
            up.set(unit, 1.0);
            Set<Integer> all = new LinkedHashSet<>();
            needed.forEach(
                    other -> {
                        Integer of = units.get(other);
                        if (of != null) {
                            all.add(of);
                        }
                    });
            double improved = probability(id, List.copyOf(all)).orElse(0);
            up.set(unit, before);
            if (improved > best) {
                best = improved;
                worst = each;
            }
        }
        return worst;
    }
}
