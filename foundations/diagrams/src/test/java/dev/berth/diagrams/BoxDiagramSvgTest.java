package dev.berth.diagrams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.berth.diagrams.BoxDiagram.Box;
import dev.berth.diagrams.BoxDiagram.Direction;
import dev.berth.diagrams.BoxDiagram.Group;
import dev.berth.diagrams.BoxDiagram.LegendEntry;
import dev.berth.diagrams.BoxDiagram.Line;
import dev.berth.diagrams.BoxDiagram.Sample;
import dev.berth.diagrams.BoxDiagram.Shape;
import dev.berth.diagrams.BoxDiagram.Tone;
import dev.berth.diagrams.PlacedDiagram.Area;
import dev.berth.diagrams.PlacedDiagram.PlacedBox;
import dev.berth.diagrams.PlacedDiagram.PlacedGroup;
import dev.berth.diagrams.PlacedDiagram.PlacedLine;
import dev.berth.diagrams.PlacedDiagram.Point;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

final class BoxDiagramSvgTest {
    private static final int DIAGRAMS = 20 * Integer.getInteger("berth.cases.factor", 1);

    private static final double SLACK = 0.6;

    private static Document parsed(String svg) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(svg)));
        } catch (Exception e) {
            throw new AssertionError(svg, e);
        }
    }

    private static List<String> texts(Document document, String element) {
        NodeList found = document.getElementsByTagName(element);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            texts.add(found.item(i).getTextContent());
        }
        return texts;
    }

    private static Box box(String id, String group) {
        return new Box(id, Optional.of(group), 0, Shape.RECTANGLE, id, List.of("a < b & c"), "tip");
    }

    private static Line arrow(String from, String to) {
        return new Line(from, to, Optional.of(1), "3 kB/s", "");
    }

    private static BoxDiagram diagram() {
        return new BoxDiagram(
                "Where <it> lives",
                "phone runs x",
                List.of(
                        new Group("phone", 0, Tone.FIRST, "phone", List.of("of a user")),
                        new Group("cloud", 2, Tone.SECOND, "cloud", List.of())),
                List.of(
                        box("x", "phone"),
                        box("y", "cloud"),
                        new Box("wifi", Optional.empty(), 1, Shape.PILL, "wifi", List.of(), "")),
                List.of(
                        new Line("phone", "wifi", Optional.empty(), "", ""),
                        new Line("wifi", "cloud", Optional.empty(), "", ""),
                        arrow("x", "wifi"),
                        arrow("wifi", "y"),
                        arrow("y", "wifi"),
                        arrow("wifi", "x")),
                List.of(new LegendEntry(new Sample.OfStyle(1), "flow: look")));
    }

    @Test
    void diagram_asAFile_hasItsTextsEscaped_aTitleAndADescription() {
        String svg = BoxDiagramSvg.file(diagram(), Direction.RIGHT);
        Document document = parsed(svg);

        assertThat(texts(document, "text"))
                .contains("phone", "of a user", "x", "a < b & c", "wifi", "3 kB/s", "flow: look");
        assertThat(texts(document, "title")).contains("Where <it> lives", "tip");
        assertThat(texts(document, "desc")).containsExactly("phone runs x");
        assertThat(document.getDocumentElement().getAttribute("aria-labelledby"))
                .isEqualTo("diagram-title diagram-desc");
        assertThat(svg).contains("prefers-color-scheme:dark");
    }

    @Test
    void groups_areInTheOrderOfTheirLayers_whereverArrowsLead() {
        for (Direction direction : Direction.values()) {
            PlacedDiagram placed = BoxDiagramLayout.of(diagram(), direction);
            Area phone = placed.groups().getFirst().area();
            Area cloud = placed.groups().getLast().area();

            if (direction == Direction.RIGHT) {
                assertThat(phone.x() + phone.width()).isLessThan(cloud.x());
            } else {
                assertThat(phone.y() + phone.height()).isLessThan(cloud.y());
            }
        }
    }

    @Test
    void styles_upToTheLimit_differInColourOrDash() {
        List<String> styles = new ArrayList<>();
        for (int i = 0; i < BoxDiagramSvg.STYLES; i++) {
            styles.add(BoxDiagramSvg.style(i));
        }
        assertThat(styles).doesNotHaveDuplicates();
    }

    @Test
    void line_toWhatIsNotThere_isRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new BoxDiagram(
                                        "t",
                                        "",
                                        List.of(),
                                        List.of(),
                                        List.of(arrow("a", "b")),
                                        List.of()))
                .withMessageContaining("id 'a' (expected: that of a group or box of the diagram)");
    }

    @Test
    void layouts_ofRandomDiagrams_keepBoxesApartAndArrowsAtTheirBoxes() {
        long seed = Long.getLong("berth.seed", 1);
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < DIAGRAMS; i++) {
            BoxDiagram diagram = random(random);
            for (Direction direction : Direction.values()) {
                check(BoxDiagramLayout.of(diagram, direction));
                String svg = BoxDiagramSvg.inline(diagram, direction, "d");
                parsed(svg);
                assertThat(svg).doesNotContain("NaN", "Infinity");
                assertThat(BoxDiagramSvg.inline(diagram, direction, "d")).isEqualTo(svg);
            }
        }
    }

    /// Groups in two layers with a link between any two neighbours, and arrows in both directions.
    private static BoxDiagram random(Random random) {
        List<Group> groups = new ArrayList<>();
        List<Box> boxes = new ArrayList<>();
        List<Line> lines = new ArrayList<>();
        List<String> inner = new ArrayList<>();
        int count = 2 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            groups.add(
                    new Group(
                            "g" + i,
                            i % 2 * 2,
                            Tone.FIRST,
                            "group " + "wide ".repeat(random.nextInt(9)),
                            List.of("detail")));
            int size = random.nextInt(5);
            for (int j = 0; j < size; j++) {
                String id = "b" + i + "." + j;
                boxes.add(box(id, "g" + i));
                if (j > 0 && random.nextBoolean()) {
                    lines.add(arrow("b" + i + "." + (j - 1), id));
                }
                inner.add(id);
            }
        }
        for (int i = 0; i + 1 < count; i++) {
            String link = "l" + i;
            boxes.add(new Box(link, Optional.empty(), 1, Shape.PILL, link, List.of("9 ms"), ""));
            lines.add(new Line("g" + i, link, Optional.empty(), "", ""));
            lines.add(new Line(link, "g" + (i + 1), Optional.empty(), "", ""));
            if (!inner.isEmpty()) {
                lines.add(arrow(inner.get(random.nextInt(inner.size())), link));
                lines.add(arrow(link, inner.get(random.nextInt(inner.size()))));
            }
        }
        return new BoxDiagram("t", "d", groups, boxes, lines, List.of());
    }

    private static void check(PlacedDiagram placed) {
        Map<String, Area> areas = new HashMap<>();
        placed.groups().forEach(each -> areas.put(each.group().id(), each.area()));
        placed.boxes().forEach(each -> areas.put(each.box().id(), each.area()));
        for (PlacedBox box : placed.boxes()) {
            box.box()
                    .group()
                    .ifPresent(
                            group -> assertThat(contains(area(areas, group), box.area())).isTrue());
            for (PlacedBox other : placed.boxes()) {
                assertThat(box.equals(other) || !overlap(box.area(), other.area())).isTrue();
            }
        }
        for (PlacedGroup group : placed.groups()) {
            assertThat(group.text().width()).isLessThanOrEqualTo(group.area().width());
            for (PlacedGroup other : placed.groups()) {
                assertThat(group.equals(other) || !overlap(group.area(), other.area())).isTrue();
            }
        }
        for (PlacedLine line : placed.lines()) {
            assertThat(isAt(area(areas, line.line().from()), line.points().getFirst())).isTrue();
            assertThat(isAt(area(areas, line.line().to()), line.points().getLast())).isTrue();
        }
    }

    private static Area area(Map<String, Area> areas, String id) {
        return Optional.ofNullable(areas.get(id)).orElseThrow();
    }

    private static boolean contains(Area outer, Area inner) {
        return inner.x() >= outer.x() - SLACK
                && inner.y() >= outer.y() - SLACK
                && inner.x() + inner.width() <= outer.x() + outer.width() + SLACK
                && inner.y() + inner.height() <= outer.y() + outer.height() + SLACK;
    }

    private static boolean overlap(Area a, Area b) {
        return a.x() < b.x() + b.width()
                && b.x() < a.x() + a.width()
                && a.y() < b.y() + b.height()
                && b.y() < a.y() + a.height();
    }

    private static boolean isAt(Area area, Point point) {
        return contains(area, new Area(point.x(), point.y(), 0, 0));
    }
}
