package dev.berth.endpoint.execution;

import dev.berth.core.tensor.NamedTensors;

/// A record for a shadow, with the response that its caller got. Its last holder closes it.
///
/// @param inputs as the caller sent them
/// @param answerNanos how long the answer took
public record ShadowRecord(
        CompiledAlternatives.Shadow shadow,
        String requestId,
        NamedTensors inputs,
        NamedTensors answer,
        long answerNanos)
        implements AutoCloseable {

    /// Bytes of memory that it keeps from being given back.
    long byteCount() {
        return byteCount(inputs) + byteCount(answer);
    }

    private static long byteCount(NamedTensors tensors) {
        long bytes = 0;
        for (int i = 0; i < tensors.count(); i++) {
            bytes += tensors.tensor(i).byteCount();
        }
        return bytes;
    }

    @Override
    public void close() {
        inputs.close();
        answer.close();
    }
}
