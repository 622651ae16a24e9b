package dev.berth.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.expression.Expression.UncompilableException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ValueExpressionTest {
    private static final Map<String, FeatureType> VARIABLES =
            Map.of(
                    "delay", FeatureType.of(ValueType.FLOAT64),
                    "count", FeatureType.of(ValueType.INT32),
                    "request.airport", FeatureType.of(ValueType.STRING),
                    "request.time", FeatureType.of(ValueType.TIMESTAMP),
                    "list", FeatureType.listOf(ValueType.FLOAT32));

    private static @Nullable Object value(String text, ValueType type, Map<String, ?> values)
            throws UncompilableException {
        Map<String, Object> copy = new HashMap<>(values);
        return ValueExpression.compile(text, VARIABLES).evaluate(FeatureType.of(type), copy::get);
    }

    @Test
    void numbers_areComputedWithInTheirTypes() throws Exception {
        assertThat(value("delay * 2.0", ValueType.FLOAT64, Map.of("delay", 1.5))).isEqualTo(3.0);
        assertThat(value("count + 1", ValueType.INT32, Map.of("count", 4))).isEqualTo(5);
        assertThat(value("count + 1", ValueType.FLOAT32, Map.of("count", 4))).isEqualTo(5f);
        assertThat(value("count * 1000000", ValueType.INT32, Map.of("count", 4000))).isNull();
    }

    @Test
    void missingValue_isNullAndMakesTheRestUndefined() throws Exception {
        assertThat(value("delay + 1.0", ValueType.FLOAT64, Map.of())).isNull();
        assertThat(value("delay == null ? -1.0 : delay", ValueType.FLOAT64, Map.of()))
                .isEqualTo(-1.0);
        var condition = ValueExpression.compile("delay > 15.0", VARIABLES);
        assertThat(condition.isCondition()).isTrue();
        assertThat(condition.holds(name -> null)).isFalse();
        assertThat(condition.holds(name -> 20.0)).isTrue();
        assertThat(
                        ValueExpression.compile("delay > 15.0 || count > 1", VARIABLES)
                                .holds(name -> name.equals("count") ? (Object) 2 : null))
                .isTrue();
    }

    @Test
    void timestamp_hasHoursAndDifferences() throws Exception {
        long noonMicros = 12L * 3600 * 1_000_000;
        assertThat(
                        value(
                                "request.time.getHours()",
                                ValueType.INT64,
                                Map.of("request.time", noonMicros)))
                .isEqualTo(12L);
        assertThat(
                        value(
                                "request.time + duration('1h')",
                                ValueType.TIMESTAMP,
                                Map.of("request.time", noonMicros)))
                .isEqualTo(noonMicros + 3600L * 1_000_000);
    }

    @Test
    void listsAndDottedNames_areRead() throws Exception {
        assertThat(
                        value(
                                "request.airport + '!'",
                                ValueType.STRING,
                                Map.of("request.airport", "JFK")))
                .isEqualTo("JFK!");
        assertThat(
                        ValueExpression.compile("list.map(x, x * 2.0)", VARIABLES)
                                .evaluate(
                                        FeatureType.listOf(ValueType.FLOAT32),
                                        name -> List.of(1.5f, 2f)))
                .isEqualTo(List.of(3f, 4f));
    }

    @Test
    void expression_thatDoesNotFit_isRefusedWithItsPlace() {
        assertThatThrownBy(() -> ValueExpression.compile("dealy > 1.0", VARIABLES))
                .isInstanceOf(UncompilableException.class)
                .hasMessageContaining("dealy");
    }

    @Test
    void types_thatItGives_areKnown() throws Exception {
        var expression = ValueExpression.compile("count + 1", VARIABLES);
        assertThat(expression.gives(FeatureType.of(ValueType.INT64))).isTrue();
        assertThat(expression.gives(FeatureType.of(ValueType.FLOAT64))).isTrue();
        assertThat(expression.gives(FeatureType.of(ValueType.STRING))).isFalse();
        assertThat(expression.inputs()).containsExactly("count");
    }
}
