package dev.berth.cli.bench;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.util.Arrays;
import java.util.Locale;

/// The way that calls take to the model.
public enum CallTransport {
    /// A method call, in this process.
    IN_PROCESS,
    /// The typed API over HTTP/1.1.
    TYPED,
    /// The Open Inference Protocol over HTTP/1.1 with tensors in JSON.
    V2_JSON,
    /// The same with tensors as binary data.
    V2_BINARY;

    /// The way of this label.
    ///
    /// @throws ProblemException `usage`
    public static CallTransport parse(String label) {
        for (CallTransport way : values()) {
            if (way.label().equals(label)) {
                return way;
            }
        }
        throw new ProblemException(
                ProblemCode.USAGE,
                "--protocol " + label,
                "write one of " + Arrays.stream(values()).map(CallTransport::label).toList());
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
