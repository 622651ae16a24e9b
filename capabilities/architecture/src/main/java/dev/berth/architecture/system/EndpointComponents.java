package dev.berth.architecture.system;

import dev.berth.architecture.graph.Component;
import dev.berth.architecture.graph.ComponentFacts;
import dev.berth.architecture.graph.ComponentKind;
import dev.berth.architecture.graph.Flow.CallUse;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.FallbackRule;
import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.endpoint.GraphVariant;
import dev.berth.core.endpoint.Guard;
import dev.berth.core.endpoint.StepOperation;
import dev.berth.core.system.SourceLocation;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/// Endpoints, their guards and what they call. For one thread.
final class EndpointComponents {
    private final GraphParts parts;
    private final Set<String> called = new HashSet<>();

    EndpointComponents(GraphParts parts) {
        this.parts = parts;
    }

    /// Adds an endpoint and its guards.
    void addComponents(EndpointDescription endpoint) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("fallback", Boolean.toString(!endpoint.fallbacks().isEmpty()));
        labels.put("precomputed", Boolean.toString(endpoint.precomputed().isPresent()));
        labels.put("cache", Boolean.toString(endpoint.cache().isPresent()));
        endpoint.graph().steps().stream()
                .map(step -> pattern(step.pattern()))
                .filter(pattern -> !pattern.isEmpty())
                .forEach(pattern -> labels.put(pattern, "true"));
        String id =
                parts.add(
                        ComponentKind.ENDPOINT,
                        endpoint.name().value(),
                        ComponentFacts.of(
                                Optional.of(endpoint.summary()).filter(text -> !text.isEmpty()),
                                endpoint.owner(),
                                labels),
                        endpoint.location());
        addGuards(endpoint, id);
    }

    private static String pattern(StepOperation operation) {
        return switch (operation) {
            case StepOperation.Cascade _ -> "cascade";
            case StepOperation.Ensemble _ -> "ensemble";
            case StepOperation.Switch _ -> "switch";
            case StepOperation.Call _, StepOperation.Compute _, StepOperation.Features _ -> "";
        };
    }

    private void addGuards(EndpointDescription endpoint, String id) {
        String entry = id;
        String exit = id;
        String before = "";
        for (Guard guard : endpoint.guards()) {
            String made =
                    parts.add(
                            ComponentKind.GUARD,
                            endpoint.name().value() + "/" + guard.name(),
                            ComponentFacts.of(
                                    Optional.of(guard.response().summary()),
                                    endpoint.owner(),
                                    Map.of(
                                            "position",
                                            guard.position().name().toLowerCase(Locale.ROOT))),
                            guard.location());
            if (guard.position() == Guard.Position.INPUT) {
                if (before.isEmpty()) {
                    entry = made;
                } else {
                    data(before, made, guard.location());
                }
                before = made;
            } else {
                data(exit, made, guard.location());
                exit = made;
            }
        }
        if (!before.isEmpty()) {
            data(before, id, endpoint.location());
        }
        parts.guarded(id, entry, exit);
    }

    private void data(String from, String to, SourceLocation location) {
        parts.data(from, to, Set.of(), OptionalDouble.empty(), "", location);
    }

    /// Adds what an endpoint calls: by its steps, its variants, shadows and fallbacks.
    void addCalls(EndpointDescription endpoint) {
        String id = Component.id(ComponentKind.ENDPOINT, endpoint.name().value());
        boolean isOptional = endpoint.fallbacks().stream().anyMatch(EndpointComponents::isAlone);
        Map<String, Integer> stages = StepStages.of(endpoint.graph());
        for (GraphStep step : endpoint.graph().steps()) {
            int stage = stages.getOrDefault(step.name(), 0);
            if (step.pattern() instanceof StepOperation.Features read) {
                Set<String> views = new LinkedHashSet<>();
                read.values().values().forEach(each -> views.add(each.feature().view().toString()));
                views.forEach(view -> parts.flowOfView(view, id, step.location()));
            }
            boolean isReplaced = isOptional || !step.otherwise().isEmpty();
            boolean isOneAfterTheOther = step.pattern() instanceof StepOperation.Cascade;
            int index = 0;
            for (Callee callee : step.pattern().callees()) {
                // The later stages of a cascade are called where the first is not sure.
                boolean isLater = isOneAfterTheOther && index > 0;
                call(
                        id,
                        callee,
                        step.name(),
                        new CallUse(
                                stage + (isOneAfterTheOther ? index : 0),
                                isReplaced || isLater,
                                group(endpoint, step, callee)),
                        step.location());
                index++;
            }
        }
        addArms(endpoint, id);
    }

    /// Whether a fallback answers without a call.
    private static boolean isAlone(FallbackRule fallback) {
        return switch (fallback) {
            case FallbackRule.Answer _ -> true;
            case FallbackRule.Kept _, FallbackRule.Other _ -> false;
        };
    }

    /// Calls of a choice, of which a record needs one; and those that a fallback has another for.
    private static Optional<String> group(
            EndpointDescription endpoint, GraphStep step, Callee callee) {
        boolean isReplaced =
                endpoint.fallbacks().stream()
                        .anyMatch(
                                fallback ->
                                        fallback instanceof FallbackRule.Other(GraphVariant arm)
                                                && arm.replaced().containsKey(callee));
        return isReplaced ? Optional.of(step.name() + " or fallback") : Optional.empty();
    }

    private void addArms(EndpointDescription endpoint, String id) {
        Map<String, Integer> stages = StepStages.of(endpoint.graph());
        for (GraphVariant arm : endpoint.arms()) {
            boolean isFallback =
                    endpoint.fallbacks().stream()
                            .anyMatch(
                                    each ->
                                            each instanceof FallbackRule.Other(GraphVariant other)
                                                    && other.equals(arm));
            for (GraphStep step : endpoint.graph().steps()) {
                for (Callee callee : step.pattern().callees()) {
                    Callee other = arm.replaced().get(callee);
                    if (other != null) {
                        call(
                                id,
                                other,
                                arm.name(),
                                new CallUse(
                                        stages.getOrDefault(step.name(), 0),
                                        !isFallback,
                                        isFallback
                                                ? Optional.of(step.name() + " or fallback")
                                                : Optional.empty()),
                                arm.location());
                    }
                }
            }
        }
    }

    private void call(
            String caller, Callee callee, String label, CallUse use, SourceLocation location) {
        switch (callee) {
            case Callee.Model(var name, var _) -> {
                String model = Component.id(ComponentKind.MODEL, name.value());
                call(
                        caller,
                        parts.has(model)
                                ? model
                                : Component.id(ComponentKind.ENCODER, name.value()),
                        label,
                        use,
                        location);
            }
            case Callee.Endpoint(var name) ->
                    call(
                            caller,
                            Component.id(ComponentKind.ENDPOINT, name.value()),
                            label,
                            use,
                            location);
            case Callee.Remote(var server, var _, var _) ->
                    call(
                            caller,
                            Component.id(ComponentKind.SERVICE, server.value()),
                            label,
                            use,
                            location);
        }
    }

    /// A call, if what is called is there.
    void call(String caller, String callee, String label, CallUse use, SourceLocation location) {
        if (parts.has(callee)) {
            called.add(callee);
            parts.call(
                    caller,
                    callee,
                    Set.of(),
                    Set.of(),
                    OptionalDouble.empty(),
                    label,
                    use,
                    location);
        }
    }

    /// Ids of all that is called so far.
    Set<String> called() {
        return Set.copyOf(called);
    }
}
