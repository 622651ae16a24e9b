package dev.berth.encoding.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.encoding.region.RandomMaps.Pixel;
import dev.berth.encoding.region.RandomMaps.Sample;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The hulls of regions and the rectangles around them, against slow ways to find them.
class MinimumAreaRectangleTest {
    private static final int MAPS = 300;

    @Test
    void hull_ofRandomRegions_hasTheCornersThatNoOthersEnclose() {
        eachRegion(
                (where, points, hull) -> {
                    Set<Pixel> corners = new HashSet<>();
                    for (int i = 0; i < hull.size(); i++) {
                        corners.add(new Pixel(hull.x(i), hull.y(i)));
                    }
                    assertThat(corners).as(where).hasSize(hull.size());
                    assertThat(corners).as(where).isEqualTo(extremePoints(points));
                    for (int i = 0; i < hull.size(); i++) {
                        assertThat(turn(corner(hull, i), corner(hull, i + 1), corner(hull, i + 2)))
                                .as(where)
                                .isPositive();
                    }
                });
    }

    @Test
    void rectangle_aroundRandomRegions_isTheLeastAlongAnyEdgeAndAtAnyAngle() {
        eachRegion(
                (where, points, hull) -> {
                    TurnedRectangle found = MinimumAreaRectangle.leastRectangle(hull);
                    double least = Double.POSITIVE_INFINITY;
                    for (int i = 0; i < hull.size(); i++) {
                        Pixel from = corner(hull, i);
                        Pixel to = corner(hull, i + 1);
                        least = Math.min(least, area(points, to.x() - from.x(), to.y() - from.y()));
                    }
                    assertThat(found.area()).as(where).isCloseTo(least, within(1e-9 * least));
                    for (int degrees = 0; degrees < 90; degrees++) {
                        double angle = Math.toRadians(degrees);
                        assertThat(area(points, Math.cos(angle), Math.sin(angle)))
                                .as(where)
                                .isGreaterThanOrEqualTo(least * (1 - 1e-9));
                    }
                    assertHolds(found, points, where);
                });
    }

    private static void assertHolds(TurnedRectangle found, List<Pixel> points, String where) {
        for (Pixel point : points) {
            double x = point.x() - found.centreX();
            double y = point.y() - found.centreY();
            assertThat(Math.abs(x * found.unitX() + y * found.unitY()))
                    .as(where)
                    .isLessThanOrEqualTo(found.width() / 2 + 1e-9);
            assertThat(Math.abs(y * found.unitX() - x * found.unitY()))
                    .as(where)
                    .isLessThanOrEqualTo(found.height() / 2 + 1e-9);
        }
    }

    @Test
    void rectangle_ofOnePixel_isThatPixel() {
        var runs = new RunLengthMask(3);
        runs.addRow(new float[] {0, 0, 0}, 3, 0.5);
        runs.addRow(new float[] {0, 1, 0}, 3, 0.5);
        runs.addRow(new float[] {0, 0, 0}, 3, 0.5);
        var hull = new ConvexHull(3);
        hull.of(runs, Components.of(runs), 0);
        Quad corners = MinimumAreaRectangle.leastRectangle(hull).corners();
        assertThat(corners)
                .isEqualTo(
                        new Quad(
                                new Quad.Point(1, 1),
                                new Quad.Point(2, 1),
                                new Quad.Point(2, 2),
                                new Quad.Point(1, 2)));
    }

