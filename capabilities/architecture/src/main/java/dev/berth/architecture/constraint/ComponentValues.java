package dev.berth.architecture.constraint;

import dev.berth.architecture.graph.Component;
import dev.berth.architecture.graph.ComponentFacts;
import dev.berth.architecture.graph.DataClasses;
import dev.berth.architecture.graph.Flow;
import dev.berth.architecture.graph.SystemGraph;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Values of the variables of selections. For one thread.
final class ComponentValues {
    private static final double NANOS_PER_MILLI = 1e6;

    private final SystemGraph graph;
    private @Nullable Map<String, Set<String>> reached;

    ComponentValues(SystemGraph graph) {
        this.graph = graph;
    }

    /// The value of a variable; null if it is not known.
    @Nullable Object value(Component component, String variable) {
        ComponentFacts facts = component.facts();
        String id = component.id();
        return switch (variable) {
            case "id" -> id;
            case "name" -> component.name();
            case "kind" -> component.kind().word();
            case "tier" -> facts.tier().orElse(null);
            case "site" -> facts.site().orElse(null);
            case "owner" -> facts.owner().orElse(null);
            case "language" -> facts.language().orElse(null);
            case "replicas" -> (long) facts.replicas().orElse(1);
            case "availability" -> number(facts.availability());
            case "latency_ms" ->
                    facts.latency().map(each -> each.toNanos() / NANOS_PER_MILLI).orElse(null);
            case "cost_per_month" -> number(facts.costPerMonth());
            case "data" -> List.copyOf(facts.data());
            case "fails_with" -> List.copyOf(facts.failsWith());
            case "receives" -> List.copyOf(classes().getOrDefault(id, Set.of()));
            case "calls" -> names(graph.outgoing(id, Flow.Kind.CALL).stream(), Flow::to);
            case "callers" -> names(graph.incoming(id, Flow.Kind.CALL).stream(), Flow::from);
            case "sends" ->
                    names(
                            graph.outgoing(id, Flow.Kind.DATA).stream()
                                    .filter(flow -> !graph.isOfCall(flow)),
                            Flow::to);
            case "labels" -> facts.labels();
            default -> throw new IllegalArgumentException(variable);
        };
    }

    private static List<String> names(Stream<Flow> flows, Function<Flow, String> end) {
        return flows.map(end).distinct().toList();
    }

    private static @Nullable Double number(OptionalDouble number) {
        return number.isPresent() ? number.getAsDouble() : null;
    }

    private Map<String, Set<String>> classes() {
        Map<String, Set<String>> known = reached;
        if (known == null) {
            known = DataClasses.reached(graph);
            reached = known;
        }
        return known;
    }
}
