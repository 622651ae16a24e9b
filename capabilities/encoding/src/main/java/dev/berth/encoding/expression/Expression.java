package dev.berth.encoding.expression;

import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.encoding.Rows;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A compiled expression over the tensors of a place in a pipeline. Thread-safe.
final class Expression {
    /// What an evaluation may iterate over in all: far above what rows hold, far below what takes a
    /// second.
    private static final int ITERATIONS_MAX = 1_000_000;

    private static final Pattern NOT_IN_IDENTIFIERS = Pattern.compile("[^A-Za-z0-9_]");

    private final String text;
    private final CelRuntime.Program program;
    private final CelType resultType;
    private final Map<String, String> tensorNames;
    private final Rows rows;

    private Expression(
            String text,
            CelRuntime.Program program,
            CelType resultType,
            Map<String, String> tensorNames,
            Rows rows) {
        this.text = text;
        this.program = program;
        this.resultType = resultType;
        this.tensorNames = tensorNames;
        this.rows = rows;
    }

    /// Why a text is no expression, with the place.
    static final class UncompilableException extends Exception {
        private static final long serialVersionUID = 1L;

        UncompilableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    static Expression compile(String text, List<TensorSpec> tensors, Rows rows)
            throws UncompilableException {
        CelBuilder builder =
                CelFactory.plannerCelBuilder()
                        .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                        .setOptions(
                                CelOptions.current()
                                        .enableHeterogeneousNumericComparisons(true)
                                        .comprehensionMaxIterations(ITERATIONS_MAX)
                                        .build());
        Map<String, String> names = new LinkedHashMap<>();
        for (TensorSpec tensor : tensors) {
            if (names.putIfAbsent(variable(tensor.name()), tensor.name()) == null) {
                builder.addVar(
                        variable(tensor.name()),
                        CelValues.type(tensor.type(), rows.record(tensor.shape())));
            }
        }
        Cel cel = builder.build();
        try {
            var tree = cel.compile(text).getAst();
            names.keySet().removeIf(name -> !mentions(text, name));
            return new Expression(text, cel.createProgram(tree), tree.getResultType(), names, rows);
        } catch (CelValidationException failure) {
            throw new UncompilableException(describe(failure.getErrors()), failure);
        } catch (CelEvaluationException failure) {
            throw new UncompilableException(String.valueOf(failure.getMessage()), failure);
        }
    }

    private static String describe(List<CelIssue> issues) {
        return issues.stream()
                .map(
                        issue ->
                                issue.getMessage()
                                        + " at column "
                                        + (issue.getSourceLocation().getColumn() + 1))
                .collect(Collectors.joining(", "));
    }

    private static boolean mentions(String text, String name) {
        return Pattern.compile("(?<![A-Za-z0-9_])" + Pattern.quote(name) + "(?![A-Za-z0-9_])")
                .matcher(text)
                .find();
    }

    /// The variables that the tensors become.
    static List<String> variables(List<TensorSpec> tensors) {
        List<String> variables = new ArrayList<>();
        for (TensorSpec tensor : tensors) {
            variables.add(variable(tensor.name()));
        }
        return variables;
    }

    private static String variable(String tensor) {
        String allowed = NOT_IN_IDENTIFIERS.matcher(tensor).replaceAll("_");
        return !allowed.isEmpty() && Character.isDigit(allowed.charAt(0)) ? "_" + allowed : allowed;
    }

    String text() {
        return text;
    }

    CelType resultType() {
        return resultType;
    }

    /// The first tensor that the expression mentions.
    Optional<Tensor> firstInput(NamedTensors tensors) {
        for (String name : tensorNames.values()) {
            return tensors.find(name);
        }
        return Optional.empty();
    }

    /// The value for one row; the variables are read when the expression asks for them.
    Object evaluate(NamedTensors tensors, int row) throws CelEvaluationException {
        return program.eval(name -> Optional.ofNullable(value(tensors, name, row)));
    }

    private @Nullable Object value(NamedTensors tensors, String variable, int row) {
        String name = tensorNames.get(variable);
        if (name == null) {
            return null;
        }
        Tensor tensor = tensors.require(name);
        Shape record = rows.record(tensor.shape());
        List<Long> sizes = new ArrayList<>();
        for (long size : record.toArray()) {
            sizes.add(size);
        }
        return CelValues.read(tensor, sizes, row * (int) record.elementCount());
    }
}
