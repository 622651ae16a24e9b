package dev.berth.examples.transcription;

import java.io.IOException;
import java.util.List;
import java.util.Random;

/// Voice of espeak-ng at a speed and a pitch.
///
/// @param voice language and variant, such as `en-us+f3`
/// @param wordsPerMinute 80 to 450
/// @param pitch 0 to 99
record Speaker(String voice, int wordsPerMinute, int pitch) {
    private static final List<String> ACCENTS =
            List.of("en-gb", "en-us", "en-gb-x-rp", "en-gb-scotland", "en-029", "en-us-nyc");

    /// Variants for training, without robots and whispers.
    static final List<String> TRAINING =
            List.of(
                    "m1", "m2", "m3", "m4", "m5", "m6", "f1", "f2", "f3", "f4", "adam", "Alex",
                    "Andy", "Annie", "david", "ed", "edward", "Gene", "Hugo", "ian", "john",
                    "klatt", "klatt2", "klatt4", "Lee", "linda", "marcelo", "Marco", "max",
                    "Michael", "miguel", "pablo", "paul", "Reed", "rob", "robert", "steph",
                    "steph2");

    /// Variants of recordings that no model has heard.
    static final List<String> HELD_OUT =
            List.of(
                    "m7",
                    "m8",
                    "f5",
                    "Alicia",
                    "Andrea",
                    "belinda",
                    "benjamin",
                    "caleb",
                    "Denis",
                    "Diogo",
                    "Henrique",
                    "Jacky",
                    "Mike",
                    "Nguyen",
                    "quincy",
                    "shelby",
                    "travis",
                    "zac");

    /// Some speaker: 130 to 210 words a minute, at most moderately high or low.
    static Speaker random(List<String> variants, Random random) {
        return new Speaker(
                ACCENTS.get(random.nextInt(ACCENTS.size()))
                        + "+"
                        + variants.get(random.nextInt(variants.size())),
                130 + random.nextInt(81),
                20 + random.nextInt(61));
    }

    /// Says a text. Starts the program `espeak-ng` (Debian package of that name).
    ///
    /// @throws IOException if it is not there, or fails
    Sound say(String text) throws IOException {
        Process espeak =
                new ProcessBuilder(
                                "espeak-ng",
                                "--stdout",
                                "-v",
                                voice,
                                "-s",
                                String.valueOf(wordsPerMinute),
                                "-p",
                                String.valueOf(pitch),
                                text)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        return Sound.parse(espeak.getInputStream().readAllBytes()).trimmed();
    }
}
