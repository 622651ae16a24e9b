package dev.berth.encoding.region;

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
import dev.berth.encoding.image.ImageTransformTensor;
import dev.berth.encoding.image.ImageTransformTensor.Place;
import dev.berth.encoding.region.RegionFinder.Region;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/// Finds regions in a map and gives them in pixels of the picture.
final class TextRegionsStep implements Step {
    private static final Dimension REGIONS = Dimension.dynamic("regions");

    /// In pixels of the picture. Of what has shorter sides the edge of the picture cut off the
    /// rest, or the picture is smaller than the letters that a map can show.
    private static final double PICTURE_SIDE_MIN = 1;

    private final String from;
    private final String transform;
    private final RegionFinder finder;
    private final TensorSpec boxes;
    private final TensorSpec scores;
    private final BatchLayout rows;
    private final TensorPool pool;

    private TextRegionsStep(
            String from,
            String transform,
            RegionSettings settings,
            List<String> into,
            StepContext context) {
        this.from = from;
        this.transform = transform;
        this.finder = new RegionFinder(settings);
        this.boxes =
                new TensorSpec(
                        into.getFirst(),
                        ElementType.FLOAT32,
                        DeclaredShape.of(REGIONS, Dimension.fixed(4), Dimension.fixed(2)));
        this.scores =
                new TensorSpec(into.getLast(), ElementType.FLOAT32, DeclaredShape.of(REGIONS));
        this.rows = BatchLayout.of(context);
        this.pool = context.pool();
    }

    static Step create(Options options, StepContext context) {
        TensorSpec from = options.requireTensor("from", ElementType.FLOAT32);
        TensorSpec transform = options.requireTensor("transform", ElementType.INT64);
        RegionSettings settings = RegionSettings.read(options);
        Options into = options.section("into");
        List<String> names = List.of(into.text("boxes", "boxes"), into.text("scores", "scores"));
        if (context.batchDimension().isPresent()) {
            options.error(
                    "from",
                    "a tensor of several records, as signature.batch says",
                    "that of one: leave signature.batch out, as each picture has regions of its own"
                            + " number");
        } else {
            requireShapes(options, from, transform);
        }
        options.requireValid();
        return new TextRegionsStep(from.name(), transform.name(), settings, names, context);
    }

    private static void requireShapes(Options options, TensorSpec from, TensorSpec transform) {
        if (!from.name().isEmpty() && from.shape().rank() < 2) {
            options.error("from", "tensor " + from, "a map, such as [1, 1, height, width]");
        }
        boolean isTransform =
                DeclaredShape.of(Dimension.fixed(ImageTransformTensor.NUMBERS))
                        .isCompatibleWith(transform.shape());
        if (!transform.name().isEmpty() && !isTransform) {
            options.error(
                    "transform", "tensor " + transform, "what the step `image` puts as transform");
        }
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(boxes, scores);
    }

    @Override
    public void apply(NamedTensors tensors) {
        Tensor map = tensors.require(from);
        Place place = Place.read(tensors.require(transform), 0);
        int height = (int) map.shape().size(map.shape().rank() - 2);
        int width = (int) map.shape().size(map.shape().rank() - 1);
        requireFits(map.shape(), width, height, place);
        FloatBuffer values = map.data().asFloatBuffer();
        List<Region> found =
                finder.find((row, into) -> values.get(row * width, into), width, height);
        List<Region> inPicture = new ArrayList<>(found.size());
        for (Region region : found) {
            Quad quad = inPicture(region.quad(), place);
            if (isVisible(quad)) {
                inPicture.add(new Region(quad, region.score()));
            }
        }
        put(ReadingOrder.of(inPicture), tensors);
    }

    private void requireFits(Shape shape, int width, int height, Place place) {
        boolean isOneMap = shape.elementCount() == (long) width * height;
        boolean holdsPicture =
                (place.left() < 0 || place.left() + place.width() <= width)
                        && (place.top() < 0 || place.top() + place.height() <= height);
        if (!isOneMap || !holdsPicture) {
            throw rows.failure(
                    "text-regions",
                    0,
                    "a map of shape %s for a picture drawn at %d x %d (expected: one value for each pixel)"
                            .formatted(shape, place.width(), place.height()),
                    "name the output of a model whose map is as large as its input");
        }
    }

    private static Quad inPicture(Quad quad, Place place) {
        return new Quad(
                inPicture(quad.topLeft(), place),
                inPicture(quad.topRight(), place),
                inPicture(quad.bottomRight(), place),
                inPicture(quad.bottomLeft(), place));
    }

    private static Quad.Point inPicture(Quad.Point point, Place place) {
        return new Quad.Point(
                Math.clamp(place.pictureX(point.x()), 0.0, (double) place.pictureWidth()),
                Math.clamp(place.pictureY(point.y()), 0.0, (double) place.pictureHeight()));
    }

    /// Whether all four sides are long enough to cut it out.
    private static boolean isVisible(Quad quad) {
        for (int i = 0; i < 4; i++) {
            Quad.Point corner = quad.corner(i);
            Quad.Point next = quad.corner((i + 1) % 4);
            if (Math.hypot(next.x() - corner.x(), next.y() - corner.y()) < PICTURE_SIDE_MIN) {
                return false;
            }
        }
        return true;
    }

    private void put(List<Region> regions, NamedTensors tensors) {
        int count = regions.size();
        Tensor corners = Tensor.allocate(pool, ElementType.FLOAT32, Shape.of(count, 4, 2));
        tensors.put(boxes.name(), corners);
        Tensor sure = Tensor.allocate(pool, ElementType.FLOAT32, Shape.of(count));
        tensors.put(scores.name(), sure);
        for (int i = 0; i < count; i++) {
            for (int corner = 0; corner < 4; corner++) {
                Quad.Point point = regions.get(i).quad().corner(corner);
                corners.setNumber((i * 4 + corner) * 2, point.x());
                corners.setNumber((i * 4 + corner) * 2 + 1, point.y());
            }
            sure.setNumber(i, regions.get(i).score());
        }
    }
}
