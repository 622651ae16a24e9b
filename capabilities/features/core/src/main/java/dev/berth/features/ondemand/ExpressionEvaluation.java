package dev.berth.features.ondemand;

import dev.berth.core.SanitizedText;
import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.OnDemandView.Computed;
import dev.berth.core.system.ValidationError;
import dev.berth.expression.Expression.UncompilableException;
import dev.berth.expression.ValueExpression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Evaluator with a compiled expression for each feature.
final class ExpressionEvaluation implements OnDemandEvaluator {
    private final List<Compiled> expressions;
    private final List<String> inputs;
    private final Map<String, Integer> places = new HashMap<>();

    private record Compiled(ValueExpression expression, FeatureType type) {}

    private ExpressionEvaluation(List<Compiled> expressions) {
        this.expressions = List.copyOf(expressions);
        Set<String> read = new LinkedHashSet<>();
        expressions.forEach(each -> read.addAll(each.expression.inputs()));
        this.inputs = List.copyOf(read);
        inputs.forEach(name -> places.put(name, places.size()));
    }

    /// Compiles the expressions of a view.
    ///
    /// @param variables names and types that expressions may read
    /// @param refused receives each error; the feature concerned is left out
    static ExpressionEvaluation compile(
            OnDemandView view,
            Map<String, FeatureType> variables,
            Consumer<ValidationError> refused) {
        List<Compiled> compiled = new ArrayList<>();
        for (Computed feature : view.features()) {
            feature.expression()
                    .flatMap(text -> compile(view, feature, text, variables, refused))
                    .ifPresent(made -> compiled.add(new Compiled(made, feature.type())));
        }
        return new ExpressionEvaluation(compiled);
    }

    private static Optional<ValueExpression> compile(
            OnDemandView view,
            Computed feature,
            ExpressionText text,
            Map<String, FeatureType> variables,
            Consumer<ValidationError> refused) {
        String place =
                view.reference() + ":" + feature.name() + ": '" + SanitizedText.of(text.text());
        try {
            ValueExpression expression = ValueExpression.compile(text.text(), variables);
            if (expression.gives(feature.type())) {
                return Optional.of(expression);
            }
            refused.accept(
                    new ValidationError(
                            text.location(),
                            text.pointer(),
                            place + "' gives " + expression.resultName(),
                            feature.type().toString(),
                            "correct the expression or the type"));
        } catch (UncompilableException failure) {
            refused.accept(
                    new ValidationError(
                            text.location(),
                            text.pointer(),
                            place + "': " + failure.getMessage(),
                            "an expression over " + String.join(", ", variables.keySet()),
                            "correct the expression"));
        }
        return Optional.empty();
    }

    @Override
    public List<String> inputs() {
        return inputs;
    }

    @Override
    public List<@Nullable Object> evaluate(@Nullable Object[] read) {
        @Nullable Object[] computed = new @Nullable Object[expressions.size()];
        for (int i = 0; i < computed.length; i++) {
            Compiled compiled = expressions.get(i);
            computed[i] =
                    compiled.expression.evaluate(
                            compiled.type, name -> read[places.getOrDefault(name, -1)]);
        }
        return Arrays.asList(computed);
    }

    @Override
    public OnDemandEvaluator only(List<Integer> features) {
        return new ExpressionEvaluation(features.stream().map(expressions::get).toList());
    }
}
