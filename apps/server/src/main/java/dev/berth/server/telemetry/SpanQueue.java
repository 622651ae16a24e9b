package dev.berth.server.telemetry;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// The ended spans on their way to the receiver, sent by a thread of their own in batches.
///
/// The event loops that end spans never wait: a span goes into a queue without locks, or is dropped
/// and counted if too many wait, because the receiver is slow or gone. OpenTelemetry's own
/// processor does the same, but reports drops to OpenTelemetry's meters alone.
final class SpanQueue implements SpanProcessor, SpanCounts {
    /// Some two thousand predictions of eight spans, in some 20 MB: the load of a second's pause of
    /// the receiver.
    static final int WAITING_MAX = 16_384;

    /// Some 100 KB in one request, which receivers take by default.
    private static final int TOGETHER_MAX = 512;

    /// A span is at the receiver a second later, and an idle server sends nothing.
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /// Longer than a receiver takes that works; what is not taken by then is lost.
    private static final Duration EXPORT_MAX = Duration.ofSeconds(10);

    /// What the end of the process waits for.
    private static final Duration FLUSH_MAX = Duration.ofSeconds(5);

    private final SpanExporter exporter;
    private final Queue<ReadableSpan> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong exported = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread sender;
    private volatile boolean closing;

    SpanQueue(SpanExporter exporter) {
        this.exporter = exporter;
        this.sender = Thread.ofPlatform().name("berth-traces").daemon().start(this::send);
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (!span.getSpanContext().isSampled()) {
            return;
        }
        int before = waiting.getAndIncrement();
        if (before >= WAITING_MAX || closing) {
            waiting.decrementAndGet();
            dropped.incrementAndGet();
            return;
        }
        queue.add(span);
        if (before == TOGETHER_MAX) {
            LockSupport.unpark(sender);
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    private void send() {
        while (true) {
            List<SpanData> together = take();
            if (!together.isEmpty()) {
                export(together);
            } else if (closing) {
                return;
            } else {
                LockSupport.parkNanos(this, PAUSE.toNanos());
            }
        }
    }

    private List<SpanData> take() {
        List<SpanData> together = new ArrayList<>();
        while (together.size() < TOGETHER_MAX) {
            ReadableSpan span = queue.poll();
            if (span == null) {
                break;
            }
            together.add(span.toSpanData());
        }
        return together;
    }

    private void export(List<SpanData> together) {
        boolean taken = false;
        try {
            taken =
                    exporter.export(together)
                            .join(EXPORT_MAX.toMillis(), TimeUnit.MILLISECONDS)
                            .isSuccess();
        } finally {
            waiting.addAndGet(-together.size());
            (taken ? exported : failed).addAndGet(together.size());
        }
    }

    @Override
    public CompletableResultCode shutdown() {
        closing = true;
        LockSupport.unpark(sender);
        try {
            sender.join(FLUSH_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return exporter.shutdown();
    }

    @Override
    public long exported() {
        return exported.get();
    }

    @Override
    public long failed() {
        return failed.get();
    }

    @Override
    public long dropped() {
        return dropped.get();
    }

    @Override
    public int waiting() {
        return waiting.get();
    }
}