    @Test
    void corners_atAnyAngle_beginAtTheTopLeftAndGoClockwise() {
        for (int degrees = -180; degrees <= 180; degrees++) {
            double angle = Math.toRadians(degrees);
            var rectangle = new TurnedRectangle(50, 40, Math.cos(angle), Math.sin(angle), 20, 6);
            Quad quad = rectangle.corners();
            double rightX = quad.topRight().x() - quad.topLeft().x();
            double rightY = quad.topRight().y() - quad.topLeft().y();
            double downX = quad.bottomLeft().x() - quad.topLeft().x();
            double downY = quad.bottomLeft().y() - quad.topLeft().y();
            assertThat(rightX).as("%d", degrees).isGreaterThanOrEqualTo(Math.abs(rightY) - 1e-9);
            assertThat(rightX * downY - rightY * downX)
                    .as("%d", degrees)
                    .isCloseTo(120, within(1e-9));
            assertThat(rightX * downX + rightY * downY).isCloseTo(0, within(1e-9));
            assertThat(quad.centreX()).isCloseTo(50, within(1e-9));
            assertThat(quad.centreY()).isCloseTo(40, within(1e-9));
        }
    }

    private interface RegionCheck {
        void accept(String where, List<Pixel> points, ConvexHull hull);
    }

    /// Gives all corners of all pixels of each region of some maps.
    private static void eachRegion(RegionCheck check) {
        long seed = RandomMaps.seed();
        var maps = new RandomMaps(seed);
        for (int i = 0; i < MAPS; i++) {
            Sample sample = maps.next();
            Components components = Components.of(sample.runs());
            var hull = new ConvexHull(sample.height());
            for (int component = 0; component < components.count(); component++) {
                Set<Pixel> points = new HashSet<>();
                for (Pixel pixel : sample.pixels(components, component)) {
                    points.add(pixel);
                    points.add(new Pixel(pixel.x() + 1, pixel.y()));
                    points.add(new Pixel(pixel.x(), pixel.y() + 1));
                    points.add(new Pixel(pixel.x() + 1, pixel.y() + 1));
                }
                hull.of(sample.runs(), components, component);
                String where = "seed %d, map %d, region %d".formatted(seed, i, component);
                check.accept(where, List.copyOf(points), hull);
            }
        }
    }

    /// The ends of all stretches between two points beside which all others lie on one side.
    private static Set<Pixel> extremePoints(List<Pixel> points) {
        Set<Pixel> extreme = new HashSet<>();
        for (Pixel from : points) {
            for (Pixel to : points) {
                if (!from.equals(to)
                        && points.stream().allMatch(each -> isWithin(from, to, each))) {
                    extreme.add(from);
                    extreme.add(to);
                }
            }
        }
        return extreme;
    }

    /// Whether a point lies to the right of an edge, or on it between its ends.
    private static boolean isWithin(Pixel from, Pixel to, Pixel point) {
        long turn = turn(from, to, point);
        if (turn != 0) {
            return turn > 0;
        }
        long along =
                (long) (point.x() - from.x()) * (to.x() - from.x())
                        + (long) (point.y() - from.y()) * (to.y() - from.y());
        long length =
                (long) (to.x() - from.x()) * (to.x() - from.x())
                        + (long) (to.y() - from.y()) * (to.y() - from.y());
        return along >= 0 && along <= length;
    }

    private static long turn(Pixel a, Pixel b, Pixel c) {
        return (long) (b.x() - a.x()) * (c.y() - b.y()) - (long) (b.y() - a.y()) * (c.x() - b.x());
    }

    private static Pixel corner(ConvexHull hull, int index) {
        return new Pixel(hull.x(index % hull.size()), hull.y(index % hull.size()));
    }

    /// The area of the rectangle around all points with a side in this direction.
    private static double area(List<Pixel> points, double x, double y) {
        List<Double> along = new ArrayList<>();
        List<Double> across = new ArrayList<>();
        double length = Math.hypot(x, y);
        for (Pixel point : points) {
            along.add((point.x() * x + point.y() * y) / length);
            across.add((point.y() * x - point.x() * y) / length);
        }
        return extent(along) * extent(across);
    }

    private static double extent(List<Double> numbers) {
        return numbers.stream().mapToDouble(each -> each).max().orElseThrow()
                - numbers.stream().mapToDouble(each -> each).min().orElseThrow();
    }
}
