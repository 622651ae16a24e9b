package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of `berth compare` on `examples/lending`.
final class CompareCommandTest {
    private static final String LENDING = "../../examples/lending";

    @Test
    void compare_modelsOfTheExample_saysWhichToUse(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("comparison.json");
        Run run =
                RecordedTerminal.run(
                        "compare",
                        LENDING,
                        "scorecard",
                        "boosted",
                        "--evaluation",
                        "credit",
                        "--resamples",
                        "20",
                        "--duration",
                        "900ms",
                        "--limit",
                        "p99-ms<=10000",
                        "--interpretability",
                        "scorecard=transparent",
                        "-o",
                        file.toString());

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("roc-auc", "marital=single", "DeLong, 1484 rows", "kept")
                .containsPattern("Use (scorecard|boosted): ");
        assertThat(Files.readString(file))
                .contains("\"best\" : \"boosted\"", "\"dataSha256\"", "\"p99-ms\"");
    }

    @Test
    void compare_aLimitThatNoneKeeps_saysSo() {
        Run run =
                RecordedTerminal.run(
                        "compare",
                        LENDING,
                        "scorecard",
                        "boosted",
                        "--evaluation",
                        "credit",
                        "--resamples",
                        "0",
                        "--duration",
                        "90ms",
                        "--limit",
                        "accuracy>=0.999");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("not accuracy >= 0.999", "No candidate keeps all limits.");
    }

    @Test
    void compare_whatCannotBeCompared_isRefused() {
        assertThat(refused("compare", LENDING, "scorecard")).contains("CANDIDATE");
        assertThat(refused("compare", LENDING, "scorecard", "scorecard", "--evaluation", "credit"))
                .contains("each once");
        assertThat(refused("compare", LENDING, "scorecard", "boosted", "--evaluation", "credits"))
                .contains("credit");
        assertThat(
                        refused(
                                "compare",
                                LENDING,
                                "scorecard",
                                "boosted",
                                "--evaluation",
                                "credit",
                                "--limit",
                                "fast"))
                .contains("p99-ms<=20");
        assertThat(refused("compare", LENDING, "scorecard", "forest", "--evaluation", "credit"))
                .contains("forest");
    }

    private static String refused(String... words) {
        Run run = RecordedTerminal.run(words);
        assertThat(run.status()).isNotZero();
        return run.err();
    }
}
