package dev.berth.evaluation.comparison;

import dev.berth.evaluation.task.AnalysisFactory;
import dev.berth.evaluation.task.TaskEvaluation;
import dev.berth.evaluation.task.UnitAnalysis;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Factory of the recorder of one candidate, which it keeps.
public final class UnitRecorders implements AnalysisFactory {
    private @Nullable UnitRecorder<?> recorder;

    @Override
    public <O> UnitAnalysis<O> of(TaskEvaluation<O> task) {
        var made = new UnitRecorder<>(task);
        recorder = made;
        return made;
    }

    /// The recorder; empty before the run.
    public Optional<UnitRecorder<?>> recorder() {
        return Optional.ofNullable(recorder);
    }
}
