package dev.berth.protocol.oip;

import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The classification extension: an output's best classes as text, `value:index` or, where the
/// field has categories, `value:index:label`.
///
/// Source: Triton's classification extension. Its documents call the type STRING, its server sends
/// BYTES, and so does this. Its server prints a value as C++'s `std::to_string`: of floating point
/// six digits behind the point.
public final class Classification {
    private Classification() {}

    /// The `count` greatest values of each row, or of the whole tensor where the signature has no
    /// batch dimension; fewer if there are fewer. Equal values keep their order; NaN comes last.
    ///
    /// @return a tensor on the heap, of shape `[rows, count]` or `[count]`
    public static Tensor of(Signature signature, String output, Tensor values, int count) {
        if (values.type().isVariable()) {
            throw InferRequestValidator.wrongParameter(
                    "classification",
                    "requested of output '" + output + "', " + values,
                    "an output of numbers");
        }
        boolean batched = signature.isBatched();
        int rows = batched ? values.rows() : 1;
        Shape shape = values.shape();
        int perRow = (int) (batched ? shape.elementsPerRow() : shape.elementCount());
        int kept = Math.min(count, perRow);
        List<String> labels = signature.findOutput(output).map(Field::categories).orElse(List.of());
        List<byte[]> elements = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            int from = row * perRow;
            IntStream.range(0, perRow)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> order(values.number(from + i))))
                    .limit(kept)
                    .map(i -> element(values, from, i, labels))
                    .forEach(elements::add);
        }
        return Tensor.ofElements(
                ElementType.STRING, batched ? Shape.of(rows, kept) : Shape.of(kept), elements);
    }

    private static double order(double value) {
        return Double.isNaN(value) ? Double.POSITIVE_INFINITY : -value;
    }

    private static byte[] element(Tensor values, int from, int index, List<String> labels) {
        int at = from + index;
        String number =
                switch (values.type()) {
                    case FLOAT64, FLOAT16, BFLOAT16, FLOAT32 -> fixed(values.number(at));
                    case INT64 -> Long.toString(values.data().getLong(Long.BYTES * at));
                    case UINT64 -> Long.toUnsignedString(values.data().getLong(Long.BYTES * at));
                    default -> Long.toString((long) values.number(at));
                };
        String label = index < labels.size() ? ":" + labels.get(index) : "";
        return (number + ":" + index + label).getBytes(StandardCharsets.UTF_8);
    }

    /// As C's `%f`: the exact value rounded to six digits behind the point, ties to even; `nan` and
    /// `inf` for what is no number.
    private static String fixed(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        // Zero and what is rounded to it keep their sign.
        String sign = Double.doubleToRawLongBits(value) < 0 ? "-" : "";
        if (Double.isInfinite(value)) {
            return sign + "inf";
        }
        return sign
                + new BigDecimal(Math.abs(value))
                        .setScale(6, RoundingMode.HALF_EVEN)
                        .toPlainString();
    }
}
