package dev.berth.server.auth;

import java.util.Map;

/// The quota of one consumer.
///
/// @param consumer its name
/// @param whole of all its requests
/// @param each of its requests to the model or endpoint of this name
record ConsumerQuota(String consumer, QuotaLimiter whole, Map<String, QuotaLimiter> each) {
    ConsumerQuota {
        each = Map.copyOf(each);
    }
}
