package dev.berth.encoding.region;

import dev.berth.encoding.region.RegionFinder.Region;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Top to bottom, and from left to right what stands in one line.
///
/// From the highest centre down, a region belongs to the line before it if its centre is below the
/// centre of that line's first region by less than half the height of the lower of the two. Columns
/// are not known: lines that stand side by side are read across.
final class ReadingOrder {
    private ReadingOrder() {}

    static List<Region> of(List<Region> regions) {
        List<Region> byHeight = new ArrayList<>(regions);
        byHeight.sort(
                Comparator.<Region>comparingDouble(region -> region.quad().centreY())
                        .thenComparingDouble(region -> region.quad().centreX()));
        List<Region> ordered = new ArrayList<>(regions.size());
        int from = 0;
        while (from < byHeight.size()) {
            int to = from + 1;
            while (to < byHeight.size()
                    && isOneLine(byHeight.get(from).quad(), byHeight.get(to).quad())) {
                to++;
            }
            List<Region> line = new ArrayList<>(byHeight.subList(from, to));
            line.sort(Comparator.comparingDouble(region -> region.quad().centreX()));
            ordered.addAll(line);
            from = to;
        }
        return ordered;
    }

    private static boolean isOneLine(Quad first, Quad other) {
        double lower = Math.min(first.verticalExtent(), other.verticalExtent());
        return other.centreY() - first.centreY() < lower / 2;
    }
}
