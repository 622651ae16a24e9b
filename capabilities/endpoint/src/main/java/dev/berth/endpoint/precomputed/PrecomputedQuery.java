package dev.berth.endpoint.precomputed;

import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.endpoint.PrecomputedPolicy;
import dev.berth.core.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// Look-up of the answer to one record.
///
/// @param fingerprint of the endpoint and all that it calls, as in [PrecomputableEndpoint]
/// @param names of the key fields
/// @param values of the key fields in their order, each of one record
public record PrecomputedQuery(
        EndpointName endpoint,
        String fingerprint,
        PrecomputedPolicy policy,
        List<String> names,
        List<Tensor> values) {

    /// The bytes of the key fields: equal for equal values alone, as the types are the endpoint's.
    public byte[] key() {
        return bytes(values);
    }

    /// The user whose key encrypts the answer, as text; empty if answers are not encrypted.
    public Optional<String> user() {
        return policy.encryptBy().map(name -> user(values.get(names.indexOf(name))));
    }

    /// A user's name: a text or a whole number.
    public static String user(Tensor value) {
        return value.type().isVariable() ? value.text(0) : Long.toString((long) value.number(0));
    }

    /// Every tensor as its rank, its sizes and its content, elements of variable length after their
    /// length.
    public static byte[] bytes(List<Tensor> tensors) {
        var into = new ByteWriter(64);
        for (Tensor tensor : tensors) {
            into.writeUnsigned(tensor.shape().rank());
            for (int axis = 0; axis < tensor.shape().rank(); axis++) {
                into.writeUnsigned(tensor.shape().size(axis));
            }
            if (tensor.type().isVariable()) {
                for (int i = 0; i < tensor.shape().elementCount(); i++) {
                    into.writeBytes(tensor.element(i));
                }
            } else {
                ByteBuffer data = tensor.data().duplicate();
                byte[] content = new byte[data.remaining()];
                data.get(content);
                into.writeRaw(content);
            }
        }
        return into.toBytes();
    }
}
