package dev.berth.verification.load;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/// Finished calls.
///
/// @param calls in the order in which they were due
public record CallSamples(List<Call> calls) {
    public CallSamples {
        calls = calls.stream().sorted(Comparator.comparingLong(Call::dueNanos)).toList();
    }

    /// Call.
    ///
    /// @param dueNanos scheduled start, from which the latency counts
    /// @param server that responded; empty if none did
    /// @param failure empty for a correct response
    public record Call(long dueNanos, long latencyNanos, String server, String failure) {
        public boolean isRight() {
            return failure.isEmpty();
        }
    }

    /// The calls due in a period.
    public CallSamples between(long fromNanos, long toNanos) {
        return new CallSamples(
                calls.stream()
                        .filter(
                                call ->
                                        call.dueNanos() - fromNanos >= 0
                                                && call.dueNanos() - toNanos < 0)
                        .toList());
    }

    public int count() {
        return calls.size();
    }

    /// 0 to 1.
    public double successShare() {
        return share(calls.stream().filter(Call::isRight).count());
    }

    /// The share of calls to which this server responded.
    public double shareOf(String server) {
        return share(calls.stream().filter(call -> call.server().equals(server)).count());
    }

    private double share(long some) {
        return calls.isEmpty() ? 0 : (double) some / calls.size();
    }

    /// The percentile of latencies, failures included.
    public Duration percentile(double share) {
        if (calls.isEmpty()) {
            return Duration.ZERO;
        }
        long[] sorted = calls.stream().mapToLong(Call::latencyNanos).sorted().toArray();
        int rank = (int) Math.ceil(share * sorted.length);
        return Duration.ofNanos(sorted[Math.clamp(rank - 1, 0, sorted.length - 1)]);
    }

    /// The distinct reasons of failures.
    public List<String> failures() {
        return calls.stream()
                .map(Call::failure)
                .filter(failure -> !failure.isEmpty())
                .distinct()
                .toList();
    }
}
