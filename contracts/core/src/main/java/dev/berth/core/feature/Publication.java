package dev.berth.core.feature;

import dev.berth.core.system.Sha256;
import java.time.Instant;
import java.util.Optional;

/// Record of a published view version, after which the definition of its values never changes.
///
/// @param digest of everything that decides its values
/// @param at when it was published
/// @param berth the version of Berth that published it
/// @param retired when it ceased to be served; empty while it is
/// @param source where the events of a stored view come from, with the columns that it reads; empty
///   for one that is computed on demand, and for one that is retired
public record Publication(
        ViewReference view,
        Sha256 digest,
        Instant at,
        String berth,
        Optional<Instant> retired,
        Optional<EventSource> source) {

    /// Whether it is not served any more.
    public boolean isRetired() {
        return retired.isPresent();
    }

    /// The same with its events from there.
    public Publication with(EventSource other) {
        return new Publication(view, digest, at, berth, retired, Optional.of(other));
    }
}
