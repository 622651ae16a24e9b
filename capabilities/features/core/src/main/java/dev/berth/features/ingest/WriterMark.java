package dev.berth.features.ingest;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Mark in the store of the process that ingests a source: its name and the number of the batch.
///
/// Each batch of any process writes another mark, on condition that the one it read is still there.
/// So two processes that begin at the same time cannot both count an event: the later write of the
/// two fails, and its process reads the state anew.
final class WriterMark {
    private static final String BATCH = ", batch ";

    private final String name;

    /// @param name of the process, unique
    WriterMark(String name) {
        this.name = name;
    }

    /// The mark of this process that follows one that was read, which may be absent or of another.
    byte[] next(byte @Nullable [] noted) {
        return (name + BATCH + (number(noted) + 1)).getBytes(StandardCharsets.UTF_8);
    }

    /// Whether a mark is of this process.
    boolean isOf(byte @Nullable [] noted) {
        return noted != null && new String(noted, StandardCharsets.UTF_8).startsWith(name + BATCH);
    }

    /// 0 for none, and for one of a version without numbers.
    private static long number(byte @Nullable [] noted) {
        if (noted == null) {
            return 0;
        }
        String text = new String(noted, StandardCharsets.UTF_8);
        int at = text.lastIndexOf(BATCH);
        try {
            return at < 0 ? 0 : Long.parseLong(text.substring(at + BATCH.length()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
