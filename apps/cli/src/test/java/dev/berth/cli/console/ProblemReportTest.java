package dev.berth.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ServiceConfigurationError;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProblemReportTest {
    static Stream<Throwable> mendable() {
        return Stream.of(
                new IOException("Is a directory"),
                new FileSystemException("a/b", null, "Not a directory"),
                new CompletionException(new IOException((String) null)),
                new ServiceConfigurationError("dev.Steps: Provider com.Own not found"));
    }

    @ParameterizedTest
    @MethodSource("mendable")
    void failure_thatAUserCanMend_saysHowAndNamesNoException(Throwable failure) {
        var recorded = new RecordedTerminal("");

        new ProblemReport(recorded.terminal()).failure(failure);

        assertThat(recorded.err())
                .startsWith("berth: ")
                .contains("  → ")
                .doesNotContain("java.", "Exception", "null", "defect");
    }
}
