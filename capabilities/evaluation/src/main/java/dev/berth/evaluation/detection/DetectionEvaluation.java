package dev.berth.evaluation.detection;

import dev.berth.core.signature.Signature;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.detection.ImageMatches.ClassMatches;
import dev.berth.evaluation.detection.ImageMatches.Match;
import dev.berth.evaluation.output.ListOutput;
import dev.berth.evaluation.task.SliceState;
import dev.berth.evaluation.task.TaskEvaluation;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.scoring.row.PredictedRow;
import java.util.List;
import java.util.Optional;

/// Detection of boxes: mean average precision after COCO and VOC. The unit is a row: a picture.
///
/// - `map`: COCO's, the mean over the thresholds 0.50 to 0.95 and over the classes of which a box
///   is to be found; `map@0.5` and `map@0.75` at one threshold; `average-recall@100`;
/// - `voc-map@0.5`: VOC's since 2010, the area below the curve at one threshold;
/// - `ap[CLASS]`: COCO's of one class.
///
/// [BoxMatching] says what matches, [BoxList] what label and output may look like.
public final class DetectionEvaluation implements TaskEvaluation<ImageMatches> {
    private final String label;
    private final String output;

    private DetectionEvaluation(String label, String output) {
        this.label = label;
        this.output = output;
    }

    /// Prepares the evaluation of some data.
    ///
    /// @throws dev.berth.core.ProblemException `evaluation-invalid` if data or signature do not fit
    public static DetectionEvaluation of(
            EvaluationDescription description, DataFile data, Signature signature) {
        String label = description.label().column();
        data.require(label, "the label");
        return of(label, signature, description.score().output());
    }

    /// @param label column with the true boxes
    static DetectionEvaluation of(String label, Signature signature, Optional<String> output) {
        return new DetectionEvaluation(label, ListOutput.choose(signature, output, "the boxes"));
    }

    @Override
    public List<String> columns() {
        return List.of(label);
    }

    @Override
    public ImageMatches outcome(List<PredictedRow> unit) throws InvalidRowException {
        PredictedRow row = unit.getFirst();
        return BoxMatching.match(
                BoxList.trueBoxes(label, row.row().value(label)),
                BoxList.detections(output, row.prediction()));
    }

    @Override
    public int termCount() {
        return 0;
    }

    @Override
    public void terms(ImageMatches outcome, double[] terms) {
        // There are none.
    }

    /// The share of wrong boxes at a threshold of 0.5, from 0 to 1: true boxes that are missed and
    /// detections of a score of at least 0.5 that match none, of these and the matches.
    @Override
    public double loss(ImageMatches outcome) {
        int matched = 0;
        int wrong = 0;
        for (ClassMatches each : outcome.classes()) {
            int found = 0;
            for (Match match : each.detections()) {
                boolean ignored = (match.bits() >>> BoxMatching.IGNORED & 1) == 1;
                if (match.score() >= 0.5 && !ignored) {
                    if ((match.bits() & 1) == 1) {
                        found++;
                    } else {
                        wrong++;
                    }
                }
            }
            matched += found;
            wrong += each.trueBoxes() - found;
        }
        return wrong == 0 ? 0 : (double) wrong / (wrong + matched);
    }

    @Override
    public String lossName() {
        return "wrong-box-share";
    }

    @Override
    public SliceState<ImageMatches> newState(long stream) {
        return new DetectionState();
    }
}
