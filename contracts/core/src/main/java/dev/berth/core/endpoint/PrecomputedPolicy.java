package dev.berth.core.endpoint;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Settings by which an endpoint answers from precomputed answers: `cached` in its file.
///
/// @param keys inputs by which an answer is found; empty for all inputs
/// @param ageMax how old an answer may be; empty for as old as its snapshot allows
/// @param onMiss what answers a record without a precomputed answer
/// @param defaultRecord inputs of the record whose answer is the default one; empty unless `onMiss`
///   is [OnMiss#DEFAULT]
/// @param encryptBy the input that names the user whose key encrypts an answer, one of the keys;
///   empty if answers are not encrypted
public record PrecomputedPolicy(
        List<String> keys,
        Optional<Duration> ageMax,
        OnMiss onMiss,
        Map<String, Object> defaultRecord,
        Optional<String> encryptBy) {

    /// What answers a record without a precomputed answer that is young enough.
    public enum OnMiss {
        /// The endpoint's steps.
        COMPUTE,
        /// The answer to the default record.
        DEFAULT,
        /// A problem, or a fallback if there is one.
        REJECT
    }

    public PrecomputedPolicy {
        keys = List.copyOf(keys);
        defaultRecord = Collections.unmodifiableMap(new LinkedHashMap<>(defaultRecord));
        if (ageMax.isPresent() && (ageMax.get().isNegative() || ageMax.get().isZero())) {
            throw new IllegalArgumentException(
                    "maximum age: " + ageMax.get() + " (expected: above zero)");
        }
        if (defaultRecord.isEmpty() == (onMiss == OnMiss.DEFAULT)) {
            throw new IllegalArgumentException(
                    "a default record of "
                            + defaultRecord.size()
                            + " inputs for "
                            + onMiss
                            + " (expected: inputs for DEFAULT alone)");
        }
    }
}
