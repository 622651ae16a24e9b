package dev.berth.benchmarks.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.berth.benchmarks.Arguments;
import dev.berth.benchmarks.stage.MiniLmSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FusionAccuracyTest {
    private static final String OPTIONS =
            """
            --reference FILE
            --sentences FILE
            --model FILE
            --count N
            """;

    @TempDir private Path folder;

    private PairedDistances measure(Path sentences, int count) throws IOException {
        return FusionAccuracy.measure(
                Arguments.parse(
                        List.of(
                                "--reference",
                                MiniLmSystem.writeModel(folder).toString(),
                                "--sentences",
                                sentences.toString(),
                                "--count",
                                "" + count),
                        OPTIONS));
    }

    @Test
    void measure_quantisedModelAsItsOwnReference_findsSmallDistancesOfEachSentence()
            throws IOException {
        Path sentences =
                Files.writeString(
                        folder.resolve("sentences.txt"),
                        "The tea is cold.\n\nA dog sleeps on the stairs.\nNot counted.\n");
        PairedDistances distances = measure(sentences, 2);
        assertThat(distances.count()).isEqualTo(2);
        // Both executions differ slightly from the unoptimized graph.
        assertThat(distances.plainMean()).isBetween(0.0, 0.05);
        assertThat(distances.fusedMean()).isBetween(0.0, 0.05);
    }

    @Test
    void measure_noSentence_saysWhatWasExpected() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.txt"), "\n \n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> measure(empty, 2))
                .withMessageContaining("no sentence in the file (expected: one in each line)");
    }
}
