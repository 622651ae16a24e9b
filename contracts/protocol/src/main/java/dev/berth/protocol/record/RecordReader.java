package dev.berth.protocol.record;

import dev.berth.core.ProblemException;
import dev.berth.core.record.RequestLimit;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.TensorPool;
import dev.berth.protocol.json.JsonKeys;

/// Reads the bodies of `:predict` requests for one signature.
///
/// The body is one record, `{"records": [...]}`, or one of the two older forms `{"instances":
/// [...]}` and `{"inputs": ...}`. The first top-level member that is a field of the signature, or
/// `records`, `instances` or `inputs`, decides which; a field of one of these names is the field.
/// In the older forms a model with one input takes bare values in place of objects.
///
/// Every violation is found, not only the first: unknown, missing and repeated fields, nulls,
/// values of the wrong kind, out of range or not among the categories, arrays that are ragged or of
/// the wrong size. NaN and Infinity are not JSON and are refused. A `bytes` field takes base64, as
/// a string or as `{"b64": ...}`; a `string` field takes the latter too, if it is text. Immutable
/// and thread-safe.
public final class RecordReader {
    private final Signature signature;
    private final TensorPool pool;
    private final RequestLimit limit;
    private final JsonKeys fields;

    /// For any number of records.
    public RecordReader(Signature signature, TensorPool pool) {
        this(signature, pool, RequestLimit.NONE);
    }

    /// @param limit at which reading ends
    public RecordReader(Signature signature, TensorPool pool, RequestLimit limit) {
        this.signature = signature;
        this.pool = pool;
        this.limit = limit;
        this.fields = JsonKeys.of(signature.inputs().stream().map(Field::name).toList());
    }

    public RecordRequest read(byte[] body) {
        return read(body, 0, body.length);
    }

    /// Reads the `length` bytes from `offset` on.
    ///
    /// @return the records, which the caller closes or takes the tensors from
    /// @throws ProblemException `record-invalid` with every violation, `request-malformed` if the
    ///   body is not JSON or not an object, `batch-too-large` for too many records
    public RecordRequest read(byte[] body, int offset, int length) {
        return new PredictRequestParser(signature, fields, limit, body, offset, offset + length)
                .read(pool);
    }

    /// The same for a body of `{"records": [...]}` whose records stand each for itself: one with
    /// violations keeps none of the others from being read.
    ///
    /// @return the records, which the caller closes or takes the tensors from
    /// @throws ProblemException `parameter-invalid` if the body has another form,
    ///   `request-malformed`, `record-invalid` if there is more than the records, `batch-too-large`
    public PartialRequest readEach(byte[] body, int offset, int length) {
        return new PredictRequestParser(signature, fields, limit, body, offset, offset + length)
                .readEach(pool);
    }
}
