package dev.berth.cli.plan;

import dev.berth.cli.console.DurationConverter;
import dev.berth.cli.console.Progress;
import dev.berth.cli.console.Terminal;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.placement.calibration.Calibration;
import dev.berth.placement.calibration.CalibrationRun;
import dev.berth.placement.calibration.MeasuredRate;
import dev.berth.protocol.json.JsonValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Command `berth calibrate`: measures the speed of this machine.
@Command(
        name = "calibrate",
        sortOptions = false,
        description = {
            "Measures this machine: floating-point operations and memory, by one core and by all.",
            "",
            "With the calibrations of two machines `berth plan` scales what was measured on the one "
                    + "to the other, with an error bar. Run it on each kind of machine of a "
                    + "scenario while nothing else runs there, and name the files in the scenario.",
            ""
        },
        footer = {
            "  berth calibrate --output phone.calibration.json",
            "  berth calibrate --duration 10s"
        })
public final class CalibrateCommand implements Callable<Integer> {
    private static final Duration DURATION_MIN = Duration.ofSeconds(5);
    private static final Duration DURATION_MAX = Duration.ofHours(1);

    private static final int BYTES_HINT = 2_048;

    private final Terminal terminal;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The file to write. Default: none.")
    private @Nullable Path output;

    @Option(
            names = "--duration",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            defaultValue = "2m",
            description = "Time of the measurement, 5s to 1h. Default: ${DEFAULT-VALUE}.")
    private Duration duration = Duration.ofMinutes(2);

    @Option(names = "--json", description = "Print the calibration as JSON.")
    private boolean json;

    public CalibrateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (duration.compareTo(DURATION_MIN) < 0 || duration.compareTo(DURATION_MAX) > 0) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--duration " + duration.toSeconds() + " s (expected: 5 s to 1 h)",
                    "two minutes give figures to rely on");
        }
        Calibration calibration = measure();
        byte[] text = JsonValues.bytes(calibration.plain(), BYTES_HINT);
        if (output != null) {
            Files.write(output, text);
        }
        if (json) {
            terminal.out().println(new String(text, StandardCharsets.UTF_8));
        } else {
            print(calibration);
        }
        terminal.out().flush();
        return 0;
    }

    private Calibration measure() throws InterruptedException {
        try (var progress = Progress.of(terminal, "measuring")) {
            return CalibrationRun.run(
                    duration,
                    InstantSource.system(),
                    share ->
                            progress.now(
                                    String.format(Locale.ROOT, "measuring, %.0f %%", 100 * share)));
        }
    }

    private void print(Calibration calibration) {
        terminal.out().println(calibration.machine());
        row("arithmetic, one core", calibration.arithmetic(), "GFLOP/s");
        row("arithmetic, all cores", calibration.arithmeticAllCores(), "GFLOP/s");
        row("memory, one core", calibration.memory(), "GB/s");
        row("memory, all cores", calibration.memoryAllCores(), "GB/s");
        if (output != null) {
            terminal.out().println("written to " + output);
        }
    }

    private void row(String what, MeasuredRate rate, String unit) {
        terminal.out()
                .printf(
                        Locale.ROOT,
                        "%-22s %7.2f %-7s  (%.2f to %.2f)%n",
                        what,
                        rate.median() / 1e9,
                        unit,
                        rate.low() / 1e9,
                        rate.high() / 1e9);
    }
}
