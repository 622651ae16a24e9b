package dev.berth.encoding.region;

import dev.berth.encoding.Options;

/// Settings of the region finder.
///
/// @param threshold above this a pixel belongs to a region
/// @param scoreOf of which pixels the score is the mean
/// @param scoreMin the least score
/// @param sideMin the least length of a side of that rectangle, in pixels of the map
/// @param unclipRatio how far a rectangle grows: by its area times this, divided by its perimeter,
///   at each side
/// @param regionsMax how many are kept
record RegionSettings(
        double threshold,
        ScoreOf scoreOf,
        double scoreMin,
        double sideMin,
        double unclipRatio,
        int regionsMax) {
    /// The pixels whose mean a score is.
    enum ScoreOf {
        /// Those within the rectangle: PaddleOCR's fast mode. Lines that are bent fill little of
        /// theirs and score low.
        BOX,
        /// Those that are connected, its slow mode: bent or not makes no difference.
        REGION
    }

    /// PaddleOCR's `det_db_thresh` for the detectors of PP-OCR; the paper has 0.2 for its own.
    private static final double THRESHOLD_DEFAULT = 0.3;

    /// PaddleOCR's `det_db_box_thresh`.
    private static final double SCORE_MIN_DEFAULT = 0.6;

    /// PaddleOCR's `min_size`. It requires 5 after growing too, which a rectangle with sides of at
    /// least 3 has by then: at a ratio of 1.5 it grows by 1.1 or more at each side.
    private static final double SIDE_MIN_DEFAULT = 3;

    /// The paper's, and PaddleOCR's `det_db_unclip_ratio`: found by trying. For training, lines are
    /// shrunk by (1 - 0.4²) × area / perimeter; of what is left the area is smaller, the ratio
    /// larger.
    private static final double UNCLIP_RATIO_DEFAULT = 1.5;

    /// PaddleOCR's `max_candidates`.
    private static final int REGIONS_MAX_DEFAULT = 1000;

    /// A bound for mistyped numbers.
    private static final int REGIONS_LIMIT = 100_000;

    static RegionSettings read(Options options) {
        return new RegionSettings(
                between(options, "threshold", THRESHOLD_DEFAULT, 1),
                options.choice("score-of", ScoreOf.BOX),
                between(options, "min-score", SCORE_MIN_DEFAULT, 1),
                between(options, "min-side", SIDE_MIN_DEFAULT, 1000),
                between(options, "unclip-ratio", UNCLIP_RATIO_DEFAULT, 10),
                options.integer("max-regions", REGIONS_MAX_DEFAULT, 1, REGIONS_LIMIT));
    }

    private static double between(Options options, String name, double fallback, double max) {
        double number = options.number(name, fallback);
        if (number < 0 || number > max) {
            options.error(name, String.valueOf(number), "a number from 0 to " + (int) max);
            return fallback;
        }
        return number;
    }
}
