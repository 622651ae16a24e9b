package dev.berth.cards.gate;

import dev.berth.cards.assembly.DocumentContext;
import dev.berth.cards.assembly.NumberText;
import dev.berth.cards.assembly.ProfileNumbers;
import dev.berth.cards.evidence.MeasuredProfile;
import dev.berth.cards.requirement.Requirement.AvailabilityBound;
import dev.berth.cards.requirement.Requirement.LatencyBound;
import dev.berth.cards.requirement.Requirement.ThroughputBound;
import dev.berth.catalog.profile.LoadMeasurement;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/// Check of requirements on what was measured under load.
final class LoadCheck {
    private static final String SLOW =
            "make it faster, or change the requirement with a reason; compare machines";

    private final DocumentContext context;

    LoadCheck(DocumentContext context) {
        this.context = context;
    }

    RequirementFinding latency(LatencyBound required) {
        return withProfile(file -> latency(required, file));
    }

    private static RequirementFinding latency(LatencyBound required, MeasuredProfile file) {
        List<LoadMeasurement> loads =
                file.profile().measurements().stream()
                        .filter(
                                load ->
                                        required.callers().isEmpty()
                                                || load.callers().equals(required.callers()))
                        .toList();
        if (loads.isEmpty()) {
            return RequirementFinding.noData(
                    "no load of "
                            + (required.callers().isPresent()
                                    ? required.callers().getAsLong() + " callers"
                                    : "any kind")
                            + " in "
                            + file.file(),
                    "measure it with `berth bench --concurrency`");
        }
        LoadMeasurement slowest = loads.getFirst();
        double worst = -1;
        for (LoadMeasurement load : loads) {
            OptionalDouble nanos = ProfileNumbers.nanos(load, required.percentile());
            if (nanos.isEmpty()) {
                return RequirementFinding.noData(
                        "no call with "
                                + ProfileNumbers.load(load)
                                + " was answered in "
                                + file.file(),
                        "find out why, and measure again");
            }
            if (nanos.getAsDouble() > worst) {
                worst = nanos.getAsDouble();
                slowest = load;
            }
        }
        String shown =
                required.percentile()
                        + " latency is "
                        + NumberText.nanos(worst)
                        + " with "
                        + ProfileNumbers.load(slowest)
                        + " in "
                        + file.file()
                        + on(file);
        return worst <= required.atMost().toNanos()
                ? RequirementFinding.met(shown)
                : RequirementFinding.notMet(shown, SLOW);
    }

    RequirementFinding throughput(ThroughputBound required) {
        return withProfile(
                file -> {
                    Optional<LoadMeasurement> most =
                            file.profile().measurements().stream()
                                    .max(
                                            Comparator.comparingDouble(
                                                    LoadMeasurement::recordsPerSecond));
                    if (most.isEmpty()) {
                        return nothingMeasured(file);
                    }
                    String shown =
                            "throughput is "
                                    + NumberText.decimal(most.get().recordsPerSecond())
                                    + " records/s with "
                                    + ProfileNumbers.load(most.get())
                                    + " in "
                                    + file.file()
                                    + on(file);
                    return most.get().recordsPerSecond() >= required.atLeast()
                            ? RequirementFinding.met(shown)
                            : RequirementFinding.notMet(shown, SLOW);
                });
    }

    RequirementFinding availability(AvailabilityBound required) {
        return withProfile(
                file -> {
                    Optional<LoadMeasurement> least =
                            file.profile().measurements().stream()
                                    .min(Comparator.comparingDouble(LoadCheck::answered));
                    if (least.isEmpty()) {
                        return nothingMeasured(file);
                    }
                    double share = answered(least.get());
                    String shown =
                            String.format(Locale.ROOT, "%.4g %%", 100 * share)
                                    + " of calls were answered with "
                                    + ProfileNumbers.load(least.get())
                                    + " in "
                                    + file.file()
                                    + on(file);
                    return share >= required.atLeast()
                            ? RequirementFinding.met(shown)
                            : RequirementFinding.notMet(shown, "find out why calls failed");
                });
    }

    /// A load without calls answered none.
    private static double answered(LoadMeasurement load) {
        double share = ProfileNumbers.availability(load);
        return Double.isNaN(share) ? 0 : share;
    }

    private static RequirementFinding nothingMeasured(MeasuredProfile file) {
        return RequirementFinding.noData("no load in " + file.file(), "measure with `berth bench`");
    }

    private static String on(MeasuredProfile file) {
        return ", on " + file.profile().machine();
    }

    /// The check on the profile of the subject, if it is there and of the models as they are.
    private RequirementFinding withProfile(Function<MeasuredProfile, RequirementFinding> check) {
        Optional<MeasuredProfile> file = context.profile();
        String name = context.subject().name();
        String command =
                "run `berth bench DIR "
                        + name
                        + " --profile DIR/evaluations/"
                        + name
                        + ".profile.json`";
        if (file.isEmpty()) {
            return RequirementFinding.noData("no measurement of " + context.subject(), command);
        }
        String measured = file.get().profile().origin().modelSha256();
        if (!measured.equals(context.packages().digest())) {
            return RequirementFinding.noData(
                    file.get().file()
                            + (measured.isEmpty()
                                    ? " does not record what was measured"
                                    : " is old: " + context.subject() + " has changed since"),
                    command + " again");
        }
        return check.apply(file.get());
    }
}
