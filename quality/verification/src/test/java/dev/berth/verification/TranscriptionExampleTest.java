package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.verification.SpokenDigits.Word;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Tests of `examples/transcription` on its recordings, which no model has heard.
@ExtendWith(ExampleServers.Extension.class)
class TranscriptionExampleTest {
    private static final String ROUTE = "/v1/endpoints/transcribe:predict";

    /// Of the times of a digit.
    private static final double SECONDS = 0.1;

    /// Samples of a window of the detector of voice; chunks begin with one.
    private static final int WINDOW = 512;

    /// Windows that a chunk has beyond its own part, as `Transcribe.java` has it.
    private static final int OVERLAP = 48;

    /// Seconds around a border whose words are in both chunks.
    private static final double TOLERANCE = 0.1;

    private static RunningServer server;

    @BeforeAll
    static void start(ExampleServers servers) {
        server = servers.of("transcription");
    }

    @AfterEach
    void nothingLeaks() {
        server.assertNothingLeaked();
    }

    private static HttpResponse<String> transcribe(byte[] recording) {
        return server.post(
                ROUTE, "{\"recording\":\"" + Base64.getEncoder().encodeToString(recording) + "\"}");
    }

    private static List<Word> words(HttpResponse<String> response) {
        List<Word> words = new ArrayList<>();
        for (JsonNode word : RunningServer.answer(response).path("words")) {
            assertThat(word.path("confidence").asDouble()).isBetween(0.6, 1.0);
            words.add(
                    new Word(
                            word.path("digit").asText(),
                            word.path("start").asDouble(),
                            word.path("end").asDouble()));
        }
        return words;
    }

    private static void assertSame(List<Word> read, List<Word> said, double seconds) {
        assertThat(read).extracting(Word::digit).isEqualTo(said.stream().map(Word::digit).toList());
        for (int i = 0; i < said.size(); i++) {
            assertThat(read.get(i).start()).isCloseTo(said.get(i).start(), within(seconds));
            assertThat(read.get(i).end()).isCloseTo(said.get(i).end(), within(seconds));
        }
    }

    @Test
    void digits_ofEachRecording_areReadWithTheirTimes() {
        List<SpokenDigits> recordings = SpokenDigits.all();
        assertThat(recordings).hasSizeGreaterThan(1);
        for (SpokenDigits recording : recordings) {
            assertThat(recording.words()).isNotEmpty();
            assertSame(words(transcribe(recording.wave())), recording.words(), SECONDS);
        }
    }

    /// A border anywhere: in silence, at the beginning, in the middle and at the end of a digit. As
    /// in `Transcribe.java`, a digit near the border is in both chunks, and counts once.
    @Test
    void chunks_cutAnywhere_giveEachDigitOnce() {
        // In loud noise it matters what the detector has heard before: not the first one.
        for (SpokenDigits recording : SpokenDigits.all().subList(1, 3)) {
            int count = recording.size();
            List<Word> whole = words(transcribe(recording.wave()));
            for (int border = WINDOW; border < count; border += 17 * WINDOW) {
                int end = Math.min(count, border + OVERLAP * WINDOW);
                int start = Math.max(0, border - OVERLAP * WINDOW);
                double seconds = (double) border / SpokenDigits.RATE;
                List<Word> words =
                        new ArrayList<>(chunk(recording, 0, end, 0, seconds + TOLERANCE));
                double lastEnd = words.isEmpty() ? 0 : words.getLast().end();
                double from = Math.max(0, seconds - TOLERANCE);
                chunk(recording, start, count, from, 1_000).stream()
                        .filter(word -> (word.start() + word.end()) / 2 >= lastEnd)
                        .forEach(words::add);
                assertSame(words, whole, 0.065);
            }
        }
    }

    /// @param start index of the first sample
    private static List<Word> chunk(
            SpokenDigits recording, int start, int end, double from, double to) {
        return words(
                server.post(
                        ROUTE,
                        String.format(
                                Locale.ROOT,
                                "{\"start\":%f,\"from\":%f,\"to\":%f,\"recording\":\"%s\"}",
                                (double) start / SpokenDigits.RATE,
                                from,
                                to,
                                Base64.getEncoder().encodeToString(recording.wave(start, end)))));
    }

    @Test
    void silenceAndNoise_giveNothing() {
        assertThat(words(transcribe(SpokenDigits.wave(new float[10 * SpokenDigits.RATE]))))
                .isEmpty();
        var random = new Random(42);
        for (double level : new double[] {0.001, 0.05, 0.5}) {
            var noise = new float[10 * SpokenDigits.RATE];
            for (int i = 0; i < noise.length; i++) {
                noise[i] = (float) (level * random.nextGaussian());
            }
            assertThat(words(transcribe(SpokenDigits.wave(noise)))).isEmpty();
        }
        var tone = new float[10 * SpokenDigits.RATE];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = (float) (0.5 * Math.sin(2 * Math.PI * 440 * i / SpokenDigits.RATE));
        }
        assertThat(words(transcribe(SpokenDigits.wave(tone)))).isEmpty();
    }

    @Test
    void recordings_thatAreShort_giveNothing() {
        for (int count : new int[] {1, 2, 63, 511, 512, 513, 577}) {
            assertThat(words(transcribe(SpokenDigits.wave(new float[count])))).isEmpty();
        }
    }

    @Test
    void recordings_thatAreBroken_areProblems() {
        assertRefused(new byte[0], "0 bytes that are no WAV file");
        assertRefused(SpokenDigits.wave(new float[0]), "0 samples (expected: 1 to 960000)");
        assertRefused(SpokenDigits.wave(0, Float.NaN), "NaN as sample 1");
        assertRefused(SpokenDigits.wave(Float.NEGATIVE_INFINITY), "-Infinity as sample 0");
        assertRefused(
                SpokenDigits.wave(1, 1, 44_100, 16, new byte[100]),
                "44100 samples a second (expected: 16000)");
        assertRefused(
                SpokenDigits.wave(1, 2, 16_000, 16, new byte[100]), "2 channels (expected: 1)");
        assertRefused(
                SpokenDigits.wave(1, 1, 16_000, 16, new byte[1_920_002]),
                "960001 samples (expected: 1 to 960000)");
        assertRefused(SpokenDigits.wave(6, 1, 16_000, 8, new byte[100]), "format 6 with 8 bits");
    }

    private static void assertRefused(byte[] recording, String problem) {
        HttpResponse<String> response = transcribe(recording);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
        assertThat(response.body()).contains("pipeline-step-failed", problem);
    }
}
