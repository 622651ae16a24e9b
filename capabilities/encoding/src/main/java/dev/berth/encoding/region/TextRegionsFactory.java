package dev.berth.encoding.region;

import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import dev.berth.encoding.StepFactory;

/// The places of lines of text, from the map of a detector that was trained with differentiable
/// binarization (Liao et al. 2020): for each pixel the probability that it belongs to the inner
/// part of a line.
///
/// ```yaml
/// - step: text-regions
///   from: sigmoid_0.tmp_0  # [1, 1, height, width], as large as what the step `image` made
///   transform: place       # what that step put beside it
///   threshold: 0.3         # the default: above it a pixel belongs to a line
///   score-of: box          # the default: the mean probability within the rectangle; or region, of
///                          # what is connected, which is fairer to lines that are bent
///   min-score: 0.6         # the default
///   min-side: 3            # the default: of a region in the map, in pixels
///   unclip-ratio: 1.5      # the default: how far regions grow to what was shrunk for training
///   max-regions: 1000      # the default: those with the highest scores are kept
///   into: {boxes: boxes, scores: scores}
/// ```
///
/// `boxes` is float32 `[regions, 4, 2]`: x and y of the corners in pixels of the picture as it was
/// sent, clockwise from the top left, in reading order; `scores` is float32 `[regions]`. As each
/// picture has regions of its own number, a package with this step takes one picture at a time.
public final class TextRegionsFactory implements StepFactory {

    @Override
    public String kind() {
        return "text-regions";
    }

    @Override
    public Step create(Options options, StepContext context) {
        return TextRegionsStep.create(options, context);
    }
}
