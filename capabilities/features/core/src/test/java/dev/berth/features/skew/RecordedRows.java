package dev.berth.features.skew;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/// Logger that retains all rows.
public final class RecordedRows implements ServedFeatureLogger, ServedRowSource {
    private final List<ServedRow> rows = Collections.synchronizedList(new ArrayList<>());

    @Override
    public boolean shouldSample() {
        return true;
    }

    @Override
    public void take(ServedRow row) {
        rows.add(row);
    }

    /// The logged rows, mutable.
    public List<ServedRow> rows() {
        return rows;
    }

    @Override
    public void visit(Consumer<ServedRow> visitor) {
        rows.forEach(visitor);
    }
}
