package dev.berth.core.feature;

import java.util.Optional;

/// A kind of thing that features describe, such as a customer.
///
/// @param key by which requests and training rows name one: the join key
/// @param type of the key
/// @param meaning what it is, in a sentence for people
/// @param owner the responsible team, or an address
public record Entity(
        EntityName name, String key, ValueType type, String meaning, Optional<String> owner) {}
