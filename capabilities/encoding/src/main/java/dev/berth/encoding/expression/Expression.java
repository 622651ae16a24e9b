package dev.berth.encoding.expression;

import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.encoding.Rows;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
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

/// A compiled expression in the Common Expression Language over rows of tensors. Thread-safe.
///
/// Whole numbers are `int`, other numbers `double`, then `bool`, `string`, `bytes`, and lists of
/// these where a record has dimensions.
public final class Expression {
    /// What an evaluation may iterate over in all: far above what rows hold, far below what takes a
    /// second.
    private static final int ITERATIONS_MAX = 1_000_000;

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

    /// Where the tensors are that an expression reads.
    public interface Tensors {
        Tensor require(String name);
    }

    /// Why a text is no expression, with the place.
    public static final class UncompilableException extends Exception {
        private static final long serialVersionUID = 1L;

        UncompilableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// Why an expression has no value for a row.
    public static final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;

        FailedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// Compiles a text and checks its types.
    ///
    /// @param variables of several with one name the first counts
    public static Expression compile(String text, List<Variable> variables, Rows rows)
            throws UncompilableException {
        CelBuilder builder = newBuilder();
        Map<String, String> names = new LinkedHashMap<>();
        for (Variable variable : variables) {
            TensorSpec tensor = variable.tensor();
            if (names.putIfAbsent(variable.name(), tensor.name()) == null) {
                builder.addVar(
                        variable.name(),
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

    /// What every expression is compiled with: the standard macros, numbers that compare whatever
    /// their types, a bound on iterations.
    static CelBuilder newBuilder() {
        return CelFactory.plannerCelBuilder()
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setOptions(
                        CelOptions.current()
                                .enableHeterogeneousNumericComparisons(true)
                                .comprehensionMaxIterations(ITERATIONS_MAX)
                                .build());
    }

    static String describe(List<CelIssue> issues) {
        return issues.stream()
                .map(
                        issue ->
                                issue.getMessage()
                                        + " at column "
                                        + (issue.getSourceLocation().getColumn() + 1))
                .collect(Collectors.joining(", "));
    }

    static boolean mentions(String text, String name) {
        return Pattern.compile("(?<![A-Za-z0-9_])" + Pattern.quote(name) + "(?![A-Za-z0-9_])")
                .matcher(text)
                .find();
    }

    public String text() {
        return text;
    }

    CelType resultType() {
        return resultType;
    }

    /// What it gives, as CEL writes the type.
    public String resultName() {
        return resultType.name();
    }

    /// Whether it gives true or false.
    public boolean isCondition() {
        return resultType.kind() == CelKind.BOOL;
    }

    /// The element type that holds what it gives, or its elements, as they are.
    public ElementType elementType() {
        return CelValues.natural(element().kind());
    }

    /// Whether what it gives, or its elements, can be written as elements of a type.
    public boolean gives(ElementType type) {
        return CelValues.accepts(type, element().kind());
    }

    /// What an expression has to give for a type, in words.
    public static String expected(ElementType type) {
        return CelValues.expected(type);
    }

    private CelType element() {
        CelType element = resultType;
        while (element instanceof ListType list && list.hasElemType()) {
            element = list.elemType();
        }
        return element;
    }

    /// How many dimensions its value has for a row: 0 for a single value.
    public int rank() {
        int rank = 0;
        CelType element = resultType;
        while (element instanceof ListType list && list.hasElemType()) {
            element = list.elemType();
            rank++;
        }
        return rank;
    }

    /// The names of the tensors that it mentions.
    public List<String> inputs() {
        return List.copyOf(tensorNames.values());
    }

    /// The value for one row; the variables are read when the expression asks for them.
    ///
    /// @return Boolean, Long, Double, String, or what else CEL's runtime has, or a List of these
    /// @throws FailedException if it is not defined for these values
    public Object evaluate(Tensors tensors, int row) throws FailedException {
        try {
            return program.eval(name -> Optional.ofNullable(value(tensors, name, row)));
        } catch (CelEvaluationException failure) {
            throw new FailedException(String.valueOf(failure.getMessage()), failure);
        }
    }

    private @Nullable Object value(Tensors tensors, String variable, int row) {
        String name = tensorNames.get(variable);
        if (name == null) {
            return null;
        }
        Tensor tensor = tensors.require(name);
        Shape record = rows.record(tensor.shape());
        if (record.rank() == 0) {
            return CelValues.read(tensor, List.of(), row);
        }
        List<Long> sizes = new ArrayList<>();
        for (long size : record.toArray()) {
            sizes.add(size);
        }
        return CelValues.read(tensor, sizes, row * (int) record.elementCount());
    }
}
