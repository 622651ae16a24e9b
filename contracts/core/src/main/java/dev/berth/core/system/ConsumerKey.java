package dev.berth.core.system;

import java.time.Instant;
import java.util.Optional;

/// Fingerprint of a consumer's key: enough to recognise it, not enough to make it.
///
/// @param id the part of the key that is no secret: it finds the key, and stands in logs
/// @param secretDigest of the key's secret part. Plain SHA-256 is right for a secret of 256 random
///   bits: there is nothing to guess that a slow function would slow down
/// @param expires from when on it is refused; empty for never
/// @param revoked whether it is refused although it is known
public record ConsumerKey(
        String id, Sha256 secretDigest, Optional<Instant> expires, boolean revoked) {}
