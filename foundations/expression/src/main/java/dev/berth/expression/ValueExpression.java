package dev.berth.expression;

import com.google.common.primitives.UnsignedLong;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.expression.Expression.FailedException;
import dev.berth.expression.Expression.UncompilableException;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.NullableType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A compiled expression in the Common Expression Language over values that may be missing.
/// Thread-safe.
///
/// A missing value is `null` and can be compared with it: `delay == null ? 0.0 : delay`. Whatever
/// else is done with it has no value, so that an expression mostly has none where something that it
/// reads is missing. Lists and maps cannot be compared with `null`. Whole numbers are `int`, other
/// numbers `double`, timestamps `timestamp`.
public final class ValueExpression {
    private final String text;
    private final CelProgram program;
    private final Map<String, FeatureType> variables;

    private ValueExpression(String text, CelProgram program, Map<String, FeatureType> variables) {
        this.text = text;
        this.program = program;
        this.variables = variables;
    }

    /// Compiles a text and checks its types.
    ///
    /// @param variables by their names, identifiers of CEL or several with dots between
    public static ValueExpression compile(String text, Map<String, FeatureType> variables)
            throws UncompilableException {
        Map<String, FeatureType> mentioned = new LinkedHashMap<>(variables);
        mentioned.keySet().removeIf(name -> !Expression.mentions(text, name));
        CelProgram program =
                CelProgram.compile(
                        text,
                        builder ->
                                variables.forEach(
                                        (name, type) -> builder.addVar(name, celType(type))),
                        List.copyOf(mentioned.keySet()));
        return new ValueExpression(text, program, mentioned);
    }

    private static CelType celType(FeatureType type) {
        CelType element =
                switch (type.element()) {
                    case BOOL -> SimpleType.BOOL;
                    case INT32, INT64 -> SimpleType.INT;
                    case FLOAT32, FLOAT64 -> SimpleType.DOUBLE;
                    case STRING -> SimpleType.STRING;
                    case BYTES -> SimpleType.BYTES;
                    case TIMESTAMP -> SimpleType.TIMESTAMP;
                };
        // The compiler knows no list or map that may be missing.
        return switch (type.form()) {
            case SINGLE -> NullableType.create(element);
            case LIST -> ListType.create(element);
            case MAP -> MapType.create(SimpleType.STRING, element);
        };
    }

    public String text() {
        return text;
    }

    /// The names of the variables that it mentions.
    public List<String> inputs() {
        return List.copyOf(variables.keySet());
    }

    /// What it gives, as CEL writes the type.
    public String resultName() {
        return program.resultType().name();
    }

    /// Whether it gives true or false.
    public boolean isCondition() {
        return bare(program.resultType()).kind() == CelKind.BOOL;
    }

    /// Whether what it gives can be a value of a type.
    public boolean gives(FeatureType type) {
        CelType result = bare(program.resultType());
        if (result.kind() == CelKind.DYN || result.kind() == CelKind.NULL_TYPE) {
            return true;
        }
        if (type.isMap() || type.isList() != (result.kind() == CelKind.LIST)) {
            return false;
        }
        if (type.isList()) {
            return !(result instanceof ListType list && list.hasElemType())
                    || accepts(type.element(), bare(list.elemType()).kind());
        }
        return accepts(type.element(), result.kind());
    }

    private static CelType bare(CelType type) {
        return type instanceof NullableType nullable ? nullable.targetType() : type;
    }

    private static boolean accepts(ValueType type, CelKind kind) {
        return switch (kind) {
            case DYN -> true;
            case BOOL -> type == ValueType.BOOL;
            case INT, UINT -> type.isNumber();
            case DOUBLE -> type.isFloating();
            case STRING -> type == ValueType.STRING;
            case BYTES -> type == ValueType.BYTES;
            case TIMESTAMP -> type == ValueType.TIMESTAMP;
            default -> false;
        };
    }

    /// Whether it is true; false where it has no value.
    public boolean holds(Function<String, @Nullable Object> values) {
        try {
            return Boolean.TRUE.equals(run(values));
        } catch (FailedException undefined) {
            return false;
        }
    }

    /// Its value in a type that it [#gives]; null where it has none, or none that fits into the
    /// type.
    ///
    /// @param values of variables, in their types' Java form; null for one that is missing
    public @Nullable Object evaluate(FeatureType type, Function<String, @Nullable Object> values) {
        try {
            Object value = run(values);
            if (!type.isList()) {
                return plain(value, type.element());
            }
            if (!(value instanceof List<?> list)) {
                return null;
            }
            List<Object> plain = new ArrayList<>(list.size());
            for (Object element : list) {
                Object converted = plain(element, type.element());
                if (converted == null) {
                    return null;
                }
                plain.add(converted);
            }
            return plain;
        } catch (FailedException undefined) {
            return null;
        }
    }

    private Object run(Function<String, @Nullable Object> values) throws FailedException {
        return program.evaluate(name -> read(name, values), new ExpressionWork());
    }

    private @Nullable Object read(String name, Function<String, @Nullable Object> values) {
        FeatureType type = variables.get(name);
        if (type == null) {
            return null;
        }
        Object value = values.apply(name);
        if (value == null) {
            return NullValue.NULL_VALUE;
        }
        return switch (value) {
            case Integer number -> number.longValue();
            case Float number -> number.doubleValue();
            case byte[] bytes -> CelByteString.of(bytes);
            case Long micros when type.element() == ValueType.TIMESTAMP -> instant(micros);
            case List<?> list -> list.stream().map(each -> element(each, type.element())).toList();
            default -> value;
        };
    }

    private static Object element(@Nullable Object value, ValueType type) {
        return switch (value) {
            case null -> NullValue.NULL_VALUE;
            case Integer number -> number.longValue();
            case Float number -> number.doubleValue();
            case byte[] bytes -> CelByteString.of(bytes);
            case Long micros when type == ValueType.TIMESTAMP -> instant(micros);
            default -> value;
        };
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static @Nullable Object plain(Object value, ValueType type) {
        return switch (value) {
            case Boolean flag when type == ValueType.BOOL -> flag;
            case String text when type == ValueType.STRING -> text;
            case CelByteString bytes when type == ValueType.BYTES -> bytes.toByteArray();
            case Instant time when type == ValueType.TIMESTAMP ->
                    ChronoUnit.MICROS.between(Instant.EPOCH, time);
            case Long number -> type.ofWhole(number).orElse(null);
            case UnsignedLong number when number.longValue() >= 0 ->
                    type.ofWhole(number.longValue()).orElse(null);
            case Double number when Double.isNaN(number) -> null;
            case Double number when type == ValueType.FLOAT64 -> number;
            case Double number when type == ValueType.FLOAT32 -> number.floatValue();
            default -> null;
        };
    }
}
