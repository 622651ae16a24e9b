package dev.berth.client;

import dev.berth.client.balancing.ServerGroup;
import dev.berth.client.balancing.ServerState;
import dev.berth.client.wire.Transport;
import dev.berth.client.wire.Transport.Sending;
import dev.berth.client.wire.TransportResult;
import dev.berth.client.wire.WireRequest;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Asks every server of a group now and then whether it is ready. One that has not answered yet is
/// not asked again meanwhile; one that gets no calls is asked more often, so that it gets them back
/// soon. When exactly is up to chance, so that the many clients of a server that comes back do not
/// all ask it at once. Lives on one event loop.
final class HealthChecks {
    private static final WireRequest READY = WireRequest.get("/v2/health/ready");

    /// Servers that get no calls are asked so many times in an interval.
    private static final int OFTEN = 5;

    /// A group whose servers are still being found out is checked again after this time.
    private static final long UNKNOWN_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final ServerGroup group;
    private final Transport transport;
    private final EventLoopScheduler timers;
    private final HealthPolicy policy;
    private final RandomGenerator random;
    private final Set<ServerState> underWay = new HashSet<>();
    private final CompletableFuture<Void> first = new CompletableFuture<>();

    /// Those of the first round of which nothing is known yet.
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

    /// Completes when each server of the first round has answered, or it is known that it does not.
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

    /// A part of the interval, give or take a quarter of it.
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

    /// One question to one server.
    private final class Check {
        private final ServerState member;
        private @Nullable Sending sending;
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
