package dev.berth.architecture.constraint;

import dev.berth.architecture.graph.Component;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.expression.Expression.UncompilableException;
import dev.berth.expression.ValueExpression;
import java.util.LinkedHashMap;
import java.util.Map;

/// Condition in the Common Expression Language that selects components, such as `kind == 'model' &&
/// tier == 'business'`. Where it has no value, as with a label that is not there, it does not hold.
/// Thread-safe.
public final class Selection {
    /// Every component.
    public static final String ALL = "true";

    private static final Map<String, FeatureType> VARIABLES = variables();

    private final ValueExpression condition;

    private Selection(ValueExpression condition) {
        this.condition = condition;
    }

    private static Map<String, FeatureType> variables() {
        FeatureType text = FeatureType.of(ValueType.STRING);
        FeatureType number = FeatureType.of(ValueType.FLOAT64);
        FeatureType names = FeatureType.listOf(ValueType.STRING);
        Map<String, FeatureType> variables = new LinkedHashMap<>();
        for (String name :
                new String[] {"id", "name", "kind", "tier", "site", "owner", "language"}) {
            variables.put(name, text);
        }
        variables.put("replicas", FeatureType.of(ValueType.INT64));
        for (String name : new String[] {"availability", "latency_ms", "cost_per_month"}) {
            variables.put(name, number);
        }
        for (String name :
                new String[] {"data", "receives", "fails_with", "calls", "callers", "sends"}) {
            variables.put(name, names);
        }
        variables.put("labels", FeatureType.mapOf(ValueType.STRING));
        return variables;
    }

    /// Compiles a text.
    ///
    /// @throws UncompilableException if it is no expression, or gives no truth value
    public static Selection compile(String text) throws UncompilableException {
        return new Selection(ValueExpression.compile(text, VARIABLES));
    }

    /// Names of the variables.
    public static String variableNames() {
        return String.join(", ", VARIABLES.keySet());
    }

    /// Whether it gives true or false.
    public boolean isCondition() {
        return condition.isCondition();
    }

    boolean selects(Component component, ComponentValues values) {
        return condition.holds(variable -> values.value(component, variable));
    }

    /// Its text.
    @Override
    public String toString() {
        return condition.text();
    }
}
