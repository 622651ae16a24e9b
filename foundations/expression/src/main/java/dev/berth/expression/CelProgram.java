package dev.berth.expression;

import dev.berth.core.SanitizedText;
import dev.berth.expression.Expression.FailedException;
import dev.berth.expression.Expression.UncompilableException;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelErrorCode;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelMathExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.CelStandardFunctions.StandardFunction;
import dev.cel.runtime.CelVariableResolver;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A text in the Common Expression Language, compiled, whose evaluations are bounded in the work
/// that they do. Thread-safe.
final class CelProgram {
    /// What an evaluation may iterate over in all: far above what rows hold, far below what takes a
    /// second.
    private static final int ITERATIONS_MAX = 1_000_000;

    /// Some messages hold values whole.
    private static final int MESSAGE_CHARS_MAX = 400;

    private final CelRuntime.Program program;
    private final CelType resultType;
    private final ExpressionShape shape;
    private final List<String> variables;
    private final CelAbstractSyntaxTree tree;

    private CelProgram(
            CelRuntime.Program program,
            CelAbstractSyntaxTree tree,
            ExpressionShape shape,
            List<String> variables) {
        this.program = program;
        this.tree = tree;
        this.resultType = tree.getResultType();
        this.shape = shape;
        this.variables = List.copyOf(variables);
    }

    /// Lookup of the values of variables.
    interface Values {
        /// The value of a variable in CEL's form; null if there is none of that name.
        @Nullable Object read(String variable);
    }

    /// Compiles a text and checks its types.
    ///
    /// @param declare declares the variables
    /// @param variables that the text mentions
    static CelProgram compile(String text, Consumer<CelBuilder> declare, List<String> variables)
            throws UncompilableException {
        CelBuilder builder = newBuilder();
        declare.accept(builder);
        Cel cel = builder.build();
        try {
            CelAbstractSyntaxTree tree = cel.compile(text).getAst();
            return new CelProgram(
                    cel.createProgram(tree), tree, ExpressionShape.of(tree.getExpr()), variables);
        } catch (CelValidationException failure) {
            throw new UncompilableException(describe(failure.getErrors()), failure);
        } catch (CelEvaluationException | IllegalStateException | IllegalArgumentException e) {
            // The compiler fails over some types instead of telling what is wrong with them.
            throw new UncompilableException(String.valueOf(e.getMessage()), e);
        }
    }

    /// What every expression is compiled with: the standard macros and functions and the extensions
    /// for strings and mathematics, some of them replaced by bounded ones, numbers that compare
    /// whatever their types.
    private static CelBuilder newBuilder() {
        CelOptions options =
                CelOptions.current()
                        .enableHeterogeneousNumericComparisons(true)
                        .comprehensionMaxIterations(ITERATIONS_MAX)
                        .build();
        CelMathExtensions math = CelExtensions.math();
        return CelFactory.plannerCelBuilder()
                .setStandardMacros(
                        CelStandardMacro.HAS,
                        CelStandardMacro.ALL,
                        CelStandardMacro.EXISTS,
                        CelStandardMacro.EXISTS_ONE)
                .addMacros(ListMacros.macros())
                .addFunctionDeclarations(ListMacros.declarations())
                .addFunctionBindings(ListMacros.bindings())
                .setStandardFunctions(
                        CelStandardFunctions.newBuilder()
                                .excludeFunctions(
                                        StandardFunction.MATCHES, StandardFunction.CONTAINS)
                                .build())
                .addFunctionBindings(new PatternMatching().bindings())
                .addCompilerLibraries(CelExtensions.strings(), math)
                .addRuntimeLibraries(TextFunctions.others(), math)
                .addFunctionBindings(TextFunctions.bindings())
                .setOptions(options);
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

    /// Text as it was checked.
    CelAbstractSyntaxTree tree() {
        return tree;
    }

    CelType resultType() {
        return resultType;
    }

    ExpressionShape shape() {
        return shape;
    }

    /// The value for these variables, each of which is read once, when it comes up.
    ///
    /// @param work that this and others may do together
    /// @throws FailedException if it is not defined for these values, or takes too much work
    Object evaluate(Values values, ExpressionWork work) throws FailedException {
        var meter = new WorkMeter(shape.scanned(), work.left());
        if (shape.isMetered()) {
            WorkMeter.makeCurrent(meter);
        }
        try {
            return program.trace(new Reading(values, meter), meter);
        } catch (CelEvaluationException failure) {
            String message = String.valueOf(failure.getMessage());
            throw new FailedException(
                    message.length() > MESSAGE_CHARS_MAX ? SanitizedText.of(message) : message,
                    failure.getErrorCode() == CelErrorCode.INVALID_ARGUMENT,
                    failure);
        } catch (WorkMeter.ExhaustedError failure) {
            throw new FailedException(
                    "takes too much work for values of this size"
                            + " (expected: shorter texts, lists and patterns)",
                    true,
                    failure);
        } catch (StackOverflowError failure) {
            throw new FailedException("is nested too deeply for these values", true, failure);
        } finally {
            work.spend(meter.spent());
            if (shape.isMetered()) {
                WorkMeter.makeCurrent(null);
            }
        }
    }

    /// The variables of one evaluation.
    private final class Reading implements CelVariableResolver {
        private final Values values;
        private final WorkMeter meter;
        private final @Nullable Object[] read = new @Nullable Object[variables.size()];

        Reading(Values values, WorkMeter meter) {
            this.values = values;
            this.meter = meter;
        }

        @Override
        public Optional<Object> find(String name) {
            int place = variables.indexOf(name);
            if (place < 0) {
                return Optional.empty();
            }
            Object value = read[place];
            if (value == null) {
                value = values.read(name);
                if (value == null) {
                    return Optional.empty();
                }
                meter.read(value);
                value = value instanceof List<?> list ? new ReadList(list) : value;
                read[place] = value;
            }
            // The runtime takes an object to equal itself, which NaN does not.
            return Optional.of(value.equals(Double.NaN) ? Double.valueOf(Double.NaN) : value);
        }
    }
}
