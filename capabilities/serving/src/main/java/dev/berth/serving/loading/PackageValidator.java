package dev.berth.serving.loading;

import dev.berth.catalog.document.Document;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.SourceLocation;
import dev.berth.core.system.StepDescription;
import dev.berth.core.system.ValidationError;
import dev.berth.encoding.Compilation;
import dev.berth.encoding.Pipeline;
import dev.berth.encoding.StepFactory;
import dev.berth.encoding.StepResources;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.serving.execution.ArtifactInputs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Check that a package's signature, steps and artifact go together, which also gives its
/// pipelines.
///
/// Follows the tensors from the signature's inputs through the encoder, the artifact and the
/// decoder to the signature's outputs, and notes everything that does not fit on the way; what is
/// only the consequence of an earlier error is not noted again.
final class PackageValidator {
    private final ModelPackage modelPackage;
    private final PackageSourceLocator places;
    private final StepResources resources;
    private final Map<String, StepFactory> factories;
    private final List<ValidationError> errors = new ArrayList<>();
    private final List<Pipeline> pipelines = new ArrayList<>();
    private final Set<String> unmade = new HashSet<>();

    /// @param places in the package's model.yaml, for its errors
    PackageValidator(
            ModelPackage modelPackage,
            PackageSourceLocator places,
            LoadedArtifact artifact,
            StepResources resources,
            Map<String, StepFactory> factories) {
        this.modelPackage = modelPackage;
        this.places = places;
        this.resources = resources;
        this.factories = factories;
        List<TensorSpec> sent =
                new ArrayList<>(
                        modelPackage.signature().inputs().stream().map(Field::spec).toList());
        sent.addAll(checkSession(artifact));
        List<TensorSpec> encoded = follow(modelPackage.encode(), sent);
        ArtifactInputs inputs = ArtifactInputs.of(artifact, encoded);
        checkInputs(encoded, inputs.all());
        inputs.optional().stream()
                .filter(input -> !isOfSession(input.name()))
                .forEach(this::checkRows);
        checkBuckets(encoded, inputs.all());
        checkOutputs(follow(modelPackage.decode(), executed(encoded, artifact.outputs())));
    }

    List<ValidationError> errors() {
        return errors;
    }

    /// Those that could be made, encoder first; both if there are no errors. The caller closes
    /// them.
    List<Pipeline> pipelines() {
        return pipelines;
    }

    private List<TensorSpec> follow(List<StepDescription> steps, List<TensorSpec> available) {
        return switch (Pipeline.compile(steps, available, resources, factories, unmade)) {
            case Compilation.Compiled(Pipeline pipeline) -> {
                pipelines.add(pipeline);
                yield pipeline.outputs();
            }
            case Compilation.Refused refused -> {
                errors.addAll(refused.errors());
                unmade.addAll(refused.unmade());
                yield refused.tensors();
            }
        };
    }

    /// What is there after the artifact ran: an output takes the place of an input of its name.
    private static List<TensorSpec> executed(List<TensorSpec> encoded, List<TensorSpec> outputs) {
        List<TensorSpec> executed = new ArrayList<>(encoded);
        for (TensorSpec output : outputs) {
            executed.removeIf(spec -> spec.name().equals(output.name()));
            executed.add(output);
        }
        return executed;
    }

    private void checkInputs(List<TensorSpec> encoded, List<TensorSpec> wanted) {
        String remedy =
                modelPackage.encode().isEmpty()
                        ? "give it in signature.inputs, or let a step of encode put it"
                        : "let a step of encode put it, or give it in signature.inputs";
        for (TensorSpec input : wanted) {
            compare(
                    "artifact input '" + input.name() + "'",
                    find(encoded, input.name()),
                    input,
                    placeOf(input),
                    remedy);
        }
    }

