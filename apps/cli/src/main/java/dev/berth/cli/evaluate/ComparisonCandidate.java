package dev.berth.cli.evaluate;

import dev.berth.catalog.profile.Machine;
import dev.berth.cli.target.IndexEntry;
import dev.berth.cli.target.LocalTarget;
import dev.berth.cli.target.ModelChoice;
import dev.berth.cli.target.PredictionTarget;
import dev.berth.evaluation.comparison.CostMeasurement.Measured;
import dev.berth.evaluation.comparison.SampledPredictor;
import dev.berth.evaluation.comparison.UnitRecorders;
import dev.berth.runtime.MemoryUse;
import dev.berth.scoring.prediction.Subject;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// Candidate of a comparison, opened in a target of its own, so that its memory is known.
///
/// @param name as it was given: `scorecard@1`
/// @param units recorded of its evaluation
record ComparisonCandidate(
        String name, PredictionTarget target, SampledPredictor predictor, UnitRecorders units)
        implements AutoCloseable {
    /// Records that are kept for measuring costs.
    private static final int RECORDS = 256;

    /// Opens a candidate.
    ///
    /// @param opener of a target for the model or endpoint
    static ComparisonCandidate open(
            String name, Function<ModelChoice, ? extends PredictionTarget> opener) {
        ModelChoice choice = ModelChoice.parse(name);
        PredictionTarget target = opener.apply(choice);
        try {
            var subject =
                    new Subject(
                            target instanceof LocalTarget local && local.isEndpoint(choice)
                                    ? Subject.Kind.ENDPOINT
                                    : Subject.Kind.MODEL,
                            choice.name().value(),
                            choice.version().map(Object::toString).orElse(""));
            return new ComparisonCandidate(
                    name,
                    target,
                    new SampledPredictor(TargetPredictor.of(target, subject), RECORDS),
                    new UnitRecorders());
        } catch (RuntimeException e) {
            target.close();
            throw e;
        }
    }

    /// What its costs are measured of.
    Measured measured() {
        boolean isLocal = target instanceof LocalTarget;
        return new Measured(
                predictor,
                isLocal ? memory(MemoryUse::totalBytes) : OptionalLong.empty(),
                isLocal ? memory(MemoryUse::weightBytes) : OptionalLong.empty(),
                isLocal);
    }

    /// Of all models that the target holds: those that the candidate needs.
    private OptionalLong memory(ToLongFunction<MemoryUse> part) {
        return OptionalLong.of(
                target.index().stream()
                        .filter(IndexEntry::isReady)
                        .flatMap(entry -> entry.memory().stream())
                        .mapToLong(part)
                        .sum());
    }

    /// The machine that it runs on; empty of a server.
    Optional<Machine> machine() {
        return target instanceof LocalTarget local
                ? Optional.of(Machine.local(local.berth().serving().engineVersions()))
                : Optional.empty();
    }

    @Override
    public void close() {
        target.close();
    }
}
