package dev.berth.evaluation.run;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureType;
import dev.berth.evaluation.data.DataFile;
import dev.berth.evaluation.task.DataRow;
import dev.berth.evaluation.task.InvalidRowException;
import dev.berth.expression.Expression.UncompilableException;
import dev.berth.expression.ValueExpression;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Expression in CEL over the columns of the data whose names are identifiers.
final class ColumnExpression {
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final ValueExpression expression;

    private ColumnExpression(ValueExpression expression) {
        this.expression = expression;
    }

    /// @param what it is for, such as `slice 'young'`
    /// @throws ProblemException `evaluation-invalid` if it does not compile
    static ColumnExpression compile(String text, DataFile data, String what) {
        Map<String, FeatureType> variables = new LinkedHashMap<>(data.columns());
        variables.keySet().removeIf(name -> !IDENTIFIER.matcher(name).matches());
        try {
            return new ColumnExpression(ValueExpression.compile(text, variables));
        } catch (UncompilableException e) {
            throw invalid(what, text, String.valueOf(e.getMessage()), variables);
        }
    }

    /// As [#compile], of a condition.
    static ColumnExpression compileCondition(String text, DataFile data, String what) {
        ColumnExpression compiled = compile(text, data, what);
        if (!compiled.expression.isCondition()) {
            throw invalid(
                    what,
                    text,
                    "it gives " + compiled.expression.resultName() + " (expected: a condition)",
                    data.columns());
        }
        return compiled;
    }

    private static ProblemException invalid(
            String what, String text, String message, Map<String, FeatureType> variables) {
        return new ProblemException(
                ProblemCode.EVALUATION_INVALID,
                what + ": `" + text + "`: " + message,
                "write CEL over the columns " + variables);
    }

    List<String> columns() {
        return expression.inputs();
    }

    boolean holds(DataRow row) throws InvalidRowException {
        return expression.holds(values(row)::get);
    }

    @Nullable Object value(FeatureType type, DataRow row) throws InvalidRowException {
        return expression.evaluate(type, values(row)::get);
    }

    private Map<String, @Nullable Object> values(DataRow row) throws InvalidRowException {
        Map<String, @Nullable Object> values = new HashMap<>();
        for (String column : expression.inputs()) {
            values.put(column, row.value(column));
        }
        return values;
    }
}
