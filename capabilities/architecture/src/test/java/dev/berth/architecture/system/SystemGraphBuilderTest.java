package dev.berth.architecture.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.architecture.constraint.ConstraintCheck;
import dev.berth.architecture.constraint.ConstraintResult;
import dev.berth.architecture.graph.Component;
import dev.berth.architecture.graph.Flow;
import dev.berth.architecture.graph.SystemGraph;
import dev.berth.architecture.part.ArchitectureDescription;
import dev.berth.architecture.view.StructurizrWriter;
import dev.berth.architecture.view.SystemView;
import dev.berth.architecture.view.ViewDiagrams;
import dev.berth.architecture.view.ViewsPage;
import dev.berth.catalog.Catalog;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.diagrams.BoxDiagram.Direction;
import dev.berth.diagrams.BoxDiagramMermaid;
import dev.berth.diagrams.BoxDiagramSvg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SystemGraphBuilderTest {
    @TempDir private Path folder;

    private CatalogSnapshot read(String berth, String... endpointAndText) throws IOException {
        Files.writeString(folder.resolve("berth.yaml"), berth);
        Files.createDirectories(folder.resolve("architecture"));
        Files.createDirectories(folder.resolve("endpoints"));
        for (int i = 0; i < endpointAndText.length; i += 2) {
            Files.writeString(
                    folder.resolve("endpoints/" + endpointAndText[i] + ".yaml"),
                    endpointAndText[i + 1]);
        }
        return Catalog.open(folder).read();
    }

    private static final String SHOP =
            """
            name: shop
            architecture:
              sites:
                cloud: {summary: Machines}
              components:
                page: {kind: interface, tier: presentation, site: cloud, owner: Web, latency: 2.5 ms}
                orders: {kind: store, site: cloud, data: [personal]}
              flows:
                - {from: page, to: endpoint price, per-second: 20}
                - {from: page, to: orders, returns: [personal]}
            """;

    private static final String PRICE =
            """
            summary: A price
            inputs:
              - {name: amount, type: float64, meaning: an amount}
            guards:
              much: {on: input, when: input.amount > 1000.0, reject: too much}
              odd: {on: output, when: output.price < 0.0, abstain: odd}
            steps:
              half:
                compute:
                  price: input.amount / 2.0
            outputs:
              price: half.price
            """;

    @Test
    void declaredComponentsAndFlows_areBesideWhatIsServed() throws IOException {
        CatalogSnapshot snapshot = read(SHOP);
        SystemGraph graph = SystemGraphBuilder.of(snapshot);
        assertThat(graph.components())
                .extracting(Component::id)
                .contains("interface page", "store orders");
        assertThat(graph.component("interface page").facts().latency())
                .hasValueSatisfying(latency -> assertThat(latency.toNanos()).isEqualTo(2_500_000));
        assertThat(graph.component("interface page").location().line()).isEqualTo(6);
        assertThat(graph.outgoing("interface page", Flow.Kind.CALL))
                .extracting(Flow::to)
                .containsExactly("store orders");
        assertThat(snapshot.errors().toString())
                .contains("berth.yaml:9", "endpoint price", "describe the component");
    }

    @Test
    void unknownKeys_kindsAndSites_areErrorsAtTheirLines() throws IOException {
        CatalogSnapshot snapshot =
                read(
                        """
                        name: shop
                        architecture:
                          sites: {cloud: {}}
                          components:
                            page: {kind: surface}
                            other: {kind: service, site: clod}
                            third: {tier: x}
                          flows:
                            - {from: other, to: other}
                        """);
        assertThat(snapshot.errors().toString())
                .contains("berth.yaml:5", "berth.yaml:6", "clod", "berth.yaml:7", "without a kind")
                .contains("berth.yaml:9", "to itself");
    }

    @Test
    void answersOfAnEndpoint_goThroughItsOutputGuards_andRequestsThroughThoseOfTheInput()
            throws IOException {
        SystemGraph graph = SystemGraphBuilder.of(read(SHOP, "price", PRICE));
        assertThat(graph.outgoing("interface page", Flow.Kind.DATA))
                .extracting(Flow::to)
                .contains("guard price/much")
                .doesNotContain("endpoint price");
        assertThat(graph.outgoing("endpoint price", Flow.Kind.DATA))
                .extracting(Flow::to)
                .containsExactly("guard price/odd");
        assertThat(graph.outgoing("guard price/odd", Flow.Kind.DATA))
                .extracting(Flow::to)
                .containsExactly("interface page");
    }

    @Test
    void allViews_areDrawnInAllForms_withNamesThatMeanSomethingToThem() throws IOException {
        var text = new StringBuilder("name: 'end\"; <b>'\narchitecture:\n  components:\n");
        for (int i = 0; i < 40; i++) {
            text.append(
                    "    end-%d: {kind: %s, tier: t%d, owner: 'o\"%d', site: s%d, data: [p]}\n"
                            .formatted(
                                    i, i % 5 == 0 ? "consumer" : "service", i % 4, i % 3, i % 2));
        }
        text.append(
                "  constraints:\n    'a/b': {reason: '<b>|\"', no-single-point: {}}\n  flows:\n");
        for (int i = 1; i < 40; i++) {
            text.append(
                    "    - {from: end-%d, to: end-%d, label: '|x| -- ;'}\n".formatted(i / 2, i));
        }
        CatalogSnapshot snapshot = read(text.toString());
        SystemGraph graph = SystemGraphBuilder.of(snapshot);
        assertThat(graph.components()).hasSize(40);
        List<ConstraintResult> constraints =
                ConstraintCheck.of(
                        graph, snapshot.part(ArchitectureDescription.class).constraints());
        assertThat(constraints).extracting(ConstraintResult::isMet).containsExactly(false);
        for (SystemView view : SystemView.values()) {
            if (view == SystemView.PIPELINE) {
                continue;
            }
            var diagram = ViewDiagrams.of(graph, view, constraints);
            assertThat(BoxDiagramSvg.file(diagram, Direction.DOWN)).startsWith("<svg");
            assertThat(BoxDiagramMermaid.of(diagram, Direction.RIGHT))
                    .startsWith("flowchart LR")
                    .doesNotContain("<b>")
                    .contains("Legend");
        }
        String page = ViewsPage.of(graph, List.of(SystemView.values()), constraints);
        assertThat(page)
                .contains("&lt;b&gt;", "nothing for the view pipeline")
                .doesNotContain("<b>");
        assertThat(StructurizrWriter.of(graph)).contains("workspace \"end\\\"; <b>\"");
    }
}
