package dev.berth.catalog.endpoint;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.endpoint.ServiceLevel;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/// Reader of an endpoint's service level.
final class ServiceLevelReader {
    private ServiceLevelReader() {}

    static Optional<ServiceLevel> read(Optional<DocumentNode> slo) {
        return slo.flatMap(ServiceLevelReader::read);
    }

    private static Optional<ServiceLevel> read(DocumentNode slo) {
        Duration window =
                slo.text("window")
                        .map(days -> Duration.ofDays(Long.parseLong(days.replace("d", ""))))
                        .orElse(ServiceLevel.WINDOW_DEFAULT);
        Optional<Double> availability = share(slo, "availability");
        Optional<DocumentNode> latency = slo.child("latency");
        Optional<Duration> within = latency.flatMap(place -> place.duration("threshold"));
        Optional<Double> share = latency.flatMap(place -> share(place, "target-ratio"));
        if (slo.hasUnsoundEntry() || latency.map(DocumentNode::hasUnsoundEntry).orElse(false)) {
            return Optional.empty();
        }
        if (availability.isEmpty() && latency.isEmpty()) {
            slo.error(
                    "no objective",
                    "`availability`, `latency` or both",
                    "write what the endpoint promises, such as `availability: 0.999`");
            return Optional.empty();
        }
        return Optional.of(
                new ServiceLevel(
                        window,
                        availability,
                        within.flatMap(
                                time -> share.map(part -> new ServiceLevel.Latency(time, part)))));
    }

    /// Of all, no error is allowed: no objective can be missed by less than everything.
    private static Optional<Double> share(DocumentNode place, String key) {
        Optional<Double> share = place.number(key);
        if (share.isPresent() && !(share.get() > 0 && share.get() < 1)) {
            place.child(key)
                    .ifPresent(
                            written ->
                                    written.error(
                                            "a share of " + share.get(),
                                            "more than 0 and less than 1",
                                            share.get() > 1 && share.get() < 100
                                                    ? "write `" + hundredth(share.get()) + "`"
                                                    : "write such as `0.999`"));
            return Optional.empty();
        }
        return share;
    }

    /// As an author would write it, without the noise of binary fractions.
    private static String hundredth(double percent) {
        return BigDecimal.valueOf(percent).movePointLeft(2).toPlainString();
    }
}
