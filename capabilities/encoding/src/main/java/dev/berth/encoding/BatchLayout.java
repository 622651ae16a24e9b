package dev.berth.encoding;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Layout of records in the tensors of a step: along the batch dimension, or a single one without
/// it. Immutable.
///
/// @param batchDimension the leading dimension of every tensor, if there is one
public record BatchLayout(Optional<Dimension> batchDimension) {

    /// As the signature of this pipeline has it.
    public static BatchLayout of(StepContext context) {
        return new BatchLayout(context.batchDimension());
    }

    public boolean areBatched() {
        return batchDimension.isPresent();
    }

    /// The number of records in a tensor.
    public int count(Tensor tensor) {
        return areBatched() ? tensor.rows() : 1;
    }

    /// The shape of a tensor with this many records of these sizes.
    public Shape shape(int count, long... recordSizes) {
        Shape record = Shape.of(recordSizes);
        return areBatched() ? record.prepend(count) : record;
    }

    /// The declared shape of a tensor whose records have these dimensions.
    public DeclaredShape dimensions(Dimension... recordDimensions) {
        List<Dimension> all = new ArrayList<>(recordDimensions.length + 1);
        batchDimension.ifPresent(all::add);
        Collections.addAll(all, recordDimensions);
        return new DeclaredShape(all);
    }

    /// The dimensions of one record.
    public DeclaredShape record(DeclaredShape dimensions) {
        return areBatched() ? dimensions.withoutLeading() : dimensions;
    }

    /// The shape of one record.
    public Shape record(Shape shape) {
        return areBatched() ? shape.withoutLeading() : shape;
    }

    /// The problem that record `row` cannot be processed by a step of this kind.
    ///
    /// @param message what was found and expected, without the row
    public ProblemException failure(String kind, int row, String message, String remedy) {
        String place = areBatched() ? " at row " + row : "";
        return new ProblemException(
                ProblemCode.PIPELINE_STEP_FAILED,
                "step '" + kind + "'" + place + ": " + message,
                remedy);
    }
}
