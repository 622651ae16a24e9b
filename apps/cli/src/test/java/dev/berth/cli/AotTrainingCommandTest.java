package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.cli.RecordedTerminal.Run;
import dev.berth.testkit.onnx.OnnxModels;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class AotTrainingCommandTest {
    private static final long WEIGHTS_SEED = 7;

    @Test
    void training_toItsEnd_succeeds() {
        Run run = RecordedTerminal.run("aot-train");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("aot-training");
    }

    @Test
    void command_inTheListOfCommands_isNotShown() {
        assertThat(RecordedTerminal.run("--help").out()).doesNotContain("aot-train");
    }

    @Test
    void model_inTheJar_isTheTinyOne() throws IOException {
        try (var model = AotTrainingCommand.class.getResourceAsStream("aot-training.onnx")) {
            assertThat(model).isNotNull().hasBinaryContent(OnnxModels.tinyMlp(WEIGHTS_SEED));
        }
    }

    @Test
    void server_thatDoesNotStart_isReportedWithWhatItSaid() throws Exception {
        try (var served = InProcessServer.start("up", "no-such-folder", "--port", "0")) {
            assertThatThrownBy(served::awaitAddress)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no-such-folder");
        }
    }
}
