package dev.berth.expression;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A compiled expression in the Common Expression Language over rows of tensors. Thread-safe.
///
/// Whole numbers are `int`, other numbers `double`, then `bool`, `string`, `bytes`, and lists of
/// these where a record has dimensions.
public final class Expression {
    private final String text;
    private final CelProgram program;
    private final Map<String, String> tensorNames;
    private final boolean isBatched;
    private final Optional<ComparisonTree.Unbound> comparison;

    private Expression(
            String text, CelProgram program, Map<String, String> tensorNames, boolean isBatched) {
        this.comparison = ComparisonTree.of(program.tree(), tensorNames);
        this.text = text;
        this.program = program;
        this.tensorNames = tensorNames;
        this.isBatched = isBatched;
    }

    /// Lookup of the tensors that an expression reads.
    public interface Tensors {
        Tensor require(String name);
    }

    /// Reason why a text is no valid expression, with its position.
    public static final class UncompilableException extends Exception {
        private static final long serialVersionUID = 1L;

        UncompilableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// Reason why an expression has no value for a row.
    public static final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean isExcess;

        FailedException(String message, boolean isExcess, Throwable cause) {
            super(message, cause);
            this.isExcess = isExcess;
        }

        /// Whether the values are at fault and not the expression: they take too much work, or hold
        /// an argument that a function does not take, such as a pattern that is none or too large.
        public boolean isExcess() {
            return isExcess;
        }
    }

    /// Compiles a text and checks its types.
    ///
    /// @param variables of several with one name the first counts
    /// @param batchDimension the leading dimension of every tensor; empty if each holds one record
    public static Expression compile(
            String text, List<Variable> variables, Optional<Dimension> batchDimension)
            throws UncompilableException {
        boolean isBatched = batchDimension.isPresent();
        Map<String, CelType> types = new LinkedHashMap<>();
        Map<String, String> names = new LinkedHashMap<>();
        for (Variable variable : variables) {
            TensorSpec tensor = variable.tensor();
            if (names.putIfAbsent(variable.name(), tensor.name()) == null) {
                DeclaredShape shape = tensor.shape();
                types.put(
                        variable.name(),
                        CelValues.type(tensor.type(), isBatched ? shape.withoutLeading() : shape));
            }
        }
        names.keySet().removeIf(name -> !mentions(text, name));
        CelProgram program =
                CelProgram.compile(
                        text,
                        builder -> types.forEach(builder::addVar),
                        List.copyOf(names.keySet()));
        return new Expression(text, program, names, isBatched);
    }

    static boolean mentions(String text, String name) {
        return Pattern.compile("(?<![A-Za-z0-9_])" + Pattern.quote(name) + "(?![A-Za-z0-9_])")
                .matcher(text)
                .find();
    }

    public String text() {
        return text;
    }

    /// What it gives, as CEL writes the type.
    public String resultName() {
        return program.resultType().name();
    }

    /// Whether only an evaluation shows the type of what it gives.
    public boolean isDynamic() {
        return program.resultType().kind() == CelKind.DYN;
    }

    /// Whether it gives true or false.
    public boolean isCondition() {
        return program.resultType().kind() == CelKind.BOOL;
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
        CelType element = program.resultType();
        while (element instanceof ListType list && list.hasElemType()) {
            element = list.elemType();
        }
        return element;
    }

    /// How many dimensions its value has for a row: 0 for a single value.
    public int rank() {
        int rank = 0;
        CelType element = program.resultType();
        while (element instanceof ListType list && list.hasElemType()) {
            element = list.elemType();
            rank++;
        }
        return rank;
    }

    /// How many loops over lists there are within each other, and at least 1, as texts may be long:
    /// its work grows with this power of the size of what it reads.
    public int iterationDepth() {
        return Math.max(1, program.shape().depth());
    }

    /// The names of the tensors that it mentions.
    public List<String> inputs() {
        return List.copyOf(tensorNames.values());
    }

    /// The value for one row; variables are read lazily.
    ///
    /// @return Boolean, Long, Double, String, or what else CEL's runtime has, or a List of these
    /// @throws FailedException if it is not defined for these values
    public Object evaluate(Tensors tensors, int row) throws FailedException {
        return evaluate(tensors, row, new ExpressionWork());
    }

    /// The same, within the work that several evaluations may do together.
    public Object evaluate(Tensors tensors, int row, ExpressionWork work) throws FailedException {
        return program.evaluate(name -> value(tensors, name, row), work);
    }

    /// The same for the rows of tensors, if it is a comparison of numbers and nothing else.
    ///
    /// @param tensors looked up once; they stay open while the result is used
    public Optional<RowCondition> rowCondition(Tensors tensors) {
        return comparison.map(unbound -> unbound.bind(tensors, isBatched));
    }

    private @Nullable Object value(Tensors tensors, String variable, int row) {
        String name = tensorNames.get(variable);
        if (name == null) {
            return null;
        }
        Tensor tensor = tensors.require(name);
        Shape shape = tensor.shape();
        Shape record = isBatched ? shape.withoutLeading() : shape;
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
