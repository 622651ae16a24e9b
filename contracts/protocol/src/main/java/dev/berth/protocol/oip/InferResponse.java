package dev.berth.protocol.oip;

import dev.berth.core.ModelReference;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The response to an inference request.
///
/// @param id the request's own, if it had one
/// @param outputs the tensors, at least those requested; still owned by the caller
/// @param requested the wanted outputs in their order; empty for all of `outputs`
/// @param binaryOutputByDefault whether outputs that do not say otherwise go as bytes
/// @param parameters plain values to add; usually none
public record InferResponse(
        ModelReference model,
        Signature signature,
        Optional<String> id,
        NamedTensors outputs,
        List<RequestedOutput> requested,
        boolean binaryOutputByDefault,
        Map<String, Object> parameters) {

    public InferResponse {
        requested = List.copyOf(requested);
        parameters = Map.copyOf(parameters);
    }

    /// The answer to a request.
    public static InferResponse to(
            InferRequest request, ModelReference model, Signature signature, NamedTensors outputs) {
        return new InferResponse(
                model,
                signature,
                request.id(),
                outputs,
                request.outputs(),
                request.binaryOutputByDefault(),
                Map.of());
    }

    /// The outputs to write, by name.
    public List<RequestedOutput> wanted() {
        if (!requested.isEmpty()) {
            return requested;
        }
        List<RequestedOutput> all = new ArrayList<>(outputs.count());
        for (int i = 0; i < outputs.count(); i++) {
            all.add(RequestedOutput.of(outputs.name(i)));
        }
        return all;
    }
}
