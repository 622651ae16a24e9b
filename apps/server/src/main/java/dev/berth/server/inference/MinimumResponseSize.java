package dev.berth.server.inference;

import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;

/// Estimates of the sizes of responses.
final class MinimumResponseSize {
    private MinimumResponseSize() {}

    /// Bytes of the outputs for so many records at least: what has a fixed size. What has any size
    /// counts as nothing.
    static long least(Signature signature, int records) {
        double bytes = 0;
        for (Field output : signature.outputs()) {
            bytes += perRecord(signature, output) * records;
        }
        return (long) bytes;
    }

    /// In double, which does not overflow.
    private static double perRecord(Signature signature, Field output) {
        double bytes = Math.max(0, output.type().byteSize());
        for (int i = signature.isBatched() ? 1 : 0; i < output.shape().rank(); i++) {
            bytes *= output.shape().at(i) instanceof Dimension.Fixed(long size) ? size : 0;
        }
        return bytes;
    }
}
