package dev.berth.cli.bench;

import dev.berth.catalog.profile.LoadMeasurement;
import dev.berth.catalog.profile.ModelProfile;
import dev.berth.cli.console.CredentialOptions;
import dev.berth.cli.console.Terminal;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.placement.part.ProfileTimes;
import dev.berth.placement.scenario.ProfiledModel;
import dev.berth.placement.verification.replay.ModelTrial;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Trial of a model by the measurement of `berth bench`, with the examples of its signature.
public final class BenchTrial implements ModelTrial {
    private static final Duration MEASURED_MAX = Duration.ofSeconds(15);

    /// Measured time to one of warm-up.
    private static final int MEASURED_TO_WARM_UP = 5;

    private final Duration measured;
    private final Terminal terminal;

    /// @param verification measured time of the verification, which a trial does not exceed
    public BenchTrial(Duration verification, Terminal terminal) {
        this.measured = verification.compareTo(MEASURED_MAX) < 0 ? verification : MEASURED_MAX;
        this.terminal = terminal;
    }

    @Override
    public Result run(ProfiledModel model) throws IOException, InterruptedException {
        var settings =
                new BenchRun.Settings(
                        model.system().toString(),
                        model.name(),
                        List.of(),
                        List.of(1),
                        List.of(),
                        List.of(1),
                        measured.dividedBy(MEASURED_TO_WARM_UP),
                        measured,
                        Optional.empty(),
                        new CredentialOptions().credentials());
        BenchRun.Result result = BenchRun.run(settings, terminal);
        ModelProfile profile = result.profile();
        LoadMeasurement alone = profile.measurements().getFirst();
        if (result.hasFailures()) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "of " + alone.calls() + " calls of " + model.name() + " some failed",
                    "look at `berth bench " + model.system() + " " + model.name() + "`");
        }
        return new Result(
                ProfileTimes.alone(profile).orElseThrow(),
                alone.calls(),
                profile.memoryBytes().isPresent()
                        ? OptionalDouble.of((double) profile.memoryBytes().getAsLong())
                        : OptionalDouble.empty());
    }
}
