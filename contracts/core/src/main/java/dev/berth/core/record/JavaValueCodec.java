package dev.berth.core.record;

import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Elements;
import dev.berth.core.tensor.Tensor;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Java objects as values of a field, and elements of a tensor as Java objects.
final class JavaValueCodec {
    private static final BigInteger UINT64_MAX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

    private JavaValueCodec() {}

    static void feed(@Nullable Object value, FieldColumnBuilder values) {
        switch (value) {
            case null -> values.absent();
            case String text -> text(text, values);
            case Boolean flag -> values.bool(flag);
            case Float number -> values.float64(number);
            case Double number -> values.float64(number);
            case BigInteger number -> bigInteger(number, values);
            case BigDecimal number -> values.float64(number.doubleValue());
            case Number number -> values.int64(number.longValue());
            case byte[] bytes -> values.bytes(bytes);
            case float[] numbers -> array(values, numbers.length, i -> values.float64(numbers[i]));
            case double[] numbers -> array(values, numbers.length, i -> values.float64(numbers[i]));
            case int[] numbers -> array(values, numbers.length, i -> values.int64(numbers[i]));
            case long[] numbers -> array(values, numbers.length, i -> values.int64(numbers[i]));
            case boolean[] flags -> array(values, flags.length, i -> values.bool(flags[i]));
            case Object[] objects -> array(values, objects.length, i -> feed(objects[i], values));
            case List<?> list -> array(values, list.size(), i -> feed(list.get(i), values));
            default -> values.unfit("a " + value.getClass().getSimpleName());
        }
    }

    private static void array(FieldColumnBuilder values, int length, IntConsumer each) {
        if (!values.beginArray()) {
            return;
        }
        for (int i = 0; i < length; i++) {
            each.accept(i);
        }
        values.endArray();
    }

    private static void text(String text, FieldColumnBuilder values) {
        if (values.field().type() != ElementType.BYTES) {
            values.text(text.getBytes(StandardCharsets.UTF_8));
            return;
        }
        try {
            values.bytes(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            values.unfit("a string that is not base64");
        }
    }

    private static void bigInteger(BigInteger number, FieldColumnBuilder values) {
        if (number.bitLength() < Long.SIZE) {
            values.int64(number.longValue());
        } else if (number.signum() > 0 && number.compareTo(UINT64_MAX) <= 0) {
            values.uint64(number.longValue());
        } else {
            values.unfit("a number of " + number.bitLength() + " bits");
        }
    }

    /// The part of the tensor below the first `dimension` indexes, as a scalar or nested lists.
    static Object of(Tensor tensor, int from, int dimension) {
        if (dimension == tensor.shape().rank()) {
            return scalar(tensor, from);
        }
        int size = (int) tensor.shape().size(dimension);
        int step = 1;
        for (int i = dimension + 1; i < tensor.shape().rank(); i++) {
            step *= (int) tensor.shape().size(i);
        }
        List<Object> list = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            list.add(of(tensor, from + i * step, dimension + 1));
        }
        return list;
    }

    private static Object scalar(Tensor tensor, int index) {
        return switch (tensor.type()) {
            case BOOL -> tensor.data().get(index) != 0;
            case STRING -> tensor.text(index);
            case BYTES -> tensor.element(index).clone();
            case INT64 -> tensor.data().getLong(8 * index);
            case UINT64 -> unsigned(tensor.data().getLong(8 * index));
            case INT8, INT16, INT32, UINT8, UINT16, UINT32 -> (long) tensor.number(index);
            case FLOAT16, BFLOAT16, FLOAT32 ->
                    (float) Elements.asDouble(tensor.type(), tensor.data(), index);
            case FLOAT64 -> tensor.number(index);
        };
    }

    private static Object unsigned(long bits) {
        return bits >= 0 ? (Object) bits : new BigInteger(Long.toUnsignedString(bits));
    }
}
