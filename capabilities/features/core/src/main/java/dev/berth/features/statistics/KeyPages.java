package dev.berth.features.statistics;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Pages of entity keys, several keys in one stored value.
final class KeyPages {
    /// Size that any store supports as one value.
    static final int PAGE_BYTES = 1 << 20;

    private KeyPages() {}

    static List<byte[]> of(List<byte[]> keys) {
        List<byte[]> pages = new ArrayList<>();
        var out = new ByteWriter();
        for (byte[] key : keys) {
            out.writeBytes(key);
            if (out.size() >= PAGE_BYTES) {
                pages.add(out.toBytes());
                out.clear();
            }
        }
        if (out.size() > 0) {
            pages.add(out.toBytes());
        }
        return pages;
    }

    static void read(byte[] page, Consumer<byte[]> visitor) {
        var in = new ByteReader(page);
        while (in.hasMore()) {
            visitor.accept(in.readBytes());
        }
    }
}
