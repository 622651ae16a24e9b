package dev.berth.verification;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Recording of `examples/transcription` with what it says: samples of 16 bits at 16 kHz.
final class SpokenDigits {
    static final int RATE = 16_000;

    private static final int HEADER_BYTES = 44;

    /// Digit with its times in seconds.
    record Word(String digit, double start, double end) {}

    private final List<Word> words;
    private final byte[] data;

    private SpokenDigits(List<Word> words, byte[] data) {
        this.words = List.copyOf(words);
        this.data = data;
    }

    List<Word> words() {
        return words;
    }

    /// The number of samples.
    int size() {
        return data.length / Short.BYTES;
    }

    /// All recordings that the example has.
    static List<SpokenDigits> all() {
        Path folder = Repository.example("transcription").resolve("recordings");
        try (Stream<Path> files = Files.list(folder)) {
            List<SpokenDigits> all = new ArrayList<>();
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".wav")).sorted().toList()) {
                all.add(read(file));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SpokenDigits read(Path file) throws IOException {
        byte[] wave = Files.readAllBytes(file);
        List<Word> words = new ArrayList<>();
        String table = Files.readString(Path.of(file.toString().replace(".wav", ".csv")));
        for (String row : table.lines().skip(1).toList()) {
            String[] cells = row.split(",", -1);
            words.add(
                    new Word(cells[0], Double.parseDouble(cells[1]), Double.parseDouble(cells[2])));
        }
        return new SpokenDigits(words, Arrays.copyOfRange(wave, HEADER_BYTES, wave.length));
    }

    /// All of them, one after the other.
    static SpokenDigits joined(List<SpokenDigits> recordings) {
        List<Word> words = new ArrayList<>();
        var data = new ByteArrayOutputStream();
        for (SpokenDigits each : recordings) {
            double begin = (double) data.size() / Short.BYTES / RATE;
            for (Word word : each.words) {
                words.add(new Word(word.digit, word.start + begin, word.end + begin));
            }
            data.writeBytes(each.data);
        }
        return new SpokenDigits(words, data.toByteArray());
    }

    byte[] wave() {
        return wave(0, size());
    }

    /// A part as a WAV file.
    ///
    /// @param from index of the first sample
    /// @param to index after the last one
    byte[] wave(int from, int to) {
        return wave(1, 1, RATE, 16, Arrays.copyOfRange(data, from * Short.BYTES, to * Short.BYTES));
    }

    /// @param format 1 for integers, 3 for floats
    static byte[] wave(int format, int channels, int rate, int bits, byte[] data) {
        return ByteBuffer.allocate(HEADER_BYTES + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(HEADER_BYTES - 8 + data.length)
                .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
                .putInt(16)
                .putShort((short) format)
                .putShort((short) channels)
                .putInt(rate)
                .putInt(rate * channels * bits / 8)
                .putShort((short) (channels * bits / 8))
                .putShort((short) bits)
                .put("data".getBytes(StandardCharsets.US_ASCII))
                .putInt(data.length)
                .put(data)
                .array();
    }

    static byte[] wave(float... samples) {
        ByteBuffer data =
                ByteBuffer.allocate(Float.BYTES * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(samples);
        return wave(3, 1, RATE, 32, data.array());
    }
}
