package dev.berth.serving;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.Problem.Fault;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Holds what a package promises against what its artifact and its pipelines give, before anything
/// is served.
final class SignatureCheck {
    private SignatureCheck() {}

    /// Checks that every input of the artifact is there after the encoder, with its type and a
    /// shape that goes together.
    ///
    /// @throws ProblemException `signature-mismatch` with every fault
    static void requireInputs(
            ModelReference model, List<TensorSpec> encoded, List<TensorSpec> artifactInputs) {
        List<Fault> faults = new ArrayList<>();
        for (TensorSpec wanted : artifactInputs) {
            compare("artifact input '" + wanted.name() + "'", find(encoded, wanted.name()), wanted)
                    .ifPresent(faults::add);
        }
        refuseIfAny(model, faults, "give it in signature.inputs, or let a step of encode put it");
    }

    /// Checks that every output of the signature is there after the decoder, likewise.
    ///
    /// @throws ProblemException `signature-mismatch` with every fault
    static void requireOutputs(
            ModelReference model, List<TensorSpec> decoded, List<Field> outputs) {
        List<Fault> faults = new ArrayList<>();
        for (Field promised : outputs) {
            compare(
                            "output '" + promised.name() + "'",
                            find(decoded, promised.name()),
                            promised.spec())
                    .ifPresent(faults::add);
        }
        refuseIfAny(model, faults, "correct signature.outputs, or let a step of decode put it");
    }

    private static Optional<TensorSpec> find(List<TensorSpec> specs, String name) {
        // The last one wins: a later step may stand in for an input of the same name.
        return specs.reversed().stream().filter(spec -> spec.name().equals(name)).findFirst();
    }

    private static Optional<Fault> compare(
            String place, Optional<TensorSpec> found, TensorSpec wanted) {
        String expected = wanted.type() + " " + wanted.shape();
        if (found.isEmpty()) {
            return Optional.of(new Fault(place, "nothing of this name", expected));
        }
        TensorSpec spec = found.get();
        boolean sameType =
                spec.type() == wanted.type()
                        || (spec.type().isVariable() && wanted.type().isVariable());
        return sameType && spec.shape().isCompatibleWith(wanted.shape())
                ? Optional.empty()
                : Optional.of(new Fault(place, spec.type() + " " + spec.shape(), expected));
    }

    private static void refuseIfAny(ModelReference model, List<Fault> faults, String remedy) {
        if (!faults.isEmpty()) {
            String all = String.join("; ", faults.stream().map(Fault::toString).toList());
            throw Problem.of(
                            ProblemCode.SIGNATURE_MISMATCH,
                            "the package of model " + model + " does not fit its artifact: " + all,
                            remedy)
                    .withFaults(faults)
                    .asException();
        }
    }
}
