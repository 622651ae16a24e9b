package dev.berth.evaluation.testing;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import java.util.List;
import java.util.Optional;

/// Signatures of one output.
public final class TestSignatures {
    private TestSignatures() {}

    /// A signature with an output of single values.
    public static Signature single(String output, ElementType type) {
        return of(Field.of(output, type, DeclaredShape.of(new Dimension.Dynamic("batch"))));
    }

    /// A signature with an output of lists.
    public static Signature list(String output, ElementType type, long size) {
        return of(
                Field.of(
                        output,
                        type,
                        DeclaredShape.of(
                                new Dimension.Dynamic("batch"), new Dimension.Fixed(size))));
    }

    private static Signature of(Field output) {
        return new Signature(Optional.of("batch"), List.of(), List.of(output));
    }
}
