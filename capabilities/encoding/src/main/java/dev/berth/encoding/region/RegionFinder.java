package dev.berth.encoding.region;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Finds lines of text in a map of probabilities: the second half of differentiable binarization.
///
/// Design: the network was trained to mark not whole lines, which would run into each other, but
/// their inner parts. So: (1) pixels above a threshold are of some line ([RunLengthMask]); (2) what
/// is connected is one line ([Components]); (3) its place is the rectangle of least area around it
/// ([ConvexHull], [MinimumAreaRectangle]); (4) how sure it is, is the mean of the map within that,
/// or of the region alone ([RowSums]); (5) the rectangle grows by area × ratio / perimeter at each
/// side, which undoes the shrinking of the training (the offset of Vatti's clipping, which for a
/// rectangle is a larger rectangle).
///
/// Two differences to PaddleOCR's code: a pixel is a square here and not its centre, so that
/// rectangles reach half a pixel of the map further at each side; and the inner edge of a ring is
/// no region of its own.
///
/// Cost: O(pixels + regions × rows) in time; two ints and less for each pixel in memory.
///
/// Reference: Liao, Wan, Yao, Chen, Bai: Real-time Scene Text Detection with Differentiable
/// Binarization, AAAI 2020.
final class RegionFinder {
    private final RegionSettings settings;

    RegionFinder(RegionSettings settings) {
        this.settings = settings;
    }

    /// The values of a map.
    interface Rows {
        /// Fills the array with one row.
        void read(int row, float[] into);
    }

    /// A region that was found.
    ///
    /// @param quad in pixels of the map, or, once it was scaled, of the picture
    /// @param score from 0 to 1
    record Region(Quad quad, double score) {}

    /// At most as many as the settings allow, of these the surest; in no order that means anything.
    List<Region> find(Rows rows, int width, int height) {
        var runs = new RunLengthMask(height);
        var sums = new RowSums(width, height);
        var row = new float[width];
        for (int y = 0; y < height; y++) {
            rows.read(y, row);
            runs.addRow(row, width, settings.threshold());
            sums.setRow(y, row);
        }
        List<Region> regions = regions(runs, sums);
        if (regions.size() > settings.regionsMax()) {
            regions.sort(Comparator.comparingDouble(Region::score).reversed());
            regions = regions.subList(0, settings.regionsMax());
        }
        return regions;
    }

    private List<Region> regions(RunLengthMask runs, RowSums sums) {
        Components components = Components.of(runs);
        var hull = new ConvexHull(runs.rows());
        List<Region> regions = new ArrayList<>();
        for (int i = 0; i < components.count(); i++) {
            hull.of(runs, components, i);
            TurnedRectangle least = MinimumAreaRectangle.leastRectangle(hull);
            if (least.shortSide() < settings.sideMin()) {
                continue;
            }
            double score =
                    switch (settings.scoreOf()) {
                        case BOX -> sums.meanWithin(least.corners());
                        case REGION -> sums.meanOf(runs, components, i);
                    };
            if (score >= settings.scoreMin()) {
                double distance =
                        least.area()
                                * settings.unclipRatio()
                                / (2 * (least.width() + least.height()));
                regions.add(new Region(least.grown(distance).corners(), score));
            }
        }
        return regions;
    }
}
