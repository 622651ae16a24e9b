package dev.berth.features.ondemand;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FunctionReference;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.system.ValidationError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Compiled on-demand view, which computes features at request time. Thread-safe.
public final class CompiledOnDemandView {
    /// Maximum of records with cached values, if values are cached: some tens of megabytes.
    private static final long CACHED_MAX = 100_000;

    private static final String REQUEST = "request.";

    private final OnDemandView view;
    private final OnDemandEvaluator evaluation;
    private final List<String> inputs;
    private final @Nullable Cache<List<@Nullable Object>, List<@Nullable Object>> cache;

    private CompiledOnDemandView(OnDemandView view, OnDemandEvaluator evaluation) {
        this.view = view;
        this.evaluation = evaluation;
        this.inputs = List.copyOf(evaluation.inputs());
        this.cache =
                view.cached()
                        .map(
                                time ->
                                        Caffeine.newBuilder()
                                                .maximumSize(CACHED_MAX)
                                                .expireAfterWrite(time)
                                                .<List<@Nullable Object>, List<@Nullable Object>>
                                                        build())
                        .orElse(null);
    }

    /// Compiles a defined view.
    ///
    /// @throws ProblemException `feature-definition-invalid` if an expression cannot be compiled or
    ///   has another type than its feature; or if the function is missing, or has other inputs or
    ///   features
    public static CompiledOnDemandView of(OnDemandView view, FeatureDefinitions definitions) {
        OnDemandEvaluator evaluation =
                compile(
                                view,
                                definitions,
                                error -> {
                                    throw new ProblemException(
                                            ProblemCode.FEATURE_DEFINITION_INVALID,
                                            error.location()
                                                    + ": "
                                                    + error.found()
                                                    + " (expected: "
                                                    + error.expected()
                                                    + ")",
                                            error.remedy());
                                })
                        .orElseThrow();
        return new CompiledOnDemandView(view, evaluation);
    }

    /// Reasons why a view cannot be compiled, each with its line.
    public static List<ValidationError> errors(OnDemandView view, FeatureDefinitions definitions) {
        List<ValidationError> errors = new ArrayList<>();
        var _ = compile(view, definitions, errors::add);
        return errors;
    }

    private static Optional<OnDemandEvaluator> compile(
            OnDemandView view, FeatureDefinitions definitions, Consumer<ValidationError> refused) {
        Map<String, FeatureType> variables = variables(view, definitions);
        Optional<FunctionReference> function = view.function();
        return function.isPresent()
                ? FunctionEvaluation.find(view, function.get(), definitions, variables, refused)
                : Optional.of(ExpressionEvaluation.compile(view, variables, refused));
    }

    private static Map<String, FeatureType> variables(
            OnDemandView view, FeatureDefinitions definitions) {
        Map<String, FeatureType> variables = new LinkedHashMap<>();
        view.inputs().forEach((name, type) -> variables.put(REQUEST + name, type));
        view.reads()
                .forEach(
                        (name, use) -> {
                            for (Feature feature : definitions.view(use.view()).features()) {
                                variables.put(name + "." + feature.name(), feature.type());
                            }
                        });
        return variables;
    }

    /// Restricts the view to some of its features and their inputs.
    public CompiledOnDemandView only(List<Integer> features) {
        return new CompiledOnDemandView(
                view.with(features.stream().map(view.features()::get).toList()),
                evaluation.only(features));
    }

    /// Whether an input is of the view that it reads by this name.
    public boolean reads(String name) {
        return inputs.stream().anyMatch(input -> input.startsWith(name + "."));
    }

    /// The description of the view.
    public OnDemandView view() {
        return view;
    }

    /// The names of the request fields that it reads.
    public List<String> requestFields() {
        return inputs.stream()
                .filter(name -> name.startsWith(REQUEST))
                .map(name -> name.substring(REQUEST.length()))
                .toList();
    }

    /// The inputs: `request.<field>` and `<read>.<feature>`.
    public List<String> inputs() {
        return inputs;
    }

    /// Computes the values of all features, without defaults; null for a missing value.
    ///
    /// @param values of [#inputs]: stored features with their defaults, request fields as the
    ///   caller sent them
    /// @throws ProblemException `record-invalid` if a request field has another type,
    ///   `feature-function-failed` if the function returns something else than declared
    public List<@Nullable Object> compute(Function<String, @Nullable Object> values) {
        @Nullable Object[] read = new @Nullable Object[inputs.size()];
        for (int i = 0; i < read.length; i++) {
            read[i] = typed(inputs.get(i), values.apply(inputs.get(i)));
        }
        return cache == null
                ? evaluation.evaluate(read)
                : cache.get(Arrays.asList(read), absent -> evaluation.evaluate(read));
    }

    private @Nullable Object typed(String name, @Nullable Object value) {
        if (!name.startsWith(REQUEST)) {
            return value;
        }
        String field = name.substring(REQUEST.length());
        FeatureType type = view.inputs().get(field);
        return type == null ? null : RequestInputConverter.require(view, field, type, value);
    }
}
