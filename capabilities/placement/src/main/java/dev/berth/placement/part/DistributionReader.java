package dev.berth.placement.part;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.placement.part.QuantityReader.Zero;
import dev.berth.placement.scenario.Distribution;
import java.util.Optional;

/// Reader of distributions of times: `40 ms`, `{min: 40 ms, max: 200 ms}` or `{p50: 60 ms, p99: 180
/// ms}`.
final class DistributionReader {
    private DistributionReader() {}

    static Optional<Distribution> read(DocumentNode place, String key) {
        return place.child(key).flatMap(DistributionReader::read);
    }

    private static Optional<Distribution> read(DocumentNode node) {
        if (node.entries().isEmpty()) {
            return QuantityReader.read(node, Dimension.TIME, Zero.ALLOWED)
                    .map(Distribution.Fixed::new);
        }
        Optional<Double> min = QuantityReader.read(node, "min", Dimension.TIME, Zero.ALLOWED);
        Optional<Double> max = QuantityReader.read(node, "max", Dimension.TIME);
        Optional<Double> p50 = QuantityReader.read(node, "p50", Dimension.TIME);
        Optional<Double> p99 = QuantityReader.read(node, "p99", Dimension.TIME);
        if (node.isBroken()) {
            return Optional.empty();
        }
        if (min.isPresent() && max.isPresent() && p50.isEmpty() && p99.isEmpty()) {
            return ordered(node, "min", min.get(), "max", max.get())
                    ? Optional.of(new Distribution.Uniform(min.get(), max.get()))
                    : Optional.empty();
        }
        if (p50.isPresent() && p99.isPresent() && min.isEmpty() && max.isEmpty()) {
            return ordered(node, "p50", p50.get(), "p99", p99.get())
                    ? Optional.of(new Distribution.Lognormal(p50.get(), p99.get()))
                    : Optional.empty();
        }
        node.error(
                "a distribution with " + String.join(", ", node.entries().keySet()),
                "a time, `min` and `max`, or `p50` and `p99`",
                "write it as in `{p50: 60 ms, p99: 180 ms}`");
        return Optional.empty();
    }

    private static boolean ordered(
            DocumentNode node, String lowKey, double low, String highKey, double high) {
        if (low <= high) {
            return true;
        }
        node.error(
                "`" + lowKey + "` greater than `" + highKey + "`",
                "`" + lowKey + "` of at most `" + highKey + "`",
                "exchange the two");
        return false;
    }
}
