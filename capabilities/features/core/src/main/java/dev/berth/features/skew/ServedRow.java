package dev.berth.features.skew;

import java.util.List;

/// Features served for one row of a read.
///
/// @param atMicros instant of the read values, in microseconds since 1970
/// @param views one for each view, or several if it was read for several entities
public record ServedRow(long atMicros, List<ServedView> views) {
    public ServedRow {
        views = List.copyOf(views);
    }
}
