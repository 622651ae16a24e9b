package dev.berth.benchmarks.hostile;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// Running attack with all its connections on one thread, to take little of the processors that it
/// shares with the server.
final class Attackers implements AutoCloseable {
    private static final int TAKEN_AT_ONCE = 64 << 10;

    /// Receive buffer of a client that reads nothing.
    private static final int UNREAD_BYTES = 4096;

    /// Limit for catching up after the thread waited for a processor.
    private static final long MADE_UP_NANOS = 20_000_000;

    private static final long WAIT_MILLIS_MAX = 50;
    private static final int CLOSED_PER_MILLI = 20;

    private final Attack attack;
    private final InetSocketAddress server;
    private final long openNanos;
    private final Selector selector;
    private final Thread thread;
    private final Set<Client> clients = new LinkedHashSet<>();
    private final PriorityQueue<Client> moving =
            new PriorityQueue<>(Comparator.comparingLong((Client client) -> client.dueNanos));
    private final ByteBuffer taken = ByteBuffer.allocateDirect(TAKEN_AT_ONCE);
    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final AtomicLong moves = new AtomicLong();
    private final AtomicReference<String> failure = new AtomicReference<>("");
    private volatile long cpuNanos;
    private volatile boolean complete;
    private volatile boolean stopped;

    /// Counts of an attack so far.
    ///
    /// @param ended connections that the server closed or rejected
    /// @param moves number of sent pieces
    /// @param cpuSeconds of its thread, including the kernel; only after [#close]
    record Counts(long opened, long ended, long moves, double cpuSeconds) {
        Counts plus(Counts other) {
            return new Counts(
                    opened + other.opened,
                    ended + other.ended,
                    moves + other.moves,
                    cpuSeconds + other.cpuSeconds);
        }
    }

    private Attackers(Attack attack, InetSocketAddress server, int opensPerSecond)
            throws IOException {
        this.attack = attack;
        this.server = server;
        this.openNanos = 1_000_000_000L / opensPerSecond;
        this.selector = Selector.open();
        this.thread =
                Thread.ofPlatform().name("attack " + attack.name()).daemon().unstarted(this::run);
    }

    static Attackers begin(Attack attack, InetSocketAddress server, int opensPerSecond)
            throws IOException {
        var attackers = new Attackers(attack, server, opensPerSecond);
        attackers.thread.start();
        return attackers;
    }

    /// Whether all its connections have been open at the same time.
    boolean isComplete() {
        return complete;
    }

    Counts counts() {
        return new Counts(opened.get(), ended.get(), moves.get(), cpuNanos / 1e9);
    }

    private void run() {
        try (selector) {
            long nextOpen = System.nanoTime();
            while (!stopped) {
                long now = System.nanoTime();
                nextOpen = open(now, Math.max(nextOpen, now - MADE_UP_NANOS));
                move(now);
                var _ = selector.select(this::ready, waitMillis(nextOpen));
            }
            closeAll();
        } catch (IOException | RuntimeException e) {
            failure.set(e.toString());
        } finally {
            cpuNanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }
    }

    /// Opens missing connections at the allowed rate; returns the time of the next.
    private long open(long now, long nextOpen) throws IOException {
        long next = nextOpen;
        while (clients.size() < attack.connections() && next <= now) {
            next += openNanos;
            var client = new Client(now);
            clients.add(client);
            client.connect();
        }
        complete |= clients.size() == attack.connections();
        return next;
    }

    private void move(long now) {
        for (Client client = moving.peek();
                client != null && client.dueNanos <= now;
                client = moving.peek()) {
            moving.remove(client);
            client.moveAgain(now);
        }
    }

    private long waitMillis(long nextOpen) {
        long next = System.nanoTime() + WAIT_MILLIS_MAX * 1_000_000;
        Client first = moving.peek();
        if (first != null) {
            next = Math.min(next, first.dueNanos);
        }
        if (clients.size() < attack.connections()) {
            next = Math.min(next, nextOpen);
        }
        return Math.clamp((next - System.nanoTime()) / 1_000_000, 1, WAIT_MILLIS_MAX);
    }

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof Client client) {
            client.ready(key);
        }
    }

    /// Closes them gradually: all at once would be another attack.
    private void closeAll() throws IOException {
        int closed = 0;
        for (Client client : clients) {
            client.channel.close();
            if (++closed % CLOSED_PER_MILLI == 0) {
                var _ = selector.select(key -> {}, 1);
            }
        }
    }

    /// Resets every connection and waits for the thread.
    ///
    /// @throws IllegalStateException if the attack itself failed
    @Override
    public void close() {
        stopped = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!failure.get().isEmpty()) {
            throw new IllegalStateException(attack.name() + " failed: " + failure.get());
        }
    }

    /// One connection.
    private final class Client {
        private final SocketChannel channel;
        private final SelectionKey key;
        private long dueNanos;
        private int made;
        private ByteBuffer pending = ByteBuffer.allocate(0);

        Client(long now) throws IOException {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            if (attack.reading() == Attack.Reading.LEAVES) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, UNREAD_BYTES);
            }
            key = channel.register(selector, 0, this);
            // Spread over the pace, in the same order each time.
            long offset = (opened.get() * 0x9E3779B97F4A7C15L) >>> 1;
            long pace = Math.max(1, attack.pace().toNanos());
            dueNanos = now + (attack.movesMax() == Integer.MAX_VALUE ? offset % pace : pace);
            opened.incrementAndGet();
        }

        void connect() {
            try {
                if (channel.connect(server)) {
                    begin();
                } else {
                    var _ = key.interestOps(SelectionKey.OP_CONNECT);
                }
            } catch (IOException e) {
                end();
            }
        }

        private void begin() throws IOException {
            if (!attack.pace().isZero()) {
                moving.add(this);
            }
            send();
        }

        void ready(SelectionKey ready) {
            try {
                if (ready.isConnectable() && channel.finishConnect()) {
                    begin();
                } else if (ready.isReadable() && channel.read(taken.clear()) < 0) {
                    end();
                } else if (ready.isWritable()) {
                    write();
                }
            } catch (IOException e) {
                end();
            }
        }

        void moveAgain(long now) {
            dueNanos = Math.max(dueNanos + attack.pace().toNanos(), now - MADE_UP_NANOS);
            try {
                if (made >= attack.movesMax()) {
                    leave();
                } else {
                    moving.add(this);
                    if (!pending.hasRemaining()) {
                        send();
                    }
                }
            } catch (IOException e) {
                end();
            }
        }

        private void send() throws IOException {
            pending = attack.bytes().apply(made++);
            moves.incrementAndGet();
            write();
        }

        private void write() throws IOException {
            if (pending.hasRemaining()) {
                var _ = channel.write(pending);
            }
            int reading = attack.reading() == Attack.Reading.TAKES ? SelectionKey.OP_READ : 0;
            var _ =
                    key.interestOps(
                            pending.hasRemaining() ? reading | SelectionKey.OP_WRITE : reading);
        }

        private void end() {
            ended.incrementAndGet();
            moving.remove(this);
            try {
                leave();
            } catch (IOException e) {
                // Already closed, as intended.
            }
        }

        private void leave() throws IOException {
            clients.remove(this);
            channel.close();
        }
    }
}
