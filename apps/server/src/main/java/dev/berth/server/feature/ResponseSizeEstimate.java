package dev.berth.server.feature;

import dev.berth.protocol.feature.FeatureRequest;

/// Bound on the size of a response.
final class ResponseSizeEstimate {
    private static final int FRAME_BYTES = 512;

    /// A value, its name or status and its time.
    private static final long BYTES_PER_VALUE = 48;

    /// What is longer grows on the way.
    private static final int BYTES_MAX = 256 << 10;

    private ResponseSizeEstimate() {}

    /// A guess, for the first array.
    static int bytes(FeatureRequest request, SelectedFeatures wanted) {
        long values = (long) request.rows() * wanted.size();
        return (int) Math.min(FRAME_BYTES + BYTES_PER_VALUE * values, BYTES_MAX);
    }
}
