package dev.berth.serving.loading;

import dev.berth.core.NearestName;
import dev.berth.core.SanitizedText;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.SessionSettings;
import dev.berth.core.system.SessionState;
import dev.berth.runtime.LoadedArtifact;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Check that the artifact has the inputs and outputs that the package's `session` names, with
/// shapes that each session can hold.
final class SessionCheck {
    private final ModelPackage modelPackage;
    private final LoadedArtifact artifact;
    private final Notes notes;
    private final List<TensorSpec> inputs = new ArrayList<>();

    /// Receiver of what does not fit.
    interface Notes {
        /// Takes one finding.
        ///
        /// @param pointer in the package's model.yaml
        void note(String pointer, String found, String expected, String remedy);
    }

    SessionCheck(ModelPackage modelPackage, LoadedArtifact artifact, Notes notes) {
        this.modelPackage = modelPackage;
        this.artifact = artifact;
        this.notes = notes;
        SessionSettings settings = modelPackage.session().orElseThrow();
        for (int i = 0; i < settings.state().size(); i++) {
            checkState(settings.state().get(i), "/session/state/" + i);
        }
        settings.constants().keySet().forEach(this::checkConstant);
    }

    /// Those inputs of the artifact that are no caller's.
    List<TensorSpec> inputs() {
        return inputs;
    }

    private void checkState(SessionState state, String place) {
        Optional<TensorSpec> input = findInput(state.input(), place + "/input");
        Optional<TensorSpec> output =
                find(artifact.outputs(), "output", state.output(), place + "/output");
        if (input.isEmpty() || output.isEmpty()) {
            return;
        }
        DeclaredShape shape = state.shape().orElse(input.get().shape());
        checkHoldable(input.get(), shape, place);
        if (!input.get().shape().isCompatibleWith(shape)) {
            notes.note(
                    place + "/shape",
                    "shape " + shape + " of the input '" + state.input() + "'",
                    input.get().shape().toString(),
                    "write the shape that the artifact has");
        }
        if (output.get().type() != input.get().type()
                || !output.get().shape().isCompatibleWith(shape)) {
            notes.note(
                    place + "/output",
                    "output '"
                            + state.output()
                            + "': "
                            + output.get().type()
                            + " "
                            + output.get().shape(),
                    input.get().type() + " " + shape + ", as the input that it feeds",
                    "name the output with the next state");
        }
    }

    /// State is kept in memory of a size that is known, which the limit of a model needs.
    private void checkHoldable(TensorSpec input, DeclaredShape shape, String place) {
        if (input.type().isVariable()) {
            notes.note(
                    place + "/input",
                    "state of " + input.type(),
                    "numbers or booleans",
                    "keep no text as state");
        }
        if (modelPackage.session().orElseThrow().joins() && !hasBatchAxis(shape)) {
            notes.note(
                    "/session/joins",
                    "joins: true with the state '" + input.name() + "' of shape " + shape,
                    "states with a batch dimension, in a signature that has one",
                    "remove joins, or export the model with a dynamic batch dimension");
        }
        long dynamic = shape.list().stream().filter(Dimension.Dynamic.class::isInstance).count();
        if (dynamic > (modelPackage.signature().isBatched() ? 1 : 0)) {
            notes.note(
                    place,
                    "shape " + shape + " of the state '" + input.name() + "'",
                    modelPackage.signature().isBatched()
                            ? "sizes, and at most the batch dimension without one"
                            : "sizes, since the signature has no batch dimension",
                    "write `shape` with the size of each dimension beside input and output");
        }
    }

    private boolean hasBatchAxis(DeclaredShape shape) {
        return modelPackage.signature().isBatched()
                && shape.list().stream().anyMatch(Dimension.Dynamic.class::isInstance);
    }

    private void checkConstant(String name) {
        findInput(name, "/session/constants")
                .filter(input -> input.type().isVariable())
                .ifPresent(
                        input ->
                                notes.note(
                                        "/session/constants",
                                        "a number for the input '" + name + "' of " + input.type(),
                                        "an input of numbers or booleans",
                                        "give it in signature.inputs"));
    }

    private Optional<TensorSpec> findInput(String name, String place) {
        List<TensorSpec> all = new ArrayList<>(artifact.inputs());
        all.addAll(artifact.optionalInputs());
        Optional<TensorSpec> found = find(all, "input", name, place);
        found.ifPresent(inputs::add);
        return found;
    }

    private Optional<TensorSpec> find(
            List<TensorSpec> specs, String kind, String name, String place) {
        Optional<TensorSpec> found =
                specs.stream().filter(spec -> spec.name().equals(name)).findFirst();
        if (found.isEmpty()) {
            List<String> names = specs.stream().map(TensorSpec::name).toList();
            notes.note(
                    place,
                    "the " + kind + " '" + SanitizedText.of(name) + "'",
                    "one of the artifact's: " + String.join(", ", names),
                    NearestName.find(name, names)
                            .map(word -> "rename it to `" + word + "`")
                            .orElse("name it as the artifact does"));
        }
        return found;
    }
}
