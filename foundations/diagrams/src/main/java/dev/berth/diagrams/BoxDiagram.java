package dev.berth.diagrams;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Diagram before its layout: boxes, most of them in groups, and lines between them.
///
/// @param title noun phrase
/// @param description of what is drawn, for readers who do not see it
/// @param legend entries in their order
public record BoxDiagram(
        String title,
        String description,
        List<Group> groups,
        List<Box> boxes,
        List<Line> lines,
        List<LegendEntry> legend) {

    /// Side of the reading direction in which boxes follow each other.
    public enum Direction {
        RIGHT,
        DOWN
    }

    /// Frame with a heading around boxes.
    ///
    /// @param layer groups and free boxes of a lower layer come first
    /// @param tone of its fill
    public record Group(String id, int layer, Tone tone, String title, List<String> details) {
        public Group {
            details = List.copyOf(details);
        }
    }

    /// Fill of a group, which its words say as well.
    public enum Tone {
        FIRST,
        SECOND
    }

    /// Box, in a group or free.
    ///
    /// @param group empty for a free one
    /// @param layer of a free one; in a group, lines decide
    /// @param tooltip empty for none
    public record Box(
            String id,
            Optional<String> group,
            int layer,
            Shape shape,
            String title,
            List<String> details,
            String tooltip) {
        public Box {
            details = List.copyOf(details);
        }
    }

    /// Outline of a box.
    public enum Shape {
        RECTANGLE,
        DASHED_RECTANGLE,
        ROUND,
        PILL,
        /// A point that lines go through; it has no text.
        DOT
    }

    /// Line or arrow between two boxes, or between a group and a free box.
    ///
    /// @param style number of its colour and dash; empty for the quiet line of a connection
    /// @param label empty for none
    /// @param tooltip empty for none
    public record Line(
            String from, String to, Optional<Integer> style, String label, String tooltip) {}

    /// Line of the legend.
    ///
    /// @param sample what is explained
    public record LegendEntry(Sample sample, String text) {}

    /// What an entry of a legend shows.
    public sealed interface Sample {
        record OfShape(Shape shape) implements Sample {}

        record OfTone(Tone tone) implements Sample {}

        record OfStyle(int style) implements Sample {}

        record OfConnection() implements Sample {}
    }

    public BoxDiagram {
        groups = List.copyOf(groups);
        boxes = List.copyOf(boxes);
        lines = List.copyOf(lines);
        legend = List.copyOf(legend);
        Set<String> ids = new HashSet<>();
        groups.forEach(group -> requireNew(ids, group.id()));
        for (Box box : boxes) {
            box.group().ifPresent(group -> require(ids, group));
        }
        boxes.forEach(box -> requireNew(ids, box.id()));
        for (Line line : lines) {
            require(ids, line.from());
            require(ids, line.to());
        }
    }

    private static void requireNew(Set<String> ids, String id) {
        if (!ids.add(id)) {
            throw new IllegalArgumentException("id '" + id + "' twice (expected: once)");
        }
    }

    private static void require(Set<String> ids, String id) {
        if (!ids.contains(id)) {
            throw new IllegalArgumentException(
                    "id '" + id + "' (expected: that of a group or box of the diagram)");
        }
    }
}
