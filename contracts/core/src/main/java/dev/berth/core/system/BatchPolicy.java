package dev.berth.core.system;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Rules for gathering requests into one execution.
///
/// @param sizeMax the most rows of one execution, at least 1; a longer request is cut into several
/// @param sizeMaxOrigin the origin of `sizeMax`
/// @param delayMax how long an idle executor waits for more rows; zero, the default, executes at
///   once what is queued
/// @param whenShapesDiffer what happens to requests whose rows have different shapes
/// @param buckets for dynamic dimensions, the sizes to which they are padded, ascending; larger
///   ones stay as they are
public record BatchPolicy(
        int sizeMax,
        SizeMaxOrigin sizeMaxOrigin,
        Duration delayMax,
        WhenShapesDiffer whenShapesDiffer,
        Map<String, List<Long>> buckets) {

    /// Beyond 8 rows throughput gained nothing on the models that were measured, while latency
    /// grew.
    public static final int SIZE_MAX_DEFAULT = 8;

    /// Origin of the largest batch size.
    public enum SizeMaxOrigin {
        /// The package, or an override of its settings.
        SAID,
        /// The default.
        DEFAULT
    }

    public enum WhenShapesDiffer {
        /// Only requests of the same shape share an execution.
        SEPARATE,
        /// Shorter rows are filled up with zeros to the longest of the execution.
        PAD
    }

    public BatchPolicy {
        if (sizeMax < 1) {
            throw new IllegalArgumentException("batch size: " + sizeMax + " (expected: >= 1)");
        }
        if (delayMax.isNegative()) {
            throw new IllegalArgumentException("batch delay: " + delayMax + " (expected: >= 0)");
        }
        var copied = new LinkedHashMap<String, List<Long>>();
        buckets.forEach((dimension, sizes) -> copied.put(dimension, ascending(dimension, sizes)));
        buckets = Collections.unmodifiableMap(copied);
    }

    /// The same with an explicit size.
    public BatchPolicy(
            int sizeMax,
            Duration delayMax,
            WhenShapesDiffer whenShapesDiffer,
            Map<String, List<Long>> buckets) {
        this(sizeMax, SizeMaxOrigin.SAID, delayMax, whenShapesDiffer, buckets);
    }

    private static List<Long> ascending(String dimension, List<Long> sizes) {
        long previous = 0;
        for (long size : sizes) {
            if (size <= previous) {
                throw new IllegalArgumentException(
                        "buckets of "
                                + dimension
                                + ": "
                                + sizes
                                + " (expected: ascending, each >= 1)");
            }
            previous = size;
        }
        return List.copyOf(sizes);
    }

    public static BatchPolicy ofSize(int sizeMax) {
        return new BatchPolicy(sizeMax, Duration.ZERO, WhenShapesDiffer.SEPARATE, Map.of());
    }

    /// The default policy.
    public static BatchPolicy ofDefaultSize(int sizeMax) {
        return new BatchPolicy(
                sizeMax, SizeMaxOrigin.DEFAULT, Duration.ZERO, WhenShapesDiffer.SEPARATE, Map.of());
    }

    /// Whether the number of rows is not declared.
    public boolean hasDefaultSize() {
        return sizeMaxOrigin == SizeMaxOrigin.DEFAULT;
    }

    public BatchPolicy withSizeMax(int rows) {
        return new BatchPolicy(rows, delayMax, whenShapesDiffer, buckets);
    }
}
