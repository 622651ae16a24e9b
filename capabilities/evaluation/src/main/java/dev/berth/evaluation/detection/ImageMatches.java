package dev.berth.evaluation.detection;

import java.util.List;

/// Detections of one picture, each with what it matches: the outcome of a unit.
public record ImageMatches(List<ClassMatches> classes) {
    public ImageMatches {
        classes = List.copyOf(classes);
    }

    /// Those of one class.
    ///
    /// @param trueBoxes boxes that are to be found, without those that are ignored
    /// @param detections the best first
    public record ClassMatches(String className, int trueBoxes, List<Match> detections) {
        public ClassMatches {
            detections = List.copyOf(detections);
        }
    }

    /// One detection.
    ///
    /// @param score in float32
    /// @param bits by [BoxMatching]: whether it matches at each threshold
    public record Match(float score, int bits) {}
}
