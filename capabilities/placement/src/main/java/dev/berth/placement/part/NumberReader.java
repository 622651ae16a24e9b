package dev.berth.placement.part;

import dev.berth.catalog.document.DocumentNode;
import java.util.Optional;

/// Reader of numbers without unit.
final class NumberReader {
    /// More users, cores or entries than there are.
    private static final double MAX = 1e12;

    private static final double MIN = 1e-9;

    private NumberReader() {}

    /// A number greater than 0; empty if it is missing or was reported.
    static Optional<Double> positive(DocumentNode place, String key) {
        Optional<DocumentNode> node = place.child(key).filter(DocumentNode::isSound);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (node.get().value() instanceof Number number
                && number.doubleValue() >= MIN
                && number.doubleValue() <= MAX) {
            return Optional.of(number.doubleValue());
        }
        node.get()
                .error(
                        node.get().described(),
                        "a number greater than 0, at most 1e12",
                        "write a number without unit");
        return Optional.empty();
    }
}
