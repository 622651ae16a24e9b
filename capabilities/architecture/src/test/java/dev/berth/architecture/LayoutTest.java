package dev.berth.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.berth.architecture.Diagram.Edge;
import dev.berth.architecture.Diagram.Kind;
import dev.berth.architecture.Diagram.Node;
import dev.berth.architecture.DiagramLayout.Box;
import dev.berth.architecture.DiagramLayout.Label;
import dev.berth.architecture.DiagramLayout.Path;
import dev.berth.charts.text.TextWidths;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Layouts without overlaps, for random diagrams.
final class LayoutTest {
    private static final double EXACT = 1e-6;
    private static final int VIEWS = 100;

    private static Diagram chain(String... ids) {
        List<Node> nodes = new ArrayList<>();
        List<Edge> edges = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            nodes.add(Node.of(ids[i], Kind.MODEL, ids[i], List.of()));
            if (i > 0) {
                edges.add(new Edge(ids[i - 1], ids[i], "x", false));
            }
        }
        return new Diagram("chain", "", List.of(), nodes, edges);
    }

    @Test
    void chain_ofNodes_goesStraightDown() {
        DiagramLayout placed = Layout.of(chain("a", "b", "c"));
        assertThat(placed.boxes()).extracting(Box::y).isSorted();
        assertThat(placed.paths())
                .allSatisfy(
                        path ->
                                assertThat(path.points())
                                        .allSatisfy(
                                                point ->
                                                        assertThat(point.x())
                                                                .isCloseTo(
                                                                        path.points()
                                                                                .getFirst()
                                                                                .x(),
                                                                        offset(EXACT))));
    }

    @Test
    void edge_thatPassesANode_isStraightBesideIt() {
        Diagram chain = chain("a", "b", "c", "d");
        List<Edge> edges = new ArrayList<>(chain.edges());
        edges.add(new Edge("a", "d", "", false));
        DiagramLayout placed = Layout.of(new Diagram("", "", List.of(), chain.nodes(), edges));
        assertThat(placed.paths().getLast().points()).hasSizeLessThanOrEqualTo(6);
        checkAll(placed);
    }

    @Test
    void circle_ofNodes_isDrawnAllTheSame() {
        Diagram chain = chain("a", "b", "c");
        List<Edge> edges = new ArrayList<>(chain.edges());
        edges.add(new Edge("c", "a", "again", false));
        checkAll(Layout.of(new Diagram("", "", List.of(), chain.nodes(), edges)));
    }

    @Test
    void views_ofAnyShape_haveNothingOnAnythingElse() {
        long seed = Long.getLong("berth.seed", 1);
        System.out.println("seed " + seed);
        var views = new RandomDiagrams(new Random(seed));
        for (int i = 0; i < VIEWS; i++) {
            Diagram view = views.next(2);
            DiagramLayout placed = Layout.of(view);
            assertThat(placed.boxes()).extracting(Box::node).isEqualTo(view.nodes());
            assertThat(placed.paths()).extracting(Path::edge).isEqualTo(view.edges());
            checkAll(placed);
        }
    }

    private static void checkAll(DiagramLayout placed) {
        List<Rectangle> taken = new ArrayList<>();
        for (Box box : placed.boxes()) {
            taken.add(Rectangle.of(box));
            checkTexts(box);
            box.size().inner().ifPresent(LayoutTest::checkAll);
        }
        for (Path path : placed.paths()) {
            if (!path.label().lines().isEmpty()) {
                taken.add(Rectangle.of(path.label()));
            }
        }
        checkApart(taken, placed);
        for (Path path : placed.paths()) {
            checkPath(path, placed);
        }
    }

    private static void checkApart(List<Rectangle> taken, DiagramLayout placed) {
        for (int i = 0; i < taken.size(); i++) {
            Rectangle one = taken.get(i);
            assertThat(one.left).isGreaterThanOrEqualTo(-EXACT);
            assertThat(one.top).isGreaterThanOrEqualTo(-EXACT);
            assertThat(one.right).isLessThanOrEqualTo(placed.width() + EXACT);
            assertThat(one.bottom).isLessThanOrEqualTo(placed.height() + EXACT);
            for (Rectangle other : taken.subList(i + 1, taken.size())) {
                if (one.overlaps(other)) {
                    throw new AssertionError(one + " overlaps " + other);
                }
            }
        }
    }

    /// That text is within its box and what the box consists of as well.
    private static void checkTexts(Box box) {
        Size size = box.size();
        double room = size.width() - 2 * (Size.PADDING + size.inset());
        size.title()
                .forEach(
                        line ->
                                assertThat(TextWidths.of(line, Size.TITLE_SIZE, true))
                                        .isLessThanOrEqualTo(room + EXACT));
        List<String> small = new ArrayList<>(size.details());
        small.addAll(size.standIns());
        small.forEach(
                line ->
                        assertThat(TextWidths.of(line, Size.DETAIL_SIZE, false))
                                .isLessThanOrEqualTo(room + EXACT));
        double lines = size.title().size() * Size.TITLE_LINE + small.size() * Size.DETAIL_LINE;
        double inner = size.inner().map(DiagramLayout::height).orElse(0.0);
        assertThat(lines + inner + 2 * Size.PADDING).isLessThanOrEqualTo(size.height() + EXACT);
        size.inner()
                .ifPresent(placed -> assertThat(placed.width()).isLessThanOrEqualTo(room + EXACT));
    }

    private static void checkPath(Path path, DiagramLayout placed) {
        Rectangle from = box(placed, path.edge().from());
        Rectangle to = box(placed, path.edge().to());
        Point begin = path.points().getFirst();
        Point end = path.points().getLast();
        boolean isDown = begin.y() <= end.y();
        assertThat(begin.y()).isEqualTo(isDown ? from.bottom : from.top);
        assertThat(end.y()).isEqualTo(isDown ? to.top : to.bottom);
        assertThat(begin.x()).isStrictlyBetween(from.left, from.right);
        assertThat(end.x()).isStrictlyBetween(to.left, to.right);
        for (int i = 1; i < path.points().size(); i++) {
            Point a = path.points().get(i - 1);
            Point b = path.points().get(i);
            assertThat(Math.min(Math.abs(a.x() - b.x()), Math.abs(a.y() - b.y())))
                    .isLessThan(EXACT);
            var line =
                    new Rectangle(
                            Math.min(a.x(), b.x()),
                            Math.min(a.y(), b.y()),
                            Math.max(a.x(), b.x()),
                            Math.max(a.y(), b.y()));
            for (Box box : placed.boxes()) {
                if (line.overlaps(Rectangle.of(box))) {
                    throw new AssertionError(path + " passes " + box);
                }
            }
        }
    }

    private static Rectangle box(DiagramLayout placed, String id) {
        return placed.boxes().stream()
                .filter(box -> box.node().id().equals(id))
                .map(Rectangle::of)
                .findFirst()
                .orElseThrow();
    }

    private record Rectangle(double left, double top, double right, double bottom) {
        static Rectangle of(Box box) {
            return new Rectangle(box.x(), box.y(), box.x() + box.width(), box.y() + box.height());
        }

        static Rectangle of(Label label) {
            return new Rectangle(
                    label.x() - label.width() / 2,
                    label.y(),
                    label.x() + label.width() / 2,
                    label.y() + label.height());
        }

        boolean overlaps(Rectangle other) {
            return left < other.right - EXACT
                    && other.left < right - EXACT
                    && top < other.bottom - EXACT
                    && other.top < bottom - EXACT;
        }
    }
}
