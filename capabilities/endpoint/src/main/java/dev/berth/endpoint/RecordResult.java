package dev.berth.endpoint;

import dev.berth.core.Problem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Result of one of several records.
public sealed interface RecordResult {

    /// The outputs of an answered record.
    ///
    /// @param fields plain values by the names of outputs
    record Predicted(Map<String, Object> fields) implements RecordResult {
        public Predicted {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }

    /// The problem of a failed record.
    record Failed(Problem problem) implements RecordResult {}
}
