package dev.berth.examples.transcription;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Makes speech: `MakeSpeech DIRECTORY` writes words for training into `words`, and recordings of
/// other voices with what they say into `recordings`, and of the voices for training into `tuning`.
/// Needs the program `espeak-ng`.
public final class MakeSpeech {
    /// Words for training, of each class.
    private static final int WORDS = 1000;

    /// Recordings of each loudness of the noise.
    private static final int RECORDINGS = 40;

    private static final int WORDS_OF_RECORDING = 8;

    /// Level of speech over that of the noise, in dB.
    private static final List<Integer> NOISES = List.of(60, 20, 10);

    private static final int PAUSE_MIN = Sound.RATE * 35 / 100;
    private static final int PAUSE_MORE = Sound.RATE / 2;

    private MakeSpeech() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            System.err.println("MakeSpeech: name the directory to write");
            System.exit(2);
        }
        Path directory = Path.of(arguments[0]);
        words(Files.createDirectories(directory.resolve("words")), new Random(1));
        recordings(directory.resolve("recordings"), Speaker.HELD_OUT, new Random(2));
        recordings(directory.resolve("tuning"), Speaker.TRAINING, new Random(3));
    }

    private static void words(Path directory, Random random) throws IOException {
        for (int i = 0; i < WORDS; i++) {
            for (int label = 0; label < Vocabulary.CLASSES; label++) {
                String word = word(label, Vocabulary.OTHERS, random);
                Speaker.random(Speaker.TRAINING, random)
                        .say(word)
                        .write(directory.resolve("%d-%d.wav".formatted(label, i)));
            }
        }
    }

    private static String word(int label, List<String> others, Random random) {
        return label == Vocabulary.NONE
                ? others.get(random.nextInt(others.size()))
                : Vocabulary.DIGITS.get(label);
    }

    static void recordings(Path directory, List<String> variants, Random random)
            throws IOException {
        Files.createDirectories(directory);
        for (int noise : NOISES) {
            for (int i = 0; i < RECORDINGS; i++) {
                recording(
                        directory.resolve("%ddB-%02d".formatted(noise, i)),
                        noise,
                        variants,
                        random);
            }
        }
    }

    /// One voice says digits and a few other words, with pauses between them.
    ///
    /// @param name of the files, without `.wav` and `.csv`
    private static void recording(Path name, int decibels, List<String> variants, Random random)
            throws IOException {
        Speaker speaker = Speaker.random(variants, random);
        List<Sound> words = new ArrayList<>();
        List<String> rows = new ArrayList<>(List.of("digit,start,end"));
        int at = PAUSE_MIN;
        double level = 0;
        for (int i = 0; i < WORDS_OF_RECORDING; i++) {
            int label =
                    random.nextInt(WORDS_OF_RECORDING) == 0 ? Vocabulary.NONE : random.nextInt(10);
            Sound sound = speaker.say(word(label, Vocabulary.OTHERS_HELD_OUT, random));
            words.add(sound);
            level += sound.level() / WORDS_OF_RECORDING;
            int pause = PAUSE_MIN + random.nextInt(PAUSE_MORE);
            if (label != Vocabulary.NONE) {
                rows.add(
                        String.format(
                                Locale.ROOT,
                                "%d,%.3f,%.3f",
                                label,
                                (double) at / Sound.RATE,
                                (double) (at + sound.size()) / Sound.RATE));
            }
            words.add(Sound.of(new float[pause]));
            at += sound.size() + pause;
        }
        var samples = new float[at];
        int next = PAUSE_MIN;
        for (Sound word : words) {
            System.arraycopy(word.samples(), 0, samples, next, word.size());
            next += word.size();
        }
        new Noise(random).add(samples, level * Math.pow(10, -decibels / 20.0));
        Sound.of(samples).write(Path.of(name + ".wav"));
        Files.write(Path.of(name + ".csv"), rows);
    }
}
