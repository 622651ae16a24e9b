package dev.berth.endpoint;

import dev.berth.core.Problem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What came of one of several records.
public sealed interface RecordResult {

    /// It is answered.
    ///
    /// @param fields plain values by the names of outputs
    record Predicted(Map<String, Object> fields) implements RecordResult {
        public Predicted {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }

    /// It is not.
    record Failed(Problem problem) implements RecordResult {}
}
