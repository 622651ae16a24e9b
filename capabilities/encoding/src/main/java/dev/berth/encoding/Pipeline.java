package dev.berth.encoding;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.StepDescription;
import dev.berth.core.system.ValidationError;
import dev.berth.core.tensor.NamedTensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// A checked sequence of steps: an encoder or a decoder. Thread-safe.
///
/// [#compile] makes every step and checks that each finds the tensors that it reads, with types and
/// ranks that it can take, and that no two put the same name; what can be known before a request is
/// wrong before a request. A step may put a tensor in place of one that was there before the first:
/// so a caller's field keeps the name that the artifact has for it though its shape changes.
public final class Pipeline implements AutoCloseable {
    private final List<NamedStep> steps;
    private final List<TensorSpec> tensors;

    private Pipeline(List<NamedStep> steps, List<TensorSpec> tensors) {
        this.steps = List.copyOf(steps);
        this.tensors = List.copyOf(tensors);
    }

    /// Makes the steps, in order. May read files and take long.
    ///
    /// @param available the tensors that are there before the first step
    /// @param factories by kind, as [StepFactories#load] gives them
    public static Compilation compile(
            List<StepDescription> descriptions,
            List<TensorSpec> available,
            StepResources resources,
            Map<String, StepFactory> factories) {
        return compile(descriptions, available, resources, factories, Set.of());
    }

    /// The same after a pipeline that was refused.
    ///
    /// @param unmade names of tensors whose absence is the fault of a step there; what reads them
    ///   is not reported again
    public static Compilation compile(
            List<StepDescription> descriptions,
            List<TensorSpec> available,
            StepResources resources,
            Map<String, StepFactory> factories,
            Set<String> unmade) {
        var wiring = new PipelineCompiler(available, resources, factories, unmade);
        for (StepDescription description : descriptions) {
            wiring.add(description);
        }
        List<ValidationError> errors = wiring.errors();
        var pipeline = new Pipeline(wiring.steps(), wiring.tensors());
        if (errors.isEmpty()) {
            return new Compilation.Compiled(pipeline);
        }
        pipeline.close();
        return new Compilation.Refused(errors, wiring.tensors(), wiring.unmade());
    }

    /// The tensors that are there after the last step: those available before the first and those
    /// that the steps put.
    public List<TensorSpec> outputs() {
        return tensors;
    }

    /// Whether there is nothing to do.
    public boolean isEmpty() {
        return steps.isEmpty();
    }

    /// Runs the steps, which read from `tensors` and put their outputs there. If one fails, what is
    /// in `tensors` by then stays there, for the caller to close.
    ///
    /// @throws ProblemException `pipeline-step-failed` or `value-invalid` if a value cannot be
    ///   transformed; says which row and why
    public void apply(NamedTensors tensors) {
        var _ = apply(tensors, () -> true);
    }

    /// The same for as long as a caller wants the outcome.
    ///
    /// @param wanted checked before each step, and within those that may take long
    /// @return false if a step was left out, or not finished
    /// @throws ProblemException as above
    public boolean apply(NamedTensors tensors, BooleanSupplier wanted) {
        for (NamedStep named : steps) {
            if (!wanted.getAsBoolean()) {
                return false;
            }
            try {
                tensors.allowReplacing(named.replaced);
                if (!named.step.apply(tensors, wanted)) {
                    return false;
                }
            } catch (ProblemException failure) {
                throw failure;
            } catch (RuntimeException failure) {
                throw new ProblemException(
                        Problem.of(
                                ProblemCode.INTERNAL_ERROR,
                                "step '" + named.kind + "' failed: " + failure,
                                "report this with the request that caused it"),
                        failure);
            }
        }
        return true;
    }

    /// What the steps hold in memory outside of this process, in bytes.
    public long memoryBytes() {
        return steps.stream().mapToLong(named -> named.step.memoryBytes()).sum();
    }

    /// Closes all steps, the last first. Not while one is running.
    @Override
    public void close() {
        for (NamedStep named : steps.reversed()) {
            named.step.close();
        }
    }

    @Override
    public String toString() {
        List<String> kinds = new ArrayList<>();
        for (NamedStep named : steps) {
            kinds.add(named.kind);
        }
        return String.join(" -> ", kinds);
    }

    /// @param replaced the tensors that the step puts others in place of
    record NamedStep(String kind, Step step, Set<String> replaced) {}
}
