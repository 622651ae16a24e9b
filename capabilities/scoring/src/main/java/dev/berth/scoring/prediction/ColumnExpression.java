package dev.berth.scoring.prediction;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureType;
import dev.berth.expression.Expression.UncompilableException;
import dev.berth.expression.ValueExpression;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Expression in CEL over the columns of the data whose names are identifiers.
public final class ColumnExpression {
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final ValueExpression expression;

    private ColumnExpression(ValueExpression expression) {
        this.expression = expression;
    }

    /// Compiles an expression.
    ///
    /// @param what it is for, such as `slice 'young'`
    /// @throws ProblemException `data-invalid` if it does not compile
    public static ColumnExpression compile(String text, DataFile data, String what) {
        Map<String, FeatureType> variables = new LinkedHashMap<>(data.columns());
        variables.keySet().removeIf(name -> !IDENTIFIER.matcher(name).matches());
        try {
            return new ColumnExpression(ValueExpression.compile(text, variables));
        } catch (UncompilableException e) {
            throw invalid(what, text, String.valueOf(e.getMessage()), variables);
        }
    }

    /// As [#compile], of a condition.
    public static ColumnExpression compileCondition(String text, DataFile data, String what) {
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
                ProblemCode.DATA_INVALID,
                what + ": `" + text + "`: " + message,
                "write CEL over the columns " + variables);
    }

    public List<String> columns() {
        return expression.inputs();
    }

    public boolean holds(DataRow row) throws InvalidRowException {
        return expression.holds(values(row)::get);
    }

    public @Nullable Object value(FeatureType type, DataRow row) throws InvalidRowException {
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
