package dev.berth.diagrams;

import java.util.List;

/// Diagram with the coordinates of everything in it, from its upper left corner.
record PlacedDiagram(
        double width,
        double height,
        List<PlacedGroup> groups,
        List<PlacedBox> boxes,
        List<PlacedLine> lines) {

    record PlacedGroup(BoxDiagram.Group group, BoxText text, Area area) {}

    record PlacedBox(BoxDiagram.Box box, BoxText text, Area area) {}

    /// Way of a line, in right angles.
    ///
    /// @param points its ends and the bends between them
    /// @param label in one line, empty for none
    /// @param labelArea of the label
    record PlacedLine(BoxDiagram.Line line, List<Point> points, String label, Area labelArea) {
        PlacedLine {
            points = List.copyOf(points);
        }
    }

    record Area(double x, double y, double width, double height) {}

    record Point(double x, double y) {}

    PlacedDiagram {
        groups = List.copyOf(groups);
        boxes = List.copyOf(boxes);
        lines = List.copyOf(lines);
    }
}
