package dev.berth.batch.output;

import dev.berth.core.tensor.Elements;
import dev.berth.core.tensor.Tensor;
import dev.berth.tables.duckdb.VectorWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Rows of an output's tensor as values of its column, as [OutputColumn#stored] gives them one by
/// one.
final class TensorColumn {
    private TensorColumn() {}

    /// Writes rows.
    ///
    /// @param tensor of rank 1, or of rank 2 for lists
    /// @param row of the column for the first
    static void write(Tensor tensor, int from, int count, VectorWriter column, long row) {
        if (tensor.shape().rank() == 1) {
            writeElements(tensor, from, count, column, row);
            return;
        }
        int length = (int) tensor.shape().size(1);
        long begin = column.beginLists(row, count, length);
        writeElements(tensor, from * length, count * length, column.elements(), begin);
    }

    private static void writeElements(
            Tensor tensor, int from, int count, VectorWriter column, long row) {
        if (tensor.type().isVariable()) {
            for (int i = 0; i < count; i++) {
                column.writeBytes(row + i, bytes(tensor, from + i));
            }
            return;
        }
        ByteBuffer data = tensor.data();
        for (int i = 0; i < count; i++) {
            int index = from + i;
            long to = row + i;
            switch (tensor.type()) {
                case BOOL -> column.writeBool(to, data.get(index) != 0);
                case FLOAT32 -> column.writeFloat(to, (float) (double) data.getFloat(4 * index));
                case FLOAT16, BFLOAT16 ->
                        column.writeFloat(
                                to, (float) Elements.asDouble(tensor.type(), data, index));
                case FLOAT64 -> column.writeDouble(to, data.getDouble(8 * index));
                case INT64 -> column.writeLong(to, data.getLong(8 * index));
                case UINT32 -> column.writeLong(to, Integer.toUnsignedLong(data.getInt(4 * index)));
                case UINT64 ->
                        column.writeBytes(
                                to,
                                Long.toUnsignedString(data.getLong(8 * index))
                                        .getBytes(StandardCharsets.UTF_8));
                case INT8, INT16, INT32, UINT8, UINT16 ->
                        column.writeInt(to, (int) Elements.asDouble(tensor.type(), data, index));
                case STRING, BYTES -> throw new IllegalStateException("elements as numbers");
            }
        }
    }

    private static byte[] bytes(Tensor tensor, int index) {
        return switch (tensor.type()) {
            // Bytes that are not UTF-8 become U+FFFD, as in a record.
            case STRING -> tensor.text(index).getBytes(StandardCharsets.UTF_8);
            default -> tensor.element(index);
        };
    }
}
