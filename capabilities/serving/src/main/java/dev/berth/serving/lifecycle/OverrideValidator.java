package dev.berth.serving.lifecycle;

import dev.berth.catalog.model.PackageEntry;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.BatchPolicy;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.OverrideSettings;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.system.SourceLocation;
import dev.berth.core.system.ValidationError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A package with the settings of an override in place of its own, or what keeps them from going
/// together.
final class OverrideValidator {
    private final ModelPackage original;
    private final OverrideSettings settings;
    private final List<ValidationError> errors = new ArrayList<>();

    OverrideValidator(ModelPackage original, OverrideSettings settings) {
        this.original = original;
        this.settings = settings;
        checkBatch();
        checkTensors("input", settings.inputs(), original.signature().inputs());
        checkTensors("output", settings.outputs(), original.signature().outputs());
        checkInputsAreAll();
    }

    List<ValidationError> errors() {
        return List.copyOf(errors);
    }

    /// The package with the override; only if there are no errors.
    ModelPackage changed() {
        RuntimeSettings runtime =
                settings.executors()
                        .map(original.runtime()::withExecutors)
                        .orElse(original.runtime());
        return new ModelPackage(
                original.reference(),
                original.directory(),
                original.summary(),
                original.license(),
                original.owner(),
                original.artifacts(),
                runtime,
                takesRequestsWhole() ? unbatched() : original.signature(),
                original.features(),
                original.encode(),
                original.decode(),
                batch(),
                original.limits(),
                original.session(),
                original.warmUp());
    }

    /// Whether a batch size of 0 makes each request an execution of its own, whose shapes are those
    /// of the artifact. Where it is what the configuration says anyway, for want of another way to
    /// write the shapes, it changes nothing: a configuration that was read can be sent back.
    private boolean takesRequestsWhole() {
        return original.signature().isBatched()
                && !original.signature().hasInputOfBatchAlone()
                && claimsWholeShapes();
    }

    private boolean claimsWholeShapes() {
        return settings.batchSizeMax().equals(Optional.of(0));
    }

    private BatchPolicy batch() {
        BatchPolicy own = original.batch();
        return new BatchPolicy(
                batchSizeMax(own),
                settings.batchDelayMax().orElse(own.delayMax()),
                own.whenShapesDiffer(),
                own.buckets());
    }

    private int batchSizeMax(BatchPolicy own) {
        int changed = settings.batchSizeMax().orElse(own.sizeMax());
        if (changed > 0) {
            return changed;
        }
        return takesRequestsWhole() ? 1 : own.sizeMax();
    }

    /// The same fields with the batch dimension as one like the others. Examples are of one record,
    /// and so no examples any more.
    private Signature unbatched() {
        Signature own = original.signature();
        return new Signature(
                Optional.empty(),
                own.inputs().stream().map(OverrideValidator::withoutExample).toList(),
                own.outputs().stream().map(OverrideValidator::withoutExample).toList());
    }

    private static Field withoutExample(Field field) {
        return new Field(
                field.name(),
                field.type(),
                field.shape(),
                field.meaning(),
                field.unit(),
                field.range(),
                field.categories(),
                Optional.empty(),
                field.fallback(),
                field.missing());
    }

    private void checkBatch() {
        int size = settings.batchSizeMax().orElse(0);
        if (size > 0 && !original.signature().isBatched()) {
            note(
                    "max_batch_size " + size,
                    "0, since the model takes each request by itself",
                    "leave it out; a model takes batches where every shape begins with a dynamic"
                            + " dimension");
        }
        if (!takesRequestsWhole()) {
            return;
        }
        for (Field input : original.signature().inputs()) {
            if (!input.isRequired()) {
                note(
                        "max_batch_size 0, and input '" + input.name() + "' with a default",
                        "at least 1, since a default is the value of one record",
                        "give a batch size, or leave it out");
            }
        }
    }

    private void checkTensors(String kind, List<TensorSpec> claimed, List<Field> fields) {
        for (TensorSpec claim : claimed) {
            Optional<Field> field =
                    fields.stream().filter(f -> f.name().equals(claim.name())).findFirst();
            if (field.isEmpty()) {
                note(
                        kind + " '" + claim.name() + "'",
                        "one of " + fields.stream().map(Field::name).toList(),
                        "name it as the model does");
            } else if (!fits(claim, field.get())) {
                note(
                        kind + " '" + claim.name() + "' " + described(claim, claim.shape()),
                        described(field.get().spec(), expectedShape(field.get())),
                        "correct its data type or dims, or leave the tensors out");
            }
        }
    }

    private static String described(TensorSpec spec, DeclaredShape shape) {
        return spec.type().datatype() + " " + shape.wireSizes();
    }

    private boolean fits(TensorSpec claim, Field field) {
        boolean sameType =
                claim.type() == field.type()
                        || (claim.type().isVariable() && field.type().isVariable());
        // Where no batch size is given, it does not say which of the two it means.
        boolean eitherShape =
                settings.batchSizeMax().isEmpty() && field.shape().isCompatibleWith(claim.shape());
        return sameType && (eitherShape || expectedShape(field).isCompatibleWith(claim.shape()));
    }

    private DeclaredShape expectedShape(Field field) {
        return claimsWholeShapes() ? field.shape() : original.signature().recordShape(field);
    }

    private void checkInputsAreAll() {
        Set<String> named = new HashSet<>();
        settings.inputs().forEach(claim -> named.add(claim.name()));
        for (Field input : original.signature().inputs()) {
            if (!named.isEmpty() && input.isRequired() && !named.contains(input.name())) {
                note(
                        "no input '" + input.name() + "'",
                        described(input.spec(), expectedShape(input)),
                        "add it, or leave all inputs out");
            }
        }
    }

    private void note(String found, String expected, String remedy) {
        var location = new SourceLocation(original.directory().resolve(PackageEntry.FILE_NAME), 0);
        errors.add(new ValidationError(location, "", found, expected, remedy));
    }
}
