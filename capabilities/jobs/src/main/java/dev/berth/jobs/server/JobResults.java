package dev.berth.jobs.server;

import dev.berth.jobs.JobId;
import dev.berth.jobs.store.JobStore;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Result of a job in JSON lines, or some of its records: read block by block.
final class JobResults implements PulledParts.Source {
    private final JobStore store;
    private final JobId id;
    private final List<Integer> blockRecords;
    private final int blocksDone;
    private final long from;
    private final long to;
    private int block;
    private long first;

    /// @param blocksDone blocks that have a result
    /// @param from the first record
    /// @param to behind the last record
    JobResults(JobStore store, JobId id, int blocksDone, long from, long to) {
        this.store = store;
        this.id = id;
        this.blockRecords = store.blockRecords(id);
        this.blocksDone = blocksDone;
        this.from = from;
        this.to = to;
    }

    @Override
    public @Nullable ByteBuffer next() {
        while (block < Math.min(blocksDone, blockRecords.size()) && first < to) {
            int records = blockRecords.get(block);
            long begin = first;
            int number = block++;
            first += records;
            if (first <= from) {
                continue;
            }
            ByteBuffer lines =
                    store.findResult(id, number).orElseThrow(() -> JobId.notFound(id.value()));
            return lines(lines, Math.max(0, from - begin), Math.min(records, to - begin));
        }
        return null;
    }

    /// Some lines of a block.
    ///
    /// @param skip lines before the first
    /// @param end behind the last line
    private static ByteBuffer lines(ByteBuffer all, long skip, long end) {
        int start = all.position();
        int line = 0;
        int at = start;
        while (at < all.limit() && line < end) {
            if (all.get(at++) == '\n' && ++line == skip) {
                start = at;
            }
        }
        return all.slice(start, at - start);
    }
}
