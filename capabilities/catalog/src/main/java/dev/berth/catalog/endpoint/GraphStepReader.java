package dev.berth.catalog.endpoint;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.model.PackageFeaturesReader;
import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.RemoteName;
import dev.berth.core.endpoint.BreakerPolicy;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.endpoint.StepOperation;
import dev.berth.core.feature.FeatureSelection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/// Reader of the steps of an endpoint, with the checks that a schema cannot express.
final class GraphStepReader {
    private static final List<String> PATTERNS =
            List.of(
                    "model",
                    "endpoint",
                    "remote",
                    "compute",
                    "features",
                    "ensemble",
                    "cascade",
                    "switch");

    /// What may be called.
    private static final List<String> CALLEES = List.of("model", "endpoint", "remote");

    /// Names with a meaning of their own in expressions.
    private static final Set<String> RESERVED = Set.of("input", "output");

    private GraphStepReader() {}

    static List<GraphStep> read(Optional<DocumentNode> steps) {
        List<GraphStep> read = new ArrayList<>();
        steps.map(DocumentNode::entries)
                .orElse(Map.of())
                .forEach((name, place) -> step(name, place).ifPresent(read::add));
        return read;
    }

    private static Optional<GraphStep> step(String name, DocumentNode place) {
        if (RESERVED.contains(name)) {
            place.error(
                    "a step named '" + name + "'",
                    "another name: `" + name + "` is what the endpoint itself has",
                    "rename the step");
        }
        List<String> found = PATTERNS.stream().filter(key -> place.child(key).isPresent()).toList();
        if (found.isEmpty() && place.hasUnsoundEntry()) {
            // Most likely one of them, misspelt.
            return Optional.empty();
        }
        if (found.size() != 1) {
            place.error(
                    found.isEmpty() ? "none of them" : String.join(" and ", found),
                    "one of " + String.join(", ", PATTERNS),
                    "make it one step for each");
            return Optional.empty();
        }
        checkBelongs(place, "combine", "ensemble");
        checkBelongs(place, "max-escalation-ratio", "cascade");
        checkBelongs(place, "as-of", "features");
        if (place.child("compute").isPresent()) {
            checkCallsNothing(
                    place,
                    List.of("inputs", "for-each", "timeout", "circuit-breaker", "default-outputs"));
        }
        if (place.child("features").isPresent()) {
            checkCallsNothing(place, List.of("for-each", "timeout", "circuit-breaker"));
        }
        return pattern(found.getFirst(), place.child(found.getFirst()).orElseThrow(), place)
                .map(pattern -> step(name, pattern, place));
    }

    private static void checkCallsNothing(DocumentNode place, List<String> keys) {
        for (String key : keys) {
            place.child(key)
                    .ifPresent(
                            inner ->
                                    inner.error(
                                            "`" + key + "` on a step that calls nothing",
                                            "it on steps that call a model",
                                            "remove it"));
        }
    }

    private static GraphStep step(String name, StepOperation pattern, DocumentNode place) {
        Map<String, Object> otherwise = new LinkedHashMap<>();
        place.child("default-outputs")
                .map(DocumentNode::entries)
                .orElse(Map.of())
                .forEach((output, value) -> otherwise.put(output, value.value()));
        return new GraphStep(
                name,
                pattern,
                expressions(place.child("inputs")),
                place.child("for-each").flatMap(GraphStepReader::each),
                EndpointReader.timeout(place),
                place.child("circuit-breaker").flatMap(GraphStepReader::breaker),
                otherwise,
                place.document().locate(place.pointer()),
                place.pointer());
    }

    private static Optional<BreakerPolicy> breaker(DocumentNode place) {
        Optional<Integer> failures = place.integer("failure-threshold");
        Optional<Duration> pause = place.duration("open-duration");
        pause.filter(Duration::isZero)
                .flatMap(zero -> place.child("open-duration"))
                .ifPresent(
                        written ->
                                written.error(
                                        "an open duration of nothing",
                                        "a duration above zero",
                                        "write how long it is not called, such as `10s`"));
        return place.hasUnsoundEntry() || failures.isEmpty() || pause.isEmpty()
                ? Optional.empty()
                : Optional.of(new BreakerPolicy(failures.get(), pause.get()));
    }

    private static void checkBelongs(DocumentNode place, String key, String pattern) {
        if (place.child(pattern).isEmpty()) {
            place.child(key)
                    .ifPresent(
                            inner ->
                                    inner.error(
                                            "`" + key + "` without `" + pattern + "`",
                                            "both or none",
                                            "remove it"));
        }
    }

    private static Optional<StepOperation> pattern(
            String kind, DocumentNode place, DocumentNode step) {
        return switch (kind) {
            case "model", "endpoint", "remote" -> callee(step).map(StepOperation.Call::new);
            case "compute" ->
                    Optional.of(new StepOperation.Compute(expressions(Optional.of(place))));
            case "features" -> features(place, step);
            case "ensemble" -> ensemble(place, step);
            case "cascade" -> cascade(place, step);
            default -> cases(place);
        };
    }

