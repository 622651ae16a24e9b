package dev.berth.protocol.oip;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A request without JSON: the body is the data of the model's only input, one record of it, and
/// all outputs come back as bytes.
///
/// The shape follows from the number of bytes, so at most one dimension besides the batch's may be
/// dynamic. A string or bytes input takes the whole body as its one element.
///
/// Source: Triton's binary tensor data extension, "Raw Binary Request".
final class RawRequest {
    private RawRequest() {}

    static InferRequest read(
            Signature signature, byte[] body, int offset, int length, TensorPool pool) {
        if (signature.inputs().size() != 1) {
            throw new ProblemException(
                    ProblemCode.REQUEST_MALFORMED,
                    "a raw request for a model with "
                            + signature.inputs().size()
                            + " inputs (expected: 1)",
                    "send JSON, and its length in Inference-Header-Content-Length");
        }
        Field field = signature.inputs().getFirst();
        var inputs = new NamedTensors();
        inputs.put(field.name(), tensor(signature, field, body, offset, length, pool));
        return new InferRequest(Optional.empty(), inputs, List.of(), true, Map.of());
    }

    private static Tensor tensor(
            Signature signature,
            Field field,
            byte[] body,
            int offset,
            int length,
            TensorPool pool) {
        if (!field.type().isVariable()) {
            Shape shape = shape(signature, field, length);
            return BinaryTensorReader.read(
                    field, shape, ByteBuffer.wrap(body, offset, length), pool);
        }
        Shape shape = shape(signature, field, 1);
        if (shape.elementCount() != 1) {
            throw InferRequestValidator.wrongCount(field, shape, "1 element, the whole body");
        }
        byte[] element = Arrays.copyOfRange(body, offset, offset + length);
        BinaryTensorReader.requireText(field, element);
        return Tensor.ofElements(field.type(), shape, List.of(element));
    }

    /// The shape of one record of `size` bytes, or elements of a variable type.
    private static Shape shape(Signature signature, Field field, int size) {
        DeclaredShape record = signature.recordShape(field);
        long known = Math.max(1, field.type().byteSize());
        int dynamicAt = -1;
        var sizes = new long[record.rank()];
        for (int i = 0; i < sizes.length; i++) {
            switch (record.at(i)) {
                case Dimension.Fixed(long fixed) -> {
                    sizes[i] = fixed;
                    known = Math.multiplyExact(known, fixed);
                }
                case Dimension.Dynamic dynamic -> {
                    if (dynamicAt >= 0) {
                        throw undecidable(field);
                    }
                    dynamicAt = i;
                }
            }
        }
        if (dynamicAt >= 0) {
            // Bytes that do not divide evenly are found when they are compared with the shape.
            sizes[dynamicAt] = known == 0 ? 0 : size / known;
        }
        Shape shape =
                InferRequestValidator.requireShape(
                        field,
                        signature.isBatched() ? Shape.of(sizes).prepend(1).toArray() : sizes);
        return shape;
    }

    private static ProblemException undecidable(Field field) {
        return new ProblemException(
                ProblemCode.REQUEST_MALFORMED,
                "a raw request for input '"
                        + field.name()
                        + "' of shape "
                        + field.shape()
                        + " (expected: at most one dynamic dimension)",
                "send JSON, and its length in Inference-Header-Content-Length");
    }
}
