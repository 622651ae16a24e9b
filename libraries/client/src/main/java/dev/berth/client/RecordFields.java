package dev.berth.client;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Mapping between Java records and the fields of a signature, by component name.
///
/// Written: every component under its name in the client's [NameStyle]; an empty Optional is
/// omitted; null and NaN are `null`, a missing value; a nested record is an object. Read: a
/// component gets the field whose name differs only in case, `-` and `_`; fields without a
/// component are ignored; a component without a field is null or empty, and an error if it is
/// primitive. `null`, the form of NaN, is NaN for `float` and `double`. Bytes are base64. Types:
/// primitives and their boxes, String, enums by name, `byte[]`, arrays, List, Optional, Map with
/// text keys, Object, and records.
final class RecordFields {
    private final NameStyle style;

    RecordFields(NameStyle style) {
        this.style = style;
    }

    Map<String, @Nullable Object> write(Record input) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (RecordComponent component : input.getClass().getRecordComponents()) {
            Object value = valueOf(input, component);
            if (!Optional.empty().equals(value)) {
                fields.put(style.of(component.getName()), plain(value));
            }
        }
        return fields;
    }

    private static @Nullable Object valueOf(Record input, RecordComponent component) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(input);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    component.getName() + " of " + input.getClass().getName(), e.getCause());
        }
    }

    private @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Optional<?> optional -> plain(optional.orElse(null));
            case Record inner -> write(inner);
            case List<?> list -> {
                List<@Nullable Object> plain = new ArrayList<>();
                list.forEach(element -> plain.add(plain(element)));
                yield plain;
            }
            case Record[] records -> plain(Arrays.asList(records));
            default -> value;
        };
    }

    /// Creates a record from the fields of a response.
    ///
    /// @throws ProblemException `type-mismatch` if the fields do not fit the record
    static <T> T read(Map<?, ?> fields, Class<T> type) {
        Map<String, @Nullable Object> folded = new LinkedHashMap<>();
        fields.forEach((name, value) -> folded.put(NameStyle.folded(String.valueOf(name)), value));
        RecordComponent[] components = type.getRecordComponents();
        if (components == null) {
            throw new IllegalArgumentException(type.getName() + " (expected: a record)");
        }
        var types = new Class<?>[components.length];
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String name = components[i].getName();
            types[i] = components[i].getType();
            String key = NameStyle.folded(name);
            if (types[i].isPrimitive() && !folded.containsKey(key)) {
                throw new ProblemException(
                        ProblemCode.TYPE_MISMATCH,
                        "the answer has no field for '"
                                + name
                                + "' of "
                                + type.getName()
                                + " (expected: one of "
                                + fields.keySet()
                                + ")",
                        "name the component as the field, or give it a type that can be empty");
            }
            values[i] = FieldValue.convert(folded.get(key), components[i].getGenericType(), name);
        }
        return construct(type, types, values);
    }

    private static <T> T construct(Class<T> type, Class<?>[] types, @Nullable Object[] values) {
        try {
            Constructor<T> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.TYPE_MISMATCH,
                            type.getName() + " refuses the answer: " + e.getCause(),
                            "let it take what the model gives"),
                    e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
