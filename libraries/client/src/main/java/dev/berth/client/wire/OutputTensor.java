package dev.berth.client.wire;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Field;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Elements;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.protocol.oip.BinaryTensorReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Output of a response before its data is decoded. `BYTES` elements stay bytes, since the protocol
/// does not distinguish text.
///
/// @param type of the elements
record OutputTensor(String name, ElementType type, Shape shape) {

    static OutputTensor of(String name, Map<?, ?> output) {
        if (!(output.get("shape") instanceof List<?> listed)) {
            throw OipHttpCodec.malformed("output '" + name + "' without a shape");
        }
        var sizes = new long[listed.size()];
        for (int i = 0; i < sizes.length; i++) {
            if (!(listed.get(i) instanceof Long size)) {
                throw OipHttpCodec.malformed("the shape " + listed + " of '" + name + "'");
            }
            sizes[i] = size;
        }
        return new OutputTensor(name, type(name, output.get("datatype")), Shape.of(sizes));
    }

    static ElementType type(String name, @Nullable Object datatype) {
        for (ElementType type : ElementType.values()) {
            if (type != ElementType.STRING && type.datatype().equals(datatype)) {
                return type;
            }
        }
        throw OipHttpCodec.malformed("the datatype " + datatype + " of '" + name + "'");
    }

    /// Decodes the data: the next binary bytes, or JSON.
    Tensor read(
            @Nullable Object binarySize, @Nullable Object json, ByteBuffer bytes, TensorPool pool) {
        if (binarySize instanceof Long size) {
            if (size < 0 || size > bytes.remaining()) {
                throw OipHttpCodec.malformed(
                        size + " bytes of '" + name + "' where " + bytes.remaining() + " are left");
            }
            ByteBuffer own = bytes.slice(bytes.position(), size.intValue());
            bytes.position(bytes.position() + size.intValue());
            return read(own, pool);
        }
        if (json instanceof List<?> data) {
            return fromJson(data, pool);
        }
        throw OipHttpCodec.malformed("output '" + name + "' without data");
    }

    Tensor read(ByteBuffer bytes, TensorPool pool) {
        return BinaryTensorReader.read(
                Field.of(name, type, DeclaredShape.of()), shape, bytes, pool);
    }

    private Tensor fromJson(List<?> data, TensorPool pool) {
        List<?> elements = flat(data);
        if (elements.size() != shape.elementCount()) {
            throw OipHttpCodec.malformed(
                    elements.size() + " elements of '" + name + "' for the shape " + shape);
        }
        Tensor tensor = Tensor.allocate(pool, type, shape);
        try {
            for (int i = 0; i < elements.size(); i++) {
                put(tensor, i, elements.get(i));
            }
            return tensor;
        } catch (RuntimeException e) {
            tensor.close();
            throw e;
        }
    }

    /// Flattens a nested list in order.
    private static List<?> flat(List<?> data) {
        return data.stream().anyMatch(List.class::isInstance)
                ? data.stream()
                        .flatMap(
                                element ->
                                        element instanceof List<?> inner
                                                ? flat(inner).stream()
                                                : Stream.of(element))
                        .toList()
                : data;
    }

    private void put(Tensor tensor, int index, @Nullable Object element) {
        switch (element) {
            case Boolean flag when type == ElementType.BOOL ->
                    tensor.data().put(index, (byte) (flag ? 1 : 0));
            case String text when type.isVariable() ->
                    tensor.setElement(index, text.getBytes(StandardCharsets.UTF_8));
            case Number number when type == ElementType.INT64 || type == ElementType.UINT64 ->
                    tensor.data().putLong(8 * index, number.longValue());
            case Number number when !type.isVariable() && type != ElementType.BOOL ->
                    Elements.putDouble(type, tensor.data(), index, number.doubleValue());
            case null, default ->
                    throw OipHttpCodec.malformed(
                            "the element " + element + " of '" + name + "', a " + type);
        }
    }
}
