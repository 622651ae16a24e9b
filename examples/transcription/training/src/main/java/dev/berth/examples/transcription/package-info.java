/// Training of the example: makes speech ([dev.berth.examples.transcription.MakeSpeech]), trains
/// the reader of digits ([dev.berth.examples.transcription.Train]), and converts the detector of
/// voice ([dev.berth.examples.transcription.ConvertVoiceActivity]).
@NullMarked
package dev.berth.examples.transcription;

import org.jspecify.annotations.NullMarked;
