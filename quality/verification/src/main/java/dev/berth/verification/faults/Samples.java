package dev.berth.verification.faults;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/// Calls that are over.
///
/// @param calls in the order in which they were due
record Samples(List<Sample> calls) {
    Samples {
        calls = calls.stream().sorted(Comparator.comparingLong(Sample::dueNanos)).toList();
    }

    /// A call.
    ///
    /// @param dueNanos when it was to begin; its latency counts from there
    /// @param server which answered; empty if none did
    /// @param failure empty for a right answer
    record Sample(long dueNanos, long latencyNanos, String server, String failure) {
        boolean isRight() {
            return failure.isEmpty();
        }
    }

    /// Those that were due from one time until before another.
    Samples between(long fromNanos, long toNanos) {
        return new Samples(
                calls.stream()
                        .filter(
                                call ->
                                        call.dueNanos() - fromNanos >= 0
                                                && call.dueNanos() - toNanos < 0)
                        .toList());
    }

    int count() {
        return calls.size();
    }

    /// 0 to 1.
    double successShare() {
        return share(calls.stream().filter(Sample::isRight).count());
    }

    /// The share of the calls that this server answered.
    double shareOf(String server) {
        return share(calls.stream().filter(call -> call.server().equals(server)).count());
    }

    private double share(long some) {
        return calls.isEmpty() ? 0 : (double) some / calls.size();
    }

    /// The time within which this share of the calls was over, well or not.
    Duration percentile(double share) {
        if (calls.isEmpty()) {
            return Duration.ZERO;
        }
        long[] sorted = calls.stream().mapToLong(Sample::latencyNanos).sorted().toArray();
        int rank = (int) Math.ceil(share * sorted.length);
        return Duration.ofNanos(sorted[Math.clamp(rank - 1, 0, sorted.length - 1)]);
    }

    /// Why calls failed, each reason once.
    List<String> failures() {
        return calls.stream()
                .map(Sample::failure)
                .filter(failure -> !failure.isEmpty())
                .distinct()
                .toList();
    }
}
