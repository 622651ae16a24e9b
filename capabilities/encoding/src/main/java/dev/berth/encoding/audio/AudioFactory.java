package dev.berth.encoding.audio;

import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import dev.berth.encoding.StepFactory;

/// Samples of a WAV file.
///
/// ```yaml
/// - step: audio
///   from: recording        # bytes (or a string in base64): a WAV file with one channel
///   rate: 16000            # samples a second; another rate is a problem of the record
///   max-seconds: 60        # the default
///   into: samples          # float32 [samples], from -1 to 1
/// ```
///
/// Integers of 8, 16, 24 or 32 bits and 32-bit floats are read. As each recording has a length of
/// its own, a package with this step takes one recording at a time.
public final class AudioFactory implements StepFactory {

    @Override
    public String kind() {
        return AudioStep.KIND;
    }

    @Override
    public Step create(Options options, StepContext context) {
        return AudioStep.create(options, context);
    }
}
