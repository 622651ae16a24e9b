package dev.berth.architecture;

import java.util.List;

/// A diagram with the coordinates of everything in it.
///
/// @param width of all
/// @param height of all
record DiagramLayout(double width, double height, List<Box> boxes, List<Path> paths) {

    DiagramLayout {
        boxes = List.copyOf(boxes);
        paths = List.copyOf(paths);
    }

    /// A node's place.
    ///
    /// @param x of its left side
    /// @param y of its top
    record Box(Size size, double x, double y) {
        Diagram.Node node() {
            return size.node();
        }

        double width() {
            return size.width();
        }

        double height() {
            return size.height();
        }
    }

    /// The way of an edge, in right angles.
    ///
    /// @param points its ends, on the borders of two nodes, and the bends between them
    /// @param label empty lines for none
    record Path(Diagram.Edge edge, List<Point> points, Label label) {
        Path {
            points = List.copyOf(points);
        }
    }

    /// Position of an edge's label.
    ///
    /// @param x of its middle
    /// @param y of its top
    record Label(List<String> lines, double x, double y, double width, double height) {
        Label {
            lines = List.copyOf(lines);
        }
    }
}
