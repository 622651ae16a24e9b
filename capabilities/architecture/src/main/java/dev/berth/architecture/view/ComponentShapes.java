package dev.berth.architecture.view;

import dev.berth.architecture.graph.ComponentKind;
import dev.berth.diagrams.BoxDiagram.Shape;

/// Outlines of components.
final class ComponentShapes {
    private ComponentShapes() {}

    static Shape shape(ComponentKind kind) {
        return switch (kind) {
            case MODEL, ENCODER, ENDPOINT, SERVICE, JOB -> Shape.RECTANGLE;
            case GUARD -> Shape.DASHED_RECTANGLE;
            case SOURCE, STORE, VIEW, QUEUE -> Shape.ROUND;
            case CONSUMER, INTERFACE -> Shape.PILL;
        };
    }

    static String meaning(Shape shape) {
        return switch (shape) {
            case RECTANGLE -> "computes";
            case DASHED_RECTANGLE -> "a rule";
            case ROUND -> "holds data";
            case PILL -> "uses the system";
            case DOT -> "";
        };
    }
}
