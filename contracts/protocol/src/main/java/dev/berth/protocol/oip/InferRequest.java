package dev.berth.protocol.oip;

import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An inference request that fits its signature; holder of its input tensors until they are handed
/// on.
///
/// @param id the caller's name for the request, to be repeated in the answer
/// @param inputs every input of the signature, those left out filled from their fallback
/// @param outputs the outputs that are wanted; empty for all
/// @param binaryOutputByDefault whether outputs that do not say otherwise are wanted as bytes
/// @param parameters the request's parameters, each a String, Boolean, Long or Double
public record InferRequest(
        Optional<String> id,
        NamedTensors inputs,
        List<RequestedOutput> outputs,
        boolean binaryOutputByDefault,
        Map<String, Object> parameters)
        implements AutoCloseable {

    public InferRequest {
        outputs = List.copyOf(outputs);
        parameters =
                parameters.isEmpty()
                        ? Map.of()
                        : Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /// The wanted outputs, with all of the signature's where the request names none.
    public List<RequestedOutput> outputsOf(Signature signature) {
        return outputs.isEmpty()
                ? signature.outputs().stream().map(Field::name).map(RequestedOutput::of).toList()
                : outputs;
    }

    @Override
    public void close() {
        inputs.close();
    }
}
