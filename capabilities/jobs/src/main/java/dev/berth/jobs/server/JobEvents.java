package dev.berth.jobs.server;

import dev.berth.jobs.Job;
import dev.berth.jobs.JobId;
import dev.berth.jobs.JobProgress;
import dev.berth.jobs.execution.JobWatch;
import dev.berth.jobs.store.JobStore;
import dev.berth.protocol.json.JsonValues;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Server-sent events of a job: `result` for each block that is done, whose id is the number of
/// blocks until then, `state` when it changes, and `end`. The results are read from the database
/// when they are requested, so any server continues after the id that a caller names.
///
/// Source: HTML Living Standard, section 9.2 (Server-sent events).
final class JobEvents implements PulledParts.Source {
    /// Proxies close connections that are silent for a minute or less.
    private static final Duration SILENCE_MAX = Duration.ofSeconds(15);

    private static final ByteBuffer SILENCE = utf8(": nothing new\n\n");

    /// Browsers come back after so long.
    private static final String RETRY = "retry: 2000\n\n";

    private final JobStore store;
    private final JobWatch watches;
    private final JobWatch.Watch watch;
    private final JobId id;
    private final int records;
    private final List<Integer> blockRecords;
    private JobProgress known;
    private @Nullable JobProgress announced;
    private int next;
    private int done;
    private boolean hasBegun;
    private boolean hasEnded;

    /// @param watch taken over
    /// @param next the block whose result comes first
    JobEvents(JobStore store, JobWatch watches, JobWatch.Watch watch, Job job, int next) {
        this.store = store;
        this.watches = watches;
        this.watch = watch;
        this.id = job.id();
        this.records = job.records();
        this.known = job.progress();
        this.next = next;
        this.blockRecords = store.blockRecords(id);
        this.done = blockRecords.stream().limit(next).mapToInt(Integer::intValue).sum();
    }

    @Override
    public @Nullable ByteBuffer next() throws InterruptedException {
        if (!hasBegun) {
            hasBegun = true;
            return utf8(RETRY);
        }
        while (!hasEnded) {
            if (next < known.blocksDone()) {
                Optional<ByteBuffer> lines = store.findResult(id, next);
                if (lines.isEmpty()) {
                    // Deleted, or expired.
                    hasEnded = true;
                    return null;
                }
                done += blockRecords.get(next);
                next++;
                return utf8(
                        "event: result\nid: "
                                + next
                                + "\ndata: {\"done\":"
                                + done
                                + ",\"total\":"
                                + records
                                + ",\"results\":["
                                + joined(lines.get())
                                + "]}\n\n");
            }
            if (known.state().isFinished()) {
                hasEnded = true;
                return event("id: " + endId(blockRecords.size()) + "\nevent: end");
            }
            if (announced == null || announced.state() != known.state()) {
                announced = known;
                return event("event: state");
            }
            Optional<JobProgress> other = watch.awaitOther(known, SILENCE_MAX);
            if (other.isPresent()) {
                known = other.get();
            } else if (watches.isClosed()) {
                // The caller continues at another server.
                return null;
            } else {
                return SILENCE.duplicate();
            }
        }
        return null;
    }

    /// The id of the event that is the last one.
    static int endId(int blocks) {
        return blocks + 1;
    }

    private ByteBuffer event(String head) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("state", known.state().label());
        data.put("done", known.done());
        data.put("failed", known.failed());
        data.put("total", records);
        return utf8(head + "\ndata: " + JsonValues.text(data) + "\n\n");
    }

    private static String joined(ByteBuffer lines) {
        String text = StandardCharsets.UTF_8.decode(lines.duplicate()).toString();
        // A line feed within a text is escaped in JSON.
        return text.strip().replace('\n', ',');
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        watch.close();
    }
}
