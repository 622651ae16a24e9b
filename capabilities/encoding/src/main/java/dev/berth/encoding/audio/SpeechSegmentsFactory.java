package dev.berth.encoding.audio;

import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import dev.berth.encoding.StepFactory;

/// Segments with speech, from the probabilities of a detector of voice.
///
/// ```yaml
/// - step: speech-segments
///   from: probability      # float32 [windows]: of speech
///   window: 0.032          # seconds of a window
///   threshold: 0.5         # the default: a segment begins at or above it
///   end-threshold: 0.35    # the default: it ends below it …
///   min-silence: 0.1       # the default: … for so many seconds
///   min-speech: 0.1        # the default: shorter segments are dropped
///   hangover: 0            # the default: seconds that the detector stays on after speech, taken off
///   padding: 0.03          # the default: added at both ends, as far as there is room
///   max-segments: 1000     # the default: more are a problem of the record
///   into: segments         # float32 [segments, 2]: start and end in seconds
/// ```
///
/// Two thresholds keep a wavering probability from making many segments of one. Source: the
/// function `get_speech_timestamps` of Silero VAD. As each recording has segments of its own
/// number, a package with this step takes one recording at a time.
public final class SpeechSegmentsFactory implements StepFactory {

    @Override
    public String kind() {
        return SpeechSegmentsStep.KIND;
    }

    @Override
    public Step create(Options options, StepContext context) {
        return SpeechSegmentsStep.create(options, context);
    }
}
