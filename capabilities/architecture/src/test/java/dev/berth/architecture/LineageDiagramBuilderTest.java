package dev.berth.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.FeatureName;
import dev.berth.core.lineage.Lineage;
import dev.berth.core.lineage.LineageEdge;
import dev.berth.core.lineage.LineageNode;
import dev.berth.core.lineage.LineageNode.Kind;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// A lineage, drawn.
final class LineageDiagramBuilderTest {
    private static final LineageNode FLIGHTS = new LineageNode(Kind.SOURCE, "flights");
    private static final LineageNode VIEW = new LineageNode(Kind.VIEW, "delay@1");
    private static final LineageNode MODEL = new LineageNode(Kind.MODEL, "delay@1");

    private static Diagram view(Set<FeatureName> features) {
        var lineage =
                new Lineage(
                        List.of(FLIGHTS, VIEW, MODEL),
                        List.of(
                                new LineageEdge(FLIGHTS, VIEW, Set.of()),
                                new LineageEdge(VIEW, MODEL, features)));
        return LineageDiagramBuilder.of(
                "flights", lineage, node -> node.equals(MODEL) ? List.of("owner: a") : List.of());
    }

    @Test
    void mermaid_hasNodesOfEachKindAndFeaturesBesideArrows() {
        assertThat(MermaidWriter.of(view(Set.of(new FeatureName("late")))))
                .contains(
                        "n0[(\"flights\")]:::source",
                        "n1[\"delay#64;1\"]:::view",
                        "n2[\"delay#64;1<br/>owner: a\"]:::model",
                        "n0 --> n1",
                        "n1 -->|\"late\"| n2");
    }

    @Test
    void svg_tellsInItsLegendWhatIsBesideArrows() {
        assertThat(SvgWriter.of(view(Set.of(new FeatureName("late")))))
                .contains("beside an arrow: the features that are read", "where events come from");
    }

    @Test
    void features_thatAreMany_areCounted() {
        Set<FeatureName> many = new TreeSet<>();
        for (int i = 0; i < 7; i++) {
            many.add(new FeatureName("f" + i));
        }
        assertThat(view(many).edges().getLast().label()).isEqualTo("7 features");
    }
}
