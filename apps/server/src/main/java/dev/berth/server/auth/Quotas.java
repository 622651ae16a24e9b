package dev.berth.server.auth;

import dev.berth.core.system.ApiConsumer;
import dev.berth.core.system.Quota;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Use of the consumers' quotas, which outlives changes of `berth.yaml`: no caller gets a new share
/// by a reload, and requests in flight stay counted. Thread-safe.
final class Quotas {
    private final LongSupplier nanoTime;

    /// As many as operators have written while the process runs; none is forgotten, since a request
    /// may still be in flight of a consumer whose quota is taken away and given again.
    private final Map<Key, QuotaLimiter> limiters = new HashMap<>();

    /// @param model empty for all requests of the consumer
    private record Key(String consumer, String model) {}

    Quotas(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// The quota of this consumer, with its limits as they are now; null if it has none.
    synchronized @Nullable ConsumerQuota of(ApiConsumer consumer) {
        if (consumer.quota().isEmpty()) {
            return null;
        }
        Quota quota = consumer.quota().get();
        String name = consumer.name().value();
        Map<String, QuotaLimiter> each = new HashMap<>();
        quota.each().forEach((model, limits) -> each.put(model, limiter(name, model, limits)));
        return new ConsumerQuota(name, limiter(name, "", quota.whole()), each);
    }

    private QuotaLimiter limiter(String consumer, String model, Quota.Limits limits) {
        var key = new Key(consumer, model);
        QuotaLimiter known = limiters.get(key);
        if (known == null) {
            known = new QuotaLimiter(model, limits, nanoTime);
            limiters.put(key, known);
        } else {
            known.change(limits);
        }
        return known;
    }

    /// Reports each.
    synchronized void forEach(AccessListener listener) {
        List<Key> keys = new ArrayList<>(limiters.keySet());
        for (Key key : keys) {
            QuotaLimiter limiter = limiters.get(key);
            if (limiter != null) {
                listener.registerQuota(
                        key.consumer(),
                        key.model(),
                        limiter::inFlight,
                        limiter::concurrentMax,
                        limiter::available,
                        limiter::availableRecords);
            }
        }
    }
}
