package dev.berth.architecture.view;

import dev.berth.architecture.graph.Component;
import dev.berth.diagrams.BoxDiagram;
import dev.berth.diagrams.BoxDiagram.Box;
import dev.berth.diagrams.BoxDiagram.Group;
import dev.berth.diagrams.BoxDiagram.LegendEntry;
import dev.berth.diagrams.BoxDiagram.Line;
import dev.berth.diagrams.BoxDiagram.Sample;
import dev.berth.diagrams.BoxDiagram.Shape;
import dev.berth.diagrams.BoxDiagram.Tone;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Boxes and lines of a view while they are gathered; the legend explains those that are there. For
/// one thread.
final class ViewCanvas {
    private static final String GROUP = "group/";

    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final List<Box> boxes = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private final Map<Shape, String> shapes = new EnumMap<>(Shape.class);
    private final Map<Integer, String> styles = new TreeMap<>();
    private final Map<Tone, String> tones = new EnumMap<>(Tone.class);
    private final Set<String> drawn = new HashSet<>();

    /// Adds a frame around boxes, unless it is there.
    ///
    /// @param layer frames of a lower one come first
    /// @param meaning of its fill, for the legend
    void group(
            String name, int layer, Tone tone, String title, List<String> details, String meaning) {
        if (groups.putIfAbsent(name, new Group(GROUP + name, layer, tone, title, details))
                == null) {
            tones.put(tone, meaning);
        }
    }

    /// Adds a component with its kind, and further lines.
    ///
    /// @param group name of its frame; empty for none
    /// @param layer of a box without a frame
    void box(Component component, Optional<String> group, int layer, List<String> details) {
        if (!drawn.add(component.id())) {
            return;
        }
        List<String> lines = new ArrayList<>();
        lines.add(component.kind().word());
        lines.addAll(details);
        Shape shape = ComponentShapes.shape(component.kind());
        boxes.add(
                new Box(
                        component.id(),
                        group.map(name -> GROUP + name),
                        layer,
                        shape,
                        component.name(),
                        lines,
                        component.facts().summary().orElse("")));
        shapes.put(shape, ComponentShapes.meaning(shape));
    }

    boolean has(String id) {
        return drawn.contains(id);
    }

    /// Adds an arrow, if both ends are drawn.
    ///
    /// @param meaning of its style, for the legend
    void line(String from, String to, int style, String label, String tooltip, String meaning) {
        if (!from.equals(to) && drawn.contains(from) && drawn.contains(to)) {
            lines.add(new Line(from, to, Optional.of(style), label, tooltip));
            styles.put(style, meaning);
        }
    }

    boolean isEmpty() {
        return boxes.isEmpty();
    }

    BoxDiagram diagram(String title, String description) {
        List<LegendEntry> legend = new ArrayList<>();
        tones.forEach(
                (tone, meaning) -> legend.add(new LegendEntry(new Sample.OfTone(tone), meaning)));
        shapes.forEach(
                (shape, meaning) ->
                        legend.add(new LegendEntry(new Sample.OfShape(shape), meaning)));
        styles.forEach(
                (style, meaning) ->
                        legend.add(new LegendEntry(new Sample.OfStyle(style), meaning)));
        return new BoxDiagram(
                title, description, List.copyOf(groups.values()), boxes, lines, legend);
    }
}
