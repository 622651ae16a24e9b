package dev.berth.evaluation.run;

import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Row that is kept without the block that it was read with.
final class CopiedRow implements DataRow {
    private final long number;
    private final Map<String, @Nullable Object> values;
    private final Map<String, @Nullable String> texts;
    private final Map<String, InvalidRowException> invalid = new HashMap<>();

    private CopiedRow(
            long number,
            Map<String, @Nullable Object> values,
            Map<String, @Nullable String> texts) {
        this.number = number;
        this.values = values;
        this.texts = texts;
    }

    static CopiedRow of(DataRow row, Collection<String> columns) {
        CopiedRow copy = new CopiedRow(row.number(), new HashMap<>(), new HashMap<>());
        for (String column : columns) {
            copy.texts.put(column, row.text(column));
            try {
                copy.values.put(column, row.value(column));
            } catch (InvalidRowException e) {
                copy.invalid.put(column, e);
            }
        }
        return copy;
    }

    /// Bytes that the row takes, about.
    long bytes() {
        long bytes = 0;
        for (Map.Entry<String, @Nullable Object> each : values.entrySet()) {
            String text = texts.get(each.getKey());
            bytes += 100 + (text == null ? 0 : 2L * text.length());
            if (each.getValue() instanceof byte[] content) {
                bytes += content.length;
            }
        }
        return bytes;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public @Nullable Object value(String column) throws InvalidRowException {
        InvalidRowException failure = invalid.get(column);
        if (failure != null) {
            throw failure;
        }
        require(column);
        return values.get(column);
    }

    @Override
    public @Nullable String text(String column) {
        require(column);
        return texts.get(column);
    }

    private void require(String column) {
        if (!texts.containsKey(column)) {
            throw new IllegalArgumentException(
                    "column '" + column + "' (expected: one of " + texts.keySet() + ")");
        }
    }
}
