package dev.berth.placement.verification.replay;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// A site's end of a link: a thread that reads and one that writes.
public final class SiteConnection {
    /// Items that wait to be written; a site that is so far behind measures nothing.
    private static final int QUEUE_MAX = 100_000;

    private final int link;
    private final FrameConnection connection;
    private final SiteReplay execution;
    private final PreciseTimer.Failures failures;
    private final BlockingQueue<ItemFrame> queue = new LinkedBlockingQueue<>(QUEUE_MAX);

    SiteConnection(
            int link,
            FrameConnection connection,
            SiteReplay execution,
            PreciseTimer.Failures failures) {
        this.link = link;
        this.connection = connection;
        this.execution = execution;
        this.failures = failures;
    }

    void start() {
        Thread.ofPlatform().name("berth-read-" + link).daemon().start(() -> run(this::read));
        Thread.ofPlatform().name("berth-write-" + link).daemon().start(() -> run(this::write));
    }

    void send(ItemFrame frame) {
        if (!queue.offer(frame)) {
            throw new IllegalStateException(
                    QUEUE_MAX + " items wait to be written (expected: fewer)");
        }
    }

    private interface Loop {
        void run() throws IOException, InterruptedException;
    }

    private void run(Loop loop) {
        try {
            loop.run();
        } catch (EOFException | SocketException | InterruptedException _) {
            // The verification has ended.
            return;
        } catch (IOException | RuntimeException e) {
            failures.failed(e);
        }
    }

    private void write() throws IOException, InterruptedException {
        while (true) {
            connection.write(queue.take());
        }
    }

    private void read() throws IOException {
        Map<Long, ItemFrame> arriving = new HashMap<>();
        while (true) {
            ItemFrame frame = connection.read();
            if (!frame.isRelease()) {
                arriving.put(frame.number(), frame);
                continue;
            }
            ItemFrame item = arriving.remove(frame.number());
            if (item == null) {
                throw new IOException("item " + frame.number() + " arrived without its bytes");
            }
            execution.receive(item);
        }
    }
}
