package dev.berth.encoding.audio;

import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import dev.berth.encoding.StepFactory;

/// Segments of a recording as clips of one length.
///
/// ```yaml
/// - step: audio-clips
///   from: recording        # bytes (or a string in base64): a WAV file with one channel
///   segments: segments     # float32 [segments, 2]: start and end in seconds
///   rate: 16000            # samples a second
///   max-seconds: 60        # the default: of the recording
///   length: 16000          # samples of a clip
///   margin: 0.05           # the default: seconds of the recording around a segment
///   into: clips            # float32 [segments, length], from -1 to 1
/// ```
///
/// A clip has the segment in its middle and zeros on both sides; of a longer one it has the middle.
/// At most 64 million samples are cut out at once. A package with this step takes one recording at
/// a time.
public final class AudioClipsFactory implements StepFactory {

    @Override
    public String kind() {
        return AudioClipsStep.KIND;
    }

    @Override
    public Step create(Options options, StepContext context) {
        return AudioClipsStep.create(options, context);
    }
}
