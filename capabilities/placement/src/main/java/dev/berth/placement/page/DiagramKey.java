package dev.berth.placement.page;

import dev.berth.diagrams.BoxDiagram.Box;
import dev.berth.diagrams.BoxDiagram.Group;
import dev.berth.diagrams.BoxDiagram.LegendEntry;
import dev.berth.diagrams.BoxDiagram.Sample;
import dev.berth.diagrams.BoxDiagram.Shape;
import dev.berth.diagrams.BoxDiagram.Tone;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Legend of a diagram of sites: an entry for each form that occurs.
final class DiagramKey {
    private DiagramKey() {}

    static List<LegendEntry> entries(
            List<Group> groups, List<Box> boxes, List<FlowArrows.Arrow> arrows) {
        List<LegendEntry> entries = forms(groups, boxes);
        Map<Integer, String> flows = new LinkedHashMap<>();
        arrows.forEach(arrow -> flows.putIfAbsent(arrow.style(), arrow.name()));
        flows.forEach(
                (style, name) ->
                        entries.add(new LegendEntry(new Sample.OfStyle(style), "flow: " + name)));
        return entries;
    }

    static List<LegendEntry> ofSummary(List<Group> groups, List<Box> boxes) {
        List<LegendEntry> entries = forms(groups, boxes);
        entries.add(new LegendEntry(new Sample.OfStyle(0), "all flows in one direction"));
        return entries;
    }

    private static List<LegendEntry> forms(List<Group> groups, List<Box> boxes) {
        List<LegendEntry> entries = new ArrayList<>();
        for (Tone tone : Tone.values()) {
            if (groups.stream().anyMatch(group -> group.tone() == tone)) {
                entries.add(new LegendEntry(new Sample.OfTone(tone), words(tone)));
            }
        }
        for (Shape shape : Shape.values()) {
            if (boxes.stream().anyMatch(box -> box.shape() == shape)) {
                entries.add(new LegendEntry(new Sample.OfShape(shape), words(shape)));
            }
        }
        if (boxes.stream().anyMatch(box -> box.shape() == Shape.PILL)) {
            entries.add(new LegendEntry(new Sample.OfConnection(), "sites that it connects"));
        }
        return entries;
    }

    private static String words(Tone tone) {
        return switch (tone) {
            case FIRST -> "site: a machine of each user";
            case SECOND -> "site: shared machines";
        };
    }

    private static String words(Shape shape) {
        return switch (shape) {
            case RECTANGLE -> "component";
            case DASHED_RECTANGLE -> "component whose numbers are assumed";
            case ROUND -> "person, sensor or screen";
            case PILL -> "link: latency one way, bandwidth, use";
            case DOT -> "forwarded by a site";
        };
    }
}
