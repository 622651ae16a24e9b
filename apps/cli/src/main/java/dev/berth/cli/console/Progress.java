package dev.berth.cli.console;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Progress line at the terminal with the current step and its duration, shown after a second.
/// Silent without a terminal. Thread-safe.
public final class Progress implements AutoCloseable {
    private static final Duration BEFORE_FIRST = Duration.ofSeconds(1);
    private static final Duration BETWEEN = Duration.ofMillis(200);
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final Terminal terminal;
    private final ScheduledExecutorService clock;
    private final long beganNanos = System.nanoTime();
    private volatile String what;
    private boolean shown;

    private Progress(Terminal terminal, ScheduledExecutorService clock, String what) {
        this.terminal = terminal;
        this.clock = clock;
        this.what = what;
    }

    public static Progress of(Terminal terminal, String what) {
        ScheduledExecutorService clock =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("berth-progress").daemon().factory());
        var progress = new Progress(terminal, clock, what);
        if (terminal.isInteractive(Terminal.Channel.ERR)) {
            var _ =
                    clock.scheduleAtFixedRate(
                            progress::show,
                            BEFORE_FIRST.toMillis(),
                            BETWEEN.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
        return progress;
    }

    public void now(String next) {
        what = next;
    }

    /// Reports the transfer of an artifact.
    public void transferred(String source, long bytesDone, OptionalLong bytesTotal) {
        String of = bytesTotal.isPresent() ? " of " + Quantities.bytes(bytesTotal.getAsLong()) : "";
        now("fetching " + source + ": " + Quantities.bytes(bytesDone) + of);
    }

    private synchronized void show() {
        if (clock.isShutdown()) {
            return;
        }
        shown = true;
        double seconds = (System.nanoTime() - beganNanos) / 1e9;
        terminal.err().printf(Locale.ROOT, "%s%s … %.0f s", CLEAR_LINE, what, seconds);
        terminal.err().flush();
    }

    /// Removes the line.
    @Override
    public synchronized void close() {
        clock.shutdownNow();
        if (shown) {
            terminal.err().print(CLEAR_LINE);
            terminal.err().flush();
            shown = false;
        }
    }
}
