package dev.berth.features.ondemand;

import dev.berth.core.NearestName;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureFunction;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FunctionReference;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.OnDemandView.Computed;
import dev.berth.core.system.ValidationError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Evaluator that calls a Java function for all features of a view. The result is validated, and
/// any exception of the function becomes a problem of its own.
final class FunctionEvaluation implements OnDemandEvaluator {
    private static final String REQUEST = "request.";

    private final OnDemandView view;
    private final FunctionReference reference;
    private final FeatureFunction function;
    private final Map<String, FeatureType> types;
    private final List<String> names;
    private final List<String> inputs;

    private FunctionEvaluation(
            OnDemandView view,
            FunctionReference reference,
            FeatureFunction function,
            List<String> names) {
        this.view = view;
        this.reference = reference;
        this.function = function;
        this.types = Map.copyOf(function.features());
        this.names = names;
        // The inputs of a view are the same in another order.
        this.inputs = function.inputs().keySet().stream().sorted().toList();
    }

    /// Finds the function of a view.
    ///
    /// @param variables names and types that it may read
    /// @param refused receives each error
    /// @return empty if there was an error
    static Optional<OnDemandEvaluator> find(
            OnDemandView view,
            FunctionReference reference,
            FeatureDefinitions definitions,
            Map<String, FeatureType> variables,
            Consumer<ValidationError> refused) {
        List<ValidationError> errors = new ArrayList<>();
        FeatureFunction function = definitions.functions().get(reference);
        if (function == null) {
            List<String> known =
                    definitions.functions().keySet().stream()
                            .map(FunctionReference::toString)
                            .toList();
            errors.add(
                    error(
                            view,
                            "no function " + reference + " is there",
                            "one of " + known + NearestName.hint(reference.toString(), known),
                            "put its jar into features/functions, or name another"));
        } else {
            compareInputs(view, function, variables, errors);
            compareFeatures(view, function, errors);
        }
        errors.forEach(refused);
        return function == null || !errors.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new FunctionEvaluation(
                                view,
                                reference,
                                function,
                                view.features().stream()
                                        .map(feature -> feature.name().value())
                                        .toList()));
    }

    private static void compareInputs(
            OnDemandView view,
            FeatureFunction function,
            Map<String, FeatureType> variables,
            List<ValidationError> errors) {
        function.inputs()
                .forEach(
                        (name, type) -> {
                            FeatureType declared = variables.get(variable(name));
                            if (!type.equals(declared)) {
                                errors.add(
                                        error(
                                                view,
                                                declared == null
                                                        ? "no input '" + name + "'"
                                                        : name + " is of type " + declared,
                                                type + ", which " + function.reference() + " takes",
                                                "declare the inputs that the function has"));
                            }
                        });
        for (String field : view.inputs().keySet()) {
            if (!function.inputs().containsKey(field)) {
                errors.add(
                        error(
                                view,
                                "the input '" + field + "'",
                                "those that "
                                        + function.reference()
                                        + " takes: "
                                        + function.inputs().keySet(),
                                "remove it"));
            }
        }
    }

    private static void compareFeatures(
            OnDemandView view, FeatureFunction function, List<ValidationError> errors) {
        for (Computed feature : view.features()) {
            FeatureType given = function.features().get(feature.name().value());
            if (!feature.type().equals(given)) {
                errors.add(
                        error(
                                view,
                                feature.name() + " is of type " + feature.type(),
                                given == null
                                        ? "one of what "
                                                + function.reference()
                                                + " gives: "
                                                + function.features().keySet()
                                        : given + ", which " + function.reference() + " gives",
                                "declare the features that the function has"));
            }
        }
    }

    private static ValidationError error(
            OnDemandView view, String found, String expected, String remedy) {
        return new ValidationError(
                view.location(), "", view.reference() + ": " + found, expected, remedy);
    }

    private static String variable(String input) {
        return input.indexOf('.') < 0 ? REQUEST + input : input;
    }

    @Override
    public List<String> inputs() {
        return inputs.stream().map(FunctionEvaluation::variable).toList();
    }

    @Override
    public List<@Nullable Object> evaluate(@Nullable Object[] read) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < read.length; i++) {
            Object value = read[i];
            if (value != null) {
                values.put(inputs.get(i), value);
            }
        }
        Map<String, ? extends @Nullable Object> given = call(Collections.unmodifiableMap(values));
        List<@Nullable Object> computed = new ArrayList<>(names.size());
        for (String name : names) {
            computed.add(checked(name, given.get(name)));
        }
        return computed;
    }

    /// Catches the function's errors too, such as a linkage error or endless recursion, but not
    /// those that the process cannot survive.
    private Map<String, ? extends @Nullable Object> call(Map<String, Object> values) {
        try {
            return Objects.requireNonNull(function.compute(values), "gave no map of features");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failure("was interrupted", interrupted);
        } catch (Exception | LinkageError | StackOverflowError | AssertionError thrown) {
            String message = thrown.getMessage();
            throw failure(
                    "failed: "
                            + thrown.getClass().getSimpleName()
                            + (message == null ? "" : ": " + SanitizedText.of(message)),
                    thrown);
        }
    }

    private @Nullable Object checked(String name, @Nullable Object value) {
        FeatureType type = types.get(name);
        if (value == null || type == null || isNaN(value)) {
            return null;
        }
        if (!JavaTypeCheck.is(type, value)) {
            throw failure(
                    "gave a "
                            + value.getClass().getSimpleName()
                            + " for "
                            + name
                            + " (expected: "
                            + type
                            + ")",
                    null);
        }
        return value;
    }

    private static boolean isNaN(Object value) {
        return (value instanceof Double real && real.isNaN())
                || (value instanceof Float single && single.isNaN());
    }

    private ProblemException failure(String what, @Nullable Throwable cause) {
        Problem problem =
                Problem.of(
                        ProblemCode.FEATURE_FUNCTION_FAILED,
                        "function " + reference + " of " + view.reference() + " " + what,
                        "correct the function, and give it another version if its values change");
        return cause == null ? problem.asException() : new ProblemException(problem, cause);
    }

    @Override
    public OnDemandEvaluator only(List<Integer> features) {
        return new FunctionEvaluation(
                view, reference, function, features.stream().map(names::get).toList());
    }
}
