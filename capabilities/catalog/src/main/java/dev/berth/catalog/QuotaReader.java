package dev.berth.catalog;

import dev.berth.core.system.Quota;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads how much a consumer may ask for.
final class QuotaReader {
    private static final String RATE = "requests-per-second";

    private QuotaReader() {}

    static Optional<Quota> read(Place consumer) {
        return consumer.child("quota")
                .filter(Place::isSound)
                .map(
                        place -> {
                            Map<String, Quota.Limits> each = new HashMap<>();
                            place.child("each")
                                    .map(Place::entries)
                                    .orElse(Map.of())
                                    .forEach((name, one) -> each.put(name, limits(one)));
                            return new Quota(limits(place), each);
                        });
    }

    private static Quota.Limits limits(Place place) {
        OptionalInt burst = whole(place, "burst");
        Optional<Double> rate =
                place.child(RATE).filter(Place::isSound).flatMap(found -> place.number(RATE));
        if (rate.isEmpty() && burst.isPresent()) {
            place.child("burst")
                    .ifPresent(
                            alone ->
                                    alone.mistake(
                                            "a burst without a rate",
                                            "`requests-per-second` beside it",
                                            "add it, or write `concurrent-requests`"));
        }
        return new Quota.Limits(
                rate.map(perSecond -> Quota.Rate.of(perSecond, burst)),
                whole(place, "concurrent-requests"));
    }

    private static OptionalInt whole(Place place, String key) {
        return place.integer(key).map(OptionalInt::of).orElse(OptionalInt.empty());
    }
}
