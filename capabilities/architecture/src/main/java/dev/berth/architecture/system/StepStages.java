package dev.berth.architecture.system;

import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.endpoint.InferenceGraph;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Stages of an endpoint's steps: a step is one stage after the latest of those whose outputs it
/// reads, those of the first stage read inputs alone.
final class StepStages {
    private static final int ROOM = 16;

    private StepStages() {}

    /// Stages by the name of the step. Steps read earlier ones only, so that one pass is enough;
    /// between two stages there is room for those of a cascade.
    static Map<String, Integer> of(InferenceGraph graph) {
        Map<String, Integer> stages = new LinkedHashMap<>();
        for (GraphStep step : graph.steps()) {
            int stage = 0;
            for (Map.Entry<String, Integer> earlier : stages.entrySet()) {
                if (reads(step, earlier.getKey())) {
                    stage = Math.max(stage, earlier.getValue() + ROOM);
                }
            }
            stages.put(step.name(), stage);
        }
        return stages;
    }

    private static boolean reads(GraphStep step, String name) {
        Pattern word = Pattern.compile("(?<![A-Za-z0-9_.])" + Pattern.quote(name) + "\\.");
        return ReadTexts.of(step)
                .map(ExpressionText::text)
                .anyMatch(text -> word.matcher(text).find());
    }
}
