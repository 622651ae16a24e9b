package dev.berth.endpoint.compile;

import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.GraphVariant;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.ValidationError;
import dev.berth.endpoint.execution.CompiledEndpoint;
import java.util.List;
import java.util.Optional;

/// Compiles variants of an endpoint, each of which must have the endpoint's signature.
final class GraphVariantCompiler {
    private final EndpointDescription description;
    private final SignatureResolver models;
    private final Signature whole;
    private final CompilationErrors errors;

    /// @param whole what the endpoint takes and gives by its own steps
    GraphVariantCompiler(
            EndpointDescription description,
            SignatureResolver models,
            Signature whole,
            CompilationErrors errors) {
        this.description = description;
        this.models = models;
        this.whole = whole;
        this.errors = errors;
    }

    /// The compiled variant; empty if there is an error, which is noted.
    ///
    /// @param kind kind of the variant in messages
    Optional<CompiledEndpoint> compile(GraphVariant arm, String kind) {
        return switch (EndpointCompiler.compile(description.arm(arm), models)) {
            case EndpointCompiler.Ready(CompiledEndpoint plan) -> {
                compare(arm, kind, "takes", whole.inputs(), plan.signature().inputs());
                compare(arm, kind, "gives", whole.outputs(), plan.signature().outputs());
                yield Optional.of(plan);
            }
            case EndpointCompiler.Refused(List<ValidationError> found) -> {
                found.forEach(error -> note(arm, kind, error));
                yield Optional.empty();
            }
        };
    }

    private void note(GraphVariant arm, String kind, ValidationError error) {
        errors.add(
                arm.location(),
                arm.pointer(),
                kind + " '" + arm.name() + "': " + error.found(),
                error.expected(),
                error.remedy());
    }

    /// Callers must not notice which one they meet but by the values.
    private void compare(
            GraphVariant arm, String kind, String verb, List<Field> wanted, List<Field> found) {
        List<TensorSpec> specs = wanted.stream().map(Field::spec).toList();
        List<TensorSpec> others = found.stream().map(Field::spec).toList();
        if (!others.equals(specs)) {
            errors.add(
                    arm.location(),
                    arm.pointer(),
                    kind + " '" + arm.name() + "' " + verb + " " + others,
                    "what the endpoint's steps do: " + specs,
                    "replace models by such that take and give the same");
        }
    }
}
