/// Detection: boxes with classes in pictures, compared with those that are there.
///
/// Start reading at [dev.berth.evaluation.detection.DetectionEvaluation]; [BoxMatching] pairs the
/// boxes of one picture, [AveragePrecision] makes a number of all. Deliberately absent: masks and
/// keypoints, and areas by size of box.
@NullMarked
package dev.berth.evaluation.detection;

import org.jspecify.annotations.NullMarked;
