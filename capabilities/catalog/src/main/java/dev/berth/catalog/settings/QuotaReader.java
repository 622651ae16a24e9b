package dev.berth.catalog.settings;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.system.Quota;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Reader of the quotas of a consumer.
final class QuotaReader {
    private QuotaReader() {}

    static Optional<Quota> read(DocumentNode consumer) {
        return consumer.child("quota")
                .filter(DocumentNode::isSound)
                .map(
                        place -> {
                            Map<String, Quota.Limits> each = new HashMap<>();
                            place.child("per-model")
                                    .map(DocumentNode::entries)
                                    .orElse(Map.of())
                                    .forEach((name, one) -> each.put(name, limits(one)));
                            return new Quota(limits(place), each);
                        });
    }

    private static Quota.Limits limits(DocumentNode place) {
        return new Quota.Limits(
                rate(place, "requests-per-second", "burst"),
                rate(place, "records-per-second", "records-burst"),
                whole(place, "concurrent-requests"));
    }

    private static Optional<Quota.Rate> rate(DocumentNode place, String rateKey, String burstKey) {
        OptionalInt burst = whole(place, burstKey);
        Optional<Double> rate =
                place.child(rateKey)
                        .filter(DocumentNode::isSound)
                        .flatMap(found -> place.number(rateKey));
        if (rate.isEmpty() && burst.isPresent()) {
            place.child(burstKey)
                    .ifPresent(
                            alone ->
                                    alone.error(
                                            "a burst without a rate",
                                            "`" + rateKey + "` beside it",
                                            "add it, or write `concurrent-requests`"));
        }
        return rate.map(perSecond -> Quota.Rate.of(perSecond, burst));
    }

    private static OptionalInt whole(DocumentNode place, String key) {
        return place.integer(key).map(OptionalInt::of).orElse(OptionalInt.empty());
    }
}
