package dev.berth.protocol.oip;

/// Executions of one batch size.
public record BatchStatistics(
        long batchSize,
        DurationCount computeInput,
        DurationCount computeInfer,
        DurationCount computeOutput) {}
