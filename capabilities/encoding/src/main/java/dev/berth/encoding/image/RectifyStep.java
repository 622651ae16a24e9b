package dev.berth.encoding.image;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.encoding.BatchLayout;
import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import java.util.ArrayList;
import java.util.List;

/// Cuts the parts of one picture out.
final class RectifyStep implements Step {
    private static final String KIND = "perspective-crop";

    /// As PaddleOCR has it (`get_rotate_crop_image`).
    private static final double TURN_FROM_DEFAULT = 1.5;

    /// More than a detector gives (1,000 by default), and few enough to hold a file for each.
    private static final int BOXES_MAX = 10_000;

    /// Numbers for a box: x and y of four corners.
    private static final int NUMBERS = 8;

    private final String from;
    private final String boxes;
    private final double turnFrom;
    private final TensorSpec into;
    private final BatchLayout rows;
    private final TensorPool pool;

    private RectifyStep(
            String from, TensorSpec boxes, double turnFrom, String into, StepContext context) {
        this.from = from;
        this.boxes = boxes.name();
        this.turnFrom = turnFrom;
        this.into = new TensorSpec(into, ElementType.BYTES, DeclaredShape.of(boxes.shape().at(0)));
        this.rows = BatchLayout.of(context);
        this.pool = context.pool();
    }

    static Step create(Options options, StepContext context) {
        TensorSpec from = options.requireTensor("from", ElementType.BYTES, ElementType.STRING);
        TensorSpec boxes = options.requireTensor("boxes", ElementType.FLOAT32);
        double turnFrom = options.number("turn-from", TURN_FROM_DEFAULT);
        if (turnFrom < 0) {
            options.error("turn-from", String.valueOf(turnFrom), "a number from 0 on");
        }
        String into = options.requireText("into");
        if (context.batchDimension().isPresent()) {
            options.error(
                    "boxes",
                    "a tensor of several records, as signature.batch says",
                    "that of one: leave signature.batch out, as each picture has boxes of its own"
                            + " number");
        } else if (!boxes.name().isEmpty() && !areBoxes(boxes.shape())) {
            options.error("boxes", "tensor " + boxes, "float32 [regions, 4, 2]");
        }
        options.requireValid();
        return new RectifyStep(from.name(), boxes, turnFrom, into, context);
    }

    private static boolean areBoxes(DeclaredShape shape) {
        return DeclaredShape.of(
                        Dimension.dynamic(Dimension.Dynamic.ANONYMOUS),
                        Dimension.fixed(4),
                        Dimension.fixed(2))
                .isCompatibleWith(shape);
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(into);
    }

    /// A part to be cut out.
    private record Part(Corners corners, int width, int height) {}

    @Override
    public void apply(NamedTensors tensors) {
        List<Part> parts = parts(tensors.require(boxes));
        Tensor files = Tensor.allocate(pool, ElementType.BYTES, Shape.of(parts.size()));
        tensors.put(into.name(), files);
        if (parts.isEmpty()) {
            return;
        }
        var rectifier =
                new Rectifier(
                        ImageStep.read(
                                tensors.require(from).element(0),
                                new PixelAllowance(),
                                from,
                                KIND,
                                rows,
                                0));
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            files.setElement(i, rectifier.png(part.corners, part.width, part.height));
        }
    }

    /// All of them, before the picture is checked.
    private List<Part> parts(Tensor boxes) {
        int count = boxes.rows();
        if (count > BOXES_MAX) {
            throw rows.failure(
                    KIND,
                    0,
                    count + " boxes (expected: at most " + BOXES_MAX + ")",
                    "send them in several requests");
        }
        List<Part> parts = new ArrayList<>(count);
        double pixels = 0;
        for (int i = 0; i < count; i++) {
            Part part = part(boxes, i);
            parts.add(part);
            pixels += (double) part.width * part.height;
        }
        if (pixels > PixelAllowance.PIXELS_MAX) {
            throw rows.failure(
                    KIND,
                    0,
                    "boxes of %.0f pixels together (expected: at most %d)"
                            .formatted(pixels, PixelAllowance.PIXELS_MAX),
                    "send smaller or fewer boxes");
        }
        return parts;
    }

    private Part part(Tensor boxes, int index) {
        var at = new double[NUMBERS];
        for (int i = 0; i < NUMBERS; i++) {
            at[i] = boxes.number(index * NUMBERS + i);
        }
        var corners = new Corners(at[0], at[1], at[2], at[3], at[4], at[5], at[6], at[7]);
        if (!corners.areConvex()) {
            throw rows.failure(
                    KIND,
                    0,
                    "box %d with corners (%s, %s), (%s, %s), (%s, %s), (%s, %s)"
                                    .formatted(
                                            index, at[0], at[1], at[2], at[3], at[4], at[5], at[6],
                                            at[7])
                            + " (expected: those of a convex quadrilateral, clockwise from its top"
                            + " left)",
                    "correct the box, or leave it out");
        }
        boolean turns = turnFrom > 0 && corners.height() >= turnFrom * corners.width();
        Corners upright = turns ? corners.turnedLeft() : corners;
        return new Part(upright, side(upright.width()), side(upright.height()));
    }

    private static int side(double length) {
        return Math.clamp(Math.round(length), 1, Integer.MAX_VALUE);
    }
}
