package dev.berth.features.online;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Functions on lists of stored values, with null for none.
public final class Values {
    private Values() {}

    /// Whether two lists have the same bytes in the same order.
    public static boolean areEqual(List<byte @Nullable []> one, List<byte @Nullable []> other) {
        boolean areEqual = one.size() == other.size();
        for (int i = 0; areEqual && i < one.size(); i++) {
            areEqual = Arrays.equals(one.get(i), other.get(i));
        }
        return areEqual;
    }

    /// Implements [OnlineStore#writeIf] for a store that excludes concurrent writes.
    public static boolean writeIf(
            OnlineStore store,
            List<byte[]> keys,
            List<byte @Nullable []> values,
            StoreBatch batch) {
        boolean areThese = areEqual(store.readAll(keys), values);
        if (areThese) {
            store.write(batch);
        }
        return areThese;
    }
}
