package dev.berth.protocol.oip;

import dev.berth.core.ProblemException;
import dev.berth.core.record.RequestLimit;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.TensorPool;
import dev.berth.protocol.json.JsonKeys;
import java.util.OptionalInt;

/// Reads the bodies of inference requests for one signature: JSON, JSON with binary tensors behind
/// it, or the bytes of a single tensor.
///
/// Values go from the bytes straight into tensor memory; sizes are compared with what is there
/// before memory is taken, and nothing is held when a request is refused. Immutable and
/// thread-safe.
///
/// Policies where the protocol leaves room:
/// - NaN, Infinity and -Infinity are taken as bare tokens where floating data stands (Python's
///   `json` writes them, and so does Triton), and nowhere else; null is NaN there, as KServe's SDK
///   and MLServer write it.
/// - Null for an optional member is as if it were absent.
/// - float16 and bfloat16 are taken from JSON numbers, rounded to nearest even; a number beyond the
///   type's range is refused and not made an infinity.
/// - `1.0` and `1e2` are whole numbers; `1.5` in integer data is refused.
/// - A `bytes` field takes base64, as a string or as `{"b64": ...}`; a `string` field takes text.
///   On the wire both are `BYTES`.
/// - Unknown members of the objects are passed over, unknown parameters kept.
///
/// Source: Open Inference Protocol v2, `inference_rest.md`; Triton's binary tensor data and
/// classification extensions.
public final class InferRequestReader {
    private final Signature signature;
    private final TensorPool pool;
    private final RequestLimit limit;
    private final JsonKeys inputNames;

    /// For any number of records.
    public InferRequestReader(Signature signature, TensorPool pool) {
        this(signature, pool, RequestLimit.NONE);
    }

    /// @param limit beyond which no memory is taken for a request
    public InferRequestReader(Signature signature, TensorPool pool, RequestLimit limit) {
        this.signature = signature;
        this.pool = pool;
        this.limit = limit;
        this.inputNames = JsonKeys.of(signature.inputs().stream().map(Field::name).toList());
    }

    /// Reads a body of JSON alone.
    public InferRequest read(byte[] body) {
        return read(body, 0, body.length, OptionalInt.empty());
    }

    /// Reads the `length` bytes from `offset` on.
    ///
    /// @param jsonLength the value of `Inference-Header-Content-Length`: how many of the bytes are
    ///   JSON; 0 means that they are the data of the only input; empty if the header is absent and
    ///   all are JSON
    /// @return the request, which the caller closes or takes the inputs from
    /// @throws ProblemException if the request does not fit the signature, `batch-too-large` if it
    ///   has more records than may come together
    public InferRequest read(byte[] body, int offset, int length, OptionalInt jsonLength) {
        if (jsonLength.isPresent() && jsonLength.getAsInt() == 0) {
            return RawRequest.read(signature, body, offset, length, pool);
        }
        return new InferRequestParser(
                        signature, inputNames, limit, pool, body, offset, length, jsonLength)
                .read();
    }
}