    /// Where the package gives this input of the artifact, or should.
    private String placeOf(TensorSpec input) {
        List<Field> fields = modelPackage.signature().inputs();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(input.name())) {
                return "/signature/inputs/" + i;
            }
        }
        return modelPackage.encode().isEmpty() ? "/signature/inputs" : "/encode";
    }

    /// An input with one value for all rows cannot carry the values of several requests at once.
    private void checkRows(TensorSpec optional) {
        boolean rows =
                optional.shape().rank() > 0 && optional.shape().at(0) instanceof Dimension.Dynamic;
        if (modelPackage.signature().isBatched() && !rows) {
            note(
                    placeOf(optional),
                    "optional artifact input '"
                            + optional.name()
                            + "' of shape "
                            + optional.shape()
                            + ", which holds for all rows of a batch",
                    "an artifact input with one row for each record",
                    "remove signature.batch, or leave '"
                            + optional.name()
                            + "' to the artifact's own value");
        }
    }

    private void checkOutputs(List<TensorSpec> decoded) {
        List<Field> outputs = modelPackage.signature().outputs();
        for (int i = 0; i < outputs.size(); i++) {
            TensorSpec output = outputs.get(i).spec();
            compare(
                    "output '" + output.name() + "'",
                    find(decoded, output.name()),
                    output,
                    "/signature/outputs/" + i,
                    modelPackage.isStepsAlone()
                            ? "correct signature.outputs, or let a step of encode put it, or name the"
                                    + " model's file as artifacts.model; there are "
                                    + names(decoded)
                            : "correct signature.outputs, or let a step of decode put it; there are "
                                    + names(decoded));
        }
    }

    /// What the server puts beside the caller's inputs: state and constants.
    private List<TensorSpec> checkSession(LoadedArtifact artifact) {
        if (modelPackage.session().isEmpty()) {
            return List.of();
        }
        var check = new SessionCheck(modelPackage, artifact, this::note);
        return check.inputs();
    }

    private boolean isOfSession(String input) {
        return modelPackage
                .session()
                .filter(
                        session ->
                                session.constants().containsKey(input)
                                        || session.state().stream()
                                                .anyMatch(state -> state.input().equals(input)))
                .isPresent();
    }

    private static String names(List<TensorSpec> specs) {
        return String.join(", ", specs.stream().map(TensorSpec::name).toList());
    }

    private static Optional<TensorSpec> find(List<TensorSpec> specs, String name) {
        // The last one wins: a later step may stand in for an input of the same name.
        return specs.reversed().stream().filter(spec -> spec.name().equals(name)).findFirst();
    }

    private void compare(
            String what,
            Optional<TensorSpec> found,
            TensorSpec wanted,
            String pointer,
            String remedy) {
        String expected = wanted.type() + " " + wanted.shape();
        if (found.isEmpty()) {
            if (!unmade.contains(wanted.name())) {
                note(pointer, what + ": nothing of this name", expected, remedy);
            }
            return;
        }
        TensorSpec spec = found.get();
        boolean sameType =
                spec.type() == wanted.type()
                        || (spec.type().isVariable() && wanted.type().isVariable());
        if (!sameType || !spec.shape().isCompatibleWith(wanted.shape())) {
            note(pointer, what + ": " + spec.type() + " " + spec.shape(), expected, remedy);
        }
    }

    /// Buckets name the dimensions of what goes into the artifact, as signature and steps name
    /// them.
    private void checkBuckets(List<TensorSpec> encoded, List<TensorSpec> artifactInputs) {
        Set<String> known = new TreeSet<>();
        for (TensorSpec input : artifactInputs) {
            find(encoded, input.name()).ifPresent(spec -> addDynamic(spec, known));
        }
        modelPackage.signature().batchDimension().ifPresent(known::remove);
        for (String name : modelPackage.batch().buckets().keySet()) {
            if (!known.contains(name)) {
                note(
                        Document.child("/batch/buckets", name),
                        "a bucket for the dimension '" + name + "'",
                        known.isEmpty()
                                ? "no buckets, since no dimension is dynamic"
                                : "one of " + known,
                        "rename it, or remove it");
            }
        }
    }

    private static void addDynamic(TensorSpec spec, Set<String> names) {
        for (Dimension dimension : spec.shape().list()) {
            if (dimension instanceof Dimension.Dynamic(String name)) {
                names.add(name);
            }
        }
    }

    private void note(String pointer, String found, String expected, String remedy) {
        SourceLocation location = places.locate(pointer);
        errors.add(new ValidationError(location, pointer, found, expected, remedy));
    }
}
