package dev.berth.features.ondemand;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.berth.core.Excerpt;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.OnDemandView.Computed;
import dev.berth.core.system.Mistake;
import dev.berth.encoding.expression.Expression.UncompilableException;
import dev.berth.encoding.expression.ValueExpression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A view whose features are computed when they are asked for, compiled. Thread-safe.
public final class ComputedView {
    /// Records of which values are kept at most, if they are kept: some tens of megabytes.
    private static final long CACHED_MAX = 100_000;

    private static final String REQUEST = "request.";

    private final OnDemandView view;
    private final List<ValueExpression> expressions;
    private final List<String> inputs;
    private final Map<String, Integer> places = new HashMap<>();
    private final @Nullable Cache<List<@Nullable Object>, List<@Nullable Object>> cache;

    private ComputedView(
            OnDemandView view, List<ValueExpression> expressions, List<String> inputs) {
        this.view = view;
        this.expressions = expressions;
        this.inputs = inputs;
        inputs.forEach(name -> places.put(name, places.size()));
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

    /// A view that is among the definitions.
    ///
    /// @throws ProblemException `features-invalid` if an expression of it cannot be compiled, or
    ///   gives something else than the feature's type
    public static ComputedView of(OnDemandView view, FeatureDefinitions definitions) {
        Map<String, FeatureType> variables = variables(view, definitions);
        List<ValueExpression> expressions = new ArrayList<>();
        Set<String> inputs = new LinkedHashSet<>();
        for (Computed feature : view.features()) {
            ValueExpression expression = compile(view, feature, variables);
            expressions.add(expression);
            inputs.addAll(expression.inputs());
        }
        return new ComputedView(view, List.copyOf(expressions), List.copyOf(inputs));
    }

    /// The expressions of a view that cannot be compiled, or give something else than the feature's
    /// type, each with its line.
    public static List<Mistake> mistakes(OnDemandView view, FeatureDefinitions definitions) {
        Map<String, FeatureType> variables = variables(view, definitions);
        List<Mistake> mistakes = new ArrayList<>();
        for (Computed feature : view.features()) {
            var _ = compile(view, feature, variables, mistakes::add);
        }
        return mistakes;
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

    private static ValueExpression compile(
            OnDemandView view, Computed feature, Map<String, FeatureType> variables) {
        return compile(
                        view,
                        feature,
                        variables,
                        mistake -> {
                            throw new ProblemException(
                                    ProblemCode.FEATURES_INVALID,
                                    mistake.location()
                                            + ": "
                                            + mistake.found()
                                            + " (expected: "
                                            + mistake.expected()
                                            + ")",
                                    mistake.remedy());
                        })
                .orElseThrow();
    }

    private static Optional<ValueExpression> compile(
            OnDemandView view,
            Computed feature,
            Map<String, FeatureType> variables,
            Consumer<Mistake> refused) {
        ExpressionText text = feature.expression();
        String place = view.reference() + ":" + feature.name() + ": '" + Excerpt.of(text.text());
        try {
            ValueExpression expression = ValueExpression.compile(text.text(), variables);
            if (expression.gives(feature.type())) {
                return Optional.of(expression);
            }
            refused.accept(
                    new Mistake(
                            text.location(),
                            text.pointer(),
                            place + "' gives " + expression.resultName(),
                            feature.type().toString(),
                            "correct the expression or the type"));
        } catch (UncompilableException failure) {
            refused.accept(
                    new Mistake(
                            text.location(),
                            text.pointer(),
                            place + "': " + failure.getMessage(),
                            "an expression over " + String.join(", ", variables.keySet()),
                            "correct the expression"));
        }
        return Optional.empty();
    }

    /// The same with some of its features alone, and what these read.
    public ComputedView only(List<Integer> features) {
        List<ValueExpression> chosen = features.stream().map(expressions::get).toList();
        Set<String> read = new LinkedHashSet<>();
        chosen.forEach(expression -> read.addAll(expression.inputs()));
        return new ComputedView(
                view.with(features.stream().map(view.features()::get).toList()),
                chosen,
                List.copyOf(read));
    }

    /// Whether an expression reads a view by this name.
    public boolean reads(String name) {
        return inputs.stream().anyMatch(input -> input.startsWith(name + "."));
    }

    /// The view as it is described.
    public OnDemandView view() {
        return view;
    }

    /// The caller's fields that it reads, by their names.
    public List<String> requestFields() {
        return inputs.stream()
                .filter(name -> name.startsWith(REQUEST))
                .map(name -> name.substring(REQUEST.length()))
                .toList();
    }

    /// What it computes of: `request.<field>` and `<read>.<feature>`.
    public List<String> inputs() {
        return inputs;
    }

    /// The values of all its features, without defaults; null where an expression has none.
    ///
    /// @param values of [#inputs]: those of stored features with their defaults, those of the
    ///   caller's fields as the caller has them
    /// @throws ProblemException `record-invalid` if a caller's field is none of its type
    public List<@Nullable Object> compute(Function<String, @Nullable Object> values) {
        @Nullable Object[] read = new @Nullable Object[inputs.size()];
        for (int i = 0; i < read.length; i++) {
            read[i] = typed(inputs.get(i), values.apply(inputs.get(i)));
        }
        return cache == null
                ? evaluate(read)
                : cache.get(Arrays.asList(read), absent -> evaluate(read));
    }

    private @Nullable Object typed(String name, @Nullable Object value) {
        if (!name.startsWith(REQUEST)) {
            return value;
        }
        String field = name.substring(REQUEST.length());
        FeatureType type = view.inputs().get(field);
        return type == null ? null : InputValues.require(view, field, type, value);
    }

    private List<@Nullable Object> evaluate(@Nullable Object[] read) {
        @Nullable Object[] computed = new @Nullable Object[expressions.size()];
        for (int i = 0; i < computed.length; i++) {
            computed[i] =
                    expressions
                            .get(i)
                            .evaluate(
                                    view.features().get(i).type(),
                                    name -> read[places.getOrDefault(name, -1)]);
        }
        return Arrays.asList(computed);
    }
}
