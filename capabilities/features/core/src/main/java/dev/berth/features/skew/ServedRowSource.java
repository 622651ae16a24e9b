package dev.berth.features.skew;

import java.util.function.Consumer;

/// Source of logged served rows.
public interface ServedRowSource {

    /// Passes every row to the visitor, in any order.
    void visit(Consumer<ServedRow> visitor);
}