    /// What a step, or one of several, calls: exactly one thing.
    private static Optional<Callee> callee(DocumentNode place) {
        List<String> found = CALLEES.stream().filter(key -> place.child(key).isPresent()).toList();
        if (found.size() != 1) {
            place.error(
                    found.isEmpty() ? "none of them" : String.join(" and ", found),
                    "one of " + String.join(", ", CALLEES),
                    "name what is called");
            return Optional.empty();
        }
        Optional<DocumentNode> named = place.child(found.getFirst());
        return switch (found.getFirst()) {
            case "model" -> named.flatMap(GraphStepReader::model);
            case "endpoint" ->
                    named.flatMap(DocumentNode::text)
                            .map(name -> new Callee.Endpoint(new EndpointName(name)));
            default -> named.flatMap(DocumentNode::text).map(GraphStepReader::remote);
        };
    }

    /// As the schema has it: `remote/name` or `remote/name@version`.
    private static Callee remote(String text) {
        int slash = text.indexOf('/');
        int at = text.indexOf('@', slash);
        return new Callee.Remote(
                new RemoteName(text.substring(0, slash)),
                new ModelName(text.substring(slash + 1, at < 0 ? text.length() : at)),
                at < 0 ? Optional.empty() : Optional.of(new ModelVersion(text.substring(at + 1))));
    }

    static Optional<Callee> model(DocumentNode place) {
        return place.text()
                .map(
                        text -> {
                            int at = text.indexOf('@');
                            return at < 0
                                    ? new Callee.Model(new ModelName(text), Optional.empty())
                                    : new Callee.Model(
                                            new ModelName(text.substring(0, at)),
                                            Optional.of(new ModelVersion(text.substring(at + 1))));
                        });
    }

    private static Optional<StepOperation> features(DocumentNode place, DocumentNode step) {
        Map<String, FeatureSelection> values = new LinkedHashMap<>();
        place.entries()
                .forEach(
                        (name, feature) ->
                                PackageFeaturesReader.selection(feature)
                                        .ifPresent(found -> values.put(name, found)));
        return Optional.of(
                new StepOperation.Features(
                        values, step.child("as-of").map(DocumentNode::expression)));
    }

    private static Optional<StepOperation> ensemble(DocumentNode place, DocumentNode step) {
        List<StepOperation.Member> members = new ArrayList<>();
        for (DocumentNode item : place.items()) {
            double weight = item.number("weight").orElse(1.0);
            // Written so that NaN is an error as well.
            if (!(weight > 0 && Double.isFinite(weight))) {
                item.child("weight")
                        .ifPresent(
                                written ->
                                        written.error(
                                                "the weight " + weight,
                                                "a finite number above 0",
                                                "correct it, or leave the model out"));
            }
            callee(item).ifPresent(model -> members.add(new StepOperation.Member(model, weight)));
        }
        StepOperation.Combination combination =
                step.text("combine")
                        .map(
                                word ->
                                        StepOperation.Combination.valueOf(
                                                word.toUpperCase(Locale.ROOT)))
                        .orElse(StepOperation.Combination.MEAN);
        return Optional.of(new StepOperation.Ensemble(members, combination));
    }

    private static Optional<StepOperation> cascade(DocumentNode place, DocumentNode step) {
        List<StepOperation.Stage> stages = new ArrayList<>();
        List<DocumentNode> items = place.items();
        for (int i = 0; i < items.size(); i++) {
            Optional<ExpressionText> accept =
                    condition(items.get(i), "accept", i == items.size() - 1);
            callee(items.get(i))
                    .ifPresent(model -> stages.add(new StepOperation.Stage(model, accept)));
        }
        OptionalDouble max =
                step.number("max-escalation-ratio")
                        .map(OptionalDouble::of)
                        .orElse(OptionalDouble.empty());
        return Optional.of(new StepOperation.Cascade(stages, max));
    }

    private static Optional<StepOperation> cases(DocumentNode place) {
        List<StepOperation.Case> cases = new ArrayList<>();
        List<DocumentNode> items = place.items();
        for (int i = 0; i < items.size(); i++) {
            Optional<ExpressionText> when = condition(items.get(i), "when", i == items.size() - 1);
            callee(items.get(i)).ifPresent(model -> cases.add(new StepOperation.Case(model, when)));
        }
        return Optional.of(new StepOperation.Switch(cases));
    }

    /// All but the last have a condition, so that exactly one is left in the end.
    private static Optional<ExpressionText> condition(
            DocumentNode item, String key, boolean isLast) {
        Optional<DocumentNode> found = item.child(key);
        if (isLast && found.isPresent()) {
            found.get()
                    .error(
                            "`" + key + "` on the last one",
                            "none there: the last one's answer always stands",
                            "remove it, or add one without");
        } else if (!isLast && found.isEmpty()) {
            item.error(
                    "no `" + key + "`",
                    "one on each but the last",
                    "write when this one's answer stands");
        }
        return found.map(DocumentNode::expression);
    }

    static Optional<GraphStep.Each> each(DocumentNode place) {
        return place.text()
                .map(text -> text.split(" in ", 2))
                .filter(parts -> parts.length == 2)
                .map(
                        parts ->
                                new GraphStep.Each(
                                        parts[0],
                                        new ExpressionText(
                                                parts[1],
                                                place.document().locate(place.pointer()),
                                                place.pointer())));
    }

    static Map<String, ExpressionText> expressions(Optional<DocumentNode> place) {
        Map<String, ExpressionText> expressions = new LinkedHashMap<>();
        place.map(DocumentNode::entries)
                .orElse(Map.of())
                .forEach((name, value) -> expressions.put(name, value.expression()));
        return expressions;
    }
}
