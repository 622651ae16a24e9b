package dev.berth.placement.verification.replay;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// User-space relay of one direction of a link: reads items from a TCP connection and writes them
/// to another.
///
/// The bytes of an item are handed on as they come in, and a short frame says when the last one has
/// arrived, which is after the link's delay ([LinkDelay]): so copying them takes no time on top of
/// the link's.
public final class LinkRelay implements AutoCloseable {
    private final LinkDelay delay;
    private final FrameConnection from;
    private final FrameConnection to;
    private final TaskTimer timer;
    private final Consumer<ItemFrame> counter;
    private final AtomicLong numbers = new AtomicLong();
    private final PreciseTimer.Failures failures;
    private final Thread thread;

    /// @param counter notified of each item
    public LinkRelay(
            LinkDelay delay,
            FrameConnection from,
            FrameConnection to,
            TaskTimer timer,
            Consumer<ItemFrame> counter,
            PreciseTimer.Failures failures) {
        this.delay = delay;
        this.from = from;
        this.to = to;
        this.timer = timer;
        this.counter = counter;
        this.failures = failures;
        this.thread =
                Thread.ofPlatform()
                        .name("berth-relay-" + delay.link().name())
                        .daemon()
                        .start(this::run);
    }

    private void run() {
        try {
            while (true) {
                relay(from.read());
            }
        } catch (EOFException | SocketException _) {
            // A site that ends closes its connections; one that dies is noticed by its process.
            return;
        } catch (IOException | RuntimeException e) {
            failures.failed(e);
        }
    }

    private void relay(ItemFrame frame) throws IOException {
        long due = delay.endNanos(frame);
        ItemFrame numbered = frame.onHop(frame.hop(), frame.sentNanos(), numbers.incrementAndGet());
        counter.accept(numbered);
        to.write(numbered);
        timer.at(due, () -> release(numbered));
    }

    private void release(ItemFrame frame) {
        try {
            to.write(frame.asRelease());
        } catch (SocketException _) {
            return;
        } catch (IOException e) {
            failures.failed(e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
