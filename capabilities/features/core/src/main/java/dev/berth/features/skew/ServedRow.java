package dev.berth.features.skew;

import java.util.List;

/// The features that one row of a read was answered with.
///
/// @param atMicros the instant as of which they were read, in microseconds since 1970
/// @param views one for each view, or more if it was read for several entities
public record ServedRow(long atMicros, List<ServedView> views) {
    public ServedRow {
        views = List.copyOf(views);
    }
}
