package dev.berth.evaluation.detection;

import dev.berth.evaluation.detection.ImageMatches.ClassMatches;
import dev.berth.evaluation.detection.ImageMatches.Match;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Pairs of detections and true boxes of one class in one picture.
///
/// As COCO does it, for each of its thresholds of the intersection over union (IoU), 0.50 to 0.95
/// in steps of 0.05: the best [#DETECTIONS_MAX] detections of each class, the best first, take the
/// true box of the largest IoU that is not taken. A detection that matches none but an ignored box,
/// of which its own area's share counts, is ignored too.
///
/// As VOC does it, at 0.5: a detection belongs to the true box of the largest IoU, taken or not; if
/// another took it, the detection is false. Unlike VOC's own code, which counts pixels on both
/// edges, a box has no extra pixel.
///
/// Source: cocoapi, `cocoeval.py`; Everingham et al., The PASCAL Visual Object Classes Challenge: A
/// Retrospective, IJCV 2015.
final class BoxMatching {
    /// COCO's limit.
    static final int DETECTIONS_MAX = 100;

    static final int THRESHOLDS = 10;

    /// The number of the threshold 0.75.
    static final int THRESHOLD_75 = 5;

    private static final double FIRST = 0.5;
    private static final double STEP = (0.95 - FIRST) / (THRESHOLDS - 1);

    /// Bits of a match: by threshold whether it is true, by threshold whether it is ignored, then
    /// the same two of VOC.
    static final int IGNORED = THRESHOLDS;

    static final int VOC = 2 * THRESHOLDS;
    static final int VOC_IGNORED = VOC + 1;

    private BoxMatching() {}

    static ImageMatches match(List<TrueBox> trueBoxes, List<Detection> detections) {
        Map<String, List<TrueBox>> trueByClass = new TreeMap<>();
        for (TrueBox each : trueBoxes) {
            trueByClass.computeIfAbsent(each.className(), name -> new ArrayList<>()).add(each);
        }
        Map<String, List<Detection>> foundByClass = new TreeMap<>();
        for (Detection each : detections) {
            foundByClass.computeIfAbsent(each.className(), name -> new ArrayList<>()).add(each);
        }
        trueByClass.keySet().forEach(name -> foundByClass.putIfAbsent(name, List.of()));
        List<ClassMatches> classes = new ArrayList<>();
        foundByClass.forEach(
                (name, found) ->
                        classes.add(
                                ofClass(name, trueByClass.getOrDefault(name, List.of()), found)));
        return new ImageMatches(classes);
    }

    private static ClassMatches ofClass(
            String name, List<TrueBox> trueBoxes, List<Detection> found) {
        List<Detection> best = new ArrayList<>(found);
        best.sort(Comparator.comparingDouble(Detection::score).reversed());
        best = best.subList(0, Math.min(best.size(), DETECTIONS_MAX));
        List<TrueBox> sorted = new ArrayList<>(trueBoxes);
        sorted.sort(Comparator.comparing(TrueBox::ignored));
        double[][] ious = ious(best, sorted);
        int[] bits = new int[best.size()];
        for (int threshold = 0; threshold < THRESHOLDS; threshold++) {
            matchCoco(ious, sorted, threshold, bits);
        }
        matchVoc(best, sorted, bits);
        List<Match> matches = new ArrayList<>();
        for (int i = 0; i < bits.length; i++) {
            matches.add(new Match((float) best.get(i).score(), bits[i]));
        }
        int toFind = (int) sorted.stream().filter(each -> !each.ignored()).count();
        return new ClassMatches(name, toFind, matches);
    }

    private static double[][] ious(List<Detection> found, List<TrueBox> trueBoxes) {
        double[][] ious = new double[found.size()][trueBoxes.size()];
        for (int i = 0; i < ious.length; i++) {
            for (int j = 0; j < trueBoxes.size(); j++) {
                Box box = found.get(i).box();
                TrueBox other = trueBoxes.get(j);
                ious[i][j] = other.ignored() ? box.shareIn(other.box()) : box.iou(other.box());
            }
        }
        return ious;
    }

    private static void matchCoco(
            double[][] ious, List<TrueBox> trueBoxes, int threshold, int[] bits) {
        boolean[] taken = new boolean[trueBoxes.size()];
        double least = Math.min(FIRST + threshold * STEP, 1 - 1e-10);
        for (int i = 0; i < ious.length; i++) {
            int match = -1;
            double largest = least;
            for (int j = 0; j < taken.length; j++) {
                boolean ignored = trueBoxes.get(j).ignored();
                // Ignored boxes come last: a true match is never given up for one.
                if (ignored && match >= 0 && !trueBoxes.get(match).ignored()) {
                    break;
                }
                if ((ignored || !taken[j]) && ious[i][j] >= largest) {
                    largest = ious[i][j];
                    match = j;
                }
            }
            if (match >= 0) {
                taken[match] = true;
                boolean ignored = trueBoxes.get(match).ignored();
                bits[i] |= 1 << (ignored ? IGNORED + threshold : threshold);
            }
        }
    }

    private static void matchVoc(List<Detection> found, List<TrueBox> trueBoxes, int[] bits) {
        boolean[] taken = new boolean[trueBoxes.size()];
        for (int i = 0; i < bits.length; i++) {
            int nearest = -1;
            double largest = 0;
            for (int j = 0; j < taken.length; j++) {
                double iou = found.get(i).box().iou(trueBoxes.get(j).box());
                if (iou > largest) {
                    largest = iou;
                    nearest = j;
                }
            }
            if (largest >= FIRST) {
                if (trueBoxes.get(nearest).ignored()) {
                    bits[i] |= 1 << VOC_IGNORED;
                } else if (!taken[nearest]) {
                    taken[nearest] = true;
                    bits[i] |= 1 << VOC;
                }
            }
        }
    }
}
