package dev.berth.features.skew;

import java.util.function.Consumer;

/// What was served, as it was kept.
public interface ServedRowSource {

    /// Shows every row, in any order.
    void visit(Consumer<ServedRow> visitor);
}
