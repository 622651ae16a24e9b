package dev.berth.architecture.constraint;

import dev.berth.architecture.graph.Component;
import dev.berth.architecture.graph.ComponentFacts;
import dev.berth.architecture.graph.ComponentKind;
import dev.berth.architecture.graph.Flow;
import dev.berth.architecture.graph.Flow.CallUse;
import dev.berth.architecture.graph.SystemGraph;
import dev.berth.core.system.SourceLocation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/// Random architectures of few components, with few names for everything so that rules meet.
final class RandomGraphs {
    private static final SourceLocation PLACE = new SourceLocation(Path.of("random.yaml"), 1);

    private RandomGraphs() {}

    /// @param componentsMax 2 at least
    static SystemGraph of(Random random, int componentsMax, int flowsMax) {
        return ofSize(random, 2 + random.nextInt(componentsMax - 1), random.nextInt(flowsMax + 1));
    }

    static SystemGraph ofSize(Random random, int count, int flowCount) {
        List<Component> components = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            components.add(
                    Component.of(
                            random.nextBoolean() ? ComponentKind.SERVICE : ComponentKind.STORE,
                            "c" + i,
                            facts(random),
                            PLACE));
        }
        List<Flow> flows = new ArrayList<>();
        for (int i = 0; i < flowCount; i++) {
            String from = components.get(random.nextInt(count)).id();
            String to = components.get(random.nextInt(count)).id();
            if (!from.equals(to)) {
                flows.add(flow(random, from, to));
            }
        }
        return SystemGraph.of("random", components, flows);
    }

    private static ComponentFacts facts(Random random) {
        return new ComponentFacts(
                Optional.empty(),
                Optional.of("t" + random.nextInt(3)),
                Optional.of("s" + random.nextInt(3)),
                Optional.empty(),
                Optional.empty(),
                random.nextInt(3) == 0 ? Set.of("personal") : Set.of(),
                random.nextInt(4) == 0 ? Set.of("personal") : Set.of(),
                random.nextInt(5) == 0 ? Set.of("rack") : Set.of(),
                OptionalInt.of(1 + random.nextInt(2)),
                OptionalDouble.empty(),
                Optional.empty(),
                OptionalDouble.empty(),
                Map.of());
    }

    private static Flow flow(Random random, String from, String to) {
        Optional<String> group =
                random.nextInt(3) == 0 ? Optional.of("g" + random.nextInt(2)) : Optional.empty();
        return new Flow(
                random.nextBoolean() ? Flow.Kind.CALL : Flow.Kind.DATA,
                from,
                to,
                random.nextInt(4) == 0 ? Set.of("public") : Set.of(),
                OptionalDouble.empty(),
                "",
                new CallUse(0, random.nextInt(4) == 0, group),
                PLACE);
    }
}
