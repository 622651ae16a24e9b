package dev.berth.placement.model;

import dev.berth.placement.scenario.Link;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Routes between all sites for items of one size: those with the fewest links, of these the
/// fastest by median latency and bandwidth. Without the first rule items between a device and a
/// phone would take the way over the Internet where that is faster than their own link.
///
/// A hop is the number of its link, twice, plus one in the direction from `to` to `from`. Routes
/// are found by Floyd and Warshall's algorithm, at most 32 sites cubed.
final class RouteTable {
    private static final int[] NO_HOPS = {};

    private final double bytes;
    private final int[][] @Nullable [] hops;

    RouteTable(SiteNumbers sites, List<Link> links, double bytes, boolean withoutGapsOnly) {
        this.bytes = bytes;
        int count = sites.count();
        double[][] seconds = new double[count][count];
        hops = new int[count][count][];
        for (int i = 0; i < count; i++) {
            Arrays.fill(seconds[i], Double.POSITIVE_INFINITY);
            seconds[i][i] = 0;
            hops[i][i] = NO_HOPS;
        }
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i);
            if (withoutGapsOnly && link.unavailable() > 0) {
                continue;
            }
            int from = sites.number(link.from());
            int to = sites.number(link.to());
            double latency = link.latency().median();
            enter(seconds, from, to, latency + bytes / link.bytesPerSecondOut(), 2 * i);
            enter(seconds, to, from, latency + bytes / link.bytesPerSecondBack(), 2 * i + 1);
        }
        relax(seconds, count);
    }

    private void enter(double[][] seconds, int from, int to, double time, int hop) {
        if (time < seconds[from][to]) {
            seconds[from][to] = time;
            hops[from][to] = new int[] {hop};
        }
    }

    private void relax(double[][] seconds, int count) {
        for (int via = 0; via < count; via++) {
            for (int from = 0; from < count; from++) {
                for (int to = 0; to < count; to++) {
                    double time = seconds[from][via] + seconds[via][to];
                    int[] first = hops[from][via];
                    int[] rest = hops[via][to];
                    if (first != null
                            && rest != null
                            && isShorter(first.length + rest.length, time, from, to, seconds)) {
                        seconds[from][to] = time;
                        int[] joined = Arrays.copyOf(first, first.length + rest.length);
                        System.arraycopy(rest, 0, joined, first.length, rest.length);
                        hops[from][to] = joined;
                    }
                }
            }
        }
    }

    private boolean isShorter(int length, double time, int from, int to, double[][] seconds) {
        int[] known = hops[from][to];
        return known == null
                || length < known.length
                || (length == known.length && time < seconds[from][to]);
    }

    double bytes() {
        return bytes;
    }

    /// The hops of a route; null if there is none.
    int @Nullable [] find(int from, int to) {
        return hops[from][to];
    }

    /// Whether all routes take the same hops.
    boolean leadsLike(RouteTable other) {
        return Arrays.deepEquals(hops, other.hops);
    }

    boolean isConnected(int from, int to) {
        return hops[from][to] != null;
    }
}
