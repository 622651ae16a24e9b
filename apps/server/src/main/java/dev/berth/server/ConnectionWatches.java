package dev.berth.server;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The [ConnectionReaper] of each event loop. Thread-safe.
final class ConnectionWatches {
    private static final long POLL_MILLIS = 20;

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionWatches.class);

    private final ConnectionReaper.Times times;
    private final LongSupplier nanoClock;
    private final Map<EventLoop, ConnectionReaper> watches = new ConcurrentHashMap<>();

    ConnectionWatches(ConnectionReaper.Times times, LongSupplier nanoClock) {
        this.times = times;
        this.nanoClock = nanoClock;
    }

    /// Waits until all connections are settled: no caller is about to send a request, or to take an
    /// answer.
    ///
    /// @return false if some are not after this time
    boolean awaitSettled(Duration max) throws InterruptedException {
        long end = System.nanoTime() + max.toNanos();
        while (unsettled(max) > 0) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return true;
    }

    /// @param max how long event loops may take to respond
    private int unsettled(Duration max) throws InterruptedException {
        List<CompletableFuture<Integer>> counts = new ArrayList<>();
        int sum = 0;
        try {
            watches.forEach(
                    (loop, watch) ->
                            counts.add(CompletableFuture.supplyAsync(watch::countUnsettled, loop)));
            for (CompletableFuture<Integer> count : counts) {
                sum += count.get(max.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("the event loops have ended, and closed their connections");
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("an event loop does not report its connections", e);
            sum++;
        }
        return sum;
    }

    /// To be used on that event loop.
    ConnectionReaper of(EventLoop loop) {
        return watches.computeIfAbsent(loop, one -> ConnectionReaper.on(one, times, nanoClock));
    }
}
