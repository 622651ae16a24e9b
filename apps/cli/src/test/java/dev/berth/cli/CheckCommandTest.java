package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    @TempDir Path directory;

    @Test
    void system_withoutMistakes_succeeds() throws IOException {
        Run run = RecordedTerminal.run("check", ScaleSystem.in(directory).toString());

        assertThat(run.status()).isZero();
        assertThat(run.out()).isEqualTo("no mistakes, no pieces of advice in 1 package\n");
    }

    @Test
    void system_withMistakes_namesPlaceExpectationAndRemedyOfEach() throws IOException {
        ScaleSystem.in(directory);
        ScaleSystem.edit(directory, "type: float32", "type: flaot32");

        Run run = RecordedTerminal.run("check", directory.toString());

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out())
                .contains("model.yaml:8: mistake: ", "model.yaml:15: mistake: ", "flaot32")
                .contains("  expected: ", "  → ", "2 mistakes");
    }

    @Test
    void report_asJson_hasFileAndLine() throws IOException {
        ScaleSystem.in(directory);
        ScaleSystem.edit(directory, "summary: Doubles a number\n", "");

        Run run = RecordedTerminal.run("check", directory.toString(), "--json");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out())
                .startsWith("{\"mistakes\":[{\"file\":")
                .contains("\"line\":", "summary");
    }

    @Test
    void folder_thatIsNotThere_isExplained() {
        Run run = RecordedTerminal.run("check", directory.resolve("nowhere").toString());

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("nowhere", "expected: a system's directory");
    }
}
