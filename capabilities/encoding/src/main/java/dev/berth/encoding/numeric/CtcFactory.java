package dev.berth.encoding.numeric;

import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import dev.berth.encoding.StepFactory;

/// Text from the scores of a recogniser that was trained with connectionist temporal classification
/// (Graves et al. 2006): of each position the best class, repeats as one, blanks left out.
///
/// ```yaml
/// - step: ctc
///   from: scores             # [N, positions, classes]
///   alphabet: keys           # an artifact, one symbol a line; or {metadata: KEY}; or a list
///   blank: 0                 # the class of the blank; the default
///   space: true              # the last class is a space that the alphabet lacks; default false
///   scores: probabilities    # the default, or logits
///   into: {text: text, confidence: confidence}
/// ```
///
/// Confidence is the mean probability of the symbols that were read, 0 for an empty text.
public final class CtcFactory implements StepFactory {

    @Override
    public String kind() {
        return "ctc";
    }

    @Override
    public Step create(Options options, StepContext context) {
        return CtcStep.create(options, context);
    }
}
