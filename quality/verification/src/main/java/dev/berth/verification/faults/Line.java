package dev.berth.verification.faults;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// One direction of a proxied connection: reads bytes at one end, and writes them at the other when
/// due. Two virtual threads; it ends when either end does.
final class Line {
    /// Direction of the bytes.
    enum Direction {
        REQUESTS,
        ANSWERS
    }

    private static final int PACKET_BYTES = 16 * 1024;

    /// Limit of buffered packets; a faster sender waits, as with TCP's window.
    private static final int PACKETS_MAX = 1024;

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final Packet END = new Packet(new byte[0], 0);

    private final Direction direction;
    private final Socket from;
    private final Socket to;
    private final Supplier<Disturbance> disturbance;
    private final RandomGenerator random;
    private final FrameDamage damage;
    private final BlockingQueue<Packet> underWay = new ArrayBlockingQueue<>(PACKETS_MAX);

    /// Bytes with their arrival time; empty at the end.
    private static final class Packet {
        private final byte[] bytes;
        private final long dueNanos;

        Packet(byte[] bytes, long dueNanos) {
            this.bytes = bytes;
            this.dueNanos = dueNanos;
        }
    }

    Line(
            Direction direction,
            Socket from,
            Socket to,
            Supplier<Disturbance> disturbance,
            RandomGenerator random) {
        this.direction = direction;
        this.from = from;
        this.to = to;
        this.disturbance = disturbance;
        this.random = random;
        this.damage = new FrameDamage(random);
    }

    void begin() {
        Thread.ofVirtual().start(() -> untilClosed(this::take));
        Thread.ofVirtual().start(() -> untilClosed(this::give));
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    private void untilClosed(Step step) {
        try {
            step.run();
        } catch (IOException | InterruptedException closed) {
            // Both ends are closed below.
        } finally {
            underWay.offer(END);
            close();
        }
    }

    private void take() throws IOException, InterruptedException {
        var buffer = new byte[PACKET_BYTES];
        int count = from.getInputStream().read(buffer);
        while (count >= 0) {
            switch (disturbance.get()) {
                case Disturbance.Resets(double share) when random.nextDouble() < share -> {
                    reset(from);
                    reset(to);
                }
                case Disturbance.Corruption(double share) when direction == Direction.ANSWERS ->
                        damage.pass(buffer, count, share);
                case Disturbance other when direction == Direction.ANSWERS ->
                        damage.pass(buffer, count, 0);
                case Disturbance other -> {}
            }
            underWay.put(
                    new Packet(Arrays.copyOf(buffer, count), System.nanoTime() + extraNanos()));
            count = from.getInputStream().read(buffer);
        }
    }

    private long extraNanos() {
        return switch (disturbance.get()) {
            case Disturbance.Slowness(Duration extra) when direction == Direction.ANSWERS ->
                    extra.toNanos();
            case Disturbance.Delay(Duration longest) -> random.nextLong(longest.toNanos());
            case Disturbance.Loss(double share) when random.nextDouble() < share ->
                    Disturbance.Loss.SENT_AGAIN_AFTER.toNanos();
            case Disturbance other -> 0;
        };
    }

    private void give() throws IOException, InterruptedException {
        Packet packet = underWay.take();
        while (packet.bytes.length > 0) {
            long wait = packet.dueNanos - System.nanoTime();
            while (wait > 0) {
                LockSupport.parkNanos(wait);
                wait = packet.dueNanos - System.nanoTime();
            }
            while (disturbance.get() instanceof Disturbance.Silence && !to.isClosed()) {
                LockSupport.parkNanos(POLL_NANOS);
            }
            to.getOutputStream().write(packet.bytes);
            packet = underWay.take();
        }
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private void close() {
        try (from;
                to) {
            // Ignored.
        } catch (IOException e) {
            // Closed all the same.
        }
    }
}
