package dev.berth.client.pool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/// Simulation of calls over a real [ConnectionPool] to a modelled server: one event queue with a
/// clock of its own and seeded randomness. Calls time out, are cancelled, and come in bursts; the
/// server responds, resets, hangs, rejects, changes its limits, goes away and closes its
/// connections. After each event the pool's state is compared with the model's.
final class PoolSimulation implements ConnectionPool.Connector<PoolSimulation.Link> {
    /// Delay of the pool's timeout check, besides the clock's own steps.
    private static final long EPSILON_NANOS = millis(21);

    private static final int CLOSED_KEPT = 64;

    /// Open connection of the model, with the server's view of its calls.
    static final class Link {
        final PooledConnection<Link> place;
        private final Set<ModelCall> streams = new HashSet<>();
        boolean closed;

        Link(PooledConnection<Link> place) {
            this.place = place;
        }
    }

    private record Event(long atNanos, long number, Runnable step) {}

    private final RandomGenerator random;
    private final PoolLimits limits;
    private final Multiplexing multiplexing;
    private final ConnectionPool<Link> pool;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::number));
    private final Set<PooledConnection<Link>> opening = new LinkedHashSet<>();
    private final List<Link> links = new ArrayList<>();
    private final List<Link> closedLinks = new ArrayList<>();
    private final Set<ModelCall> open = new HashSet<>();
    private long now;
    private long numbers;
    private long callsLeft;
    private boolean isDown;
    private boolean hangs;
    int streamsMax;
    private int waiting;
    private int active;
    private int abandoned;

    long answered;
    long rejected;
    long lost;
    long late;
    long cancelled;
    long resets;
    long opened;

    PoolSimulation(long seed, long calls) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        callsLeft = calls;
        multiplexing = random.nextBoolean() ? Multiplexing.STREAMS : Multiplexing.NONE;
        boolean shares = multiplexing == Multiplexing.STREAMS;
        streamsMax = shares ? 1 + random.nextInt(120) : 1;
        int connectionsMax = shares ? 1 + random.nextInt(3) : 1 + random.nextInt(32);
        limits =
                new PoolLimits(
                        connectionsMax,
                        connectionsMax,
                        random.nextInt(connectionsMax + 1),
                        shares ? 100 : 1,
                        shares ? 100 : 1,
                        random.nextInt(2000),
                        millis(500),
                        millis(1500),
                        millis(random.nextInt(500)),
                        millis(2000));
        pool = new ConnectionPool<>(limits, () -> now, random, this);
    }

    static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private void after(long nanos, Runnable step) {
        events.add(new Event(now + nanos, numbers++, step));
    }

    private boolean chance(double share) {
        return random.nextDouble() < share;
    }

    /// Runs until all calls have ended and no event is left.
    ///
    /// @return this
    PoolSimulation run() {
        pool.start();
        after(0, this::burst);
        after(millis(100), this::trouble);
        while (!events.isEmpty()) {
            Event next = events.poll();
            now = next.atNanos();
            next.step().run();
            compare();
        }
        require(open.isEmpty(), open.size() + " calls never ended");
        pool.closeIdle();
        compare();
        pool.shutDown();
        PoolState end = pool.state();
        require(
                end.equals(new PoolState(0, 0, 0, 0, 0, 0, 0)),
                "left when it was shut down: " + end);
        require(links.isEmpty(), "connections that were not closed: " + links.size());
        return this;
    }

    private void burst() {
        long count = Math.min(callsLeft, chance(0.02) ? random.nextInt(3000) : random.nextInt(20));
        callsLeft -= count;
        for (int i = 0; i < count; i++) {
            new ModelCall().begin();
        }
        if (callsLeft > 0) {
            after(random.nextLong(millis(10)), this::burst);
        }
    }

    /// Changes the server's state; it is healthy after the last call.
    private void trouble() {
        if (callsLeft == 0) {
            isDown = false;
            hangs = false;
            return;
        }
        switch (random.nextInt(7)) {
            case 0 -> isDown = !isDown;
            case 1 -> hangs = !hangs;
            case 2 -> List.copyOf(links).forEach(this::closeByServer);
            case 3 -> links.stream().findAny().ifPresent(link -> pool.retire(link.place));
            case 4 -> {
                streamsMax = multiplexing == Multiplexing.STREAMS ? random.nextInt(120) : 1;
                List.copyOf(links).forEach(link -> pool.streamsChanged(link.place, streamsMax));
            }
            case 5 -> links.stream().findAny().ifPresent(this::closeByServer);
            default -> {
                isDown = false;
                hangs = false;
                streamsMax = Math.max(1, streamsMax);
                List.copyOf(links).forEach(link -> pool.streamsChanged(link.place, streamsMax));
            }
        }
        // A close is reported twice, as by a network.
        closedLinks.forEach(link -> pool.closed(link.place, "told again"));
        pool.closeIdle();
        after(random.nextLong(millis(300)), this::trouble);
    }

    private void closeByServer(Link link) {
        close(link);
        pool.closed(link.place, "the server closed it");
    }

    private void close(Link link) {
        if (!link.closed) {
            link.closed = true;
            links.remove(link);
            link.streams.forEach(ModelCall::closed);
            link.streams.clear();
            closedLinks.add(link);
            if (closedLinks.size() > CLOSED_KEPT) {
                closedLinks.removeFirst();
            }
        }
    }

    @Override
    public void open(PooledConnection<Link> connection) {
        PoolState state = pool.state();
        require(
                state.ready() + state.connecting() <= limits.connectionsMax(),
                "too many connections: " + state);
        opening.add(connection);
        opened++;
        if (chance(0.05)) {
            return; // Fails without a report.
        }
        boolean fails = isDown || chance(0.1);
        after(
                random.nextLong(millis(chance(0.05) ? 3000 : 20)),
                () -> {
                    if (!opening.remove(connection)) {
                        return;
                    }
                    if (fails) {
                        pool.closed(connection, "refused");
                    } else {
                        var link = new Link(connection);
                        links.add(link);
                        pool.opened(connection, link, streamsMax, multiplexing);
                    }
                });
    }

    @Override
    public void close(PooledConnection<Link> connection) {
        opening.remove(connection);
        links.stream().filter(link -> link.place == connection).findFirst().ifPresent(this::close);
    }

    @Override
    public void wakeAfter(long nanos) {
        after(nanos, pool::wake);
    }

    /// Compares the pool's state with the model's.
    private void compare() {
        PoolState state = pool.state();
        require(state.waiting() == waiting, "waiting " + waiting + " but " + state);
        require(state.active() == active, "active " + active + " but " + state);
        require(state.abandoned() == abandoned, "abandoned " + abandoned + " but " + state);
        require(
                state.connecting() == opening.size(),
                "opening " + opening.size() + " but " + state);
        require(
                state.ready() + state.retiring() == links.size(),
                "open " + links.size() + " but " + state);
        boolean hasFree =
                state.retiring() == 0 && state.streams() > state.active() + state.abandoned();
        require(
                waiting == 0 || !hasFree || isOverfull(),
                "calls wait beside free streams: " + state);
    }

    /// A server that has lowered its limit may have more calls than it allows now.
    private boolean isOverfull() {
        return links.stream().anyMatch(link -> link.streams.size() > streamsMax);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }

    /// Call with its caller and the server's handling.
    private final class ModelCall implements PooledCall.Caller<Link> {
        private final long deadline = now + 1 + random.nextLong(millis(1000));
        private @Nullable PooledCall<Link> place;
        private @Nullable Link link;
        private boolean hasCaller = true;
        private boolean waits = true;

        void begin() {
            open.add(this);
            waiting++;
            PooledCall<Link> made = pool.acquire(this, deadline);
            place = made;
            after(deadline - now, this::leave);
            if (chance(0.1)) {
                after(random.nextLong(deadline - now), this::cancel);
            }
        }

        @Override
        public void granted(PooledCall<Link> call, Link connection) {
            require(waits && hasCaller, "a call that does not wait got a stream");
            require(now < deadline, "a call got a stream after its deadline");
            require(!connection.closed, "a call got a stream of a closed connection");
            require(
                    connection.streams.size() < Math.min(streamsMax, 100),
                    "more streams than allowed");
            waits = false;
            waiting--;
            active++;
            place = call;
            link = connection;
            connection.streams.add(this);
            if (!hangs || chance(0.3)) {
                long slow = chance(0.05) ? millis(2000) : millis(30);
                after(random.nextLong(slow), this::answer);
            }
        }

        /// Responds or resets: either ends the stream.
        private void answer() {
            Link on = link;
            PooledCall<Link> held = place;
            if (on == null || held == null || !on.streams.remove(this)) {
                return;
            }
            link = null;
            count(-1);
            if (hasCaller) {
                answered++;
                over();
            }
            held.end();
            held.end();
        }

        private void count(int change) {
            if (hasCaller) {
                active += change;
            } else {
                abandoned += change;
            }
        }

        /// The connection is closed; the pool notifies a caller, if there is one.
        private void closed() {
            link = null;
            if (!hasCaller) {
                abandoned--;
            }
        }

        private void over() {
            hasCaller = false;
            require(open.remove(this), "a call ended twice");
        }

        private void leave() {
            if (hasCaller) {
                late++;
                goAway();
                if (place != null) {
                    place.abandon();
                }
            }
        }

        private void cancel() {
            if (hasCaller) {
                cancelled++;
                goAway();
                if (place != null) {
                    place.cancel();
                }
            }
        }

        private void goAway() {
            if (waits) {
                waits = false;
                waiting--;
            } else {
                active--;
                abandoned++;
            }
            over();
        }

        @Override
        public void rejected(Rejection rejection) {
            require(waits && hasCaller, "a call was refused that does not wait");
            require(now <= deadline + EPSILON_NANOS, "a call waited beyond its deadline");
            waits = false;
            waiting--;
            rejected++;
            over();
        }

        @Override
        public void lost() {
            require(hasCaller && !waits, "a call was lost that had no stream");
            active--;
            if (link != null) {
                link.streams.remove(this);
                link = null;
            }
            lost++;
            over();
        }

        /// The reset arrives, and the stream ends, a moment later.
        @Override
        public void reset() {
            require(!hasCaller, "the call of a caller who waits was reset");
            resets++;
            after(random.nextLong(millis(2)), this::answer);
        }
    }
}
