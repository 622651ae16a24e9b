package dev.berth.jobs.execution;

import dev.berth.jobs.JobState;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// Counts of what this server did with jobs since its start. Thread-safe.
public final class JobCounters {
    private final Map<JobState, LongAdder> finished = new EnumMap<>(JobState.class);
    private final LongAdder records = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder leasesLost = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder undelivered = new LongAdder();
    private final LongAdder givenUp = new LongAdder();

    public JobCounters() {
        for (JobState state : JobState.values()) {
            finished.put(state, new LongAdder());
        }
    }

    /// Counts a job that ended here.
    public void finished(JobState state) {
        count(state).increment();
    }

    void predicted(int count) {
        records.add(count);
    }

    void retried() {
        retries.increment();
    }

    void leaseLost() {
        leasesLost.increment();
    }

    /// Counts a delivered webhook.
    public void delivered() {
        delivered.increment();
    }

    /// Counts a webhook that will be sent again.
    public void undelivered() {
        undelivered.increment();
    }

    /// Counts a webhook that will not be sent again.
    public void givenUp() {
        givenUp.increment();
    }

    /// Jobs that ended here in a state.
    public long finishedCount(JobState state) {
        return count(state).sum();
    }

    private LongAdder count(JobState state) {
        LongAdder adder = finished.get(state);
        if (adder == null) {
            throw new IllegalStateException("no count of " + state);
        }
        return adder;
    }

    public long records() {
        return records.sum();
    }

    public long retries() {
        return retries.sum();
    }

    public long leasesLost() {
        return leasesLost.sum();
    }

    /// Webhooks by their outcome: `delivered`, `failed` and sent again, `given-up`.
    public Map<String, Long> webhooks() {
        return Map.of(
                "delivered",
                delivered.sum(),
                "failed",
                undelivered.sum(),
                "given-up",
                givenUp.sum());
    }
}
