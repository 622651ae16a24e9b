package dev.berth.placement.verification.replay;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// What a site measures. Thread-safe.
public final class SiteResults {
    private final List<EndedItem> ended = new ArrayList<>();
    private final double[] coreSeconds;

    /// An item that has reached a sink.
    record EndedItem(int flow, int user, int item, long nanos) {}

    SiteResults(int flows) {
        coreSeconds = new double[flows];
    }

    synchronized void ended(int flow, int user, int item, long nanos) {
        ended.add(new EndedItem(flow, user, item, nanos));
    }

    synchronized void served(int flow, long nanos, double cores) {
        coreSeconds[flow] += nanos / 1e9 * cores;
    }

    /// Writes a line for each number.
    synchronized void write(PrintStream out) {
        for (int flow = 0; flow < coreSeconds.length; flow++) {
            out.println("work " + flow + " " + coreSeconds[flow]);
        }
        for (EndedItem each : ended) {
            out.println(
                    "item "
                            + each.flow()
                            + " "
                            + each.user()
                            + " "
                            + each.item()
                            + " "
                            + each.nanos());
        }
    }
}
