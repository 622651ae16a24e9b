package dev.berth.serving.queue;

/// Overload detector of one version, with the bound on its waiting requests during overload. Not
/// thread-safe, but for [#isOverloaded]; its queue guards it.
///
/// Design: an overload lasts from the moment at which the queue is full until it is empty. A burst
/// differs from a lasting overload not by the length of the queue but by how long it stands: the
/// minimum of waiting rows over an *interval* was of no use in it. A burst's queue drains, and so
/// all of it is kept. If a queue stood while nine times as many rows were served, only twice the
/// useful part may wait from then on, and rejections come early. If the overload ends just then, a
/// tenth of what was served is lost.
///
/// Cost: some additions for each batch. Reference: K. Nichols and V. Jacobson, Controlling Queue
/// Delay, ACM Queue 10 (5), 2012 (the standing queue is the minimum over an interval).
public final class OverloadDetector {
    /// Rows served in an interval, in queues: what may be lost at its end is one.
    private static final int INTERVAL_QUEUES = 9;

    /// As many times as many rows may wait as were of use in the last interval.
    private static final int OF_USE_TIMES = 2;

    private final int rowsMax;
    private volatile boolean overloaded;
    private int room;
    private int fewest;
    private long served;

    private OverloadDetector(int rowsMax) {
        this.rowsMax = rowsMax;
        this.room = rowsMax;
    }

    /// For a queue of this many rows.
    ///
    /// @param rowsMax rows that may wait in a burst
    public static OverloadDetector forQueue(int rowsMax) {
        return new OverloadDetector(rowsMax);
    }

    /// For a queue whose requests cost less to serve than to reject: never overloaded.
    public static OverloadDetector disabled() {
        return new OverloadDetector(0);
    }

    boolean isOverloaded() {
        return overloaded;
    }

    /// The queue has no room for one more.
    void onQueueFull() {
        if (!overloaded && rowsMax > 0) {
            overloaded = true;
            room = rowsMax;
            beginInterval();
        }
    }

    private void beginInterval() {
        served = 0;
        fewest = room;
    }

    /// An executor took some.
    ///
    /// @param taken rows
    /// @param waiting rows that are left
    void onDispatched(int taken, int waiting) {
        if (!overloaded) {
            return;
        }
        served += taken;
        fewest = Math.min(fewest, waiting);
        if (waiting == 0) {
            overloaded = false;
        } else if (served >= (long) INTERVAL_QUEUES * rowsMax) {
            room = Math.min(room, OF_USE_TIMES * (room - fewest));
            beginInterval();
        }
    }

    /// Rows that may wait.
    ///
    /// @param least that may in any case
    int room(long least) {
        return (int) Math.min(rowsMax, Math.max(least, room));
    }

    /// Whether the queue has stood for an interval.
    boolean isLasting() {
        return overloaded && room < rowsMax;
    }
}
