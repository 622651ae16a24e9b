package dev.berth.client;

import dev.berth.client.balancing.ServerGroup;
import dev.berth.client.balancing.ServerState;
import dev.berth.client.wire.Transport;
import dev.berth.client.wire.Transport.InFlight;
import dev.berth.client.wire.TransportResult;
import dev.berth.client.wire.WireRequest;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Periodic readiness checks of the servers of a group. A pending check is not repeated. Ejected or
/// unready servers are checked more often, so that they return soon. Intervals are random, so that
/// many clients do not check a returning server at once. Confined to one event loop.
final class HealthChecks {
    private static final WireRequest READY = WireRequest.get("/v2/health/ready");

    /// Checks per interval of a server without calls.
    private static final int OFTEN = 5;

    /// Interval while the servers of a group are still being resolved.
    private static final long UNKNOWN_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final ServerGroup group;
    private final Transport transport;
    private final EventLoopScheduler timers;
    private final HealthPolicy policy;
    private final RandomGenerator random;
    private final Set<ServerState> underWay = new HashSet<>();
    private final CompletableFuture<Void> first = new CompletableFuture<>();

    /// Servers of the first round without a result yet.
    private final Set<ServerState> unasked = new HashSet<>();

    private long rounds;
    private boolean closed;

    HealthChecks(
            ServerGroup group,
            Transport transport,
            EventLoopScheduler timers,
            HealthPolicy policy,
            RandomGenerator random) {
        this.group = group;
        this.transport = transport;
        this.timers = timers;
        this.policy = policy;
        this.random = random;
    }

    void begin() {
        timers.run(this::round);
    }

    void end() {
        timers.run(() -> closed = true);
    }

    /// Completes when the first check of each server has a response or failed.
    CompletableFuture<Void> first() {
        return first;
    }

    private void round() {
        if (!closed) {
            if (group.members().isEmpty()) {
                var _ = timers.after(UNKNOWN_PAUSE_NANOS, this::round);
                return;
            }
            if (rounds == 0) {
                unasked.addAll(group.members());
            }
            boolean all = rounds++ % OFTEN == 0;
            group.members().stream()
                    .filter(member -> all || group.isDoubtful(member))
                    .filter(underWay::add)
                    .forEach(this::check);
            var _ = timers.after(pauseNanos(), this::round);
        }
    }

    /// A fraction of the interval, plus or minus a quarter.
    private long pauseNanos() {
        long mean = policy.interval().toNanos() / OFTEN;
        return mean - mean / 4 + random.nextLong(mean / 2);
    }

    private void ended(ServerState member) {
        if (unasked.remove(member) && unasked.isEmpty()) {
            first.complete(null);
        }
    }

    private void check(ServerState member) {
        var check = new Check(member);
        check.timer = timers.after(policy.timeout().toNanos(), check::late);
        check.sending =
                transport.send(member.address(), READY, policy.timeout().toNanos(), check::replied);
    }

    /// Check of one server.
    private final class Check {
        private final ServerState member;
        private @Nullable InFlight sending;
        private EventLoopScheduler.@Nullable Timer timer;

        Check(ServerState member) {
            this.member = member;
        }

        void replied(TransportResult reply) {
            if (timer != null) {
                timer.cancel();
            }
            if (underWay.remove(member)) {
                switch (reply) {
                    case TransportResult.Arrived(var answer) ->
                            group.checked(member, answer.status() / 100 == 2);
                    case TransportResult.Broken broken -> group.checkFailed(member);
                    case TransportResult.Unlinked unlinked -> group.checkFailed(member);
                }
                ended(member);
            }
        }

        void late() {
            if (sending != null) {
                sending.cancel();
            }
            if (underWay.remove(member)) {
                group.checkFailed(member);
                ended(member);
            }
        }
    }
}
