package dev.berth.core.system;

import dev.berth.core.signature.TensorSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Settings that replace those of a package; empty ones stay as they are.
///
/// @param batchSizeMax the most rows of one execution; 0 for a model that takes each request whole,
///   by itself
/// @param batchDelayMax how long an idle executor waits for more rows
/// @param executors how many executions run at the same time, at least 1
/// @param versionPolicy which versions serve
/// @param modelFile the name of the file that the engine executes, among those that were sent
/// @param inputs what the caller takes the model's inputs to be, to be checked; empty to check
///   nothing. The shapes have dimensions of no name, and no batch dimension unless `batchSizeMax`
///   is 0
/// @param outputs the same of outputs, which need not be all
/// @param ignored further settings without effect here
public record OverrideSettings(
        Optional<Integer> batchSizeMax,
        Optional<Duration> batchDelayMax,
        Optional<Integer> executors,
        Optional<VersionPolicy> versionPolicy,
        Optional<String> modelFile,
        List<TensorSpec> inputs,
        List<TensorSpec> outputs,
        List<String> ignored) {

    public OverrideSettings {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        ignored = List.copyOf(ignored);
    }
}
