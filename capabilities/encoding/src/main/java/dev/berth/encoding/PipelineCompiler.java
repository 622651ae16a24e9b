package dev.berth.encoding;

import dev.berth.core.NearestName;
import dev.berth.core.Problem;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.StepDescription;
import dev.berth.core.system.ValidationError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The making of a pipeline: which tensors are there so far, and which errors were found.
///
/// A step that could not be made would have put tensors that later steps read. Their absence is not
/// one more error, so the names that it was to put are remembered and not complained about.
final class PipelineCompiler {
    private final StepResources resources;
    private final Map<String, StepFactory> factories;
    private final List<TensorSpec> tensors;

    /// Names of the tensors that were there before the first step and are there still.
    private final Set<String> original = new HashSet<>();

    private final Set<String> unmade = new HashSet<>();
    private final List<Pipeline.NamedStep> steps = new ArrayList<>();
    private final List<ValidationError> errors = new ArrayList<>();

    PipelineCompiler(
            List<TensorSpec> available,
            StepResources resources,
            Map<String, StepFactory> factories,
            Set<String> unmade) {
        this.unmade.addAll(unmade);
        this.tensors = new ArrayList<>(available);
        available.forEach(tensor -> original.add(tensor.name()));
        this.resources = resources;
        this.factories = factories;
    }

    void add(StepDescription description) {
        StepFactory factory = factories.get(description.kind());
        if (factory == null) {
            errors.add(unknownKind(description));
            rememberUnmade(description);
            return;
        }
        var context = new PipelineContext(resources, List.copyOf(tensors));
        var options = new Options(description, context, unmade);
        Step step = make(factory, options, context);
        if (step == null) {
            rememberUnmade(description);
            return;
        }
        Set<String> replaced = new HashSet<>();
        for (TensorSpec output : step.outputs()) {
            if (find(output.name()) == null) {
                tensors.add(output);
            } else if (original.remove(output.name())) {
                replaced.add(output.name());
                tensors.removeIf(tensor -> tensor.name().equals(output.name()));
                tensors.add(output);
            } else {
                errors.add(nameTaken(description, output));
            }
        }
        steps.add(new Pipeline.NamedStep(description.kind(), step, Set.copyOf(replaced)));
    }

    private @Nullable Step make(StepFactory factory, Options options, StepContext context) {
        Step step = null;
        try {
            step = factory.create(options, context);
            options.requireValid();
            return step;
        } catch (ProblemException refusal) {
            if (step != null) {
                step.close();
            }
            if (options.isValid()) {
                errors.add(of(options, refusal.problem()));
            }
            errors.addAll(options.errors());
            return null;
        } catch (RuntimeException defect) {
            // A factory that does not keep its promise makes its package unusable, not the process.
            errors.add(ofDefect(options, defect));
            errors.addAll(options.errors());
            return null;
        }
    }

    private static ValidationError ofDefect(Options options, RuntimeException defect) {
        return new ValidationError(
                options.location(),
                "",
                "step '" + options.kind() + "' could not be made: " + defect,
                "a step that can be made",
                "report this with the step's options");
    }

    private static ValidationError of(Options options, Problem problem) {
        return new ValidationError(
                options.location(),
                "",
                problem.message(),
                "a step '" + options.kind() + "' that can be made",
                problem.remedy());
    }

    /// By custom, the names of a step's outputs are the texts within its option `into`.
    private void rememberUnmade(StepDescription description) {
        switch (description.options().get("into")) {
            case String name -> unmade.add(name);
            case Map<?, ?> names -> {
                for (Object name : names.values()) {
                    unmade.add(String.valueOf(name));
                }
            }
            case null, default -> {}
        }
    }

    private @Nullable TensorSpec find(String name) {
        for (TensorSpec tensor : tensors) {
            if (tensor.name().equals(name)) {
                return tensor;
            }
        }
        return null;
    }

    private ValidationError unknownKind(StepDescription description) {
        return new ValidationError(
                description.location(),
                "",
                "step '" + description.kind() + "'",
                "one of " + String.join(", ", factories.keySet()),
                NearestName.find(description.kind(), factories.keySet())
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("name one of these, or put the step's jar on the class path"));
    }

    private static ValidationError nameTaken(StepDescription description, TensorSpec output) {
        return new ValidationError(
                description.location(),
                "",
                "step '"
                        + description.kind()
                        + "' puts tensor '"
                        + output.name()
                        + "', which a step put already",
                "a name of its own for each tensor that steps put",
                "choose another name in 'into'");
    }

    List<Pipeline.NamedStep> steps() {
        return steps;
    }

    List<TensorSpec> tensors() {
        return tensors;
    }

    Set<String> unmade() {
        return unmade;
    }

    List<ValidationError> errors() {
        return errors;
    }
}
