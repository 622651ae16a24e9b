package dev.berth.protocol.oip;

import java.util.Optional;
import java.util.OptionalInt;

/// An output that a request names.
///
/// @param binary whether its data is wanted as bytes after the JSON; empty to follow the request's
///   default
/// @param classes if present, this many best classes are wanted in place of the values (the
///   classification extension); at least 1
public record RequestedOutput(String name, Optional<Boolean> binary, OptionalInt classes) {
    public static RequestedOutput of(String name) {
        return new RequestedOutput(name, Optional.empty(), OptionalInt.empty());
    }
}
