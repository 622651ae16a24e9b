package dev.berth.endpoint.execution;

import dev.berth.core.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// The bytes of a record that determine its response, so that equal keys mean equal records
/// whatever their hash is.
///
/// Every tensor is written as its rank, its sizes and its content, elements of variable length
/// after their length: no two records of one plan, whose types are given, have the same bytes. Keys
/// are ordered as well, so that a hash table in which all hashes are forced to collide stays a
/// tree.
final class CacheKey implements Comparable<CacheKey> {
    private final byte[] content;
    private final int hash;

    private CacheKey(byte[] content, int hash) {
        this.content = content;
        this.hash = hash;
    }

    /// The key of a record.
    ///
    /// @param variant under whose plan it is answered
    /// @param bytesMax above which there is none
    static @Nullable CacheKey find(
            String variant, List<Tensor> record, long bytesMax, ToIntFunction<byte[]> hash) {
        byte[] name = variant.getBytes(StandardCharsets.UTF_8);
        long bytes = Integer.BYTES + (long) name.length;
        for (Tensor tensor : record) {
            bytes += bytes(tensor);
            if (bytes > bytesMax) {
                return null;
            }
        }
        ByteBuffer into = ByteBuffer.allocate(Math.toIntExact(bytes));
        into.putInt(name.length).put(name);
        record.forEach(tensor -> write(tensor, into));
        byte[] content = into.array();
        return new CacheKey(content, hash.applyAsInt(content));
    }

    private static long bytes(Tensor tensor) {
        long head = Integer.BYTES + (long) tensor.shape().rank() * Long.BYTES;
        long lengths =
                tensor.type().isVariable() ? tensor.shape().elementCount() * Integer.BYTES : 0;
        return head + lengths + tensor.byteCount();
    }

    private static void write(Tensor tensor, ByteBuffer into) {
        into.putInt(tensor.shape().rank());
        for (int axis = 0; axis < tensor.shape().rank(); axis++) {
            into.putLong(tensor.shape().size(axis));
        }
        if (!tensor.type().isVariable()) {
            into.put(tensor.data().duplicate());
            return;
        }
        for (int i = 0; i < tensor.shape().elementCount(); i++) {
            byte[] element = tensor.element(i);
            into.putInt(element.length).put(element);
        }
    }

    int byteCount() {
        return content.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CacheKey key && Arrays.equals(content, key.content);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public int compareTo(CacheKey other) {
        return Arrays.compare(content, other.content);
    }

    @Override
    public String toString() {
        return "a record of " + content.length + " bytes";
    }
}
