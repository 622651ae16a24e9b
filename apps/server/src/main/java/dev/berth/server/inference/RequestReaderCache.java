package dev.berth.server.inference;

import dev.berth.core.ModelReference;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.TensorPool;
import dev.berth.protocol.oip.InferRequestReader;
import dev.berth.protocol.record.RecordReader;
import dev.berth.serving.request.Lease;
import java.util.HashMap;
import java.util.Map;

/// Cache of the prepared request readers of models, for one event loop. Not thread-safe: one for
/// each event loop.
public final class RequestReaderCache {
    private final TensorPool pool;
    private final Map<ModelReference, Codec> codecs = new HashMap<>();

    public RequestReaderCache(TensorPool pool) {
        this.pool = pool;
    }

    public InferRequestReader infer(Lease lease) {
        return codec(lease).infer();
    }

    public RecordReader record(Lease lease) {
        return codec(lease).record();
    }

    @SuppressWarnings(
            "ReferenceEquality") // A changed package has another signature object; comparing all
    // fields would cost more.
    private Codec codec(Lease lease) {
        Signature signature = lease.signature();
        Codec known = codecs.get(lease.model());
        if (known == null || known.signature() != signature) {
            known =
                    new Codec(
                            signature,
                            new InferRequestReader(signature, pool, lease.limit()),
                            new RecordReader(signature, pool, lease.limit()));
            codecs.put(lease.model(), known);
        }
        return known;
    }

    private record Codec(Signature signature, InferRequestReader infer, RecordReader record) {}
}
