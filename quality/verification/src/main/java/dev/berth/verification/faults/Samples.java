package dev.berth.verification.faults;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/// Finished calls.
///
/// @param calls in the order in which they were due
record Samples(List<Sample> calls) {
    Samples {
        calls = calls.stream().sorted(Comparator.comparingLong(Sample::dueNanos)).toList();
    }

    /// Call.
    ///
    /// @param dueNanos scheduled start, from which the latency counts
    /// @param server that responded; empty if none did
    /// @param failure empty for a correct response
    record Sample(long dueNanos, long latencyNanos, String server, String failure) {
        boolean isRight() {
            return failure.isEmpty();
        }
    }

    /// The calls due in a period.
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

    /// The share of calls to which this server responded.
    double shareOf(String server) {
        return share(calls.stream().filter(call -> call.server().equals(server)).count());
    }

    private double share(long some) {
        return calls.isEmpty() ? 0 : (double) some / calls.size();
    }

    /// The percentile of latencies, failures included.
    Duration percentile(double share) {
        if (calls.isEmpty()) {
            return Duration.ZERO;
        }
        long[] sorted = calls.stream().mapToLong(Sample::latencyNanos).sorted().toArray();
        int rank = (int) Math.ceil(share * sorted.length);
        return Duration.ofNanos(sorted[Math.clamp(rank - 1, 0, sorted.length - 1)]);
    }

    /// The distinct reasons of failures.
    List<String> failures() {
        return calls.stream()
                .map(Sample::failure)
                .filter(failure -> !failure.isEmpty())
                .distinct()
                .toList();
    }
}
