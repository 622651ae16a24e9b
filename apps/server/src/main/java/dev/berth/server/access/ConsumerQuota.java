package dev.berth.server.access;

import java.util.Map;

/// The quota of one consumer.
///
/// @param consumer its name
/// @param whole of all its requests
/// @param each of its requests to the model or endpoint of this name
record ConsumerQuota(String consumer, Limiter whole, Map<String, Limiter> each) {
    ConsumerQuota {
        each = Map.copyOf(each);
    }
}
