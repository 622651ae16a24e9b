package dev.berth.cli.bench;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.util.Arrays;
import java.util.Locale;

/// Transport of benchmark calls to the model.
public enum CallTransport {
    /// Method call in this process.
    IN_PROCESS,
    /// Typed API over HTTP/1.1.
    TYPED,
    /// Open Inference Protocol over HTTP/1.1 with tensors in JSON.
    V2_JSON,
    /// Open Inference Protocol over HTTP/1.1 with binary tensors.
    V2_BINARY;

    /// Parses a label.
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
